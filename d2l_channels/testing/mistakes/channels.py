"""Mistakes with the channels of the input and of the kernel."""

import numpy as np

from .recipe import Mistake, Recipe


def _swap_channels(recipe: Recipe) -> Recipe:
    """Swap the first two axes of K.

    It then has c_o input channels, and X has c_i. Only the first
    min(c_o, c_i) of both are used.
    """
    c_o, c_i = recipe.K.shape[:2]
    most = min(c_o, c_i)
    K = recipe.K.swapaxes(0, 1)
    return recipe.but(X=recipe.X[:most], K=K[:, :most])


def _reshape_channels(recipe: Recipe) -> Recipe:
    """Read the numbers of K as (c_i, c_o, k_h, k_w)."""
    c_o, c_i, k_h, k_w = recipe.K.shape
    K = recipe.K.reshape(c_i, c_o, k_h, k_w).swapaxes(0, 1)
    return recipe.but(K=K)


def _lay_out_channels_last(recipe: Recipe) -> Recipe:
    """Flatten kernels with the channels last, and windows with them first."""
    K = recipe.K.transpose(0, 2, 3, 1).reshape(recipe.K.shape)
    return recipe.but(K=K)


def _take_for_channels_last(recipe: Recipe) -> Recipe:
    """Read the numbers of K as (c_o, k_h, k_w, c_i)."""
    c_o, c_i, k_h, k_w = recipe.K.shape
    K = recipe.K.reshape(c_o, k_h, k_w, c_i).transpose(0, 3, 1, 2)
    return recipe.but(K=K)


def _lay_out_columns_first(recipe: Recipe) -> Recipe:
    """Flatten kernels column by column, where windows go row by row."""
    K = recipe.K.swapaxes(2, 3).reshape(recipe.K.shape)
    return recipe.but(K=K)


def _take_for_filters_last(recipe: Recipe) -> Recipe:
    """Read the numbers of K as (k_h, k_w, c_i, c_o), TensorFlow's layout."""
    c_o, c_i, k_h, k_w = recipe.K.shape
    K = recipe.K.reshape(k_h, k_w, c_i, c_o).transpose(3, 2, 0, 1)
    return recipe.but(K=K)


def _repeat_kernel(recipe: Recipe, at: int) -> Recipe:
    K = np.broadcast_to(recipe.K[at], recipe.K.shape)
    return recipe.but(K=K)


def _repeat_first(A: np.ndarray, axis: int) -> np.ndarray:
    return np.broadcast_to(A.take([0], axis), A.shape)


def _count_first_channel_twice(recipe: Recipe) -> Recipe:
    # With one channel, to count it twice is to double the output. Any function
    # that doubles would be blamed on channels, so nothing is changed here, and
    # such layers count as unexplained
    if len(recipe.X) == 1:
        return recipe
    times = np.ones((len(recipe.X), 1, 1))
    times[0] = 2
    return recipe.but(X=recipe.X * times)


MISTAKES = (
    Mistake(
        'only the first input channel is used',
        (lambda recipe: recipe.but(X=recipe.X[:1], K=recipe.K[:, :1]),),
        hint='A return inside the loop over the channels ends it early.',
        is_common=True,
    ),
    Mistake(
        'only the last input channel counts',
        (lambda recipe: recipe.but(X=recipe.X[-1:], K=recipe.K[:, -1:]),),
        hint='In a loop over the channels, = overwrites the sum; use +=.',
        is_common=True,
    ),
    Mistake(
        'the last input channel is dropped, as by a zip that stops early',
        (lambda recipe: recipe.but(X=recipe.X[:-1], K=recipe.K[:, :-1]),),
    ),
    Mistake(
        'the first input channel is dropped',
        (lambda recipe: recipe.but(X=recipe.X[1:], K=recipe.K[:, 1:]),),
    ),
    Mistake(
        'the first input channel is counted twice',
        (_count_first_channel_twice,),
        hint='A sum that begins with channel 0 goes on with channel 1.',
    ),
    Mistake(
        'the input channels are reversed',
        (lambda recipe: recipe.but(K=recipe.K[:, ::-1]),),
    ),
    Mistake(
        'the output channels are mixed up with the input channels',
        (_swap_channels, _reshape_channels),
    ),
    Mistake(
        'the first kernel is used for all output channels',
        (lambda recipe: _repeat_kernel(recipe, 0),),
    ),
    Mistake(
        'the last kernel is used for all output channels',
        (lambda recipe: _repeat_kernel(recipe, -1),),
    ),
    Mistake(
        'the first channel of K is used for all input channels',
        (lambda recipe: recipe.but(K=_repeat_first(recipe.K, 1)),),
    ),
    Mistake(
        'the first channel of X is used for all input channels',
        (lambda recipe: recipe.but(X=_repeat_first(recipe.X, 0)),),
    ),
    Mistake(
        'the channels of X or K are added up before they are multiplied',
        # Adding up those of K, or of both, leads to the same output
        (
            lambda recipe: recipe.but(
                X=np.broadcast_to(recipe.X.sum(0), recipe.X.shape)
            ),
        ),
    ),
    Mistake(
        'the kernel is laid out in another order than the windows',
        (
            _lay_out_channels_last,
            _take_for_channels_last,
            _lay_out_columns_first,
        ),
    ),
    Mistake(
        'the kernel is reshaped where it has to be transposed',
        (_take_for_filters_last,),
    ),
)
