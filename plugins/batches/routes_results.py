"""What the routes of what came out of a batch do."""

import mimetypes
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from ...core.clock import Clock
from ...core.contracts.batches import Batch
from ...core.contracts.runs import Runs
from ...core.errors import DiskFull, ReadOnly
from ...core.files import Files, StagedFile
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.jobs import Job, JobProgress, Jobs
from ...core.routes import BytesAnswer, FileAnswer, RouteCall
from ...core.settings import Settings
from ...core.wire import encode
from .results.grids import Grids, check_grid
from .results.kept_files import KeptFiles, download_name
from .results.tables import cells_csv, cells_json
from .routes_batches import batches_of
from .routes_shapes import NewGrid
from .settings import GRID_FONT, MAX_GRID_MEGAPIXELS


def draw_grid(call: RouteCall[NewGrid]) -> Job:
    """POST B/grid."""
    asked, grids = call.body, _grids(call)
    check_grid(asked)
    stored = batches_of(call).parts().store.get(call.path["batch"])
    grids.layout(stored, asked)

    def work(progress: JobProgress) -> Any:
        return encode(grids.draw(stored, asked, progress))

    return call.services.get(Jobs).submit(f"Draw {stored.title}", work)


def grid(call: RouteCall[Any]) -> FileAnswer:
    """GET /penstock/batch_grids/{grid}."""
    path = _kept(call).get(call.path["grid"])
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileAnswer(path=path, content_type=kind, etag=path.stem)


def csv_file(call: RouteCall[Any]) -> FileAnswer | BytesAnswer:
    """GET B/cells.csv."""
    return _table(call, cells_csv, ".csv", "text/csv; charset=utf-8")


def json_file(call: RouteCall[Any]) -> FileAnswer | BytesAnswer:
    """GET B/cells.json."""
    return _table(call, cells_json, ".json", "application/json")


def _table(
    call: RouteCall[Any], pieces: Callable[[Batch, Runs], Iterator[str]], suffix: str, kind: str
) -> FileAnswer | BytesAnswer:
    """As a file, so that tables of any size fit into memory; in memory where no file can be made."""
    found, runs = batches_of(call).get(call.path["batch"]), call.services.get(Runs)
    name = download_name(found.title, suffix)

    def write(staged: StagedFile) -> None:
        for piece in pieces(found, runs):
            staged.write(piece.encode())

    try:
        path = _kept(call).new(suffix, write)
    except (ReadOnly, DiskFull):
        data = "".join(pieces(found, runs)).encode()
        return BytesAnswer(data=data, content_type=kind, etag=sha256(data).hexdigest(), download_name=name)
    return FileAnswer(path=path, content_type=kind, etag=path.stem, download_name=name)


def _grids(call: RouteCall[Any]) -> Grids:
    settings = call.services.get(Settings)
    return Grids(
        runs=call.services.get(Runs),
        kept=_kept(call),
        most_pixels=lambda: int(settings.get(MAX_GRID_MEGAPIXELS.id)) * 1_000_000,
        font_file=lambda: str(settings.get(GRID_FONT.id)),
    )


def _kept(call: RouteCall[Any]) -> KeptFiles:
    services = call.services
    folder = services.get(HostPaths).private / "batch_files"
    return KeptFiles(folder, services.get(Files), services.get(Clock), services.get(Ids))
