"""Which drafts are open: what is read from the disk, what is in use, what has expired. The caller holds the lock."""

import logging
from typing import Final

from attrs import define, evolve, field

from .clock import Clock
from .draft_files import DraftFiles, Listing
from .draft_steps import DraftState
from .draft_text import DamagedDraft, NewerDraft
from .draft_values import Draft, DraftNote
from .errors import Busy, NotFound

MOST_DRAFTS: Final = 200
_MOST_IN_MEMORY: Final = 160_000_000
"""Characters: the largest draft and its history, and many others beside it."""

_LONG_USE: Final = 60.0
_LOG: Final = logging.getLogger("penstock.drafts")


@define
class _Known:
    """A draft as it was last seen. `used` counts uses of all drafts; `note` is None before the first look."""

    listing: Listing
    deadline: float
    used: int
    note: DraftNote | None = None
    state: DraftState | None = None
    size: int = 0
    newer: bool = False


@define
class DraftShelf:
    """See the module. Raises `OSError`, and what is said at each method."""

    disk: DraftFiles
    clock: Clock
    lifetime: float
    _known: dict[str, _Known] = field(factory=dict, init=False)
    _uses: int = field(default=0, init=False)

    def notice(self) -> None:
        """Learn what other processes opened and closed; remove what has expired."""
        there = self.disk.ids()
        for draft_id in [one for one in self._known if one not in there]:
            del self._known[draft_id]
        now = self.clock.monotonic()
        for draft_id in sorted(there - self._known.keys()):
            self._known[draft_id] = _Known(self.disk.look(draft_id), now + self.lifetime, self._uses)
        for draft_id in [one for one, known in self._known.items() if known.deadline <= now]:
            self._expire(draft_id)

    def count(self) -> int:
        """How many are open."""
        return len(self._known)

    def state(self, draft_id: str) -> DraftState:
        """A draft as it is on the disk; `NotFound`."""
        state = self._read(draft_id) if draft_id in self._known else None
        if state is None:
            raise NotFound("There is no such draft any more.", hint="Open the document again.", field="draft")
        return state

    def held(self, draft_id: str) -> DraftState:
        """A draft for a use that may take long: it does not expire meanwhile; `NotFound`."""
        state = self.state(draft_id)
        if self._left(self._known[draft_id]) < _LONG_USE:
            self.used(draft_id, state)
        return state

    def notes(self) -> list[DraftNote]:
        """Every draft that can be read, the one used last first."""
        found = [note for one in tuple(self._known) if (note := self._note(one)) is not None]
        return sorted(found, key=lambda note: self._known[note.id].used, reverse=True)

    def create(self, draft_id: str, state: DraftState, data: bytes) -> Draft:
        """Keep a new draft; `data` is its state, encoded.

        The one that was used longest ago and is not dirty makes room; `Busy` where all are.
        """
        while len(self._known) >= MOST_DRAFTS:
            self._make_room()
        self.disk.create(draft_id, state, data)
        self._known[draft_id] = _Known(self.disk.look(draft_id), 0.0, 0)
        return self.used(draft_id, state)

    def used(self, draft_id: str, state: DraftState) -> Draft:
        """The answer to a use, which begins the lifetime anew; other processes can see that."""
        known = self._known[draft_id]
        if state.revision == known.listing.highest:  # else they see the new file
            self.disk.mark(draft_id, known.listing)
        self._uses += 1
        known.listing = self.disk.look(draft_id)
        known.deadline, known.used = self.clock.monotonic() + self.lifetime, self._uses
        self._keep(draft_id, state)
        known.note = self.noted(draft_id, state)
        return Draft(
            id=draft_id,
            kind=state.kind,
            name=state.name,
            base=state.base,
            revision=state.revision,
            dirty=known.note.dirty,
            expires_in=known.note.expires_in,
            entries=state.entries,
            can_undo=bool(state.done),
            can_redo=bool(state.undone),
        )

    def remove(self, draft_id: str) -> None:
        """End a draft."""
        self.disk.remove(draft_id)
        del self._known[draft_id]

    def _expire(self, draft_id: str) -> None:
        known = self._known[draft_id]
        if self.disk.look(draft_id) == known.listing and known.note is None:
            self._read(draft_id)  # what is damaged is kept, what a newer Penstock wrote is left alone
        if draft_id not in self._known or self._used_elsewhere(draft_id) or known.newer:
            return
        try:
            self.remove(draft_id)
        except OSError as error:
            _LOG.warning("An expired draft could not be removed yet: %s", error)

    def _used_elsewhere(self, draft_id: str) -> bool:
        """Whether another process has used the draft since the last look; that prolongs it."""
        known = self._known[draft_id]
        listing = self.disk.look(draft_id)
        if listing == known.listing:
            return False
        self._uses += 1
        known.listing, known.used = listing, self._uses
        known.deadline = self.clock.monotonic() + self.lifetime
        if known.note is not None and known.note.revision != listing.highest:
            known.note = None  # it was changed, not only used
        return True

    def _read(self, draft_id: str) -> DraftState | None:
        """The draft as it is on the disk; None where it was damaged (it is set aside), or is of a newer Penstock."""
        known = self._known[draft_id]
        self._used_elsewhere(draft_id)
        if known.state is not None and known.state.revision == known.listing.highest:
            return known.state
        try:
            state = self.disk.load(draft_id, known.listing, known.state)
        except NewerDraft:
            known.newer = True
            return None
        except DamagedDraft as error:
            self.disk.set_aside(draft_id, str(error))
            del self._known[draft_id]
            return None
        known.listing = self.disk.look(draft_id)
        self._keep(draft_id, state)
        return state

    def _note(self, draft_id: str) -> DraftNote | None:
        known = self._known[draft_id]
        self._used_elsewhere(draft_id)
        if known.note is None:
            state = self._read(draft_id)
            if state is None:
                return None
            known.note = self.noted(draft_id, state)
        return evolve(known.note, expires_in=self._left(known))

    def noted(self, draft_id: str, state: DraftState) -> DraftNote:
        """What is said of an open draft in that state; that is no use of it."""
        return DraftNote(
            id=draft_id,
            kind=state.kind,
            name=state.name,
            base=state.base,
            revision=state.revision,
            dirty=state.dirty,
            expires_in=self._left(self._known[draft_id]),
        )

    def _left(self, known: _Known) -> float:
        return max(known.deadline - self.clock.monotonic(), 0.0)

    def _make_room(self) -> None:
        notes = [note for note in self.notes() if not note.dirty]
        if len(self._known) < MOST_DRAFTS:  # a damaged one has gone
            return
        if not notes:
            raise Busy(
                f"There are {MOST_DRAFTS} drafts with changes that are not saved.",
                hint="Save or discard some of them, then try again.",
            )
        self.remove(notes[-1].id)

    def _keep(self, draft_id: str, state: DraftState) -> None:
        """Hold a state in memory; those of drafts used long ago are read from the disk again."""
        kept = self._known[draft_id]
        if kept.state is state:
            return
        kept.state, kept.size = state, state.size
        left = _MOST_IN_MEMORY
        for known in sorted(self._known.values(), key=lambda one: (one is kept, one.used), reverse=True):
            left -= known.size
            if left < 0 and known is not kept:
                known.state, known.size = None, 0
