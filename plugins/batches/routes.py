"""The routes of batches."""

from typing import TYPE_CHECKING, Final

from ...core.jobs import Job
from ...core.later import later
from ...core.routes import BytesAnswer, FileAnswer, RouteSpec

if TYPE_CHECKING:
    from . import routes_batches as batches
    from . import routes_results as results
    from . import routes_shapes as shapes
else:
    batches = later(__package__, "routes_batches")
    results = later(__package__, "routes_results")
    shapes = later(__package__, "routes_shapes")

LARGEST_INTEGER: Final = 10**21
"""JavaScript writes whole numbers with digits alone up to here, and with an exponent beyond."""

PLAN_BYTES: Final = 64 << 20
_BATCHES: Final = "/penstock/batches"
_BATCH: Final = "/penstock/batches/{batch}"


def routes() -> tuple[RouteSpec, ...]:
    """Batches, their cells and what came out."""
    return (*_planning(), *_reading(), *_changing(), *_trash(), *_results())


def _planning() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="batches.preview",
            method="POST",
            path="/penstock/batch_previews",
            handler=batches.preview,
            summary="What a plan would run: how many cells, the first of them, and what will hardly work. Nothing is "
            "kept; a 422 names each fault.",
            body=shapes.NewPreview,
            answer=shapes.PreviewShape,
            work="heavy",
            max_bytes=PLAN_BYTES,
            largest_integer=LARGEST_INTEGER,
        ),
        RouteSpec(
            name="batches.start",
            method="POST",
            path=_BATCHES,
            handler=batches.start,
            summary="Store all cells of a plan; they are run as soon as a server is free.",
            body=shapes.NewBatch,
            answer=shapes.BatchShape,
            status=202,
            work="heavy",
            max_bytes=PLAN_BYTES,
            largest_integer=LARGEST_INTEGER,
        ),
    )


def _reading() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="batches.list",
            method="GET",
            path=_BATCHES,
            handler=batches.list_batches,
            summary="The batches, the last created first, by page.",
            query=shapes.BatchListQuery,
            answer=shapes.BatchListShape,
        ),
        RouteSpec(
            name="batches.get",
            method="GET",
            path=_BATCH,
            handler=batches.get_batch,
            summary="A batch with its axes, its plan and how its cells stand.",
            answer=shapes.BatchShape,
        ),
        RouteSpec(
            name="batches.document",
            method="GET",
            path=f"{_BATCH}/document",
            handler=batches.document,
            summary="The workflow that a batch runs, as it was when the batch began.",
            answer=BytesAnswer,
        ),
        RouteSpec(
            name="batches.cells",
            method="GET",
            path=f"{_BATCH}/cells",
            handler=batches.cells,
            summary="Cells by place, each with its state and its first picture.",
            query=shapes.CellsQuery,
            answer=shapes.CellList,
            work="heavy",
        ),
    )


def _changing() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="batches.change",
            method="PATCH",
            path=_BATCH,
            handler=batches.change,
            summary="Another title or priority; 409 where the batch was changed meanwhile.",
            body=shapes.BatchChange,
            answer=shapes.BatchShape,
        ),
        RouteSpec(
            name="batches.pause",
            method="POST",
            path=f"{_BATCH}/pause",
            handler=batches.pause,
            summary="Send no more cells; those that servers have go on.",
            answer=shapes.BatchShape,
        ),
        RouteSpec(
            name="batches.resume",
            method="POST",
            path=f"{_BATCH}/resume",
            handler=batches.resume,
            summary="Let a paused batch go on.",
            answer=shapes.BatchShape,
        ),
        RouteSpec(
            name="batches.stop",
            method="POST",
            path=f"{_BATCH}/stop",
            handler=batches.stop,
            summary="Cancel the rest, with or without the cells that run.",
            body=shapes.StopBatch,
            body_may_be_absent=True,
            answer=shapes.BatchShape,
        ),
        RouteSpec(
            name="batches.retry",
            method="POST",
            path=f"{_BATCH}/retry",
            handler=batches.retry,
            summary="Run cells again that failed, were cancelled or lost; 409 where there is none.",
            body=shapes.RetryCells,
            body_may_be_absent=True,
            answer=shapes.BatchShape,
        ),
    )


def _trash() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="batches.delete",
            method="DELETE",
            path=_BATCH,
            handler=batches.delete,
            summary="Move a batch that has ended to the trash with its runs, where they are kept for 30 days.",
            answer=shapes.DeletedBatch,
        ),
        RouteSpec(
            name="batches.restore",
            method="POST",
            path=f"{_BATCH}/restore",
            handler=batches.restore,
            summary="Bring a batch back out of the trash with its runs.",
            answer=shapes.BatchShape,
        ),
    )


def _results() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="batches.draw_grid",
            method="POST",
            path=f"{_BATCH}/grid",
            handler=results.draw_grid,
            summary="Draw all cells as one picture with legends, as a job whose result says where it is fetched.",
            body=shapes.NewGrid,
            body_may_be_absent=True,
            answer=Job,
            status=202,
        ),
        RouteSpec(
            name="batches.grid",
            method="GET",
            path="/penstock/batch_grids/{grid}",
            handler=results.grid,
            summary="A picture that was drawn; it is kept for an hour.",
            answer=FileAnswer,
        ),
        RouteSpec(
            name="batches.csv",
            method="GET",
            path=f"{_BATCH}/cells.csv",
            handler=results.csv_file,
            summary="What ran, as a table: values, state, seconds and outputs of each cell.",
            answer=FileAnswer,
            work="heavy",
        ),
        RouteSpec(
            name="batches.json",
            method="GET",
            path=f"{_BATCH}/cells.json",
            handler=results.json_file,
            summary="What ran, as JSON: the plan, and values, state, seconds and outputs of each cell.",
            answer=FileAnswer,
            work="heavy",
        ),
    )
