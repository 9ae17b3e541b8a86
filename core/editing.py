"""Editing documents together: `DocumentEditing` puts the drafts beside the files of one kind of documents.

A plugin makes one, on its `Documents` and on the process's `Drafts` (a service of the core, like `Files`)::

    LibberEditing: DocumentEditing(documents, services.get(Drafts))

`Documents.read`, `checked` and `write` are called while the draft is held, and only this one: they must not use drafts
themselves, and a plugin must hold no lock of its own that they take while it calls these methods.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Final

from .contracts.editing import Difference, Documents, OpenDraft, SavedDraft, Stored, Take
from .documents_read import ReadDocuments
from .draft_content import DraftContent, values_of
from .draft_held import HeldDraft, renamed
from .draft_merge import Texts, difference
from .draft_values import Draft, DraftNote, Edit, Entry, changes_of, checked_key, texts_of
from .drafts import Drafts
from .editing_save import Wanted, follow, save, target
from .errors import Busy, Conflict, Invalid, NotFound, PenstockError, ReadOnly

_TRIES: Final = 5
_LOG: Final = logging.getLogger("penstock.editing")


class DocumentEditing:
    """`Editing` for the documents of one kind. See the module; safe on any thread and beside other processes."""

    def __init__(self, documents: Documents, drafts: Drafts) -> None:
        self._documents: Final = ReadDocuments(documents)
        self._drafts: Final = drafts

    def open(self, name: str, *, create: bool = False) -> OpenDraft:
        """See `Editing`. A draft without changes follows its file."""
        for _ in range(_TRIES):
            note = self.find(name) or self._opened(name, create=create)
            try:
                return self.get(name, note.id)
            except NotFound as gone:
                if gone.field != "draft":
                    raise  # else somebody has just discarded it
        raise Busy(f"{name!r} is being closed again and again.", hint="Try again.")

    def get(self, name: str, draft_id: str) -> OpenDraft:
        """See `Editing`. A draft without changes follows its file."""
        with self._drafts.holding(draft_id, "read the draft") as held:
            self._check(name, held)
            stored = self._read(name, held)
            follow(held, stored)
            return OpenDraft(draft=held.used(), stored=stored)

    def look(self, name: str) -> OpenDraft:
        """See `Editing`."""
        if (note := self.find(name)) is not None:
            with suppress(NotFound):  # somebody has just discarded it
                return self.get(name, note.id)
        stored = self._documents.read(name)
        if stored.revision is None:
            raise NotFound(f"There is no {name!r}.", hint="Create it first.", field="name")
        return OpenDraft(draft=_as_draft(self._documents.kind, name, stored), stored=stored)

    def find(self, name: str) -> DraftNote | None:
        """See `Editing`."""
        return next((note for note in self.list() if note.name == name), None)

    def list(self) -> tuple[DraftNote, ...]:
        """See `Editing`."""
        return self._drafts.list(self._documents.kind)

    def edit(self, name: str, draft_id: str, edits: Sequence[Edit], seen: Mapping[str, int] | None = None) -> OpenDraft:
        """See `Editing`. `seen` goes by the keys as they are sent, or as they become."""
        changes = changes_of(edits)
        with self._drafts.holding(draft_id, "edit the draft") as held:
            stored = self._writable(name, held)
            try:
                checked = self._documents.checked(name, edits, DraftContent(held.state.entries))
            except Invalid:
                # Stale edits are told to be that: merged with what is there now, they may well be valid.
                held.check_seen(changes, {key: one for key, one in (seen or {}).items() if key in held.state.entries})
                raise
            draft = held.edit(changes_of(checked), _seen(seen or {}, edits, checked))
            return OpenDraft(draft=draft, stored=stored)

    def undo(self, name: str, draft_id: str) -> OpenDraft:
        """See `Editing`."""
        with self._drafts.holding(draft_id, "undo in the draft") as held:
            stored = self._writable(name, held)
            return OpenDraft(draft=held.undo(), stored=stored)

    def redo(self, name: str, draft_id: str) -> OpenDraft:
        """See `Editing`."""
        with self._drafts.holding(draft_id, "redo in the draft") as held:
            stored = self._writable(name, held)
            return OpenDraft(draft=held.redo(), stored=stored)

    def differences(self, name: str, draft_id: str) -> tuple[Difference, ...]:
        """See `Editing`. Of entries that both sides changed, the draft's is what would be saved."""
        with self._drafts.holding(draft_id, "read the draft") as held:
            self._check(name, held)
            state, attempts = held.state, held.attempts()
            held.used()
        stored = self._documents.read(name)
        would = target(state, stored, attempts, {}).texts
        return _differences(texts_of(stored.entries if stored.before is None else stored.before), would)

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
        with self._drafts.holding(draft_id, "save the draft") as held:
            self._check(name, held)
            held.check_revision(seen)
            return save(self._documents, name, held, Wanted(take or {}, shown, anew))

    def discard(self, name: str, draft_id: str, seen: int | None = None) -> None:
        """See `Editing`."""
        with self._drafts.holding(draft_id, "discard the draft") as held:
            self._check(name, held)
            held.close(seen)

    @contextmanager
    def renaming(self, name: str, new_name: str) -> Iterator[None]:
        """The body renames the document: its open draft goes along, and is not saved meanwhile.

        `Conflict` where the new name has unsaved changes of a document that is gone; a draft without any ends. `Busy`
        where the draft is in use for long. Nothing is renamed then.
        """
        if name == new_name:
            yield
            return
        self.make_way(new_name)
        note = self.find(name)
        with ExitStack() as stack:
            held = None
            if note is not None:
                with suppress(NotFound):  # somebody has just ended it
                    held = stack.enter_context(self._drafts.holding(note.id, "rename the draft"))
            yield
            if held is not None and held.state.name == name:
                _follow_name(held, new_name)

    def make_way(self, name: str) -> None:
        """End what is left of a document of that name that is gone; `Conflict` where it has unsaved changes."""
        note = self.find(name)
        if note is None or self._documents.signature(name):
            return  # a document that is there keeps its name, and its draft
        if note.dirty:
            raise Conflict(
                f"There are unsaved changes of another {name!r}, which is gone.",
                hint="Save or discard them first, or choose another name.",
                field="name",
                details={"current": {"draft": note.id, "revision": note.revision}},
            )
        with suppress(NotFound):  # somebody has just ended it
            self.discard(name, note.id, note.revision)

    def _opened(self, name: str, *, create: bool) -> DraftNote:
        stored = self._documents.read(name)
        if stored.revision is None and not create:
            raise NotFound(f"There is no {name!r}.", hint="Create it first.", field="name")
        return self._drafts.open(self._documents.kind, name, stored.entries, stored.revision)

    def _check(self, name: str, held: HeldDraft) -> None:
        if (held.state.kind, held.state.name) != (self._documents.kind, name):
            raise NotFound("There is no such draft any more.", hint="Open the document again.", field="draft")

    def _writable(self, name: str, held: HeldDraft) -> Stored:
        self._check(name, held)
        stored = self._read(name, held)
        if stored.read_only:
            raise ReadOnly(f"{name!r} can only be read.", hint="; ".join(stored.problems), field="name")
        return stored

    def _read(self, name: str, held: HeldDraft) -> Stored:
        """The file; where it cannot be read just now the draft is seen and edited all the same, only not saved."""
        try:
            return self._documents.read(name)
        except PenstockError as error:
            return Stored(entries={}, revision=held.state.base, problems=(error.message,))


