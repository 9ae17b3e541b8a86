"""What the routes of batches do."""

from typing import Any, cast

from ...core.contracts.batches import Batches
from ...core.routes import BytesAnswer, RouteCall
from . import routes_shapes as shapes
from .batch_shapes import batch_shape, cell_shape, listed, preview_shape
from .plan_shapes import plan_of
from .service import BatchService


def batches_of(call: RouteCall[Any]) -> BatchService:
    """The service of batches."""
    return cast("BatchService", call.services.get(Batches))


def preview(call: RouteCall[shapes.NewPreview]) -> shapes.PreviewShape:
    """POST /penstock/batch_previews."""
    body = call.body
    return preview_shape(batches_of(call).preview(plan_of(body.plan), first=body.first, limit=body.limit))


def start(call: RouteCall[shapes.NewBatch]) -> shapes.BatchShape:
    """POST /penstock/batches."""
    return batch_shape(batches_of(call).start(plan_of(call.body.plan)))


def list_batches(call: RouteCall[Any]) -> shapes.BatchListShape:
    """GET /penstock/batches."""
    query = call.query or shapes.BatchListQuery()
    page = batches_of(call).list(workflow=query.workflow, search=query.search, limit=query.limit, after=query.after)
    return shapes.BatchListShape(batches=tuple(map(listed, page.batches)), next=page.next)


def get_batch(call: RouteCall[Any]) -> shapes.BatchShape:
    """GET B."""
    return batch_shape(batches_of(call).get(call.path["batch"]))


def document(call: RouteCall[Any]) -> BytesAnswer:
    """GET B/document."""
    service = batches_of(call)
    found = service.get(call.path["batch"])
    return BytesAnswer(
        data=service.document(found.id),
        content_type="application/json",
        etag=found.id,
        download_name=f"{found.title}.json",
    )


def cells(call: RouteCall[Any]) -> shapes.CellList:
    """GET B/cells."""
    query = call.query or shapes.CellsQuery()
    stored, runs = batches_of(call).cells(call.path["batch"], first=query.first, limit=query.limit)
    layout, shared = stored.layout, stored.shared
    found = tuple(cell_shape(run, layout.at(run.place), shared) for run in runs)
    return shapes.CellList(total=stored.total, cells=found)


def change(call: RouteCall[shapes.BatchChange]) -> shapes.BatchShape:
    """PATCH B."""
    body = call.body
    changed = batches_of(call).change(call.path["batch"], body.revision, title=body.title, priority=body.priority)
    return batch_shape(changed)


def pause(call: RouteCall[Any]) -> shapes.BatchShape:
    """POST B/pause."""
    return batch_shape(batches_of(call).pause(call.path["batch"], paused=True))


def resume(call: RouteCall[Any]) -> shapes.BatchShape:
    """POST B/resume."""
    return batch_shape(batches_of(call).pause(call.path["batch"], paused=False))


def stop(call: RouteCall[shapes.StopBatch]) -> shapes.BatchShape:
    """POST B/stop."""
    return batch_shape(batches_of(call).stop(call.path["batch"], running_too=call.body.running_too))


def retry(call: RouteCall[shapes.RetryCells]) -> shapes.BatchShape:
    """POST B/retry."""
    return batch_shape(batches_of(call).retry(call.path["batch"], call.body.places))


def delete(call: RouteCall[Any]) -> shapes.DeletedBatch:
    """DELETE B."""
    batches_of(call).delete(call.path["batch"])
    return shapes.DeletedBatch(id=call.path["batch"], deleted=True)


def restore(call: RouteCall[Any]) -> shapes.BatchShape:
    """POST B/restore."""
    return batch_shape(batches_of(call).restore(call.path["batch"]))
