"""Time this package beside the book's loops and PyTorch, on one thread.

Each pair is measured in turn, after its results were found to agree.
"""

import os
from statistics import median
from time import perf_counter

# Read when the libraries load
os.environ.setdefault('OMP_NUM_THREADS', '1')

import torch  # noqa: E402

import d2l_channels as d2l  # noqa: E402

from mxnet import nd  # noqa: E402  isort: skip

torch.set_num_threads(1)


def book_corr2d(X, K):
    """Loop over the output elements, as the book does."""
    h, w = K.shape
    Y = nd.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


def book_multi_in(X, K):
    return nd.add_n(*[book_corr2d(x, k) for x, k in zip(X, K)])


def book_multi_in_out(X, K):
    return nd.stack(*[book_multi_in(X, k) for k in K])


def random(X_shape, K_shape):
    return nd.random.uniform(shape=X_shape), nd.random.uniform(shape=K_shape)


def compare(name, theirs, ours, bound, rounds):
    """Print the medians of both in milliseconds, and theirs by ours."""
    assert (abs(theirs() - ours()) <= 2 * bound.asnumpy()).all(), name
    times = {theirs: [], ours: []}
    for _ in range(rounds):
        for f, taken in times.items():
            start = perf_counter()
            f()
            taken.append(perf_counter() - start)
    a, b = (1000 * median(times[f]) for f in (theirs, ours))
    print(f'{name:58}{a:10.2f}{b:10.2f}{a / b:9.2f}{b / a:9.2f}')


def against_the_book(name, theirs, ours, X, K, rounds):
    kernels = K if K.ndim == 4 else K.expand_dims(axis=0)
    compare(
        name,
        lambda: theirs(X, K).asnumpy(),
        lambda: ours(X, K).asnumpy(),
        d2l.rounding_bound(X, kernels),
        rounds,
    )


def against_torch(X_shape, K_shape, padding, stride):
    X, K = random(X_shape, K_shape)
    x, k = (torch.from_numpy(A.asnumpy()) for A in (X, K))
    compare(
        f'matmul and conv2d, {X_shape}, {K_shape}',
        lambda: torch.nn.functional.conv2d(
            x[None], k, padding=padding, stride=stride
        )[0].numpy(),
        lambda: d2l.corr2d_multi_in_out_matmul(
            X, K, padding, stride
        ).asnumpy(),
        d2l.rounding_bound(X, K, padding, stride),
        rounds=25,
    )


def main():
    print(f'{"":58}{"theirs":>10}{"ours, ms":>10}{"t / o":>9}{"o / t":>9}')
    X = nd.arange(18).reshape((2, 3, 3))
    K = nd.arange(8).reshape((2, 2, 2))
    against_the_book(
        "the book's loop and corr2d_multi_in, (2, 3, 3), (2, 2, 2)",
        book_multi_in,
        d2l.corr2d_multi_in,
        X,
        K,
        rounds=301,
    )
    against_the_book(
        "the book's loop and ..._in_out, (6, 12, 12), (16, 6, 5, 5)",
        book_multi_in_out,
        d2l.corr2d_multi_in_out,
        *random((6, 12, 12), (16, 6, 5, 5)),
        rounds=3,
    )
    against_torch((64, 112, 112), (128, 64, 3, 3), 1, 1)
    against_torch((256, 28, 28), (512, 256, 3, 3), 1, 1)
    against_torch((3, 224, 224), (96, 3, 11, 11), 2, 4)


if __name__ == '__main__':
    main()
