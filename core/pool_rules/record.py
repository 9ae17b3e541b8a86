"""A pool as one value: its slots, their order, the selection, the history and the notes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from attrs import asdict, evolve, field

from ..contracts.pools import Change, ChangeKind, Pool, Slot
from ..errors import Conflict, Invalid, NotFound
from ..values import frozen

Work = tuple[tuple[str, str | None], ...]


@frozen(kw_only=True)
class Entry:
    """A change that can be undone; `applied` and `undone` are the revisions at which it last was. `data` is JSON."""

    kind: ChangeKind
    data: Mapping[str, Any]
    applied: int
    undone: int | None = None


@frozen(kw_only=True)
class PoolRecord:
    """See the module. `slots` holds those that are removed and may come back, too; `history` is by change."""

    id: str
    slots: Mapping[str, Slot] = field(factory=dict)
    order: tuple[str, ...] = ()
    selected: str | None = None
    revision: int = 0
    next_image: int = 1
    history: Mapping[int, Entry] = field(factory=dict)
    redo_floor: int = 0
    notes: Mapping[str, bytes] = field(factory=dict)

    def state(self) -> Pool:
        """The pool as readers see it."""
        return Pool(
            id=self.id,
            count=len(self.order),
            selected=self.selected,
            position=self.order.index(self.selected) if self.selected in self.order else 0,
            revision=self.revision,
            undo=self.next_undo(),
            redo=self.next_redo(),
        )

    def next_undo(self) -> int | None:
        """The change that was applied last and is not undone."""
        open_changes = [(one.applied, number) for number, one in self.history.items() if one.undone is None]
        return max(open_changes)[1] if open_changes else None

    def next_redo(self) -> int | None:
        """The change that was undone last, unless a new change came after it."""
        undone = [
            (one.undone, number)
            for number, one in self.history.items()
            if one.undone is not None and one.undone > self.redo_floor
        ]
        return max(undone)[1] if undone else None

    def live(self, slot_id: str) -> Slot:
        """A slot of the pool; `NotFound`."""
        if slot_id not in self.order:
            raise NotFound("There is no such image in this pool.", field="slot")
        return self.slots[slot_id]

    def all_live(self, slot_ids: Sequence[str]) -> tuple[Slot, ...]:
        """Slots, none named twice; `NotFound`, `Invalid`."""
        if len(set(slot_ids)) != len(slot_ids):
            raise Invalid("An image is named twice.", field="slots", faults=("slots: an id is there twice",))
        return tuple(self.live(slot_id) for slot_id in slot_ids)

    def has_all(self, slot_ids: Collection[str]) -> bool:
        """Whether all these are slots of the pool."""
        return set(slot_ids) <= set(self.order)

    def at(self, position: int) -> tuple[Slot, int] | None:
        """The slot at `position`, clamped, with its position; -1 is the selected one; None when empty."""
        if not self.order:
            return None
        place = self.state().position if position < 0 else min(position, len(self.order) - 1)
        return self.slots[self.order[place]], place

    def positions(self, slot_ids: Sequence[str]) -> tuple[int, ...]:
        """Where slots stand."""
        if len(slot_ids) < 3:
            return tuple(self.order.index(slot_id) for slot_id in slot_ids)
        places = {slot_id: place for place, slot_id in enumerate(self.order)}
        return tuple(places[slot_id] for slot_id in slot_ids)

    def work(self, slot_ids: Sequence[str]) -> Work:
        """What people did to slots: their labels and masks."""
        return tuple((self.slots[slot_id].label, self.slots[slot_id].mask) for slot_id in slot_ids)

    def with_slot(self, slot: Slot) -> "PoolRecord":
        """The record with a slot as it is now."""
        return evolve(self, slots={**self.slots, slot.id: slot})

    def recorded(self, kind: ChangeKind, data: Mapping[str, Any]) -> "PoolRecord":
        """The record with a change counted, which is the next that undo takes; its number is the new revision."""
        number = self.revision + 1
        entry = Entry(kind=kind, data=data, applied=number)
        return evolve(self, revision=number, history={**self.history, number: entry}, redo_floor=number)

    def change(self, number: int, kind: ChangeKind, slot_ids: Sequence[str], **more: Any) -> Change:
        """What a store answers for a change of these live slots."""
        slots = tuple(self.slots[slot_id] for slot_id in slot_ids)
        return Change(id=number, kind=kind, pool=self.state(), slots=slots, positions=self.positions(slot_ids), **more)

    def stale(self, message: str = "What this would turn back has changed since.") -> Conflict:
        """The error of a write that saw an older state."""
        return Conflict(message, hint="Read the pool again.", details={"current": asdict(self.state())})


Changed = tuple[PoolRecord, Change]
"""The record after a change, and what the store answers."""
