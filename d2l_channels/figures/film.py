"""Pixels of the steps of one figure, of which only what changes is drawn."""

from io import BytesIO
from typing import List, NamedTuple

import numpy as np

from .canvas import Block, Figure
from .content import Shades, View

_SHADES = (0, 1)  # step_multi_in uses no dark cells


class _Grid(NamedTuple):
    """Where the cells of a block begin, in pixels, and the last ones end."""

    block: Block
    rows: List[int]
    columns: List[int]


class Film:
    """The steps of a figure in which shades and the caption alone differ.

    Numbers take most of the time. So the figure is drawn once for each shade,
    with all cells in that shade, and each step is put together from these.
    """

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._pictures = []
        for shade in _SHADES:
            everywhere: Shades = {block.role: shade for block in figure.blocks}
            figure.show_view(View('', everywhere, rows=[]))
            self._pictures.append(_render(figure))
        self._grids = [self._find_cells(block) for block in figure.blocks]
        for artist in [*figure.ax.texts, *figure.ax.collections]:
            artist.remove()

    def _find_cells(self, block: Block) -> _Grid:
        """Return the pixels at which the rows and the columns of cells begin.

        Each is within the black line between two cells, which has the same
        colour whatever the shades of the cells are.
        """
        corners = np.asarray(block.mesh.get_coordinates())
        to_pixels = self._figure.ax.transData.transform
        height = len(self._pictures[0])
        y = height - to_pixels(corners[:, 0])[:, 1]
        x = to_pixels(corners[0])[:, 0]
        return _Grid(
            block,
            rows=np.floor(y).astype(int).tolist(),
            columns=np.floor(x).astype(int).tolist(),
        )

    def shoot(self, view: View) -> np.ndarray:
        """Return the pixels of a step: an array (height, width, 4)."""
        pixels = self._pictures[0].copy()
        # From the back to the front: a block covers parts of those behind it
        for block, rows, columns in self._grids:
            for (i, j), shade in np.ndenumerate(block.find_shades(view)):
                cell = (
                    slice(rows[i], rows[i + 1]),
                    slice(columns[j], columns[j + 1]),
                )
                pixels[cell] = self._pictures[shade][cell]
        # __init__ removed everything else, so this draws the caption alone
        self._figure.show_view(view)
        caption = _render(self._figure)
        # Cells and caption do not overlap, and the background is white: the
        # darker of the two pixels is the one that was drawn
        np.minimum(pixels, caption, out=pixels)
        return pixels


def _render(figure: Figure) -> np.ndarray:
    picture = BytesIO()
    figure.savefig(picture, format='rgba')
    height = int(figure.bbox.height)
    pixels = np.frombuffer(picture.getvalue(), np.uint8)
    return pixels.reshape(height, -1, 4)
