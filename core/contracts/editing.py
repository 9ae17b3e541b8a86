"""Editing a document together: drafts that tabs share, saved on request, merged with what was saved meanwhile.

A document is a mapping of entries (a library's snippets, a collection's prompts), an entry a JSON value under a key. A
draft begins as what the file holds; people edit the draft, nodes and other programs see the file. There is one draft a
document, so that two tabs see each other's changes. Every value is frozen. All methods block and are safe on any
thread, never call them on an event loop.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, Protocol

from attrs import field

from ..draft_values import Draft, DraftNote, Edit
from ..values import frozen

Take = Mapping[str, Literal["mine", "theirs"]]
"""What to save for each entry that both sides changed: the draft's or the file's."""


def _read_only(entries: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(entries))


@frozen(kw_only=True)
class Stored:
    """A document as its file holds it now. `revision` is None where there is no file.

    `problems` are sentences for people. `before` is set where saving would write another shape over the file (a version
    1 file of prompts): what it holds now, by key.
    """

    entries: Mapping[str, Any] = field(converter=_read_only)
    revision: str | None
    read_only: bool = False
    problems: tuple[str, ...] = ()
    before: Mapping[str, Any] | None = None


@frozen(kw_only=True)
class OpenDraft:
    """A draft beside its file. They were one when `draft.base == stored.revision`: else the file was saved since."""

    draft: Draft
    stored: Stored


@frozen(kw_only=True)
class Difference:
    """What saving would do to one entry: `before` in the file, `after` in the draft; None where there is none."""

    key: str
    before: Any = None
    after: Any = None
    had: bool = True
    has: bool = True


@frozen(kw_only=True)
class SavedDraft:
    """A draft that was saved: it goes on, is not dirty and stands on `draft.base`, the file's new revision.

    `merged` are the keys of entries that were taken from the file, because somebody else had saved them meanwhile.
    """

    draft: Draft
    merged: tuple[str, ...] = ()


class Documents(Protocol):
    """What a plugin tells of its documents; its methods raise `PenstockError` and change nothing then."""

    @property
    def kind(self) -> str:
        """The kind of drafts, an id such as `libbers`."""
        ...

    def read(self, name: str) -> Stored:
        """The document now; without a revision where there is none. `BadName`."""
        ...

    def signature(self, name: str) -> str:
        """Changes whenever the document does, empty where there is none. Opens no file: asked at each edit."""
        ...

    def write(self, name: str, entries: Mapping[str, Any], seen: str | None) -> str:
        """Store it in the place of the revision `seen`; returns the new one. `Conflict` where another is there."""
        ...

    def checked(self, name: str, edits: Sequence[Edit], entries: Mapping[str, Any]) -> tuple[Edit, ...]:
        """`edits` of a draft with these entries, in their order: keys normalised, what follows from them added behind.

        `Invalid` or `TooLarge` for one that could never be saved.
        """
        ...


class Editing(Protocol):
    """The drafts of one kind of documents, by the document's name and the draft's random id.

    A draft lives 30 minutes beyond its last use; a restart begins them anew. `NotFound` for a draft that is gone, or is
    another document's. Every change is told as `DraftChanged`, every end as `DraftClosed`, also where another process
    made it.
    """

    def open(self, name: str, *, create: bool = False) -> OpenDraft:
        """The open draft of the document, else a new one; `NotFound` where there is no document, unless `create`."""
        ...

    def get(self, name: str, draft_id: str) -> OpenDraft:
        """A draft as it stands. A file that cannot be read now is told in `stored.problems` and hinders no edit."""
        ...

    def look(self, name: str) -> OpenDraft:
        """The open draft of a document, else its file as one: without an id, at revision 0. Opens none; `NotFound`."""
        ...

    def find(self, name: str) -> DraftNote | None:
        """The open draft of a document, None where nobody edits it; that is no use of it."""
        ...

    def list(self) -> tuple[DraftNote, ...]:
        """The open drafts, the one used last first; that is no use of them."""
        ...

    def edit(self, name: str, draft_id: str, edits: Sequence[Edit], seen: Mapping[str, int] | None = None) -> OpenDraft:
        """Make all of `edits` as one step, or none.

        `seen` are the revisions of the entries that the writer saw (0: not there); `Conflict` where one is another by
        now, with `details["current"]` and `details["sent"]` by key. `ReadOnly`, `Invalid`, `TooLarge`.
        """
        ...

    def undo(self, name: str, draft_id: str) -> OpenDraft:
        """Take the last step back, whoever made it; `Conflict` where there is none."""
        ...

    def redo(self, name: str, draft_id: str) -> OpenDraft:
        """Make the step again that was taken back last; `Conflict` where there is none."""
        ...

    def differences(self, name: str, draft_id: str) -> tuple[Difference, ...]:
        """What saving would change in the file as it is now, a migration included, in the order of the draft."""
        ...

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
        """Write the draft at revision `seen` to the file.

        What others saved meanwhile is merged entry by entry. `Conflict` where the draft is at another revision
        (`details["current"]` is it), and where both sides changed an entry that `take` does not decide:
        `details["current"]` and `details["sent"]` hold both values of each such entry, by key, and
        `details["file_revision"]` the file that they are from. With that as `shown`, `take` counts for this file only:
        nobody decides about what was never shown. `Conflict` with `details["gone"]` where the file that the draft was
        made from is there no more, unless it is to be written `anew`, without what the draft never held.
        """
        ...

    def discard(self, name: str, draft_id: str, seen: int | None = None) -> None:
        """End the draft, its changes are gone; `Conflict` where it is at another revision than `seen`."""
        ...
