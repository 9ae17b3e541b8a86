"""Tells of drafts: each change once, whoever made it, this process or another one."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import define, field

from .clock import Clock
from .draft_values import DraftNote
from .events.base import Event
from .events.drafts import DraftChanged, DraftClosed
from .values import frozen

_NEARLY: Final = 2.0
"""Seconds: what went this shortly before its time, by the last look at it, has expired."""


@frozen
class _Told:
    note: DraftNote
    deadline: float


@define
class DraftNews:
    """A `DraftListener` that publishes events by `notify`, which returns at once. Drafts that it meets at its first
    `seen` were there before and are not told. Called under the lock of the drafts, so never on two threads.
    """

    notify: Callable[[Event], Any]
    clock: Clock
    _told: dict[str, _Told] = field(factory=dict, init=False)
    _begun: bool = field(default=False, init=False)

    def opened(self, draft: DraftNote) -> None:
        """Told if nobody knew it."""
        if draft.id not in self._told:
            self.notify(DraftChanged(draft=note_of(draft)))
        self._keep(draft)

    def changed(self, before: int, draft: DraftNote, keys: tuple[str, ...]) -> None:
        """Told with its keys; without, where another process had changed it just before."""
        told = self._told.get(draft.id)
        alone = told is None or told.note.revision == before
        self._keep(draft)
        self.notify(DraftChanged(draft=note_of(draft), keys=keys if alone else ()))

    def closed(self, draft: DraftNote) -> None:
        """Told."""
        self._told.pop(draft.id, None)
        self.notify(DraftClosed(draft=note_of(draft)))

    def seen(self, drafts: Sequence[DraftNote]) -> None:
        """What nobody has told yet."""
        there = {draft.id for draft in drafts}
        now = self.clock.monotonic()
        for draft_id in [one for one in self._told if one not in there]:
            told = self._told.pop(draft_id)
            self.notify(DraftClosed(draft=told.note, expired=told.deadline - now < _NEARLY))
        for draft in drafts:
            before = self._told.get(draft.id)
            self._keep(draft)
            if self._begun and (before is None or before.note.revision != draft.revision):
                self.notify(DraftChanged(draft=note_of(draft)))
        self._begun = True

    def _keep(self, draft: DraftNote) -> None:
        self._told[draft.id] = _Told(note_of(draft), self.clock.monotonic() + draft.expires_in)


def note_of(draft: DraftNote) -> DraftNote:
    """The draft without its entries."""
    return DraftNote(
        id=draft.id,
        kind=draft.kind,
        name=draft.name,
        base=draft.base,
        revision=draft.revision,
        dirty=draft.dirty,
        expires_in=draft.expires_in,
    )
