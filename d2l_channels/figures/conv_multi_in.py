"""The chapter's first figure: input channels make one output element."""

import numpy as np
from mxnet import nd

from .._shapes import check_index
from ..channels import corr2d_multi_in_out
from .canvas import CELL, Figure, Steps, check, crop, fix_style


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
        Says `≈` if it rounds; `savefig` writes SVG, PDF, PNG of any `dpi`.

    Raises
    ------
    TypeError, ValueError, IndexError
        If an argument is not as above; the message says what would fit.

    Examples
    --------
    >>> figure = draw_multi_in(nd.ones((2, 3, 3)), nd.ones((2, 2, 2)))
    >>> figure.savefig('ones.pdf', transparent=True)  # doctest: +SKIP
    """
    shape = check('draw_multi_in', X, K, style)
    *o, i, j = check_index('draw_multi_in', at, shape)
    n, kernels = (o[0], K) if o else (0, nd.expand_dims(K, axis=0))
    number = f' {n}' if o else ''
    (c_i, h, w), (k_h, k_w) = X.shape, K.shape[-2:]
    figure = Figure(style, c_i, len(kernels), f'Output element {at}')
    arrays = X, kernels, corr2d_multi_in_out(X, kernels)
    inputs, weights, outputs = map(figure.format, arrays)
    window, element = np.zeros((h, w)), np.zeros(shape[-2:])
    window[i : i + k_h, j : j + k_w] = element[i, j] = 1

    def draw_product(x, part, y=0):
        # Words stand above the upper row alone
        words = ('', '') if y > 0 else ('Input', f'Kernel{number}')
        inks = figure.inks[part]
        x = figure.stack(x, inputs[part], inks, window, words[0], y)
        x = figure.sign(x, '∗', y)
        return figure.stack(x, weights[n, part], inks, 1, words[1], y)

    pitch = h * CELL + 20
    tallest = shape[-2] * CELL + (len(outputs[n:]) - 1) * figure.depth
    figure.middle = max(min(c_i, 2) * pitch - 20, tallest) / 2
    x = draw_product(0, slice(c_i))
    # Taken apart in columns of two, which stay wide rather than tall
    for c in range(0, c_i, 2) if c_i > 1 else ():
        left = figure.sign(x, '+' if c else '=')
        is_pair = c + 1 < c_i
        x = draw_product(left, slice(c, c + 1), -is_pair * pitch / 2)
        if is_pair:
            draw_product(left, slice(c + 1, c + 2), pitch / 2)
            figure.sign(left + w * figure.cell, '+')
    x = figure.sign(x, figure.equals)
    figure.stack(x, outputs[n:], figure.inks[c_i:], element, f'Output{number}')
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
        Figures, in a notebook one moving picture; `save` writes GIF, PNG, PDF.

    Examples
    --------
    >>> steps = step_multi_in(nd.ones((2, 3, 3)), nd.ones((2, 2, 2)))
    >>> steps.save('moving.gif')  # doctest: +SKIP
    """
    shape = check('step_multi_in', X, K, style)
    if np.prod(shape) > 36:
        excess = 'has more than 36 elements'
        raise ValueError(f'step_multi_in: the output, {shape}, {excess}')
    steps = (draw_multi_in(X, K, at, style) for at in np.ndindex(shape))
    return crop(Steps(steps))
