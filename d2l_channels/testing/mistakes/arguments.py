"""Mistakes with the numbers of the input and with the window."""

from typing import Optional

import numpy as np

from .recipe import Mistake, Recipe


def _multiply_matrices(recipe: Recipe) -> Optional[Recipe]:
    """Multiply windows and kernels by @ and add up the product."""
    k_h, k_w = recipe.window
    if k_h != k_w:
        return None
    # (window @ kernel).sum() multiplies window[a, b] by kernel[b].sum()
    rows = recipe.K.sum(3)[:, :, np.newaxis, :]
    return recipe.but(K=np.broadcast_to(rows, recipe.K.shape))


def _multiply_matrices_kernel_first(recipe: Recipe) -> Optional[Recipe]:
    """Multiply kernels and windows by @ and add up the product."""
    k_h, k_w = recipe.window
    if k_h != k_w:
        return None
    # (kernel @ window).sum() multiplies window[a, b] by kernel[:, a].sum()
    columns = recipe.K.sum(2)[:, :, :, np.newaxis]
    return recipe.but(K=np.broadcast_to(columns, recipe.K.shape))


def _keep_one_element(K: np.ndarray, at: int) -> np.ndarray:
    """Keep the first element of each window, or with -1 the last."""
    kept = np.zeros_like(K)
    kept[:, :, at, at] = K[:, :, at, at]
    return kept


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
        'windows and kernel are multiplied as matrices, not by element',
        (_multiply_matrices, _multiply_matrices_kernel_first),
        hint='Of arrays, @ and dot are matrix products; * goes by element.',
    ),
    Mistake(
        'only the last product of each window counts',
        (lambda recipe: recipe.but(K=_keep_one_element(recipe.K, -1)),),
        hint='In a loop over the window, = overwrites the sum; use +=.',
    ),
    Mistake(
        'only the first product of each window counts',
        (lambda recipe: recipe.but(K=_keep_one_element(recipe.K, 0)),),
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
