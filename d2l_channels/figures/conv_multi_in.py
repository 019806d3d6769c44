"""The chapter's first figure: input channels make one output element."""

from math import prod
from typing import List, Sequence, Tuple

import numpy as np

from .._arrays import check_operands
from .._mxnet import nd
from .._shapes import Shape, axes_for, check_index
from ..channels import corr2d_multi_in_out
from .canvas import Figure
from .content import (
    Shades,
    View,
    check_readable,
    check_style,
    choose_inks,
    explain_element,
    write_layer,
)
from .layout import (
    OPERATOR_ROOM,
    WIDEST_LINE,
    Part,
    Stack,
    break_lines,
    cell_width,
    split,
)
from .output import fix_style
from .steps import Steps

_ROW_GAP = 20.0  # between two channels that are one below the other
_MOST_STEPS = 36


@fix_style()
def draw_multi_in(
    X: nd.NDArray,
    K: nd.NDArray,
    at: Sequence[int] = (0, 0),
    style: str = 'channels',
) -> Figure:
    """Draw how several input channels make one output element.

    The channels taken apart stand in two rows. If that is wider than 900
    pixels, they follow one another, and the equation is broken into lines.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w), or (h, w) with a two-axis `K`
        Input of at most 4 channels of 8 x 8: float32, float64 or integers.
    K : NDArray of shape (c_i, k_h, k_w), (c_o, c_i, k_h, k_w) or (k_h, k_w)
        Kernel, float32, float64 or integers, on the context of `X`.
    at : tuple of int, default (0, 0)
        Output element `(i, j)`, or `(o, i, j)` with a four-axis `K`.
    style : {'channels', 'book'}, default 'channels'
        A colour for each channel, with what `explain` writes below, or the
        book's blue without it.

    Returns
    -------
    matplotlib.figure.Figure
        It is at most 900 pixels wide at 96 to an inch, and says `≈` if it
        rounds. `savefig` writes SVG, PDF, EPS, and PNG of any `dpi`.

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
    Y_shape = _check('draw_multi_in', X, K, style)
    index = check_index('draw_multi_in', at, Y_shape)
    equation = _Equation('draw_multi_in', X, K, style)
    figure = equation.lay_out(equation.kernel_of(index))
    view = equation.look_at(index)
    figure.show_view(view)
    figure.fit(figure.measure(view))
    return figure


@fix_style()
def step_multi_in(
    X: nd.NDArray, K: nd.NDArray, style: str = 'channels'
) -> Steps:
    """Move the first figure over every output element, kernel by kernel.

    Parameters
    ----------
    X, K, style
        As for `draw_multi_in`, errors too; at most 36 output elements.

    Returns
    -------
    Steps
        The figures, all of one size, and in a notebook one moving picture;
        `save` writes GIF, PNG, PDF and HTML.

    Examples
    --------
    >>> from mxnet import nd
    >>> steps = step_multi_in(nd.ones((2, 3, 3)), nd.ones((2, 2, 2)))
    >>> steps.save('moving.gif')  # doctest: +SKIP
    """
    Y_shape = _check('step_multi_in', X, K, style)
    if prod(Y_shape) > _MOST_STEPS:
        raise ValueError(
            f'step_multi_in: the output, {Y_shape}, has more than '
            f'{_MOST_STEPS} elements'
        )
    equation = _Equation('step_multi_in', X, K, style)
    scenes = [
        (equation.kernel_of(index), equation.look_at(index))
        for index in np.ndindex(*Y_shape)
    ]
    return Steps(equation.lay_out, scenes)


def _check(function: str, X: nd.NDArray, K: nd.NDArray, style: str) -> Shape:
    """Check what is to be drawn; return the shape of the output."""
    Y_shape = check_operands(function, X, K, axes_for(K))
    check_style(function, style)
    check_readable(function, X=X.shape)
    return Y_shape


class _Equation:
    """Input * kernel = its channels taken apart = output."""

    def __init__(
        self, function: str, X: nd.NDArray, K: nd.NDArray, style: str
    ) -> None:
        h, w = X.shape[-2:]
        self.has_kernel_axis = K.ndim == 4
        self.X = X.reshape((-1, h, w))
        self.kernels = K.reshape((-1, len(self.X), *K.shape[-2:]))
        self.style = style
        Y = corr2d_multi_in_out(self.X, self.kernels)
        self.inputs, self.weights, self.outputs, self.equals = write_layer(
            self.X, self.kernels, Y
        )
        self.cell = cell_width(self.inputs, self.weights, self.outputs)
        self.inks, self.output_ink = choose_inks(style, len(self.X))
        deepest = self._stack_outputs(0)
        if deepest.width > WIDEST_LINE - OPERATOR_ROOM:
            raise ValueError(
                f'{function}: K has shape {K.shape}; its {len(Y)} outputs, '
                'one behind the other, would be wider than 900 pixels'
            )

    def kernel_of(self, index: Shape) -> int:
        return index[0] if self.has_kernel_axis else 0

    def look_at(self, index: Shape) -> View:
        """Say what is shaded and written for one output element."""
        o = self.kernel_of(index)
        kernel = self.kernels[o]
        i, j = index[-2:]
        k_h, k_w = kernel.shape[-2:]
        window = np.zeros(self.inputs.shape[-2:])
        window[i : i + k_h, j : j + k_w] = 1
        element = np.zeros(self.outputs[o:].shape)
        element[0, i, j] = 1
        line, rows = explain_element(self.X, kernel, (i, j), self.style)
        shades: Shades = {'input': window, 'kernel': 1, 'output': element}
        return View(f'Output element {index}: {line}', shades, rows)

    def lay_out(self, o: int) -> Figure:
        """Draw all that is the same for each element of an output channel."""
        start = Part('', [self._product(o, slice(None))])
        end = Part(self.equals, [[self._stack_outputs(o)]])
        parts = [start, *self._take_apart(o, rows=2), end]
        if len(break_lines(parts)) > 1:
            parts = [start, *self._take_apart(o, rows=1), end]
            parts = [piece for part in parts for piece in split(part)]
        figure = Figure()
        figure.lay_out(parts)
        return figure

    def _take_apart(self, o: int, rows: int) -> List[Part]:
        """Return parts of so many channels, one channel to a row."""
        channels = len(self.inputs)
        if channels == 1:
            return []
        products = [self._product(o, slice(c, c + 1)) for c in range(channels)]
        return [
            Part('+' if c > 0 else '=', products[c : c + rows], _ROW_GAP, '+')
            for c in range(0, channels, rows)
        ]

    def _product(self, o: int, channels: slice) -> Tuple[Stack, Stack]:
        inks = self.inks[channels]
        inputs = self.inputs[channels]
        weights = self.weights[o, channels]
        return (
            Stack('input', 'Input', inputs, inks, self.cell),
            Stack(
                'kernel', f'Kernel{self._number(o)}', weights, inks, self.cell
            ),
        )

    def _stack_outputs(self, o: int) -> Stack:
        """Return the output channel, and those after it behind it."""
        outputs = self.outputs[o:]
        inks = [self.output_ink] * len(outputs)
        return Stack(
            'output', f'Output{self._number(o)}', outputs, inks, self.cell
        )

    def _number(self, o: int) -> str:
        return f' {o}' if self.has_kernel_axis else ''
