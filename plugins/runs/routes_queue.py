"""What the routes of the queue do: how much waits, servers, metrics, and the stream of changes."""

from typing import Any

from ...core.contracts.runs import Runs, RunStatus
from ...core.errors import Invalid
from ...core.routes import BytesAnswer, EventFeed, RouteCall
from . import routes_shapes as shapes
from .hub import RunHub
from .metrics import metrics_text


def queue(call: RouteCall[Any]) -> shapes.QueueShape:
    """GET /penstock/run_queue."""
    runs = call.services.get(Runs)
    depth = runs.depth()
    return shapes.QueueShape(
        waiting=tuple(
            shapes.WaitingCount(priority=priority, count=count)
            for priority, count in sorted(depth.waiting.items(), reverse=True)
        ),
        held=depth.held,
        on_servers=depth.on_servers,
        running=depth.running,
        servers=runs.servers(),
    )


def metrics(call: RouteCall[Any]) -> BytesAnswer:
    """GET /penstock/metrics."""
    runs = call.services.get(Runs)
    data = metrics_text(runs.depth(), runs.servers()).encode()
    return BytesAnswer(data=data, content_type="text/plain; version=0.0.4; charset=utf-8", etag="")


def stop(call: RouteCall[shapes.StopQueue]) -> shapes.StoppedQueue:
    """POST /penstock/run_queue/stop."""
    runs = call.services.get(Runs)
    statuses = (RunStatus.QUEUED,) if call.body.keep_running else (RunStatus.QUEUED, RunStatus.RUNNING)
    return shapes.StoppedQueue(cancelled=runs.cancel_all(statuses))


def events(call: RouteCall[Any]) -> EventFeed:
    """GET /penstock/run_events."""
    query = call.query or shapes.NewsQuery()
    return call.services.get(RunHub).open(
        run=query.run, batch=query.batch, after=_number(call.last_event_id or query.after)
    )


def _number(text: str) -> int | None:
    """The number of an entry; None for a client that comes for the first time."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise Invalid("The id of an event is a number.", field="after")
    return int(text)
