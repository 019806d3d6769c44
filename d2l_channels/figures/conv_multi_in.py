"""The chapter's first figure: input channels make one output element."""

import numpy as np

from .._arrays import check_operands
from .._shapes import AXES, check_index, output_shape
from ..arithmetic import explain
from ..channels import corr2d_multi_in_out
from .canvas import CELL, Figure, Steps, check_readable, crop, fix_style


@fix_style()
def draw_multi_in(X, K, at=(0, 0), style='channels') -> Figure:
    """Draw how several input channels make one output element.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input of at most 4 channels of 8 x 8: float32, float64 or integers.
    K : NDArray of shape (c_i, k_h, k_w) or (c_o, c_i, k_h, k_w)
        Kernel, of the dtype and on the context of `X`.
    at : tuple of int, default (0, 0)
        Output element `(i, j)`, or `(o, i, j)` with a four-axis `K`.
    style : {'channels', 'book'}, default 'channels'
        A colour for each channel over what `explain` writes, or blue alone.

    Returns
    -------
    matplotlib.figure.Figure
        Its `savefig` writes SVG, PDF, and PNG of any `dpi`. Where its numbers
        are rounded it says `≈`.

    Raises
    ------
    TypeError, ValueError, IndexError
        If an argument is not as above; the message says what would fit.

    Examples
    --------
    >>> from mxnet import nd
    >>> figure = draw_multi_in(nd.ones((2, 3, 3)), nd.ones((2, 2, 2)))
    >>> figure.savefig('ones.pdf', transparent=True)  # doctest: +SKIP
    """
    shape = _check('draw_multi_in', X, K, style)
    *o, i, j = check_index('draw_multi_in', at, shape)
    n, kernels = (o[0], K) if o else (0, K.expand_dims(0))
    words = ['Input', *(f'{a} {n}' if o else a for a in ('Kernel', 'Output'))]
    (c_i, h, w), (k_h, k_w) = X.shape, K.shape[-2:]
    figure = Figure(style, X, K, f'Output element {at}: {explain(X, K, at)}')
    arrays = X, kernels, corr2d_multi_in_out(X, kernels)
    inputs, weights, outputs = (figure.format(A.asnumpy()) for A in arrays)
    window, element = np.zeros((h, w)), np.zeros(shape[-2:])
    window[i : i + k_h, j : j + k_w] = element[i, j] = 1

    def draw_product(x, middle, part, words=('', '')):
        inks, texts = figure.inks[part], weights[n, part]
        x = figure.stack(x, middle, window, inks, inputs[part], words[0])
        x = figure.sign(x, middle, '∗')
        return figure.stack(x, middle, 1, inks, texts, words[1])

    pitch = h * CELL + 20
    middle = (min(c_i, 2) * pitch - 20) / 2
    x = draw_product(0, middle, slice(c_i), words)
    # Taken apart in columns of two, which stay wide rather than tall
    for c in range(0, c_i, 2) if c_i > 1 else ():
        left = figure.sign(x, middle, '+' if c else '=')
        is_pair = c + 1 < c_i
        y = middle - is_pair * pitch / 2
        x = draw_product(left, y, slice(c, c + 1), words)
        if is_pair:
            draw_product(left, y + pitch, slice(c + 1, c + 2))
            figure.sign(left + w * figure.cell, middle, '+')
    x = figure.sign(x, middle, figure.equals)
    figure.stack(x, middle, element, figure.output_inks, outputs[n:], words[2])
    if style != 'book':
        figure.explain(X, kernels[n], (i, j))
    return crop([figure])[0]


def step_multi_in(X, K, style='channels') -> Steps:
    """Move the first figure over every output element, kernel by kernel.

    Parameters
    ----------
    X, K, style
        As for `draw_multi_in`, errors too; at most 36 output elements.

    Returns
    -------
    Steps
        A sequence of figures, shown by a notebook as one moving picture. Its
        `save` writes GIF, PNG, and PDF of a page for each figure.

    Examples
    --------
    >>> from mxnet import nd
    >>> steps = step_multi_in(nd.ones((2, 3, 3)), nd.ones((2, 2, 2)))
    >>> steps.save('moving.gif')  # doctest: +SKIP
    """
    shape = _check('step_multi_in', X, K, style)
    if np.prod(shape) > 36:
        raise ValueError(
            f'step_multi_in: the output, {shape}, has more than 36 elements'
        )
    steps = (draw_multi_in(X, K, at, style) for at in np.ndindex(shape))
    return crop(Steps(steps))


def _check(function, X, K, style):
    X_axes, K_axes = AXES[4 if getattr(K, 'ndim', 3) == 4 else 3]
    check_operands(function, X, X_axes, K, K_axes)
    check_readable(function, style, X=X.shape)
    return output_shape(X.shape, K.shape)
