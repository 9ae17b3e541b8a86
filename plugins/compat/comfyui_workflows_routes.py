"""The routes for scripts that ask a workflow for its parameters, run it or start a batch, in the old words."""

from typing import TYPE_CHECKING, Final

from ...core.later import later
from ...core.routes import RouteSpec

if TYPE_CHECKING:
    from . import comfyui_workflows as handlers
    from . import comfyui_workflows_runs as running
    from . import comfyui_workflows_shapes as shapes
else:
    handlers = later(__package__, "comfyui_workflows")
    running = later(__package__, "comfyui_workflows_runs")
    shapes = later(__package__, "comfyui_workflows_shapes")

_LARGEST_INTEGER: Final = 10**21
"""JavaScript writes whole numbers with digits alone up to here."""


def routes() -> tuple[RouteSpec, ...]:
    """`/api/comfyui/workflows/{workflow}/parameters`."""
    return (
        RouteSpec(
            name="comfyui_workflows.parameters",
            method="GET",
            path="/api/comfyui/workflows/{workflow}/parameters",
            handler=handlers.parameters,
            summary="The parameters of the newest version: nodeId, field, label, type, value, options, min, max.",
            work="heavy",
            legacy=True,
        ),
    )


def run_routes() -> tuple[RouteSpec, ...]:
    """`/api/comfyui/workflows/{workflow}/execute`."""
    return (
        RouteSpec(
            name="comfyui_workflows.execute",
            method="POST",
            path="/api/comfyui/workflows/{workflow}/execute",
            handler=running.execute,
            summary="Run the newest version with these parameters.",
            body=shapes.ExecuteBody,
            body_may_be_absent=True,
            answer=shapes.Executed,
            work="heavy",
            largest_integer=_LARGEST_INTEGER,
            legacy=True,
        ),
    )


def batch_routes() -> tuple[RouteSpec, ...]:
    """`/api/comfyui/workflows/{workflow}/batch`."""
    return (
        RouteSpec(
            name="comfyui_workflows.batch",
            method="POST",
            path="/api/comfyui/workflows/{workflow}/batch",
            handler=running.batch,
            summary="Run the newest version 1 to 20 times with variations: lists cycle, seeds are drawn or counted.",
            body=shapes.BatchBody,
            answer=shapes.BatchStarted,
            work="heavy",
            largest_integer=_LARGEST_INTEGER,
            legacy=True,
        ),
    )
