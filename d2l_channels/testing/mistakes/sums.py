"""Mistakes in adding up, and with the numbers of the output."""

from typing import Callable

import numpy as np

from .recipe import Change, Mistake, Recipe, finish_with


def _sum_by(sum: Callable[[np.ndarray], np.ndarray]) -> Change:
    """Make a change of how the products (c_o, c_i, k_h, k_w, H, W) become an
    output."""
    return lambda recipe: recipe.but(sum=sum)


def _divide_by(divisor: Callable[[int, int], int]) -> Change:
    """Make a change that divides the sums by a number computed from c_i and
    the size of the window."""

    def change(recipe: Recipe) -> Recipe:
        c_i = recipe.K.shape[1]
        return recipe.but(K=recipe.K / divisor(c_i, recipe.window.prod()))

    return change


def _run_on(axis: int) -> Change:
    """Make a change that lets sums run on along an axis of the output."""
    return finish_with(lambda Y: Y.cumsum(axis))


def _run_on_everywhere(Y: np.ndarray) -> np.ndarray:
    return Y.cumsum().reshape(Y.shape)


def _run_on_in_channels(Y: np.ndarray) -> np.ndarray:
    return Y.reshape(len(Y), -1).cumsum(1).reshape(Y.shape)


def _add_operands(recipe: Recipe) -> Recipe:
    """Add X and K where they have to be multiplied."""
    # The sum of x + k is the sum of x times one, and the sum of k
    of_kernels = recipe.K.sum((1, 2, 3))[:, np.newaxis, np.newaxis]
    ones = np.ones_like(recipe.K)
    return recipe.but(K=ones).then(lambda Y: Y + of_kernels)


# Axes of the products (c_o, c_i, k_h, k_w, H, W)
_WINDOW = (2, 3)
_ALL_SUMMED = (1, 2, 3)

MISTAKES = (
    Mistake(
        'the input channels are not summed',
        (
            _sum_by(lambda products: products.sum(_WINDOW)),
            _sum_by(lambda products: products.sum(_WINDOW).swapaxes(0, 1)),
        ),
        is_common=True,
    ),
    Mistake(
        'the output channels are summed too',
        (
            finish_with(lambda Y: Y.sum(0)),
            finish_with(lambda Y: Y.sum(0, keepdims=True)),
        ),
    ),
    Mistake(
        'the mean of the input channels is taken, not their sum',
        (_divide_by(lambda c_i, size: c_i),),
    ),
    Mistake(
        'the mean over the window is taken, not the sum',
        (_divide_by(lambda c_i, size: size),),
    ),
    Mistake(
        'the mean over window and channels is taken, not the sum',
        (_divide_by(lambda c_i, size: c_i * size),),
    ),
    Mistake(
        'the largest product is taken, not the sum of all',
        (
            _sum_by(lambda products: products.max(_ALL_SUMMED)),
            _sum_by(lambda products: products.max(_WINDOW).sum(1)),
            _sum_by(lambda products: products.sum(_WINDOW).max(1)),
        ),
    ),
    Mistake(
        'products are multiplied where they have to be added up',
        (
            _sum_by(lambda products: products.prod(_ALL_SUMMED)),
            _sum_by(lambda products: products.prod(_WINDOW).sum(1)),
            _sum_by(lambda products: products.sum(_WINDOW).prod(1)),
        ),
    ),
    Mistake(
        'the sum is not reset between outputs',
        (
            # over the output channels, within each of them, over all outputs,
            # and within each row
            _run_on(0),
            finish_with(_run_on_in_channels),
            finish_with(_run_on_everywhere),
            _run_on(-1),
        ),
        hint='Set the sum to zero inside the loop over the outputs.',
    ),
    Mistake(
        'the sign is reversed',
        (finish_with(np.negative),),
    ),
    Mistake(
        'the absolute value is taken',
        (finish_with(np.abs),),
    ),
    Mistake(
        'an activation is left in, a ReLU',
        (finish_with(lambda Y: np.maximum(Y, 0)),),
    ),
    Mistake(
        'an activation is left in, a sigmoid',
        (finish_with(lambda Y: 1 / (1 + np.exp(-Y))),),
    ),
    Mistake(
        'an activation is left in, tanh',
        (finish_with(np.tanh),),
    ),
    Mistake(
        'the output is truncated to integers',
        (
            finish_with(np.trunc),
            finish_with(np.floor),
            _sum_by(lambda products: np.trunc(products.sum(_WINDOW)).sum(1)),
            _sum_by(lambda products: np.trunc(products).sum(_ALL_SUMMED)),
        ),
        hint='An array of dtype int keeps no fractions.',
        is_common=True,
    ),
    Mistake('X and K are added, not multiplied', (_add_operands,)),
)
