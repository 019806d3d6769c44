"""The mistakes people make with cross-correlation, and their names."""

from typing import Any, Dict, List, Tuple

import numpy as np

from .definition import Function, compute, cross_correlate
from .judgement import Verdict, bound_rounding

_FLIPPED = 'the kernel is flipped: a true convolution'
_IN_FLOAT32 = 'the result is computed in float32'


def _swap_channels(X, K):
    fewest = min(K.shape[:2])
    return X[:fewest], K.swapaxes(0, 1)[:, :fewest]


def _reshape_channels(X, K):
    c_o, c_i, k_h, k_w = K.shape
    return X, K.reshape(c_i, c_o, k_h, k_w).swapaxes(0, 1)


def _keep_channels_apart(X, K, *options):
    channels = zip(X[:, None], K.swapaxes(0, 1)[:, :, None])
    return np.stack(
        [cross_correlate(x, k, *options) for x, k in channels], axis=1
    )


# Several functions are several ways to the same mistake. What it makes of the
# input and the kernel:
_OF_ARRAYS: Any = {
    'the window is transposed': [lambda X, K: (X, K.swapaxes(2, 3))],
    'only the first input channel is used': [lambda X, K: (X[:1], K[:, :1])],
    'the last input channel is dropped, as by a zip that stops early': [
        lambda X, K: (X[:-1], K[:, :-1])
    ],
    'the mean of the input channels is taken, not their sum': [
        lambda X, K: (X, K / len(X))
    ],
    'the input channels are reversed': [lambda X, K: (X, K[:, ::-1])],
    'the output channels are mixed up with the input channels': [
        _swap_channels,
        _reshape_channels,
    ],
}
# of the window k, the zeros p before and after, and the stride s of an axis:
_OF_EACH_AXIS: Any = {
    'zero padding is added': [
        lambda k, p, s: ((p + 1, p + 1), s),
        lambda k, p, s: ((p + k // 2, p + k // 2), s),
        lambda k, p, s: ((p + k // 2, p + (k - 1) // 2), s),
        lambda k, p, s: ((p + (k - 1) // 2, p + k // 2), s),
    ],
    'the output is the "full" one': [lambda k, p, s: (p + k - 1, s)],
    'the stride is ignored': [lambda k, p, s: (p, 1)],
    'the padding is ignored': [lambda k, p, s: (0, s)],
    'padding and stride are ignored': [lambda k, p, s: (0, 1)],
    'the padding is taken for that of both sides together': [
        lambda k, p, s: ((p // 2, p - p // 2), s)
    ],
}
# of the output:
_OF_OUTPUT: Any = {
    'the output is transposed': [lambda Y: Y.swapaxes(1, 2)],
    'the output channels are reversed': [lambda Y: Y[::-1]],
    'the output channels come last': [lambda Y: np.moveaxis(Y, 0, -1)],
    'an axis of size 1 is left in front': [lambda Y: Y[None]],
}
# and of all of it:
_OF_FUNCTION: Any = {
    'the input channels are not summed': [
        _keep_channels_apart,
        lambda *layer: _keep_channels_apart(*layer).swapaxes(0, 1),
    ],
    'height and width of padding or stride are swapped': [
        lambda X, K, p, s: cross_correlate(X, K, p[::-1], s),
        lambda X, K, p, s: cross_correlate(X, K, p, s[::-1]),
        lambda X, K, p, s: cross_correlate(X, K, p[::-1], s[::-1]),
    ],
}


def _change_arrays(change):
    return lambda X, K, p, s: cross_correlate(*change(X, K), p, s)


def _change_each_axis(change):
    return lambda X, K, p, s: cross_correlate(
        X, K, *zip(*map(change, K.shape[2:], p, s))
    )


def _change_output(change):
    return lambda *layer: change(cross_correlate(*layer))


MISTAKES: Dict[str, List[Function]] = {
    **{n: [*map(_change_arrays, c)] for n, c in _OF_ARRAYS.items()},
    **{n: [*map(_change_each_axis, c)] for n, c in _OF_EACH_AXIS.items()},
    **{n: [*map(_change_output, c)] for n, c in _OF_OUTPUT.items()},
    **_OF_FUNCTION,
}


def name_mistakes(verdict: Verdict) -> List[Tuple[str, ...]]:
    """Name the mistakes that give a wrong output.

    Each explanation is a tuple, of one mistake or of one and a flipped
    kernel, as libraries for signals flip it beside what else they do.
    """
    Y, layer = verdict.Y, verdict.layer
    if not verdict.is_real:
        return []
    flipped = layer._replace(K=layer.K[..., ::-1, ::-1])
    found: List[Tuple[str, ...]] = []
    for name, mistakes in {'': [cross_correlate], **MISTAKES}.items():
        for flip, given in (('', layer), (_FLIPPED, flipped)):
            if any(_results_from(mistake, given, Y) for mistake in mistakes):
                found.append(tuple(filter(None, (name, flip))))
    if () in found:
        # Right, had it not been rounded to float32 on the way
        is_in_float32 = Y.dtype == 'float64' and (Y == Y.astype('f')).all()
        return [(_IN_FLOAT32,)] if is_in_float32 else []
    return found


def _results_from(mistake, layer, Y):
    mistaken, magnitudes = compute(mistake, layer, np.float64)
    if Y.shape != mistaken.shape or not magnitudes.any():
        return False
    # So that a mistake is recognized under a cast
    bound = bound_rounding(layer, magnitudes, 'float32')
    return (abs(Y - mistaken) <= bound).all()
