"""Blocks of an output, for layers whose windows together take much memory."""

from itertools import product

import numpy as np

from .._mxnet import nd


def cut_into_blocks(X, K_shape, padding, stride, Y_shape, most_bytes):
    """Yield the rows and columns of each block of the output, as slices, and
    the part of the padded input from which the block is computed.

    A block of the output, its windows, and the part of the input each take at
    most a quarter of the bytes, or as many as a single window needs.
    """
    c_o, c_i, k_h, k_w = K_shape
    p_h, p_w = padding
    s_h, s_w = stride
    _, H, W = Y_shape
    most = most_bytes // 4 // np.dtype(X.dtype).itemsize
    # From one window to the next in the input, or the window if it is larger
    step_h, step_w = max(k_h, s_h), max(k_w, s_w)
    width = min(W, max(1, most // max(c_o, c_i * k_h * step_w)))
    height = max(1, most // max(c_o, c_i * step_h * step_w) // W)
    for top, left in product(range(0, H, height), range(0, W, width)):
        bottom, right = min(top + height, H), min(left + width, W)
        X_rows = top * s_h - p_h, (bottom - 1) * s_h - p_h + k_h
        X_columns = left * s_w - p_w, (right - 1) * s_w - p_w + k_w
        block = _cut(X, X_rows, X_columns)
        yield slice(top, bottom), slice(left, right), block


def _cut(X, rows, columns):
    """Cut a block out of X, with zeros for what is beyond the edges of X.

    Rows and columns are given by the first and by the one after the last.
    """
    ends = np.array([rows, columns])
    inside = ends.clip(0, np.array(X.shape[1:])[:, None])
    (top, bottom), (left, right) = inside.tolist()
    if top == bottom or left == right:
        shape = (len(X), *(ends[:, 1] - ends[:, 0]).tolist())
        return nd.zeros(shape, X.context, X.dtype)
    X = nd.slice(X, begin=(None, top, left), end=(None, bottom, right))
    zeros = abs(ends - inside).ravel().tolist()
    if any(zeros):
        X = X.reshape((1, *X.shape))
        X = nd.pad(X, mode='constant', pad_width=(0, 0, 0, 0, *zeros))[0]
    return X
