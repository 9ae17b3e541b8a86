"""Drafts of libraries, whose names are found in any case: one library has one draft, however it is spelt."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager

from ...core.contracts.editing import Difference, OpenDraft, SavedDraft, Take
from ...core.draft_values import DraftNote, Edit
from ...core.editing import DocumentEditing
from ...core.values import frozen
from .library_names import check_name


@frozen
class NamedEditing:
    """Implements `LibberEditing` on `editing`; see there. `names` tells the libraries that there are."""

    editing: DocumentEditing
    names: Callable[[], Sequence[str]]

    def open(self, name: str, *, create: bool = False) -> OpenDraft:
        """See `Editing`."""
        return self.editing.open(self._named(name), create=create)

    def get(self, name: str, draft_id: str) -> OpenDraft:
        """See `Editing`."""
        return self.editing.get(self._named(name), draft_id)

    def look(self, name: str) -> OpenDraft:
        """See `Editing`."""
        return self.editing.look(self._named(name))

    def find(self, name: str) -> DraftNote | None:
        """See `Editing`."""
        return self.editing.find(self._named(name))

    def list(self) -> tuple[DraftNote, ...]:
        """See `Editing`."""
        return self.editing.list()

    def edit(self, name: str, draft_id: str, edits: Sequence[Edit], seen: Mapping[str, int] | None = None) -> OpenDraft:
        """See `Editing`."""
        return self.editing.edit(self._named(name), draft_id, edits, seen)

    def undo(self, name: str, draft_id: str) -> OpenDraft:
        """See `Editing`."""
        return self.editing.undo(self._named(name), draft_id)

    def redo(self, name: str, draft_id: str) -> OpenDraft:
        """See `Editing`."""
        return self.editing.redo(self._named(name), draft_id)

    def differences(self, name: str, draft_id: str) -> tuple[Difference, ...]:
        """See `Editing`."""
        return self.editing.differences(self._named(name), draft_id)

    def save(
        self,
        name: str,
        draft_id: str,
        seen: int,
        take: Take | None = None,
        *,
        shown: str | None = None,
        anew: bool = False,
    ) -> SavedDraft:
        """See `Editing`."""
        return self.editing.save(self._named(name), draft_id, seen, take, shown=shown, anew=anew)

    def discard(self, name: str, draft_id: str, seen: int | None = None) -> None:
        """See `Editing`."""
        self.editing.discard(self._named(name), draft_id, seen)

    def renaming(self, name: str, new_name: str) -> AbstractContextManager[None]:
        """Let the open draft of a library that the body renames go along, see `DocumentEditing`."""
        if (other := self._named(new_name)).lower() != name.lower():
            self.editing.make_way(other)
        return self.editing.renaming(name, new_name)

    def _named(self, name: str) -> str:
        """As the draft is called that is open; else as the library is. The very name first."""
        wanted, drafts, libraries = check_name(name), [note.name for note in self.editing.list()], self.names()
        if wanted in drafts or wanted in libraries:
            return wanted
        same = (other for other in (*drafts, *libraries) if other.lower() == wanted.lower())
        return next(same, wanted)
