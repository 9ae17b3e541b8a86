"""The libber routes of fbTools, for scripts written for it; what cannot be done is a 4xx here."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal

from ...core.later import later
from ...core.routes import RouteCall, RouteSpec

if TYPE_CHECKING:
    from . import fbtools_libber as handlers
    from . import fbtools_libber_shapes as shapes
else:
    handlers = later(__package__, "fbtools_libber")
    shapes = later(__package__, "fbtools_libber_shapes")

MOST_BYTES: Final = 16 << 20
"""Of a body: a text may be that of a whole book."""


def routes() -> tuple[RouteSpec, ...]:
    """All of `/fbtools/libber/*`."""
    return (*_opening(), *_changing(), *_reading())


def _opening() -> tuple[RouteSpec, ...]:
    return (
        _post(
            "create",
            handlers.create,
            "Begin a libber; one that is there is opened with all that it has.",
            shapes.CreateBody,
            shapes.OpenedLibber,
        ),
        _post(
            "load",
            handlers.load,
            "Open a libber to change it; changes that are not saved yet are kept.",
            shapes.LibberBody,
            shapes.OpenedLibber,
        ),
        _post(
            "save",
            handlers.save,
            "Save what was changed; 409 where somebody else has saved another text for a changed key.",
            shapes.LibberBody,
            shapes.SavedLibber,
        ),
    )


def _changing() -> tuple[RouteSpec, ...]:
    return (
        _post(
            "add_lib",
            handlers.add_lib,
            "Add a snippet, or change its text; it counts in runs once it is saved.",
            shapes.AddBody,
            shapes.ChangedLibber,
        ),
        _post(
            "remove_lib",
            handlers.remove_lib,
            "Take a snippet out; 404 where there is none.",
            shapes.RemoveBody,
            shapes.ChangedLibber,
        ),
        _post(
            "apply",
            handlers.apply,
            "A text with its references replaced, changes that are not saved yet included.",
            shapes.ApplyBody,
            shapes.Applied,
            work="heavy",
        ),
    )


def _reading() -> tuple[RouteSpec, ...]:
    return (
        _get("list", handlers.list_libbers, "The libbers.", shapes.LibberFiles),
        _get("keys", handlers.keys, "The keys of a libber.", shapes.LibberKeys, shapes.LibberQuery),
        _get("get_lib/{key}", handlers.get_lib, "One snippet of a libber.", shapes.LibberLib, shapes.LibberQuery),
        _get("get_data/{name}", handlers.get_data, "All of a libber, by its name or its session.", shapes.LibberData),
    )


def _post(
    name: str,
    handler: Callable[[RouteCall[Any]], Any],
    summary: str,
    body: type,
    answer: type,
    work: Literal["short", "heavy"] = "short",
) -> RouteSpec:
    return RouteSpec(
        name=f"fbtools_libber.{name}",
        method="POST",
        path=f"/fbtools/libber/{name}",
        handler=handler,
        summary=summary,
        body=body,
        answer=answer,
        work=work,
        max_bytes=MOST_BYTES,
        legacy=True,
    )


def _get(
    name: str, handler: Callable[[RouteCall[Any]], Any], summary: str, answer: type, query: type | None = None
) -> RouteSpec:
    return RouteSpec(
        name=f"fbtools_libber.{name.partition('/')[0]}",
        method="GET",
        path=f"/fbtools/libber/{name}",
        handler=handler,
        summary=summary,
        query=query,
        answer=answer,
        legacy=True,
    )
