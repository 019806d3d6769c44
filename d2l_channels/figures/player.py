"""The chapter's first figure, stepped through in a notebook."""

import re

import numpy as np
from matplotlib.animation import FuncAnimation

from .._arrays import check_operands
from .._shapes import output_shape
from ..arithmetic import explain
from .canvas import Figure, check_small, fix_style, width
from .conv_multi_in import draw

_LINE = 339  # least room for a line of text
_ROW = 13

# matplotlib fetches the icons of its buttons from the network
_ICONS = (
    'minus − fast-backward |◀ step-backward < pause || play ▶ '
    'flip-horizontal ◀ step-forward > fast-forward ▶| plus +'
).split()
_RULE = ".animation .fa-{}::before {{ font: 14px sans-serif; content: '{}'; }}"
_RULES = ' '.join(map(_RULE.format, _ICONS[::2], _ICONS[1::2]))
_CSS = f'<style>.animation .fa {{ transform: none; }} {_RULES} </style>'


class Player:
    """A picture with buttons and a slider, to be stepped through.

    Parameters
    ----------
    frames : int
        How many pictures there are.
    html : str
        What a notebook shows.
    """

    def __init__(self, frames: int, html: str):
        self._frames = frames
        self._html = html

    def __repr__(self):
        return f'<Player of {self._frames} frames>'

    def _repr_html_(self):
        return self._html


def step_multi_in(X, K) -> Player:
    """Move the first figure over every output element, to be stepped through.

    Parameters
    ----------
    X : NDArray of shape (c_i, h, w)
        Input, float32 or float64, of at most 4 channels of 8 x 8.
    K : NDArray of shape (c_i, k_h, k_w) or (c_o, c_i, k_h, k_w)
        Kernel, of the dtype and on the context of `X`. One with four axes is
        walked through kernel by kernel.

    Returns
    -------
    Player
        Shown by a notebook, also a saved one without a kernel, as a picture
        with buttons and a slider.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as above, or there are more than 36 output
        elements; the message says what would fit.

    Notes
    -----
    Below each picture is the line that `explain` writes.

    Examples
    --------
    >>> from mxnet import nd
    >>> X = nd.array([[[0, 1, 2], [3, 4, 5], [6, 7, 8]],
    ...               [[1, 2, 3], [4, 5, 6], [7, 8, 9]]])
    >>> K = nd.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    >>> step_multi_in(X, K)
    <Player of 4 frames>
    >>> step_multi_in(X, nd.stack(K, K + 1, K + 2))
    <Player of 12 frames>
    """
    several_out = getattr(K, 'ndim', 3) == 4
    K_axes = '(c_o, c_i, k_h, k_w)' if several_out else '(c_i, k_h, k_w)'
    check_operands('step_multi_in', X, '(c_i, h, w)', K, K_axes)
    check_small('step_multi_in', X=X.shape)
    Y_shape = output_shape(X.shape, K.shape)
    frames = int(np.prod(Y_shape))
    if frames > 36:
        raise ValueError(
            f'step_multi_in: the output has shape {Y_shape}, {frames} '
            'elements; it has to have at most 36'
        )
    return Player(frames, _animate(X, K, list(np.ndindex(Y_shape))))


@fix_style()
def _animate(X, K, places):
    """Draw a frame for each place in the output; return them as HTML."""
    kernels = [K[o[0]] if o else K for *o, _, _ in places]
    figure = Figure()
    right, bottom = draw(figure, X, kernels[0], (0, 0))
    captions = [_wrap(explain(X, K, at), max(right, _LINE)) for at in places]
    if K.ndim == 4:
        for (o, _, _), rows in zip(places, captions):
            rows.insert(0, f'Output channel {o}')
    right = max(right, *(width(row) for rows in captions for row in rows))
    below = bottom + (max(map(len, captions)) + 0.5) * _ROW

    def draw_frame(n):
        figure.clean()
        draw(figure, X, kernels[n], places[n][-2:])
        for m, row in enumerate(captions[n]):
            figure.write(0, bottom + (m + 1.25) * _ROW, row, align='left')
        figure.crop(right, below)

    frames = FuncAnimation(figure, draw_frame, len(places), interval=1500)
    return frames.to_jshtml(default_mode='loop') + _CSS


def _wrap(line, room):
    """Break a line before + and = into rows as wide as the room.

    A part between two breaks is always narrower than `_LINE`.
    """
    rows = ['']
    for part in re.split(r'(?<=[^e])(?=\+| =)', line):
        if width(rows[-1] + part) > room:
            rows.append('')
            part = part.strip()
        rows[-1] += part
    return rows
