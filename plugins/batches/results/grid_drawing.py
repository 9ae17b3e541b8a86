"""A grid as a picture: legends, the picture of each cell, and marked blanks of the same size for what has none."""

from collections.abc import Callable
from typing import Final

from attrs import frozen
from PIL import Image, ImageDraw

from ....core.contracts.runs import Run, RunStatus
from .grid_layout import GridLayout
from .grid_measures import Measures
from .grid_text import Block, block

_PAPER: Final = (255, 255, 255)
_INK: Final = (24, 24, 27)
_NOTHING: Final = (244, 244, 245)
_MARKS: Final = {
    RunStatus.FAILED: ((254, 226, 226), (153, 27, 27)),
    RunStatus.LOST: ((255, 237, 213), (154, 52, 18)),
    RunStatus.CANCELLED: ((228, 228, 231), (63, 63, 70)),
    RunStatus.QUEUED: (_NOTHING, (82, 82, 91)),
    RunStatus.RUNNING: (_NOTHING, (82, 82, 91)),
    RunStatus.COMPLETED: (_NOTHING, (82, 82, 91)),
}
_CROSSED: Final = frozenset({RunStatus.FAILED, RunStatus.LOST, RunStatus.CANCELLED})
_NO_PICTURE: Final = "no picture"

Load = Callable[[Run, tuple[int, int]], Image.Image | None]
"""The picture of a run, at most that large; None where it has none that can be read."""


@frozen(kw_only=True)
class Drawing:
    """See the module. `cell_done` is called after each cell."""

    layout: GridLayout
    measures: Measures
    load: Load
    cell_done: Callable[[], None]

    def picture(self) -> Image.Image:
        """The whole picture."""
        size = self.measures
        image = Image.new("RGB", (size.width, size.height), _PAPER)
        draw = ImageDraw.Draw(image)
        self._text(draw, size.title, size.gap, size.gap)
        top = size.title.height + 2 * size.gap
        for index in range(len(self.layout.grids)):
            top = self._grid(image, draw, index, top)
        return image

    def _grid(self, image: Image.Image, draw: ImageDraw.ImageDraw, index: int, top: int) -> int:
        """One sub-grid; where the next one begins."""
        size, runs = self.measures, self.layout.grids[index].runs
        self._text(draw, size.headings[index], size.gap, top)
        top += size.headings[index].height + size.gap
        self._text(draw, size.corner, size.gap, top)
        for column, label in enumerate(size.columns):
            self._text(draw, label, self._left(column), top)
        top += size.band
        for row, height in enumerate(size.heights):
            self._text(draw, size.rows[row], size.gap, top)
            for column in range(len(size.columns)):
                self._cell(image, draw, runs.get((row, column)), (self._left(column), top))
            top += height + size.gap
        return top + size.gap

    def _left(self, column: int) -> int:
        return self.measures.legend + self.measures.gap + column * (self.measures.cell[0] + self.measures.gap)

    def _cell(self, image: Image.Image, draw: ImageDraw.ImageDraw, run: Run | None, at: tuple[int, int]) -> None:
        if run is None:
            return
        picture = self.load(run, self.measures.cell) if run.status is RunStatus.COMPLETED else None
        if picture is None:
            self._blank(draw, run, at)
        else:
            width, height = self.measures.cell
            image.paste(picture, (at[0] + (width - picture.width) // 2, at[1] + (height - picture.height) // 2))
        self.cell_done()

    def _blank(self, draw: ImageDraw.ImageDraw, run: Run, at: tuple[int, int]) -> None:
        """A marked blank: its state in a word, crossed out where nothing will come."""
        (left, top), (width, height) = at, self.measures.cell
        paper, ink = _MARKS[run.status]
        right, bottom = left + width - 1, top + height - 1
        draw.rectangle((left, top, right, bottom), fill=paper, outline=ink)
        if run.status in _CROSSED:
            draw.line((left, top, right, bottom), fill=ink)
            draw.line((left, bottom, right, top), fill=ink)
        word = _NO_PICTURE if run.status is RunStatus.COMPLETED else run.status.value
        text = block(word, self.measures.font, width)
        if text.height <= height:
            x, y = left + (width - text.width) // 2, top + (height - text.height) // 2
            draw.rectangle((x - 2, y - 1, x + text.width + 1, y + text.height), fill=paper)
            self._text(draw, text, x, y, ink)

    def _text(
        self, draw: ImageDraw.ImageDraw, text: Block, left: int, top: int, ink: tuple[int, int, int] = _INK
    ) -> None:
        for line in text.lines:
            draw.text((left, top), line, fill=ink, font=self.measures.font)
            top += text.line_height
