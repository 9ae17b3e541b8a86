"""The prompt routes of fbTools, for scripts written for it; what cannot be done is a 4xx here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from ...core.later import later
from ...core.routes import RouteCall, RouteSpec

if TYPE_CHECKING:
    from . import fbtools_prompts as handlers
    from . import fbtools_prompts_shapes as shapes
else:
    handlers = later(__package__, "fbtools_prompts")
    shapes = later(__package__, "fbtools_prompts_shapes")

MOST_BYTES: Final = 16 << 20
"""Of a body: a collection may be as large."""


def routes() -> tuple[RouteSpec, ...]:
    """`/fbtools/prompts/*`, but for what needs libraries too."""
    return (
        _post(
            "create",
            handlers.create,
            "Begin a collection that is saved nowhere and kept for 30 minutes; one of that session_id is opened.",
            shapes.CreateBody,
            shapes.Created,
        ),
        _post(
            "add",
            handlers.add,
            "Add a prompt to it, or change one; what is not sent stays.",
            shapes.AddBody,
            shapes.Collection,
        ),
        _post("remove", handlers.remove, "Take a prompt out of it.", shapes.RemoveBody, shapes.Removed),
        _get("list_names", handlers.list_names, "The names of its prompts.", shapes.SessionQuery),
        _get("discover/{scene_name}", handlers.discover, "The names of the prompts that a scene has or had."),
    )


def libber_routes() -> tuple[RouteSpec, ...]:
    """What needs libraries too."""
    return (
        _post(
            "apply_libber",
            handlers.apply_libber,
            "A collection with the references in all its prompts replaced from a libber; nothing is saved.",
            shapes.ApplyBody,
            shapes.Collection,
        ),
    )


def _post(name: str, handler: Callable[[RouteCall[Any]], Any], summary: str, body: type, answer: type) -> RouteSpec:
    return RouteSpec(
        name=f"fbtools_prompts.{name}",
        method="POST",
        path=f"/fbtools/prompts/{name}",
        handler=handler,
        summary=summary,
        body=body,
        answer=answer,
        work="heavy" if name == "apply_libber" else "short",
        max_bytes=MOST_BYTES,
        legacy=True,
    )


def _get(name: str, handler: Callable[[RouteCall[Any]], Any], summary: str, query: type | None = None) -> RouteSpec:
    return RouteSpec(
        name=f"fbtools_prompts.{name.partition('/')[0]}",
        method="GET",
        path=f"/fbtools/prompts/{name}",
        handler=handler,
        summary=summary,
        query=query,
        answer=shapes.Names,
        legacy=True,
    )
