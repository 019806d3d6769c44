"""Exercises 2 to 4: what a layer costs in arithmetic and in memory."""

from contextlib import suppress
from dataclasses import dataclass
from math import prod
from typing import Any, Dict, Sequence, Tuple

import numpy as np

from .._shapes import (
    OF_SHAPES,
    IntOrPair,
    check_layer_shapes,
    show,
    to_ints,
)


@dataclass(frozen=True)
class ConvCost:
    """Arithmetic operations and memory of one layer, from `conv_cost`.

    Attributes
    ----------
    output_shape : tuple of int
        Shape `(c_o, H, W)` of the output.
    parameters : int
        Weights of the kernel, and biases.
    forward_multiplications, forward_additions : int
        Operations that compute the output.
    forward_memory : int
        Elements of the input, the kernel, the bias and the output.
    backward_multiplications, backward_additions : int
        Operations that compute the gradients of the input, the kernel and the
        bias from that of the output.
    backward_memory : int
        Elements of what the backward pass reads, which is the input, the
        kernel and the gradient of the output, and of what it computes, the
        gradients of the input, the kernel and the bias.

    Examples
    --------
    >>> print(conv_cost((2, 3, 3), (3, 2, 2, 2)))
    output shape              (3, 2, 2)
    parameters                       24
    forward multiplications          96
    forward additions                84
    forward memory                   54
    backward multiplications        192
    backward additions              150
    backward memory                  96
    """

    output_shape: Tuple[int, int, int]
    parameters: int
    forward_multiplications: int
    forward_additions: int
    forward_memory: int
    backward_multiplications: int
    backward_additions: int
    backward_memory: int

    def bytes(self, dtype: Any = 'float32') -> Dict[str, int]:
        """Return the memory, forward and backward, in bytes.

        Parameters
        ----------
        dtype : str or NumPy dtype, default 'float32'
            Type of every element.

        Returns
        -------
        dict
            `forward_memory` and `backward_memory`.

        Raises
        ------
        TypeError
            If NumPy knows no dtype of that name, or the dtype has no size.

        Examples
        --------
        >>> conv_cost((2, 3, 3), (3, 2, 2, 2)).bytes('float64')
        {'forward_memory': 432, 'backward_memory': 768}
        """
        size = 0
        # NumPy takes None for float64
        if dtype is not None:
            with suppress(Exception):
                size = np.dtype(dtype).itemsize
        if size == 0:
            raise TypeError(
                f'ConvCost.bytes: dtype is {show(dtype)}; it has to be a '
                "NumPy dtype with a size, such as 'float32'"
            )
        return {
            'forward_memory': self.forward_memory * size,
            'backward_memory': self.backward_memory * size,
        }

    def __str__(self) -> str:
        texts = {
            name.replace('_', ' '): f'{n:,}' if isinstance(n, int) else str(n)
            for name, n in vars(self).items()
        }
        name_width = max(len(name) for name in texts)
        width = max(len(text) for text in texts.values())
        return '\n'.join(
            f'{name:{name_width}}  {text:>{width}}'
            for name, text in texts.items()
        )


def conv_cost(
    X_shape: Sequence[int],
    K_shape: Sequence[int],
    padding: IntOrPair = 0,
    stride: IntOrPair = 1,
    bias: bool = False,
) -> ConvCost:
    """Count what one layer costs, forward and backward.

    Parameters
    ----------
    X_shape : tuple of int
        Shape `(c_i, h, w)` of the input. No array is needed or made.
    K_shape : tuple of int
        Shape `(c_o, c_i, k_h, k_w)` of the kernel.
    padding : int or pair (height, width) of int, default 0
        Rows and columns of zeros on each side of the input, which is half of
        the book's `p_h` and `p_w`.
    stride : int or pair (height, width) of int, default 1
        Step of the window.
    bias : bool, default False
        Whether a number is added to each output channel.

    Returns
    -------
    ConvCost
        The counts, in operations and in elements, as integers.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above.

    Notes
    -----
    Exercises 2 to 4 of the chapter, by the definition, without the shortcuts
    of a fast implementation:

    - Each output element is a sum of `n = c_i * k_h * k_w` products, and each
      sum of m terms takes `m - 1` additions. A bias is one addition more.
    - The padding is part of the input: products with its zeros are carried
      out, and its gradient is computed and then cut off.
    - Backward, each forward product `x * k` becomes two: the output's gradient
      times `k`, which is added into the gradient of `x`, and the output's
      gradient times `x`, which is added into that of `k`. The gradient of a
      bias is the sum over its output channel.
    - Memory holds each array once, with the input unpadded.
    - Twice the channels, in and out, are four times the products. Padding of
      `2 * p` in place of `p` adds `2 * p / stride`, rounded up or down, to
      the height and to the width of the output. A 1 x 1 window takes
      `c_o * c_i` products a pixel.

    Examples
    --------
    The first layer of ResNet-50:

    >>> cost = conv_cost((3, 224, 224), (64, 3, 7, 7), padding=3, stride=2)
    >>> cost.output_shape, cost.parameters, cost.forward_multiplications
    ((64, 112, 112), 9408, 118013952)
    """
    fit = 'a tuple of ints, such as the .shape of an array'
    X_shape = to_ints('conv_cost: X_shape', X_shape, fit)
    K_shape = to_ints('conv_cost: K_shape', K_shape, fit)
    _, (s_h, s_w), (c_o, H, W) = check_layer_shapes(
        'conv_cost', X_shape, K_shape, padding, stride, words=OF_SHAPES
    )
    c_i, k_h, k_w = K_shape[1:]
    inputs = prod(X_shape)
    weights = prod(K_shape)
    outputs = c_o * H * W
    biases = c_o if bias else 0
    products = weights * H * W
    # Elements of the padded input that some window covers: along each axis,
    # the first window covers its own size, and each further one as much as
    # the stride, but no more than its size
    covered_rows = (H - 1) * min(s_h, k_h) + k_h
    covered_columns = (W - 1) * min(s_w, k_w) + k_w
    covered = c_i * covered_rows * covered_columns
    # In each gradient, every product is a term and every element is a sum; a
    # sum takes one addition fewer than it has terms
    X_gradient_additions = products - covered
    K_gradient_additions = products - weights
    bias_gradient_additions = biases * (H * W - 1)
    return ConvCost(
        output_shape=(c_o, H, W),
        parameters=weights + biases,
        forward_multiplications=products,
        forward_additions=products - outputs + biases * H * W,
        forward_memory=inputs + weights + biases + outputs,
        backward_multiplications=2 * products,
        backward_additions=(
            X_gradient_additions
            + K_gradient_additions
            + bias_gradient_additions
        ),
        backward_memory=2 * (inputs + weights) + outputs + biases,
    )
