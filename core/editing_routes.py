"""The routes of drafts, the same for every kind of documents: `draft_routes` makes them for one."""

from collections.abc import Iterable
from typing import Any, Final

from attrs import frozen

from .contracts.editing import Editing, OpenDraft
from .draft_values import Draft, Edit
from .editing_shapes import (
    DifferenceList,
    DraftShape,
    EditRequest,
    EditShape,
    EntryShape,
    OpenRequest,
    SaveRequest,
    SeenRevision,
    Since,
)
from .errors import ClientError
from .names import check_id
from .routes import RouteCall, RouteSpec

LARGEST_EDIT: Final = 16 << 20
"""Bytes of one request that edits."""


def draft_routes(name: str, contract: type[Editing], prefix: str) -> tuple[RouteSpec, ...]:
    """The routes of the drafts of one kind of documents.

    `name` begins their names (`libbers`), `contract` is the type of the service that edits them, `prefix` the path of
    one document, with its name in braces at the end: `/penstock/libbers/{libber}`.
    """
    parameter = prefix[prefix.rindex("{") + 1 : -1]
    handlers = DraftHandlers(contract, parameter)
    drafts, draft = f"{prefix}/drafts", f"{prefix}/drafts/{{draft}}"
    return (*_lives(f"{name}.drafts", drafts, draft, handlers), *_steps(f"{name}.drafts", draft, handlers))


def _lives(name: str, drafts: str, draft: str, handlers: "DraftHandlers") -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name=f"{name}.open",
            method="POST",
            path=drafts,
            handler=handlers.open,
            summary="The open draft of the document, else a new one; `create` where it has no file yet.",
            body=OpenRequest,
            body_may_be_absent=True,
            answer=DraftShape,
            status=201,
        ),
        RouteSpec(
            name=f"{name}.look",
            method="GET",
            path=drafts,
            handler=handlers.look,
            summary="The document as it would be edited: its open draft, else its file, with an empty id; opens none.",
            answer=DraftShape,
        ),
        RouteSpec(
            name=f"{name}.get",
            method="GET",
            path=draft,
            handler=handlers.get,
            summary="A draft, kept alive by this; with ?since=REVISION only the entries changed after it.",
            query=Since,
            answer=DraftShape,
        ),
        RouteSpec(
            name=f"{name}.discard",
            method="DELETE",
            path=draft,
            handler=handlers.discard,
            summary="End a draft, its changes are gone; 409 where it is at another revision than ?revision=N.",
            query=SeenRevision,
            status=204,
        ),
    )


def _steps(name: str, draft: str, handlers: "DraftHandlers") -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name=f"{name}.edit",
            method="PATCH",
            path=draft,
            handler=handlers.edit,
            summary="Make some edits as one step; answers with the entries that it changed. 409 with both versions "
            "where somebody else changed one that the writer saw.",
            body=EditRequest,
            answer=DraftShape,
            max_bytes=LARGEST_EDIT,
        ),
        *(
            RouteSpec(
                name=f"{name}.{action}",
                method="POST",
                path=f"{draft}/{action}",
                handler=handler,
                summary=summary,
                answer=DraftShape,
            )
            for action, handler, summary in (
                ("undo", handlers.undo, "Take the last step back; answers with the entries that it changed."),
                ("redo", handlers.redo, "Make the step again that was taken back last."),
            )
        ),
        RouteSpec(
            name=f"{name}.differences",
            method="GET",
            path=f"{draft}/differences",
            handler=handlers.differences,
            summary="What saving would change in the file as it is now, a migration included.",
            answer=DifferenceList,
        ),
        RouteSpec(
            name=f"{name}.save",
            method="POST",
            path=f"{draft}/save",
            handler=handlers.save,
            summary="Write the draft to the file and go on; what others saved meanwhile is merged entry by entry. 409 "
            "with both versions of what both sides changed and `take` does not decide, and where the file is gone, "
            "unless `anew`.",
            body=SaveRequest,
            answer=DraftShape,
            max_bytes=LARGEST_EDIT,
        ),
    )


