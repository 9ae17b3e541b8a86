"""The routes of runs."""

from typing import TYPE_CHECKING, Final

from ...core.contracts.runs import RunProgress
from ...core.later import later
from ...core.routes import BytesAnswer, EventFeed, FileAnswer, RouteSpec

if TYPE_CHECKING:
    from . import routes_queue as queue
    from . import routes_runs as runs
    from . import routes_shapes as shapes
else:
    queue = later(__package__, "routes_queue")
    runs = later(__package__, "routes_runs")
    shapes = later(__package__, "routes_shapes")

LARGEST_INTEGER: Final = 10**21
"""JavaScript writes whole numbers with digits alone up to here, and with an exponent beyond."""

DOCUMENT_BYTES: Final = 64 << 20
_RUNS: Final = "/penstock/runs"
_RUN: Final = "/penstock/runs/{run}"


def routes() -> tuple[RouteSpec, ...]:
    """Runs, what they make, the queue and its events."""
    return (*_storing(), *_changing(), *_reading(), *_pictures(), *_queue())


def _storing() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="runs.add",
            method="POST",
            path=_RUNS,
            handler=runs.add_runs,
            summary="Store 1 to 20 runs of a workflow with these values; they are sent as soon as a server is free.",
            body=shapes.NewRun,
            answer=shapes.QueuedRuns,
            status=202,
            work="heavy",
            max_bytes=DOCUMENT_BYTES,
            largest_integer=LARGEST_INTEGER,
        ),
        RouteSpec(
            name="runs.list",
            method="GET",
            path=_RUNS,
            handler=runs.list_runs,
            summary="Runs, the last created first, by page.",
            query=shapes.RunListQuery,
            answer=shapes.RunList,
        ),
        RouteSpec(
            name="runs.get",
            method="GET",
            path=_RUN,
            handler=runs.get_run,
            summary="A run with its values, outputs and error.",
            answer=shapes.RunShape,
        ),
    )


def _changing() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="runs.delete",
            method="DELETE",
            path=_RUN,
            handler=runs.delete_run,
            summary="Move a run that has ended to the trash, where it is kept for 30 days.",
            answer=shapes.DeletedRun,
        ),
        RouteSpec(
            name="runs.restore",
            method="POST",
            path=f"{_RUN}/restore",
            handler=runs.restore_run,
            summary="Bring a run back out of the trash.",
            answer=shapes.RunShape,
        ),
        RouteSpec(
            name="runs.cancel",
            method="POST",
            path=f"{_RUN}/cancel",
            handler=runs.cancel_run,
            summary="Cancel a run that has not ended, by its own id; 409 where it has.",
            answer=shapes.RunShape,
        ),
        RouteSpec(
            name="runs.retry",
            method="POST",
            path=f"{_RUN}/retry",
            handler=runs.retry_run,
            summary="Send a run again that failed, was cancelled or lost; 409 for others.",
            answer=shapes.RunShape,
            status=202,
        ),
        RouteSpec(
            name="runs.again",
            method="POST",
            path=f"{_RUN}/again",
            handler=runs.run_again,
            summary="A new run of the same document with the same values.",
            answer=shapes.RunShape,
            status=202,
        ),
    )


def _reading() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="runs.progress",
            method="GET",
            path=f"{_RUN}/progress",
            handler=runs.progress,
            summary="How far a run is: percent, node, step, queue position, estimate.",
            answer=RunProgress,
        ),
        RouteSpec(
            name="runs.timeline",
            method="GET",
            path=f"{_RUN}/timeline",
            handler=runs.timeline,
            summary="The nodes of a run with their states and times.",
            answer=shapes.Timeline,
        ),
        RouteSpec(
            name="runs.prompt",
            method="GET",
            path=f"{_RUN}/prompt",
            handler=runs.prompt,
            summary="The API graph that was sent.",
            answer=BytesAnswer,
        ),
    )


def _pictures() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="runs.preview",
            method="GET",
            path=f"{_RUN}/preview",
            handler=runs.preview,
            summary="The latest preview of a run that goes on.",
            query=shapes.PreviewQuery,
            answer=BytesAnswer,
        ),
        RouteSpec(
            name="runs.output",
            method="GET",
            path=f"{_RUN}/outputs/{{number}}",
            handler=runs.output,
            summary="A file that a run made.",
            query=shapes.OutputQuery,
            answer=FileAnswer,
        ),
        RouteSpec(
            name="runs.thumbnail",
            method="GET",
            path=f"{_RUN}/outputs/{{number}}/thumbnail",
            handler=runs.thumbnail,
            summary="A small picture of an output.",
            query=shapes.ThumbnailQuery,
            answer=BytesAnswer,
            work="heavy",
        ),
    )


def _queue() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="runs.events",
            method="GET",
            path="/penstock/run_events",
            handler=queue.events,
            summary="Changes of runs and batches as server-sent events with ids; a client that comes back names "
            "the last one that it saw (Last-Event-ID, or after) and gets the rest, or penstock.reset "
            "where the log does not reach back.",
            query=shapes.NewsQuery,
            answer=EventFeed,
        ),
        RouteSpec(
            name="runs.queue",
            method="GET",
            path="/penstock/run_queue",
            handler=queue.queue,
            summary="How many runs wait and run, and how the servers are.",
            answer=shapes.QueueShape,
        ),
        RouteSpec(
            name="runs.stop",
            method="POST",
            path="/penstock/run_queue/stop",
            handler=queue.stop,
            summary="Cancel all runs that wait, and those that go on unless keep_running.",
            body=shapes.StopQueue,
            body_may_be_absent=True,
            answer=shapes.StoppedQueue,
        ),
        RouteSpec(
            name="runs.metrics",
            method="GET",
            path="/penstock/metrics",
            handler=queue.metrics,
            summary="Queue depth and servers in Prometheus' text format.",
            answer=BytesAnswer,
        ),
    )
