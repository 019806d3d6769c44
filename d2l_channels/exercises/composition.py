"""Exercise 1: two cross-correlations in a row are one."""

from typing import Any, cast

import numpy as np

from .._arrays import check_arrays, to_floats
from .._mxnet import nd
from .._shapes import IntOrPair, check_axes, check_pair, check_size


def compose_kernels(
    K1: nd.NDArray, K2: nd.NDArray, stride: IntOrPair = 1
) -> nd.NDArray:
    """Compose two kernels into the one that does what both do in turn.

    Cross-correlating with `K1` and the result with `K2`, with no padding in
    between, is cross-correlating once with the composed kernel.

    Parameters
    ----------
    K1, K2 : NDArray of shape (c_m, c_i, k1_h, k1_w), (c_o, c_m, k2_h, k2_w)
        The kernel applied first and the one applied to its result, float32,
        float64 or integers, on one context.
    stride : int or pair (height, width) of int, default 1
        Stride of the first cross-correlation. The composed kernel's own
        stride is the product of this one and the second one's.

    Returns
    -------
    NDArray of shape (c_o, c_i, k_h, k_w)
        Where `k_h = k1_h + (k2_h - 1) * stride`, at a stride of 1
        `k1_h + k2_h - 1`, and `k_w` likewise. In the dtype and on the context
        of the arguments. Integers become float32, or float64 if the other
        array is float64.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.

    Notes
    -----
    Exercise 1 of the chapter. With `Y1[m, y] = sum K1[m, i, v] X[i, s*y + v]`
    and `Y2[o, z] = sum K2[o, m, u] Y1[m, z + u]`, where `s`, `u`, `v`, `w`,
    `y` and `z` stand for both directions at once, putting the first into the
    second gives `Y2[o, z] = sum K[o, i, w] X[i, s*z + w]` with

        K[o, i, w] = sum K2[o, m, u] K1[m, i, v]  over all s*u + v = w and m,

    the full convolution of the two kernels, with `K2` spread out by `s`. For
    each element `u` of `K2`'s window, the code adds `K1` weighted by
    `K2[:, :, u]` and shifted by `s*u`. The converse is false: with one
    channel, no two kernels of width 2 make `[[1, 0, 1]]`.

    Examples
    --------
    Two sums of neighbours make a weighted sum of three:

    >>> K = nd.array([[[[1, 1]]]])
    >>> compose_kernels(K, K).asnumpy().tolist()
    [[[[1.0, 2.0, 1.0]]]]
    >>> compose_kernels(K, K, stride=2).asnumpy().tolist()
    [[[[1.0, 1.0, 1.0, 1.0]]]]
    """
    check_arrays('compose_kernels', K1=K1, K2=K2)
    K1_axes = 'c_m', 'c_i', 'k1_h', 'k1_w'
    K2_axes = 'c_o', 'c_m', 'k2_h', 'k2_w'
    check_axes('compose_kernels: K1 has shape', K1.shape, K1_axes)
    check_axes('compose_kernels: K2 has shape', K2.shape, K2_axes)
    s_h, s_w = check_pair('compose_kernels: stride', stride, least=1)
    c_m, c_i, k1_h, k1_w = K1.shape
    c_o, K2_channels, k2_h, k2_w = K2.shape
    if K2_channels != c_m:
        raise ValueError(
            f'compose_kernels: K2 has {K2_channels} input channels, shape '
            f'{K2.shape}, and K1 has {c_m} output channels, shape {K1.shape}; '
            f'K2 of shape {(c_o, c_m, k2_h, k2_w)} would fit'
        )
    k_h = k1_h + (k2_h - 1) * s_h
    k_w = k1_w + (k2_w - 1) * s_w
    elements = c_o * c_i * k_h * k_w
    check_size(
        'compose_kernels', elements, K1=K1.shape, K2=K2.shape, stride=stride
    )
    K1, K2 = to_floats(K1, K2)
    weights = K2.transpose((2, 3, 0, 1))
    K1_rows = K1.reshape((c_m, c_i * k1_h * k1_w))
    K: Any = 0
    for u_h, u_w in np.ndindex(k2_h, k2_w):
        term = nd.dot(weights[u_h, u_w], K1_rows)
        term = term.reshape((c_o, c_i, k1_h, k1_w))
        top, left = u_h * s_h, u_w * s_w
        bottom, right = k_h - k1_h - top, k_w - k1_w - left
        pad_width = (0, 0, 0, 0, top, bottom, left, right)
        K = K + nd.pad(term, mode='constant', pad_width=pad_width)
        # Else MXNet would compute and keep all terms before it adds two
        K.wait_to_read()
    return cast(nd.NDArray, K)
