"""One draft while nobody else can change it, so that what follows from what it holds is one with the change."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import define, evolve

from .draft_shelf import DraftShelf
from .draft_steps import DraftState
from .draft_text import Attempt, StepFile, encode_state
from .draft_values import Change, Draft, DraftNote
from .errors import Busy, Conflict


class DraftListener(Protocol):
    """What hears of every change, while nobody can use a draft: it must return at once and use none."""

    def opened(self, draft: DraftNote) -> None:
        """A draft was opened, or joined."""
        ...

    def changed(self, before: int, draft: DraftNote, keys: tuple[str, ...]) -> None:
        """A draft that was at revision `before` was changed by this process; `keys` are the entries touched."""
        ...

    def closed(self, draft: DraftNote) -> None:
        """This process ended a draft."""
        ...

    def seen(self, drafts: Sequence[DraftNote]) -> None:
        """All drafts that there are now, whoever opened and changed them."""
        ...


class Unheard:
    """Nobody listens."""

    def opened(self, draft: DraftNote) -> None:
        """Nothing."""

    def changed(self, before: int, draft: DraftNote, keys: tuple[str, ...]) -> None:
        """Nothing."""

    def closed(self, draft: DraftNote) -> None:
        """Nothing."""

    def seen(self, drafts: Sequence[DraftNote]) -> None:
        """Nothing."""


@define
class HeldDraft:
    """See the module; valid only while it is held. `state` is the draft as it stands.

    All drafts are kept from others (`_alone`) only for the moment in which this one is stored. Whatever raises has
    changed nothing. Raises `OSError`, `NotFound` where the draft is gone, and what is said at each method.
    """

    id: str
    state: DraftState
    _shelf: DraftShelf
    _listener: DraftListener
    _alone: Callable[[], AbstractContextManager[None]]

    def used(self) -> Draft:
        """The draft; its lifetime begins anew."""
        with self._alone():
            self._check_same()
            return self._shelf.used(self.id, self.state)

    def edit(self, changes: Sequence[Change], seen: Mapping[str, int]) -> Draft:
        """See `Drafts.edit`."""
        self.check_seen(changes, seen)
        return self._stepped(StepFile("edit", tuple(changes)))

    def check_seen(self, changes: Sequence[Change], seen: Mapping[str, int]) -> None:
        """`Conflict`, as `Drafts.edit` has it, where `changes` were made on other entries than there are now."""
        _check_seen(self.state, changes, seen)

    def undo(self) -> Draft:
        """See `Drafts.undo`."""
        return self._stepped(StepFile("undo"))

    def redo(self) -> Draft:
        """See `Drafts.redo`."""
        return self._stepped(StepFile("redo"))

    def replace(self, after: DraftState) -> Draft:
        """Store `after`, of a higher revision, as what the draft is now.

        Attempts to save it are forgotten, unless it still stands on the same revision of its file.
        """
        before, data = self.state, encode_state(after)
        with self._alone():
            self._check_same()
            self._shelf.disk.replace(self.id, after.revision, data, keep_attempts=before.base == after.base)
            return self._done(before, after)

    def attempts(self) -> tuple[Attempt, ...]:
        """What may have been written to the document's file since the draft last stood on it."""
        return self._shelf.disk.attempts(self.id)

    def keep_attempts(self, attempts: Sequence[Attempt]) -> None:
        """Remember them, durably; call it before the file is written."""
        self._shelf.disk.keep_attempts(self.id, attempts)

    def close(self, seen: int | None = None) -> None:
        """See `Drafts.close`."""
        self.check_revision(seen)
        with self._alone():
            self._check_same()
            note = self._shelf.noted(self.id, self.state)
            self._shelf.remove(self.id)
            self._listener.closed(note)

    def check_revision(self, seen: int | None) -> None:
        """`Conflict` where the draft is at another revision than `seen`."""
        if seen is not None and seen != self.state.revision:
            hint = "Look at what is there now, then decide."
            raise Conflict("The draft was changed meanwhile.", hint=hint, details={"current": self.state.revision})

    def _stepped(self, step: StepFile) -> Draft:
        with self._alone():
            self._check_same()
            return self._done(self.state, self._shelf.disk.add(self.id, self.state, step))

    def _check_same(self) -> None:
        """What another program did to it meanwhile, without waiting for its turn, is not written over."""
        if self._shelf.state(self.id).revision != self.state.revision:
            raise Busy("The draft was changed meanwhile.", hint="Nothing was changed; try again.")

    def _done(self, before: DraftState, after: DraftState) -> Draft:
        self.state = after
        draft = self._shelf.used(self.id, after)
        if after.revision != before.revision:
            self._listener.changed(before.revision, draft, _touched(before, after))
        return draft


def _touched(before: DraftState, after: DraftState) -> tuple[str, ...]:
    new = [key for key, entry in after.entries.items() if before.entries.get(key) != entry]
    return (*new, *(key for key in before.entries if key not in after.entries))


def renamed(state: DraftState, name: str) -> DraftState:
    """The draft of the document `name`, a revision further."""
    return evolve(state, name=name, revision=state.revision + 1)


def _check_seen(state: DraftState, changes: Sequence[Change], seen: Mapping[str, int]) -> None:
    here = {key: state.entries.get(key) for key in seen}
    stale = {key: entry for key, entry in here.items() if seen[key] != (entry.revision if entry else 0)}
    if not stale:
        return
    current = {key: entry and {"value": entry.value, "revision": entry.revision} for key, entry in stale.items()}
    sent = {
        change.key: {"value": change.value, "removed": change.text is None, "revision": seen[change.key]}
        for change in changes
        if change.key in stale
    }
    raise Conflict(
        "Somebody else has changed this meanwhile.",
        hint="Look at what is there now, then decide.",
        field=next(iter(stale)),
        details={"current": current, "sent": sent},
    )
