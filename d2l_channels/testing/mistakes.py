"""The mistakes people make with cross-correlation, and their names."""

from functools import partial
from math import prod
from typing import Iterator, List, Tuple

import numpy as np

from ..exercises.rounding import allowance
from .definition import Layer, cross_correlate, is_real

# One mistake, or two at once
Explanation = Tuple[str, ...]

_FLIPPED = 'the kernel is flipped: a true convolution'


def _make_mistakes(
    X: np.ndarray, K: np.ndarray, padding: np.ndarray, stride: np.ndarray
) -> Iterator[Tuple[str, np.ndarray]]:
    """Yield the name of each mistake, and the output that it gives.

    The right output comes first, without a name. What comes more than once is
    made in several ways.
    """
    corr = partial(cross_correlate, X=X, K=K, padding=padding, stride=stride)
    c_o, c_i = K.shape[:2]
    k = np.array(K.shape[2:])
    Y = corr()
    yield '', Y

    yield 'the window is transposed', corr(K=K.swapaxes(2, 3))
    yield 'only the first input channel is used', corr(X=X[:1], K=K[:, :1])
    name = 'the last input channel is dropped, as by a zip that stops early'
    yield name, corr(X=X[:-1], K=K[:, :-1])
    name = 'the mean of the input channels is taken, not their sum'
    yield name, corr(K=K / c_i)
    yield 'the input channels are reversed', corr(K=K[:, ::-1])

    name = 'the output channels are mixed up with the input channels'
    yield name, corr(X=X[:c_o], K=K.swapaxes(0, 1)[:, :c_i])
    yield name, corr(K=K.reshape(c_i, c_o, *k).swapaxes(0, 1))

    more, less = padding + k // 2, padding + (k - 1) // 2
    for padded in (padding + 1, more, [more, less], [less, more]):
        yield 'zero padding is added', corr(padding=padded)
    yield 'the output is the "full" one', corr(padding=padding + k - 1)
    yield 'the stride is ignored', corr(stride=1)
    yield 'the padding is ignored', corr(padding=0)
    yield 'padding and stride are ignored', corr(padding=0, stride=1)
    name = 'the padding is taken for that of both sides together'
    yield name, corr(padding=[padding // 2, padding - padding // 2])

    yield 'the output is transposed', Y.swapaxes(1, 2)
    yield 'the output channels are reversed', Y[::-1]
    yield 'the output channels come last', np.moveaxis(Y, 0, -1)
    yield 'an axis of size 1 is left in front', Y[None]

    channels = [corr(X=X[[c]], K=K[:, [c]]) for c in range(c_i)]
    for axis in (0, 1):
        yield 'the input channels are not summed', np.stack(channels, axis)

    name = 'height and width of padding or stride are swapped'
    yield name, corr(padding=padding[::-1])
    yield name, corr(stride=stride[::-1])
    yield name, corr(padding=padding[::-1], stride=stride[::-1])


@np.errstate(all='ignore')
def explain_output(Y: np.ndarray, layer: Layer) -> List[Explanation]:
    """List what explains a wrong output.

    Each explanation is one mistake, or one and a flipped kernel, as libraries
    for signals flip it beside what else they do.
    """
    if not is_real(Y):
        return []
    has_c_o = layer.K.ndim == 4
    X = layer.X.astype('float64')
    K = np.array(layer.K, 'float64', ndmin=4)
    sizes = layer.padding, layer.stride
    found = []
    for flip, kernel in ((_FLIPPED, K[:, :, ::-1, ::-1]), ('', K)):
        outputs = _make_mistakes(X, kernel, *sizes)
        # Each is linear in both arrays: of their magnitudes it makes the sums
        # of the magnitudes of its products
        magnitudes = _make_mistakes(abs(X), abs(kernel), *sizes)
        for (name, output), (_, sums) in zip(outputs, magnitudes):
            # What has no output channels has no axis for the only one
            if len(output) == 1 and not has_c_o:
                output, sums = output[0], sums[0]
            # So that a mistake is recognized under a cast
            bound = allowance(sums, prod(K.shape[1:]), 'float32')
            may_be = output.shape == Y.shape and sums.any()
            if may_be and (abs(Y - output) <= bound).all():
                found.append(tuple(n for n in (name, flip) if n))
    if () in found:
        # Right, had it not been rounded to float32 on the way
        is_float32 = Y.dtype == 'float64' and (Y == Y.astype('f')).all()
        return [('the result is computed in float32',)] if is_float32 else []
    return list(dict.fromkeys(found))
