"""What the routes of drafts do."""

from collections.abc import Iterable
from typing import Any

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
from .routes import RouteCall
from .values import frozen


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
