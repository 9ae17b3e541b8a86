"""Grids of batches: from a request to a finished picture."""

from collections.abc import Callable
from typing import Any, Final

from attrs import frozen

from ....core.contracts.runs import Run, Runs
from ....core.errors import Invalid, from_os_error
from ....core.files import StagedFile
from ....core.jobs import JobProgress
from ..routes_shapes import FinishedGrid, NewGrid
from ..rows import Stored
from .cell_pictures import CellPictures, commonest_size
from .grid_drawing import Drawing
from .grid_layout import GridLayout, dimensions, grid_layout
from .grid_measures import Measures, measures
from .grid_text import Font, font_of
from .kept_files import KeptFiles, download_name

SMALLEST: Final = 32
LARGEST: Final = 2048
FORMATS: Final = ("png", "jpeg")
_PAGE: Final = 1000


def check_grid(asked: NewGrid) -> None:
    """`Invalid` for what no grid can be."""
    if asked.format not in FORMATS:
        raise Invalid("A grid is a png or a jpeg.", field="format")
    if not SMALLEST <= asked.cell_size <= LARGEST:
        raise Invalid(f"A cell is {SMALLEST} to {LARGEST} pixels large.", field="cell_size")


@frozen(kw_only=True)
class Grids:
    """See the module. `most_pixels` and `font_file` are the settings now. Blocks for long: a job calls it."""

    runs: Runs
    kept: KeptFiles
    most_pixels: Callable[[], int]
    font_file: Callable[[], str]

    def layout(self, stored: Stored, asked: NewGrid) -> tuple[GridLayout, list[Run]]:
        """Where the cells stand; `Invalid` for dimensions and pages that there are not."""
        cells = self._cells(stored.id)
        if not cells:
            raise Invalid("This batch has no cells to draw.", field="batch")
        layout = stored.layout
        dims = dimensions(stored.groups, layout, stored.runs)
        return grid_layout(dims, layout, cells, asked.x, asked.y, asked.page), cells

    def draw(self, stored: Stored, asked: NewGrid, progress: JobProgress) -> FinishedGrid:
        """Draw it and keep it for an hour."""
        layout, cells = self.layout(stored, asked)
        size = measures(layout, stored.title, commonest_size(cells), asked.cell_size, self.most_pixels(), self._font)
        total = sum(len(grid.runs) for grid in layout.grids)
        picture = self._drawn(layout, size, progress, total)

        def write(staged: StagedFile) -> None:
            picture.save(_Written(staged), asked.format.upper(), **_OPTIONS[asked.format])

        path = self.kept.new(f".{asked.format}", write)
        return FinishedGrid(
            id=path.stem,
            url=f"/penstock/batch_grids/{path.stem}",
            file_name=download_name(stored.title, f".{asked.format}"),
            bytes=path.stat().st_size,
            width=size.width,
            height=size.height,
        )

    def _drawn(self, layout: GridLayout, size: Measures, progress: JobProgress, total: int) -> Any:
        done = 0

        def cell_done() -> None:
            nonlocal done
            done += 1
            progress.report(done, total)

        return Drawing(layout=layout, measures=size, load=CellPictures(self.runs).load, cell_done=cell_done).picture()

    def _cells(self, batch: str) -> list[Run]:
        found: list[Run] = []
        while page := self.runs.cells(batch, first=found[-1].place + 1 if found else 0, limit=_PAGE):
            found.extend(page)
        return found

    def _font(self, size: int) -> Font:
        try:
            return font_of(size, self.font_file())
        except OSError as error:
            raise from_os_error(error, "read the font of grids") from error


_OPTIONS: Final[dict[str, dict[str, Any]]] = {"png": {"compress_level": 3}, "jpeg": {"quality": 92}}


class _Written:
    """A staged file as Pillow writes to it."""

    def __init__(self, staged: StagedFile) -> None:
        self._staged = staged

    def write(self, data: bytes) -> int:
        """Append."""
        return self._staged.write(data)

    def flush(self) -> None:
        """Everything is written at once."""
