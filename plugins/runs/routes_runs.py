"""What the routes of runs do."""

import hashlib
import json
from typing import Any, Final

from ...core.contracts.runs import Run, RunFilter, RunProgress, RunRequest, Runs, RunStatus
from ...core.errors import Invalid
from ...core.routes import BytesAnswer, FileAnswer, RouteCall
from . import routes_shapes as shapes
from .run_shapes import run_shape, without_details

MOST_AT_ONCE: Final = 20
_NO_BATCH: Final = "-"
_PRIVATE: Final = "application/octet-stream"


def runs_of(call: RouteCall[Any]) -> Runs:
    """The service of runs."""
    return call.services.get(Runs)


def add_runs(call: RouteCall[shapes.NewRun]) -> shapes.QueuedRuns:
    """POST /penstock/runs."""
    body = call.body
    if not 1 <= body.count <= MOST_AT_ONCE:
        raise Invalid(f"A request starts 1 to {MOST_AT_ONCE} runs.", hint="Start a batch for more.", field="count")
    if not body.workflow and body.document is None:
        raise Invalid("Say which workflow shall run.", hint="Give workflow, document, or both.", field="workflow")
    request = RunRequest(
        workflow=body.workflow,
        version=body.version,
        document=b"" if body.document is None else json.dumps(body.document).encode(),
        title=body.title,
        values=body.values,
        server=body.server,
        priority=body.priority,
        retries_when_lost=body.retries_when_lost,
    )
    return shapes.QueuedRuns(runs=tuple(map(run_shape, runs_of(call).add(request, body.count))))


def list_runs(call: RouteCall[Any]) -> shapes.RunList:
    """GET /penstock/runs."""
    query = call.query or shapes.RunListQuery()
    which = RunFilter(
        statuses=_statuses(query.status),
        batch={"": None, _NO_BATCH: ""}.get(query.batch, query.batch),
        workflow=query.workflow,
        search=query.search,
        with_outputs=query.outputs,
    )
    page = runs_of(call).page(which, limit=query.limit, after=query.after, oldest_first=query.oldest_first)
    return shapes.RunList(runs=tuple(run_shape(without_details(run)) for run in page.runs), next=page.next)


def _statuses(text: str) -> tuple[RunStatus, ...]:
    try:
        return tuple(RunStatus(word.strip()) for word in text.split(",") if word.strip())
    except ValueError as error:
        known = ", ".join(status.value for status in RunStatus)
        raise Invalid(f"There is no such status: {text}.", hint=f"There are {known}.", field="status") from error


def get_run(call: RouteCall[Any]) -> shapes.RunShape:
    """GET R."""
    return run_shape(_run(call))


def cancel_run(call: RouteCall[Any]) -> shapes.RunShape:
    """POST R/cancel."""
    return run_shape(runs_of(call).cancel(call.path["run"]))


def retry_run(call: RouteCall[Any]) -> shapes.RunShape:
    """POST R/retry."""
    service, run = runs_of(call), call.path["run"]
    service.retry((run,))
    return run_shape(service.get(run))


def run_again(call: RouteCall[Any]) -> shapes.RunShape:
    """POST R/again."""
    return run_shape(runs_of(call).again(call.path["run"]))


def delete_run(call: RouteCall[Any]) -> shapes.DeletedRun:
    """DELETE R."""
    runs_of(call).delete(call.path["run"])
    return shapes.DeletedRun(id=call.path["run"], deleted=True)


def restore_run(call: RouteCall[Any]) -> shapes.RunShape:
    """POST R/restore."""
    return run_shape(runs_of(call).restore(call.path["run"]))


def progress(call: RouteCall[Any]) -> RunProgress:
    """GET R/progress."""
    return runs_of(call).progress(call.path["run"])


def timeline(call: RouteCall[Any]) -> shapes.Timeline:
    """GET R/timeline."""
    return shapes.Timeline(nodes=runs_of(call).timeline(call.path["run"]))


def prompt(call: RouteCall[Any]) -> BytesAnswer:
    """GET R/prompt."""
    run = _run(call)
    data = json.dumps(runs_of(call).prompt(run.id), indent=2).encode()
    return BytesAnswer(
        data=data,
        content_type="application/json",
        etag=hashlib.sha256(data).hexdigest(),
        download_name=f"{run.title}.json",
    )


def preview(call: RouteCall[Any]) -> BytesAnswer:
    """GET R/preview."""
    found = runs_of(call).preview(call.path["run"])
    return BytesAnswer(data=found.data, content_type=found.content_type, etag=found.etag)


def output(call: RouteCall[Any]) -> FileAnswer:
    """GET R/outputs/{number}."""
    run, number = _run(call), _number(call)
    path = runs_of(call).output(run.id, number)
    found = next(one for one in run.outputs if one.number == number)
    name = found.name or path.name
    download = call.query is not None and call.query.download
    return FileAnswer(
        path=path,
        content_type=found.content_type or _PRIVATE,
        etag=found.sha256,
        download_name=name if download else None,
    )


def thumbnail(call: RouteCall[Any]) -> BytesAnswer:
    """GET R/outputs/{number}/thumbnail."""
    query = call.query or shapes.ThumbnailQuery()
    if not 32 <= query.side <= 1024:
        raise Invalid("A small picture has 32 to 1024 pixels.", field="side")
    found = runs_of(call).thumbnail(call.path["run"], _number(call), query.side)
    return BytesAnswer(data=found.data, content_type=found.content_type, etag=found.etag, immutable=bool(query.tag))


def _run(call: RouteCall[Any]) -> Run:
    return runs_of(call).get(call.path["run"])


def _number(call: RouteCall[Any]) -> int:
    text = call.path["number"]
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(f"{text[:40]!r} is no number of an output.", field="number")
    return int(text)
