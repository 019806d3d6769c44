"""Mistakes with padding and stride."""

from typing import Any, Callable, Optional

import numpy as np

from ..judgement import pad
from .recipe import Change, Mistake, Recipe


def _pad_by(size: Callable[[np.ndarray, np.ndarray], Any]) -> Change:
    """Make a change that computes the padding from itself and the window.

    The new padding may be ((top, left), (bottom, right)).
    """

    def change(recipe: Recipe) -> Recipe:
        padding = np.array(size(recipe.padding, recipe.window))
        return recipe.but(padding=padding)

    return change


def _step_by(size: Callable[[np.ndarray, np.ndarray], Any]) -> Change:
    """Make a change that computes the stride from itself and the window."""

    def change(recipe: Recipe) -> Recipe:
        stride = np.array(size(recipe.stride, recipe.window))
        return recipe.but(stride=stride)

    return change


def _fill(mode: Any, **options: Any) -> Change:
    """Make a change that pads with something else than zeros."""

    def change(recipe: Recipe) -> Optional[Recipe]:
        p_h, p_w = recipe.padding.tolist()
        widths = [(0, 0), (p_h, p_h), (p_w, p_w)]
        try:
            X = np.pad(recipe.X, widths, mode, **options)
        except ValueError:  # old NumPy cannot mirror a single row
            return None
        return recipe.but(X=X, padding=np.array([0, 0]))

    return change


def _swap_padding_and_stride(recipe: Recipe) -> Optional[Recipe]:
    if recipe.padding.min() < 1:
        return None
    return recipe.but(padding=recipe.stride, stride=recipe.padding)


def _dilate(recipe: Recipe) -> Recipe:
    """Spread the kernel out by the stride."""
    c_o, c_i, k_h, k_w = recipe.K.shape
    s_h, s_w = recipe.stride.tolist()
    K = np.zeros((c_o, c_i, (k_h - 1) * s_h + 1, (k_w - 1) * s_w + 1))
    K[:, :, ::s_h, ::s_w] = recipe.K
    return recipe.but(K=K, stride=np.array([1, 1]))


def _use_for_both(at: int, *names: str) -> Change:
    """Make a change that uses the size at 0 or 1 for height and width."""

    def change(recipe: Recipe) -> Recipe:
        parts = {}
        for name in names:
            parts[name] = np.repeat(getattr(recipe, name)[at], 2)
        return recipe.but(**parts)

    return change


def _swap(*names: str) -> Change:
    """Make a change that swaps height and width."""

    def change(recipe: Recipe) -> Recipe:
        parts = {}
        for name in names:
            parts[name] = getattr(recipe, name)[::-1]
        return recipe.but(**parts)

    return change


def _thin_out_input(recipe: Recipe) -> Recipe:
    """Apply the stride to the input, before its windows are taken."""
    X = pad(recipe.X, recipe.padding)
    s_h, s_w = recipe.stride.tolist()
    none, one = np.array([0, 0]), np.array([1, 1])
    return recipe.but(X=X[:, ::s_h, ::s_w], padding=none, stride=one)


def _step_by_one(recipe: Recipe) -> Recipe:
    """Move the window by one, and keep as many outputs as is right."""
    H, W = recipe.output_size
    one = np.array([1, 1])
    return recipe.but(stride=one).then(lambda Y: Y[..., :H, :W])


_HEIGHT = 0
_WIDTH = 1
_PADDING_STRIDE_OR_BOTH = (
    ('padding',),
    ('stride',),
    ('padding', 'stride'),
)

