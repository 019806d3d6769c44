"""Mistakes with the input and the kernel, before anything is added up."""

from typing import Optional

import numpy as np

from .recipe import Mistake, Recipe


def _swap_channels(recipe: Recipe) -> Optional[Recipe]:
    """Take the output channels of K for its input channels."""
    c_o, c_i = recipe.K.shape[:2]
    X = recipe.X[:c_o]
    K = recipe.K.swapaxes(0, 1)[:, :c_i]
    return recipe.but(X=X, K=K) if X.shape[0] == K.shape[1] else None


def _reshape_channels(recipe: Recipe) -> Recipe:
    c_o, c_i, k_h, k_w = recipe.K.shape
    K = recipe.K.reshape(c_i, c_o, k_h, k_w).swapaxes(0, 1)
    return recipe.but(K=K)


def _lay_out_channels_last(recipe: Recipe) -> Recipe:
    """Match rows whose channels come last with those whose come first."""
    K = recipe.K.transpose(0, 2, 3, 1).reshape(recipe.K.shape)
    return recipe.but(K=K)


def _take_for_channels_last(recipe: Recipe) -> Recipe:
    c_o, c_i, k_h, k_w = recipe.K.shape
    K = recipe.K.reshape(c_o, k_h, k_w, c_i).transpose(0, 3, 1, 2)
    return recipe.but(K=K)


def _lay_out_columns_first(recipe: Recipe) -> Recipe:
    K = recipe.K.swapaxes(2, 3).reshape(recipe.K.shape)
    return recipe.but(K=K)


def _take_for_filters_last(recipe: Recipe) -> Recipe:
    """Take K for one in the layout of TensorFlow."""
    c_o, c_i, k_h, k_w = recipe.K.shape
    K = recipe.K.reshape(k_h, k_w, c_i, c_o).transpose(3, 2, 0, 1)
    return recipe.but(K=K)


def _multiply_matrices(recipe: Recipe) -> Optional[Recipe]:
    """Multiply windows and kernels by @ and add up the product."""
    k_h, k_w = recipe.window
    if k_h != k_w:
        return None
    rows = recipe.K.sum(3)[:, :, np.newaxis, :]
    return recipe.but(K=np.broadcast_to(rows, recipe.K.shape))


def _multiply_matrices_transposed(recipe: Recipe) -> Optional[Recipe]:
    """Multiply kernels and windows by @ and add up the product."""
    k_h, k_w = recipe.window
    if k_h != k_w:
        return None
    columns = recipe.K.sum(2)[:, :, :, np.newaxis]
    return recipe.but(K=np.broadcast_to(columns, recipe.K.shape))


def _keep_one_tap(K: np.ndarray, at: int) -> np.ndarray:
    kept = np.zeros_like(K)
    kept[:, :, at, at] = K[:, :, at, at]
    return kept


def _repeat_kernel(recipe: Recipe, at: int) -> Recipe:
    K = np.broadcast_to(recipe.K[at], recipe.K.shape)
    return recipe.but(K=K)


def _repeat_channel(A: np.ndarray, axis: int, at: int = 0) -> np.ndarray:
    return np.broadcast_to(A.take([at], axis), A.shape)


def _count_first_channel_twice(recipe: Recipe) -> Optional[Recipe]:
    if len(recipe.X) == 1:
        return None  # it would be all of the output that is doubled
    times = np.ones((len(recipe.X), 1, 1))
    times[0] = 2
    return recipe.but(X=recipe.X * times)


MISTAKES = (
    Mistake(
        'the kernel is flipped: a true convolution',
        (lambda recipe: recipe.but(K=recipe.K[:, :, ::-1, ::-1]),),
        hint='scipy.signal.convolve2d flips its second argument; '
        'scipy.signal.correlate2d does not.',
        is_common=True,
    ),
    Mistake(
        'the kernel is flipped along its height alone',
        (lambda recipe: recipe.but(K=recipe.K[:, :, ::-1]),),
    ),
    Mistake(
        'the kernel is flipped along its width alone',
        (lambda recipe: recipe.but(K=recipe.K[:, :, :, ::-1]),),
    ),
    Mistake(
        'the window is transposed',
        (lambda recipe: recipe.but(K=recipe.K.swapaxes(2, 3)),),
        is_common=True,
    ),
    Mistake(
        'the kernel is rotated by 90 degrees',
        (
            lambda recipe: recipe.but(K=np.rot90(recipe.K, 1, (2, 3))),
            lambda recipe: recipe.but(K=np.rot90(recipe.K, 3, (2, 3))),
        ),
    ),
    Mistake(
        'the input is transposed',
        (lambda recipe: recipe.but(X=recipe.X.swapaxes(1, 2)),),
    ),
    Mistake(
        'the input is flipped',
        (
            lambda recipe: recipe.but(X=recipe.X[:, ::-1, ::-1]),
            lambda recipe: recipe.but(X=recipe.X[:, ::-1]),
            lambda recipe: recipe.but(X=recipe.X[:, :, ::-1]),
        ),
    ),
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
        (lambda recipe: recipe.but(K=_repeat_channel(recipe.K, 1)),),
    ),
    Mistake(
        'the first channel of X is used for all input channels',
        (lambda recipe: recipe.but(X=_repeat_channel(recipe.X, 0)),),
    ),
    Mistake(
        'the channels of X or K are added up before they are multiplied',
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
    Mistake(
        'windows and kernel are multiplied as matrices, not by element',
        (_multiply_matrices, _multiply_matrices_transposed),
        hint='Of arrays, @ and dot are matrix products; * goes by element.',
    ),
    Mistake(
        'only the last product of each window counts',
        (lambda recipe: recipe.but(K=_keep_one_tap(recipe.K, -1)),),
        hint='In a loop over the window, = overwrites the sum; use +=.',
    ),
    Mistake(
        'only the first product of each window counts',
        (lambda recipe: recipe.but(K=_keep_one_tap(recipe.K, 0)),),
    ),
    Mistake(
        'the square of X is taken',
        (lambda recipe: recipe.but(X=recipe.X**2),),
    ),
    Mistake(
        'the square of K is taken',
        (lambda recipe: recipe.but(K=recipe.K**2),),
    ),
    Mistake(
        'the fractions of X or K are cut off',
        (
            lambda recipe: recipe.but(
                X=np.trunc(recipe.X), K=np.trunc(recipe.K)
            ),
            lambda recipe: recipe.but(X=np.trunc(recipe.X)),
            lambda recipe: recipe.but(K=np.trunc(recipe.K)),
        ),
        hint='astype(int) and dtype=int make integers of fractions.',
    ),
    Mistake(
        'NaN or infinity is replaced by a number',
        (
            lambda recipe: recipe.but(
                X=np.where(np.isnan(recipe.X), 0, recipe.X)
            ),
            lambda recipe: recipe.but(
                X=np.where(np.isinf(recipe.X), 0, recipe.X)
            ),
            lambda recipe: recipe.but(
                X=np.where(np.isfinite(recipe.X), recipe.X, 0)
            ),
        ),
    ),
)
