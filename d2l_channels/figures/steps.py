"""The first figure step by step, as a moving picture."""

from io import BytesIO
from numbers import Real
from os import PathLike
from pathlib import PurePath
from typing import (
    Any,
    Callable,
    Dict,
    Iterator,
    Optional,
    Sequence,
    Tuple,
    Union,
    overload,
)

import numpy as np
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.transforms import Bbox
from PIL import Image

from .._shapes import show
from .canvas import Figure
from .content import View
from .film import Film
from .output import display_png, fix_style
from .player import write_player

_KINDS = ('gif', 'png', 'pdf', 'html')
# In milliseconds. A GIF counts hundredths of a second; a PNG has 16 bits for
# the number of milliseconds
_SHORTEST_STEP = 10
_LONGEST_STEP = 65535


class Steps(Sequence[Figure]):
    """Figures in a row, which a notebook shows as one moving picture.

    Each one is drawn when it is asked for; all are of one size.
    """

    @fix_style()
    def __init__(
        self,
        lay_out: Callable[[int], Figure],
        scenes: Sequence[Tuple[int, View]],
    ) -> None:
        """Set what to draw.

        `lay_out` draws the figure of a kernel; each scene is a kernel and a
        view of it.
        """
        self._lay_out = lay_out
        self._scenes = scenes
        kernels = {kernel for kernel, _ in scenes}
        figures = {kernel: lay_out(kernel) for kernel in kernels}
        boxes = [figures[kernel].measure(view) for kernel, view in scenes]
        self._box = Bbox.union(boxes) if boxes else Bbox.null()

    def __len__(self) -> int:
        return len(self._scenes)

    @overload
    def __getitem__(self, index: int) -> Figure: ...

    @overload
    def __getitem__(self, index: slice) -> 'Steps': ...

    def __getitem__(self, index: Union[int, slice]) -> Union[Figure, 'Steps']:
        if isinstance(index, slice):
            return Steps(self._lay_out, self._scenes[index])
        kernel, view = self._scenes[index]
        with fix_style():
            figure = self._lay_out(kernel)
            figure.show_view(view)
            figure.fit(self._box)
        return figure

    @property
    def alt(self) -> str:
        """The alternative text: a line for each figure."""
        return '\n'.join(view.alt for _, view in self._scenes)

    @fix_style()
    def save(
        self, file: Any, format: Optional[str] = None, duration: float = 1500
    ) -> None:
        """Save as a picture that moves, as pages, or as a page to play.

        Parameters
        ----------
        file : str, path or file object
            Where to. A name ends in `.gif` or `.png`, both of which move,
            `.pdf`, which has a page for each step, or `.html`, a page with a
            slider and buttons that needs no network.
        format : {'gif', 'png', 'pdf', 'html'}, optional
            Needed for a file object, which has no name. Where a name ends
            otherwise, the format counts.
        duration : float, default 1500
            How long each step is shown, in milliseconds, from 10 to 65535. A
            GIF holds whole hundredths of a second, and is rounded down.
        """
        kind = _check_kind(file, format)
        _check_duration(duration)
        if not self:
            raise ValueError('save: there is no step to save')
        if kind == 'pdf':
            self._save_pages(file)
        elif kind == 'html':
            write_player(file, self._shoot(), duration, self.alt)
        else:
            self._save_moving(file, kind, duration)

    def _save_pages(self, file: Any) -> None:
        with PdfPages(file, metadata={'CreationDate': None}) as pdf:
            for figure in self:
                pdf.savefig(figure)

    def _save_moving(self, file: Any, kind: str, duration: float) -> None:
        pictures = [
            Image.fromarray(frame).convert('RGB') for frame in self._shoot()
        ]
        if kind == 'gif':
            # A GIF has 256 colours. Every step uses those of the first, so
            # they share its palette, and nothing flickers
            palette = pictures[0].quantize(method=Image.Quantize.FASTOCTREE)
            pictures = [
                picture.quantize(palette=palette, dither=Image.Dither.NONE)
                for picture in pictures
            ]
        first, *others = pictures
        first.save(
            file,
            kind,
            save_all=True,
            append_images=others,
            duration=duration,
            loop=0,
            compress_level=1,  # of a PNG, which is fast
        )

    def _shoot(self) -> Iterator[np.ndarray]:
        """Yield the pixels of each step."""
        films: Dict[int, Film] = {}
        for kernel, view in self._scenes:
            if kernel not in films:
                figure = self._lay_out(kernel)
                figure.fit(self._box)
                films[kernel] = Film(figure)
            yield films[kernel].shoot(view)

    def _ipython_display_(self) -> None:
        png = BytesIO()
        self.save(png, 'png')
        display_png(png.getvalue(), self.alt)


def _check_kind(file: Any, format: Optional[str]) -> str:
    """Return the kind of file that the format or else the name says."""
    kind = format
    if kind is None and isinstance(file, (str, PathLike)):
        kind = PurePath(file).suffix[1:]
    kind = str(kind).lower()
    if kind not in _KINDS:
        name = f'{file!r}' if format is None else f'format={format!r}'
        raise ValueError(
            f'save: {name} does not say what to save as; the name has to end '
            "in .gif, .png, .pdf or .html, or format has to be 'gif', 'png', "
            "'pdf' or 'html'. One step, `steps[0].savefig`, can be an SVG"
        )
    return kind


def _check_duration(duration: float) -> None:
    """Check that every kind of file can hold a duration."""
    if not isinstance(duration, Real):
        raise TypeError(
            f'save: duration is {show(duration)}; it has to be a number of '
            'milliseconds'
        )
    if not _SHORTEST_STEP <= duration <= _LONGEST_STEP:
        raise ValueError(
            f'save: duration is {show(duration)}; it has to be from '
            f'{_SHORTEST_STEP} to {_LONGEST_STEP} milliseconds, which every '
            'kind of file can hold'
        )
