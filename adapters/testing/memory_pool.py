"""One pool of the `MemoryPoolStore`: lists and a history, the plainest thing that keeps the contract."""

from collections.abc import Collection, Sequence
from typing import Any

from attrs import asdict, define, evolve, field

from ...core.contracts.pools import Change, ChangeKind, Pool, Slot
from ...core.errors import Conflict, Invalid, NotFound


@define
class Entry:
    """A change that can be undone; `applied` and `undone` are the revisions at which it last was."""

    kind: ChangeKind
    data: dict[str, Any]
    applied: int
    undone: int | None = None


@define
class MemoryPool:
    """The pool's slots by id (removed ones too), their order, the selection, the history, the notes.

    `deleted` is the wall time in ms of a pool in the trash.
    """

    id: str
    slots: dict[str, Slot] = field(factory=dict)
    order: list[str] = field(factory=list)
    selected: str | None = None
    revision: int = 0
    next_image: int = 1
    history: dict[int, Entry] = field(factory=dict)
    redo_floor: int = 0
    notes: dict[str, bytes] = field(factory=dict)
    deleted: int = 0

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
        """A slot of the pool, `NotFound` where there is no such one."""
        if slot_id not in self.order:
            raise NotFound("There is no such image in this pool.", field="slot")
        return self.slots[slot_id]

    def all_live(self, slot_ids: Sequence[str]) -> list[Slot]:
        """Slots, none named twice."""
        if len(set(slot_ids)) != len(slot_ids):
            raise Invalid("An image is named twice.", field="slots", faults=("slots: an id is there twice",))
        return [self.live(slot_id) for slot_id in slot_ids]

    def positions(self, slot_ids: Sequence[str]) -> tuple[int, ...]:
        """Where slots stand."""
        return tuple(self.order.index(slot_id) for slot_id in slot_ids)

    def work(self, slot_ids: Sequence[str]) -> list[tuple[str, str | None]]:
        """What people did to slots: their labels and masks."""
        return [(self.slots[slot_id].label, self.slots[slot_id].mask) for slot_id in slot_ids]

    def record(self, kind: ChangeKind, data: dict[str, Any]) -> int:
        """Count the change and make it the next that undo takes."""
        self.revision += 1
        self.history[self.revision] = Entry(kind, data, self.revision)
        self.redo_floor = self.revision
        return self.revision

    def change(self, number: int, kind: ChangeKind, slot_ids: Sequence[str], **more: Any) -> Change:
        """What a method answers for a change of these live slots."""
        slots = tuple(self.slots[slot_id] for slot_id in slot_ids)
        return Change(id=number, kind=kind, pool=self.state(), slots=slots, positions=self.positions(slot_ids), **more)

    def arrange(self, slot_ids: Sequence[str], before: str | None) -> None:
        """Put slots, in this order, before another one or at the end."""
        rest = [slot_id for slot_id in self.order if slot_id not in slot_ids]
        place = len(rest) if before is None else rest.index(before)
        self.order = [*rest[:place], *slot_ids, *rest[place:]]

    def insert(self, slot_ids: Sequence[str], positions: Sequence[int]) -> None:
        """Put slots that are not in the order at their positions, one after the other."""
        for slot_id, position in zip(slot_ids, positions, strict=True):
            self.order.insert(min(position, len(self.order)), slot_id)

    def stands(self, slot_ids: Sequence[str], before: str | None) -> bool:
        """Whether slots stand in this order, without a gap, before another one or at the end."""
        was = list(self.order)
        self.arrange(slot_ids, before)
        same, self.order = self.order == was, was
        return same

    def take_out(self, slot_ids: Collection[str]) -> tuple[list[str], list[int], str | None]:
        """Remove slots: their ids in order, their places, and the selection that follows."""
        leaving = [slot_id for slot_id in self.order if slot_id in slot_ids]
        places = [self.order.index(slot_id) for slot_id in leaving]
        after = self._selection_without(leaving)
        self.order = [slot_id for slot_id in self.order if slot_id not in slot_ids]
        self.selected = after
        return leaving, places, after

    def _selection_without(self, leaving: Collection[str]) -> str | None:
        if self.selected is None or self.selected not in leaving:
            return self.selected
        place = self.order.index(self.selected)
        staying = [slot_id for slot_id in self.order[place:] if slot_id not in leaving]
        earlier = [slot_id for slot_id in self.order[:place] if slot_id not in leaving]
        return staying[0] if staying else earlier[-1] if earlier else None

    def set_label(self, slot: Slot, label: str) -> None:
        """Give a slot its label."""
        self.slots[slot.id] = evolve(slot, label=label, label_revision=slot.label_revision + 1)

    def set_mask(self, slot: Slot, mask: str | None, tag: str) -> None:
        """Give a slot its mask, or take it away."""
        self.slots[slot.id] = evolve(slot, mask=mask, mask_tag=tag, mask_revision=slot.mask_revision + 1)

    def stale(self, message: str = "What this would turn back has changed since.") -> Conflict:
        """The error of a write that saw an older state."""
        return Conflict(message, hint="Read the pool again.", details={"current": asdict(self.state())})
