"""Batches and cells as routes and the command line answer them."""

from collections.abc import Collection, Sequence
from typing import Any

from ...core.contracts.batches import Batch, BatchPlan, BatchPreview
from ...core.contracts.runs import Run
from ...core.exact_numbers import exact_values
from .plan_shapes import seed_shapes, shape_of
from .routes_shapes import BatchShape, CellPicture, CellShape, ListedBatch, PlannedCellShape, PreviewShape

_MOST_ERROR = 400


def listed(batch: Batch) -> ListedBatch:
    """A batch in a list."""
    return ListedBatch(**_fields(batch))


def batch_shape(batch: Batch) -> BatchShape:
    """A batch with its plan."""
    return BatchShape(
        **_fields(batch),
        seconds_left=batch.seconds_left,
        groups=batch.groups,
        plan=shape_of(batch.plan or BatchPlan()),
    )


def preview_shape(preview: BatchPreview) -> PreviewShape:
    """What a plan would run."""
    return PreviewShape(
        space=preview.space,
        total=preview.total,
        groups=preview.groups,
        cells=tuple(
            PlannedCellShape(place=cell.place, at=cell.at, values=exact_values(cell.values)) for cell in preview.cells
        ),
        seeds=seed_shapes(preview.seeds),
        seconds=preview.seconds,
        problems=preview.problems,
    )


def cell_shape(run: Run, at: Sequence[int], shared: Collection[str]) -> CellShape:
    """A cell; of its values those that not all cells share."""
    own = {address: value for address, value in run.values.items() if address not in shared}
    return CellShape(
        place=run.place,
        at=tuple(at),
        run=run.id,
        status=run.status.value,
        values=exact_values(own),
        outputs=first_picture(run),
        error=None if run.error is None else run.error.message[:_MOST_ERROR],
    )


def first_picture(run: Run) -> CellPicture | None:
    """The first picture that was saved, else the first of any kind."""
    pictures = [output for output in run.outputs if output.kind == "image" and output.sha256]
    for output in sorted(pictures, key=lambda one: (one.temporary, one.number)):
        url = f"/penstock/runs/{run.id}/outputs/{output.number}"
        small = f"{url}/thumbnail?tag={output.sha256[:16]}"
        return CellPicture(number=output.number, url=url, thumbnail=small, width=output.width, height=output.height)
    return None


def _fields(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.id,
        "title": batch.title,
        "status": batch.status.value,
        "workflow": batch.workflow,
        "version": batch.version,
        "total": batch.total,
        "counts": batch.counts,
        "created": batch.created,
        "changed": batch.changed,
        "ended": batch.ended,
        "priority": batch.priority,
        "server": batch.server,
        "revision": batch.revision,
        "runs": batch.runs,
        "webhook": batch.webhook,
        "webhook_state": batch.webhook_state,
    }
