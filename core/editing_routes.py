"""The routes of drafts, the same for every kind of documents: `draft_routes` makes them for one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from .contracts.editing import Editing
from .later import later
from .routes import RouteSpec

if TYPE_CHECKING:
    from . import draft_handlers
    from . import editing_shapes as shapes
else:
    draft_handlers = later(__package__, "draft_handlers")
    shapes = later(__package__, "editing_shapes")

LARGEST_EDIT: Final = 16 << 20
"""Bytes of one request that edits."""

Handlers = Callable[[], "draft_handlers.DraftHandlers"]
"""Makes what handles the requests: its module is imported by the first one."""


def draft_routes(name: str, contract: type[Editing], prefix: str) -> tuple[RouteSpec, ...]:
    """The routes of the drafts of one kind of documents.

    `name` begins their names (`libbers`), `contract` is the type of the service that edits them, `prefix` the path of
    one document, with its name in braces at the end: `/penstock/libbers/{libber}`.
    """
    parameter = prefix[prefix.rindex("{") + 1 : -1]

    def handlers() -> "draft_handlers.DraftHandlers":
        return draft_handlers.DraftHandlers(contract, parameter)

    drafts, draft = f"{prefix}/drafts", f"{prefix}/drafts/{{draft}}"
    return (*_lives(f"{name}.drafts", drafts, draft, handlers), *_steps(f"{name}.drafts", draft, handlers))


def _lives(name: str, drafts: str, draft: str, handlers: Handlers) -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name=f"{name}.open",
            method="POST",
            path=drafts,
            handler=lambda call: handlers().open(call),
            summary="The open draft of the document, else a new one; `create` where it has no file yet.",
            body=shapes.OpenRequest,
            body_may_be_absent=True,
            answer=shapes.DraftShape,
            status=201,
        ),
        RouteSpec(
            name=f"{name}.look",
            method="GET",
            path=drafts,
            handler=lambda call: handlers().look(call),
            summary="The document as it would be edited: its open draft, else its file, with an empty id; opens none.",
            answer=shapes.DraftShape,
        ),
        RouteSpec(
            name=f"{name}.get",
            method="GET",
            path=draft,
            handler=lambda call: handlers().get(call),
            summary="A draft, kept alive by this; with ?since=REVISION only the entries changed after it.",
            query=shapes.Since,
            answer=shapes.DraftShape,
        ),
        RouteSpec(
            name=f"{name}.discard",
            method="DELETE",
            path=draft,
            handler=lambda call: handlers().discard(call),
            summary="End a draft, its changes are gone; 409 where it is at another revision than ?revision=N.",
            query=shapes.SeenRevision,
            status=204,
        ),
    )


def _steps(name: str, draft: str, handlers: Handlers) -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name=f"{name}.edit",
            method="PATCH",
            path=draft,
            handler=lambda call: handlers().edit(call),
            summary="Make some edits as one step; answers with the entries that it changed. 409 with both versions "
            "where somebody else changed one that the writer saw.",
            body=shapes.EditRequest,
            answer=shapes.DraftShape,
            max_bytes=LARGEST_EDIT,
        ),
        *_history(name, draft, handlers),
        RouteSpec(
            name=f"{name}.differences",
            method="GET",
            path=f"{draft}/differences",
            handler=lambda call: handlers().differences(call),
            summary="What saving would change in the file as it is now, a migration included.",
            answer=shapes.DifferenceList,
        ),
        RouteSpec(
            name=f"{name}.save",
            method="POST",
            path=f"{draft}/save",
            handler=lambda call: handlers().save(call),
            summary="Write the draft to the file and go on; what others saved meanwhile is merged entry by entry. 409 "
            "with both versions of what both sides changed and `take` does not decide, and where the file is gone, "
            "unless `anew`.",
            body=shapes.SaveRequest,
            answer=shapes.DraftShape,
            max_bytes=LARGEST_EDIT,
        ),
    )


def _history(name: str, draft: str, handlers: Handlers) -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name=f"{name}.undo",
            method="POST",
            path=f"{draft}/undo",
            handler=lambda call: handlers().undo(call),
            summary="Take the last step back; answers with the entries that it changed.",
            answer=shapes.DraftShape,
        ),
        RouteSpec(
            name=f"{name}.redo",
            method="POST",
            path=f"{draft}/redo",
            handler=lambda call: handlers().redo(call),
            summary="Make the step again that was taken back last.",
            answer=shapes.DraftShape,
        ),
    )
