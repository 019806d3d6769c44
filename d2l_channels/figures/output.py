"""How a figure becomes a file, or an output of a notebook."""

import gzip
import re
from base64 import b64encode
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Callable, Iterator

from matplotlib import cbook, style
from PIL import Image

from .layout import FONT_SIZE

POINTS_PER_INCH = 72
PIXELS_PER_INCH = 96  # of an ordinary screen
DOTS_PER_INCH = 2 * PIXELS_PER_INCH  # of a PNG

# The metadata for which matplotlib takes the time of day
_DATES = {'svg': 'Date', 'svgz': 'Date', 'pdf': 'CreationDate'}


@contextmanager
def fix_style() -> Iterator[None]:
    """Set the user's own style aside: equal arguments, equal pictures."""
    ours = {
        'font.size': FONT_SIZE,
        'svg.hashsalt': 'd2l_channels',
        'text.hinting': 'none',
    }
    with style.context(['default', ours]):
        yield


def save_undated(
    savefig: Callable[..., None], fname: Any, kind: str, **kwargs: Any
) -> None:
    """Save as matplotlib does, but without the date that it would write."""
    if kind in _DATES:
        metadata = kwargs.pop('metadata', None) or {}
        kwargs['metadata'] = {_DATES[kind]: None, **metadata}
    if kind not in ('eps', 'ps', 'svgz'):
        savefig(fname, **kwargs)
        return
    # matplotlib has no option that leaves out the date of PostScript, nor the
    # time in the gzip header of an SVGZ
    page = BytesIO()
    if kind == 'svgz':
        savefig(page, **{**kwargs, 'format': 'svg'})
        undated = gzip.compress(page.getvalue(), mtime=0)
    else:
        savefig(page, **{**kwargs, 'format': kind})
        date = rb'%%CreationDate: .*\n'
        undated = re.sub(date, b'', page.getvalue(), count=1)
    with cbook.open_file_cm(fname, 'wb') as file:
        file.write(undated)


def display_png(png: bytes, alt: str) -> None:
    """Show a picture in a notebook, with alternative text."""
    from IPython.display import display

    with Image.open(BytesIO(png)) as picture:
        width, height = picture.size
    display(  # type: ignore[no-untyped-call]
        {'image/png': b64encode(png).decode(), 'text/plain': alt},
        metadata={
            'image/png': {
                'width': width * PIXELS_PER_INCH // DOTS_PER_INCH,
                'height': height * PIXELS_PER_INCH // DOTS_PER_INCH,
                'alt': alt,
            }
        },
        raw=True,
    )