MISTAKES = (
    Mistake(
        'the padding is ignored',
        (_pad_by(lambda p, k: np.zeros_like(p)),),
        is_common=True,
    ),
    Mistake(
        'the stride is ignored',
        (_step_by(lambda s, k: np.ones_like(s)),),
        is_common=True,
    ),
    Mistake(
        'padding and stride are ignored',
        (
            lambda recipe: recipe.but(
                padding=np.array([0, 0]), stride=np.array([1, 1])
            ),
        ),
        is_common=True,
    ),
    Mistake(
        'the output is the "full" one',
        (_pad_by(lambda p, k: p + k - 1),),
    ),
    Mistake(
        'zero padding is added',
        (
            _pad_by(lambda p, k: p + 1),
            _pad_by(lambda p, k: p + k // 2),
            _pad_by(lambda p, k: p + (k - 1) // 2),
            _pad_by(lambda p, k: [p + k // 2, p + (k - 1) // 2]),
            _pad_by(lambda p, k: [p + (k - 1) // 2, p + k // 2]),
        ),
    ),
    Mistake(
        'the padding is taken as the total of both sides',
        (
            _pad_by(lambda p, k: p // 2),
            _pad_by(lambda p, k: [p // 2, p - p // 2]),
            _pad_by(lambda p, k: [p - p // 2, p // 2]),
        ),
        hint='padding counts the zeros of each side, as in gluon.nn.Conv2D; '
        "the book's p_h counts those of both sides.",
        is_common=True,
    ),
    Mistake(
        'zeros are added only at the bottom and right',
        (
            _pad_by(lambda p, k: [np.zeros_like(p), p]),
            _pad_by(lambda p, k: [np.zeros_like(p), 2 * p]),
        ),
    ),
    Mistake(
        'zeros are added only at the top and left',
        (
            _pad_by(lambda p, k: [p, np.zeros_like(p)]),
            _pad_by(lambda p, k: [2 * p, np.zeros_like(p)]),
        ),
    ),
    Mistake('the padding is doubled', (_pad_by(lambda p, k: 2 * p),)),
    Mistake('the width is not padded', (_pad_by(lambda p, k: [p[0], 0]),)),
    Mistake('the height is not padded', (_pad_by(lambda p, k: [0, p[1]]),)),
    Mistake(
        'height and width of padding or stride are swapped',
        tuple(_swap(*names) for names in _PADDING_STRIDE_OR_BOTH),
    ),
    Mistake(
        'padding or stride of the height is used for the width too',
        tuple(
            _use_for_both(_HEIGHT, *names) for names in _PADDING_STRIDE_OR_BOTH
        ),
    ),
    Mistake(
        'padding or stride of the width is used for the height too',
        tuple(
            _use_for_both(_WIDTH, *names) for names in _PADDING_STRIDE_OR_BOTH
        ),
    ),
    Mistake(
        'padding and stride are swapped, as if given in the other order',
        (_swap_padding_and_stride,),
        hint='F.conv2d takes the stride first, then the padding.',
    ),
    Mistake(
        'the edge is repeated where zeros have to be added',
        (_fill('edge'),),
    ),
    Mistake(
        'the input is mirrored where zeros have to be added',
        (_fill('reflect'), _fill('symmetric')),
    ),
    Mistake(
        'the input wraps around where zeros have to be added',
        (_fill('wrap'),),
    ),
    Mistake(
        'ones are added where zeros have to be',
        (_fill('constant', constant_values=1),),
    ),
    Mistake('the stride is taken for the dilation', (_dilate,)),
    Mistake(
        'the stride is used only for the size of the output',
        (_step_by_one,),
        hint='The window of the output (i, j) begins at (i * s_h, j * s_w).',
    ),
    Mistake(
        'the stride is applied to the input, before windows are taken',
        (_thin_out_input,),
    ),
    Mistake('the stride is applied twice', (_step_by(lambda s, k: s * s),)),
    Mistake(
        'the stride of the width is ignored',
        (_step_by(lambda s, k: [s[0], 1]),),
    ),
    Mistake(
        'the stride of the height is ignored',
        (_step_by(lambda s, k: [1, s[1]]),),
    ),
    Mistake('the stride is one too large', (_step_by(lambda s, k: s + 1),)),
    Mistake(
        'the window steps by its own size, as in pooling',
        (_step_by(lambda s, k: k),),
    ),
    Mistake(
        'only every second output is computed',
        (_step_by(lambda s, k: 2 * s),),
    ),
)
