"""Cross-correlation and the mistakes people make with it, in NumPy alone.

Every function takes an input `(c_i, h, w)`, a kernel `(c_o, c_i, k_h, k_w)`,
and padding and stride as pairs, and is linear in both arrays: given their
magnitudes, it gives the sums of the magnitudes of the products.
"""

import numpy as np


def cross_correlate(X, K, padding=(0, 0), stride=(1, 1)):
    """Compute the definition, one element of the window at a time.

    An item of `padding` is the zeros on each side, or a pair of those before
    and those after.
    """
    sides = [p if isinstance(p, tuple) else (p, p) for p in padding]
    X = np.pad(X, ((0, 0), *sides), mode='constant')
    sizes = zip(X.shape[1:], K.shape[2:], stride)
    H, W = (max(0, (n - k) // s + 1) for n, k, s in sizes)
    (k_h, k_w), (s_h, s_w) = K.shape[2:], stride
    return sum(
        np.tensordot(
            K[:, :, a, b],
            X[:, a : a + H * s_h : s_h, b : b + W * s_w : s_w],
            axes=1,
        )
        for a in range(k_h)
        for b in range(k_w)
    )


def _each_channel_alone(X, K, *window):
    return np.stack(
        [
            cross_correlate(X[c : c + 1], K[:, c : c + 1], *window)
            for c in range(len(X))
        ],
        axis=1,
    )


def _channels_swapped(X, K, *window):
    shortest = min(K.shape[:2])
    K = K.swapaxes(0, 1)[:, :shortest]
    return cross_correlate(X[:shortest], K, *window)


def _channels_reshaped(X, K, *window):
    c_o, c_i, k_h, k_w = K.shape
    K = K.reshape(c_i, c_o, k_h, k_w).swapaxes(0, 1)
    return cross_correlate(X, K, *window)


def _padded(amount):
    """Add `amount(k)`, the zeros before and after, for a window of size k."""

    def mistake(X, K, padding, stride):
        more = [amount(k) for k in K.shape[2:]]
        padding = [
            (p + before, p + after)
            for p, (before, after) in zip(padding, more)
        ]
        return cross_correlate(X, K, padding, stride)

    return mistake


# Several functions are several ways to the same mistake
MISTAKES = {
    'the window is transposed': [
        lambda X, K, *window: cross_correlate(X, K.swapaxes(2, 3), *window)
    ],
    'the output is transposed': [
        lambda *layer: cross_correlate(*layer).swapaxes(1, 2)
    ],
    'only the first input channel is used': [
        lambda X, K, *window: cross_correlate(X[:1], K[:, :1], *window)
    ],
    'the last input channel is dropped, as by a zip that stops early': [
        lambda X, K, *window: cross_correlate(X[:-1], K[:, :-1], *window)
    ],
    'the mean of the input channels is taken, not their sum': [
        lambda X, *layer: cross_correlate(X, *layer) / len(X)
    ],
    'the input channels are not summed': [
        _each_channel_alone,
        lambda *layer: _each_channel_alone(*layer).swapaxes(0, 1),
    ],
    'the input channels are reversed': [
        lambda X, K, *window: cross_correlate(X, K[:, ::-1], *window)
    ],
    'the output channels are reversed': [
        lambda *layer: cross_correlate(*layer)[::-1]
    ],
    'the output channels are mixed up with the input channels': [
        _channels_swapped,
        _channels_reshaped,
    ],
    'the output channels come last': [
        lambda *layer: np.moveaxis(cross_correlate(*layer), 0, -1)
    ],
    'an axis of size 1 is left in front': [
        lambda *layer: cross_correlate(*layer)[None]
    ],
    'zero padding is added': [
        _padded(lambda k: (1, 1)),
        _padded(lambda k: (k // 2, k // 2)),
        _padded(lambda k: (k // 2, (k - 1) // 2)),
        _padded(lambda k: ((k - 1) // 2, k // 2)),
    ],
    'the output is the "full" one': [_padded(lambda k: (k - 1, k - 1))],
    'the stride is ignored': [
        lambda X, K, padding, stride: cross_correlate(X, K, padding)
    ],
    'the padding is ignored': [
        lambda X, K, padding, stride: cross_correlate(X, K, stride=stride)
    ],
    'padding and stride are ignored': [
        lambda X, K, padding, stride: cross_correlate(X, K)
    ],
    'the padding is taken for that of both sides together': [
        lambda X, K, padding, stride: cross_correlate(
            X, K, [(p // 2, p - p // 2) for p in padding], stride
        )
    ],
    'height and width of padding or stride are swapped': [
        lambda X, K, padding, stride: cross_correlate(
            X, K, padding[::-1], stride
        ),
        lambda X, K, padding, stride: cross_correlate(
            X, K, padding, stride[::-1]
        ),
        lambda X, K, padding, stride: cross_correlate(
            X, K, padding[::-1], stride[::-1]
        ),
    ],
}