def _follow_name(held: HeldDraft, new_name: str) -> None:
    """A document that has its new name keeps it: a draft that cannot follow asks when it is saved."""
    try:
        held.replace(renamed(held.state, new_name))
    except (PenstockError, OSError) as error:
        _LOG.warning("the draft of %s could not follow it to %s: %s", held.state.name, new_name, error)


def _as_draft(kind: str, name: str, stored: Stored) -> Draft:
    """A file as the draft that an edit would open: its entries are those of a new draft already."""
    return Draft(
        id="",
        kind=kind,
        name=name,
        base=stored.revision,
        revision=0,
        dirty=False,
        expires_in=0.0,
        entries={key: Entry(text, 1) for key, text in texts_of(stored.entries).items()},
        can_undo=False,
        can_redo=False,
    )


def _seen(seen: Mapping[str, int], sent: Sequence[Edit], checked: Sequence[Edit]) -> dict[str, int]:
    """`seen` under the keys that the edits have become: those that were sent are the first of those checked."""
    keys: dict[str, str] = {}
    for edit, become in zip(sent, checked, strict=False):
        if edit.instead_of is not None and become.instead_of is not None:
            keys[edit.instead_of] = become.instead_of
        keys[edit.key] = become.key
    return {checked_key(keys.get(key, key)): revision for key, revision in seen.items()}


def _differences(before: Texts, after: Texts) -> tuple[Difference, ...]:
    changed = difference(before, after)
    keys = [key for key in (*after, *before) if key in changed]
    old = values_of({key: before[key] for key in keys if key in before})
    new = values_of({key: after[key] for key in keys if key in after})
    return tuple(
        Difference(key=key, before=old.get(key), after=new.get(key), had=key in before, has=key in after)
        for key in dict.fromkeys(keys)
    )
