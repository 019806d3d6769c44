"""Mistakes with the shape of the output and with the order in it."""

from typing import Any, Callable

import numpy as np

from .recipe import Change, Mistake, Recipe, finish_with


def _resize(
    size: Callable[[np.ndarray, np.ndarray], np.ndarray],
    keep_shape: bool = False,
) -> Change:
    """Make a change that computes another number of rows and columns.

    `size(last_place, stride)` returns both numbers. What is beyond the right
    output is zero. With `keep_shape`, the output keeps its right shape, and
    what is not computed is zero.
    """

    def change(recipe: Recipe) -> Recipe:
        H, W = size(recipe.last_place, recipe.stride).tolist()

        def resize(Y: np.ndarray) -> np.ndarray:
            cut = Y[..., :H, :W]
            if keep_shape:
                height, width = Y.shape[-2:]
            else:
                height, width = H, W
            rows = height - cut.shape[-2]
            columns = width - cut.shape[-1]
            return _add_zeros(cut, rows, columns)

        return recipe.then(resize)

    return change


def _fill_input_size(recipe: Recipe) -> Recipe:
    """Write the output into an array of the size of the input."""
    size = recipe.X.shape[1:]

    def enlarge(Y: np.ndarray) -> np.ndarray:
        larger = [max(0, n - m) for n, m in zip(size, Y.shape[-2:])]
        return _add_zeros(Y, *larger)

    return recipe.then(enlarge)


def _add_zeros(Y: np.ndarray, rows: int, columns: int) -> np.ndarray:
    widths = [*((0, 0) for _ in Y.shape[:-2]), (0, rows), (0, columns)]
    return np.pad(Y, widths, mode='constant')


def _keep(*part: slice) -> Change:
    """Make a change that leaves zeros outside of a part of the last axes."""
    index: Any = (..., *part)

    def clear(Y: np.ndarray) -> np.ndarray:
        kept = np.zeros_like(Y)
        kept[index] = Y[index]
        return kept

    return finish_with(clear)


def _cut(*part: slice) -> Change:
    """Make a change that cuts a part out of the last axes."""
    index: Any = (..., *part)
    return finish_with(lambda Y: Y[index])


_ALL = slice(None)
_BUT_LAST = slice(None, -1)
_BUT_FIRST = slice(1, None)
_FIRST = slice(0, 1)

_STOPS_EARLY = (
    'There are h - k_h + 1 places for the window: range(h - k_h) stops one '
    'early.'
)

MISTAKES = (
    Mistake(
        'the output is one row or one column too small',
        (
            # (h - k_h) // s_h, without the + 1
            _resize(lambda last, stride: last // stride),
            # As many as range(0, h - k_h, s_h) has
            _resize(lambda last, stride: -(-last // stride)),
            # (h - k_h + 1) // s_h, which is right at a stride of 1
            _resize(lambda last, stride: (last + 1) // stride),
            _cut(_BUT_LAST, _ALL),
            _cut(_ALL, _BUT_LAST),
        ),
        hint=_STOPS_EARLY,
        is_common=True,
        topic='size',
    ),
    Mistake(
        'the last row or column of the output is not computed',
        (
            _resize(lambda last, stride: last // stride, keep_shape=True),
            _resize(lambda last, stride: -(-last // stride), keep_shape=True),
            _keep(_BUT_LAST, _ALL),
            _keep(_ALL, _BUT_LAST),
        ),
        hint=_STOPS_EARLY,
        is_common=True,
        topic='size',
    ),
    Mistake(
        'the first row or column of the output is left out',
        (
            _cut(_BUT_FIRST, _BUT_FIRST),
            _cut(_BUT_FIRST, _ALL),
            _cut(_ALL, _BUT_FIRST),
            _keep(_BUT_FIRST, _BUT_FIRST),
        ),
        hint='Indexes begin at 0: range(1, n) leaves the first out.',
        topic='size',
    ),
    Mistake(
        'the output is one row or one column too large',
        (
            finish_with(lambda Y: _add_zeros(Y, 1, 1)),
            # Rounded up where it has to be rounded down
            _resize(lambda last, stride: -(-last // stride) + 1),
            finish_with(lambda Y: _add_zeros(Y, 1, 0)),
            finish_with(lambda Y: _add_zeros(Y, 0, 1)),
            lambda recipe: recipe.but(
                padding=np.array([recipe.padding, recipe.padding + 1])
            ),
        ),
        topic='size',
    ),
    Mistake(
        'the output has the size of the input, and zeros at its end',
        (_fill_input_size,),
        topic='size',
    ),
    Mistake(
        'only the beginning of the output is computed',
        (
            finish_with(lambda Y: Y[:1]),
            _keep(_FIRST, _FIRST, _FIRST),
            _keep(_FIRST, _FIRST),
            _keep(_FIRST, _FIRST, _ALL),
            _keep(_FIRST, _ALL),
            _keep(_FIRST, _ALL, _ALL),
        ),
        hint='A return inside a loop ends it early.',
        topic='size',
    ),
    Mistake(
        'the output is transposed',
        (finish_with(lambda Y: Y.swapaxes(-2, -1)),),
    ),
    Mistake(
        'height and width of the output are swapped by a reshape',
        (
            finish_with(
                lambda Y: Y.reshape(*Y.shape[:-2], Y.shape[-1], Y.shape[-2])
            ),
        ),
    ),
    Mistake(
        'the output is reshaped where it has to be transposed',
        (
            finish_with(lambda Y: Y.transpose(1, 2, 0).reshape(Y.shape)),
            finish_with(lambda Y: Y.reshape(*Y.shape[1:], len(Y))),
        ),
    ),
    Mistake(
        'the output is flipped',
        (
            finish_with(lambda Y: Y[..., ::-1, ::-1]),
            finish_with(lambda Y: Y[..., ::-1, :]),
            finish_with(lambda Y: Y[..., ::-1]),
        ),
    ),
    Mistake(
        'the output channels are joined where they have to be stacked',
        (
            finish_with(lambda Y: np.concatenate(list(Y), axis=0)),
            finish_with(lambda Y: np.concatenate(list(Y), axis=1)),
        ),
        hint='nd.concat and np.concatenate lengthen an axis; stack makes one.',
    ),
    Mistake(
        'the output channels are reversed',
        (finish_with(lambda Y: Y[::-1]),),
    ),
    Mistake(
        'the output channels come last',
        (finish_with(lambda Y: np.moveaxis(Y, 0, -1)),),
    ),
    Mistake(
        'an axis of size 1 is left in front',
        (finish_with(lambda Y: Y[np.newaxis]),),
        hint='F.conv2d and nd.Convolution have a batch axis: return Y[0].',
        is_common=True,
    ),
    Mistake(
        'an axis of size 1 is left at the end',
        (finish_with(lambda Y: Y[..., np.newaxis]),),
    ),
    Mistake(
        'axes of size 1 are dropped',
        (finish_with(np.squeeze),),
        hint='squeeze drops an output channel or a row that is the only one.',
    ),
    Mistake(
        'the output is left flat',
        (
            finish_with(np.ravel),
            finish_with(lambda Y: Y.reshape(len(Y), -1)),
        ),
    ),
)
