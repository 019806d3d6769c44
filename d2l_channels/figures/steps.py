"""The first figure step by step, as a moving picture."""

import re
from html import escape
from io import BytesIO
from numbers import Real
from os import PathLike
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
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

import matplotlib.figure
import numpy as np
from matplotlib import cbook
from matplotlib.animation import HTMLWriter
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.transforms import Bbox
from PIL import Image

from .._shapes import show
from .canvas import Figure
from .content import View
from .film import Film
from .output import DOTS_PER_INCH, display_png, fix_style

_KINDS = ('gif', 'png', 'pdf', 'html')
_MEGABYTES_OF_A_PAGE = 1000  # more than any page has
# In milliseconds. A GIF counts hundredths of a second; a PNG has 16 bits for
# the number of milliseconds
_SHORTEST_STEP = 10
_LONGEST_STEP = 65535
# What matplotlib's buttons show would come from another server
_BUTTONS = """\
<style>
.fa { font-style: normal; }
.fa-minus::before { content: "−"; }
.fa-plus::before { content: "+"; }
.fa-fast-backward::before { content: "|◀"; }
.fa-step-backward::before { content: "◁"; }
.fa-play::before { content: "▶"; }
.fa-play.fa-flip-horizontal::before { content: "◀"; }
.fa-pause::before { content: "❚❚"; }
.fa-step-forward::before { content: "▷"; }
.fa-fast-forward::before { content: "▶|"; }
</style>
"""


class Steps(Sequence[Figure]):
    """Figures in a row, which a notebook shows as one moving picture.

    Each one is drawn when it is asked for; all are of one size.
    """

    def __init__(
        self,
        lay_out: Callable[[int], Figure],
        scenes: Sequence[Tuple[int, View]],
    ) -> None:
        """Take what draws a figure, and what it is called with and shows."""
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
        """What the figures show, in words, with a line for each of them."""
        return '\n'.join(view.alt for _, view in self._scenes)

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
            The same for a file object, or against the end of the name.
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
            self._save_player(file, duration)
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
            # A GIF has 256 colours; those of the first step are in all others
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

    def _save_player(self, file: Any, duration: float) -> None:
        """Write the page that matplotlib makes, but for what it loads."""
        screen = _Screen(dpi=DOTS_PER_INCH)
        writer = HTMLWriter(
            fps=1000 / duration,  # type: ignore[arg-type]
            embed_frames=True,
            embed_limit=_MEGABYTES_OF_A_PAGE,
        )
        with TemporaryDirectory() as folder:
            path = Path(folder, 'steps.html')
            with writer.saving(screen, path, DOTS_PER_INCH):
                for pixels in self._shoot():
                    screen.pixels = pixels
                    writer.grab_frame()  # type: ignore[no-untyped-call]
            page = path.read_text('utf-8')
        width = screen.pixels.shape[1] * 96 // DOTS_PER_INCH
        page = _make_independent(page, self.alt, width)
        with cbook.open_file_cm(file, 'wb') as opened:
            opened.write(page.encode())

    def _shoot(self) -> Iterator[np.ndarray]:
        """Yield the pixels of each step."""
        films: Dict[int, Film] = {}
        for kernel, view in self._scenes:
            with fix_style():
                if kernel not in films:
                    figure = self._lay_out(kernel)
                    figure.fit(self._box)
                    films[kernel] = Film(figure)
                pixels = films[kernel].shoot(view)
            yield pixels

    def _ipython_display_(self) -> None:
        png = BytesIO()
        self.save(png, 'png')
        display_png(png.getvalue(), self.alt)


class _Screen(matplotlib.figure.Figure):
    """A figure that holds pixels, for what takes a figure."""

    pixels: np.ndarray

    def savefig(
        self,
        fname: Any,
        *,
        transparent: Optional[bool] = None,
        **kwargs: Any,
    ) -> None:
        picture = Image.fromarray(self.pixels).convert('RGB')
        picture.save(fname, kwargs['format'])


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


def _make_independent(page: str, alt: str, width: int) -> str:
    """Make a page of matplotlib's the same for the same steps, whole without
    a network, and as wide as the figure, and put words to its picture."""
    found = re.search('id="_anim_img([0-9a-f]+)"', page)
    assert found is not None
    (random_id,) = found.groups()
    page = page.replace(random_id, '')
    page = re.sub('<link[^>]*>', _BUTTONS, page, count=1)
    size = f'width="{width}" style="max-width: 100%"'
    page = page.replace('<img ', f'<img {size} alt="{escape(alt)}" ', 1)
    return f'<!DOCTYPE html>\n<meta charset="utf-8">\n{page}'
