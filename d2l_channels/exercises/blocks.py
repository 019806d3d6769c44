"""Blocks of an output, for layers whose windows together take much memory."""

from itertools import product
from typing import Iterator, Tuple

import numpy as np

from .._mxnet import nd
from .._shapes import Pair, Shape


def cut_into_blocks(
    X: nd.NDArray,
    K_shape: Shape,
    padding: Pair,
    stride: Pair,
    Y_shape: Shape,
    most_bytes: int,
) -> Iterator[Tuple[Tuple[slice, slice, slice], Shape, nd.NDArray]]:
    """Cut the output into blocks of some rows and columns.

    Yield for each block its place in the output, its shape, and the part of
    the padded input from which it is computed.

    The block of the output, its windows, the part of the input and a padded
    copy of that part each take at most a quarter of `most_bytes`, or as much
    as a single window needs.
    """
    c_o, c_i, k_h, k_w = K_shape
    p_h, p_w = padding
    s_h, s_w = stride
    _, H, W = Y_shape
    most_elements = most_bytes // 4 // np.dtype(X.dtype).itemsize
    step_h, step_w = max(k_h, s_h), max(k_w, s_w)
    # m x n pixels are c_o * m * n elements of the output. The windows, the
    # part of the input and its padded copy have at most
    # c_i * (m * step_h) * (n * step_w) elements each
    elements_a_pixel = max(c_o, c_i * step_h * step_w)
    # A single row needs k_h rows of the input, not step_h. By the limit above,
    # blocks of one row would be too narrow where s_h is larger than k_h
    elements_a_pixel_in_one_row = max(c_o, c_i * k_h * step_w)
    # As wide as a block of one row may be, then as high as that width allows
    width = min(W, max(1, most_elements // elements_a_pixel_in_one_row))
    height = max(1, most_elements // elements_a_pixel // width)
    for top, left in product(range(0, H, height), range(0, W, width)):
        bottom, right = min(top + height, H), min(left + width, W)
        X_rows = top * s_h - p_h, (bottom - 1) * s_h - p_h + k_h
        X_columns = left * s_w - p_w, (right - 1) * s_w - p_w + k_w
        X_part = _cut(X, X_rows, X_columns)
        place = slice(None), slice(top, bottom), slice(left, right)
        yield place, (c_o, bottom - top, right - left), X_part


def _cut(X: nd.NDArray, rows: Pair, columns: Pair) -> nd.NDArray:
    """Cut a part out of X, with zeros for what is beyond the edges of X.

    Rows and columns are half-open ranges, which may lie beyond X.
    """
    c_i, h, w = X.shape
    top, bottom = (min(max(row, 0), h) for row in rows)
    left, right = (min(max(column, 0), w) for column in columns)
    if top == bottom or left == right:
        shape = c_i, rows[1] - rows[0], columns[1] - columns[0]
        return nd.zeros(shape, X.context, X.dtype)
    part = nd.slice(X, begin=(None, top, left), end=(None, bottom, right))
    zeros = (
        top - rows[0],
        rows[1] - bottom,
        left - columns[0],
        columns[1] - right,
    )
    if not any(zeros):
        return part
    # nd.pad takes an array of four axes
    part = part.reshape((1, *part.shape))
    return nd.pad(part, mode='constant', pad_width=(0, 0, 0, 0, *zeros))[0]