@frozen
class DraftHandlers:
    """The handlers for the documents of one contract; `parameter` is what the path calls a document's name."""

    contract: type[Editing]
    parameter: str

    def open(self, call: RouteCall[OpenRequest | None]) -> DraftShape:
        """POST drafts."""
        create = call.body is not None and call.body.create
        return _shape(self._editing(call).open(self._name(call), create=create))

    def look(self, call: RouteCall[Any]) -> DraftShape:
        """GET drafts."""
        return _shape(self._editing(call).look(self._name(call)), since=-1)

    def get(self, call: RouteCall[Any]) -> DraftShape:
        """GET drafts/{draft}."""
        since = (call.query or Since()).since
        if since is not None and since < 0:
            raise ClientError("since is a revision, 0 or more.", field="since")
        return _shape(self._editing(call).get(*self._address(call)), since=since or 0)

    def edit(self, call: RouteCall[EditRequest]) -> DraftShape:
        """PATCH drafts/{draft}."""
        found = self._editing(call).edit(*self._address(call), _edits(call.body.edits), call.body.seen)
        return _last_step(found)

    def undo(self, call: RouteCall[Any]) -> DraftShape:
        """POST drafts/{draft}/undo."""
        return _last_step(self._editing(call).undo(*self._address(call)))

    def redo(self, call: RouteCall[Any]) -> DraftShape:
        """POST drafts/{draft}/redo."""
        return _last_step(self._editing(call).redo(*self._address(call)))

    def differences(self, call: RouteCall[Any]) -> DifferenceList:
        """GET drafts/{draft}/differences."""
        return DifferenceList(differences=self._editing(call).differences(*self._address(call)))

    def save(self, call: RouteCall[SaveRequest]) -> DraftShape:
        """POST drafts/{draft}/save."""
        name, draft_id = self._address(call)
        editing = self._editing(call)
        body = call.body
        saved = editing.save(name, draft_id, body.revision, body.take, shown=body.file_revision, anew=body.anew)
        return _shape(editing.get(name, draft_id), since=call.body.revision, merged=saved.merged)

    def discard(self, call: RouteCall[Any]) -> None:
        """DELETE drafts/{draft}."""
        self._editing(call).discard(*self._address(call), (call.query or SeenRevision()).revision)

    def _editing(self, call: RouteCall[Any]) -> Editing:
        return call.services.get(self.contract)

    def _name(self, call: RouteCall[Any]) -> str:
        return call.path[self.parameter]

    def _address(self, call: RouteCall[Any]) -> tuple[str, str]:
        return self._name(call), check_id(call.path["draft"], "draft")


def _edits(shapes: Iterable[EditShape]) -> list[Edit]:
    return [Edit(one.key, one.value, one.removed, one.instead_of) for one in shapes]


def _last_step(found: OpenDraft) -> DraftShape:
    return _shape(found, since=found.draft.revision - 1)


def _shape(found: OpenDraft, since: int = 0, merged: tuple[str, ...] = ()) -> DraftShape:
    draft, stored = found.draft, found.stored
    return DraftShape(
        id=draft.id,
        kind=draft.kind,
        name=draft.name,
        base=draft.base,
        revision=draft.revision,
        dirty=draft.dirty,
        expires_in=draft.expires_in,
        can_undo=draft.can_undo,
        can_redo=draft.can_redo,
        entries=_entries(draft, since),
        order=tuple(draft.entries),
        file_revision=stored.revision,
        read_only=stored.read_only,
        problems=stored.problems,
        migrates=stored.before is not None,
        merged=merged,
    )


def _entries(draft: Draft, since: int) -> dict[str, EntryShape]:
    return {
        key: EntryShape(entry.value, entry.revision) for key, entry in draft.entries.items() if entry.revision > since
    }
