"""A page with a slider and buttons that plays pictures."""

import re
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Iterable, Optional

import matplotlib.figure
import numpy as np
from matplotlib import cbook
from matplotlib.animation import HTMLWriter
from PIL import Image

from .output import DOTS_PER_INCH, PIXELS_PER_INCH

_MOST_MEGABYTES = 1000  # more than any page has
# matplotlib's page loads its button icons from the network; these replace
# them
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


def write_player(
    file: Any, frames: Iterable[np.ndarray], duration: float, alt: str
) -> None:
    """Write matplotlib's page, with nothing to load from the network."""
    screen = _Screen(dpi=DOTS_PER_INCH)
    writer = HTMLWriter(
        fps=1000 / duration,  # type: ignore[arg-type]
        embed_frames=True,
        embed_limit=_MOST_MEGABYTES,
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, 'steps.html')
        with writer.saving(screen, path, DOTS_PER_INCH):
            for pixels in frames:
                screen.pixels = pixels
                writer.grab_frame()  # type: ignore[no-untyped-call]
        page = path.read_text('utf-8')
    width = screen.pixels.shape[1] * PIXELS_PER_INCH // DOTS_PER_INCH
    page = _make_independent(page, alt, width)
    with cbook.open_file_cm(file, 'wb') as opened:
        opened.write(page.encode())


class _Screen(matplotlib.figure.Figure):
    """Pixels in the form of a figure, since the writer takes nothing else."""

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


def _make_independent(page: str, alt: str, width: int) -> str:
    """Make a page of matplotlib's stand alone.

    It needs no network, is the same for the same pictures, is as wide as they
    are on an ordinary screen, and has alternative text for them.
    """
    found = re.search('id="_anim_img([0-9a-f]+)"', page)
    assert found is not None
    (random_id,) = found.groups()
    page = page.replace(random_id, '')
    page = re.sub('<link[^>]*>', _BUTTONS, page, count=1)
    size = f'width="{width}" style="max-width: 100%"'
    page = page.replace('<img ', f'<img {size} alt="{escape(alt)}" ', 1)
    return f'<!DOCTYPE html>\n<meta charset="utf-8">\n{page}'
