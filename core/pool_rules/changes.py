"""What can be done to a pool: each takes a record and returns the one after it, with the change that it made."""

from collections.abc import Sequence
from typing import Any

from attrs import asdict, evolve

from ..contracts.pools import Change, ChangeKind, Slot
from ..errors import Conflict
from .ordering import arranged, selection_without, without
from .record import Changed, PoolRecord


def new_ids(record: PoolRecord, count: int) -> tuple[str, ...]:
    """Ids for `count` new slots, never used before in this pool."""
    return tuple(f"img_{record.next_image + number:04d}" for number in range(count))


def add(record: PoolRecord, slots: Sequence[Slot], before: str | None = None) -> Changed:
    """Slots with `new_ids`, in this order, before the slot `before` (None: at the end)."""
    start = len(record.order) if before is None else record.positions([record.live(before).id])[0]
    if not slots:
        return record, Change(id=0, kind=ChangeKind.ADDED, pool=record.state())
    new = tuple(slot.id for slot in slots)
    made = evolve(
        record,
        slots={**record.slots, **{slot.id: slot for slot in slots}},
        order=(*record.order[:start], *new, *record.order[start:]),
        selected=record.selected or new[0],
        next_image=record.next_image + len(new),
    )
    data = {"slots": new, "positions": tuple(range(start, start + len(new))), "work": made.work(new)}
    made = made.recorded(ChangeKind.ADDED, data)
    return made, made.change(made.revision, ChangeKind.ADDED, new)


def select(record: PoolRecord, slot_id: str) -> Changed:
    """Make `slot_id` the selected slot."""
    record.live(slot_id)
    if record.selected == slot_id:
        return record, record.change(0, ChangeKind.SELECTED, [slot_id])
    data = {"before": record.selected, "after": slot_id}
    made = evolve(record, selected=slot_id).recorded(ChangeKind.SELECTED, data)
    return made, made.change(made.revision, ChangeKind.SELECTED, [slot_id])


def label(record: PoolRecord, slot_id: str, text: str, revision: int | None = None) -> Changed:
    """Set the label; `revision` is the `label_revision` seen."""
    slot = _seen(record.live(slot_id), "label_revision", revision)
    if slot.label == text:
        return record, record.change(0, ChangeKind.LABELLED, [slot_id])
    data = {"slot": slot_id, "before": slot.label, "after": text}
    made = record.with_slot(labelled(slot, text)).recorded(ChangeKind.LABELLED, data)
    return made, made.change(made.revision, ChangeKind.LABELLED, [slot_id])


def move(record: PoolRecord, slot_ids: Sequence[str], before: str | None) -> Changed:
    """Put the slots, in this order, before the slot `before` (None: at the end)."""
    record.all_live([*slot_ids, before] if before is not None else slot_ids)
    order = arranged(record.order, slot_ids, before)
    if order == record.order:
        return record, record.change(0, ChangeKind.MOVED, slot_ids, before=before)
    data = {"ids": tuple(slot_ids), "positions": record.positions(slot_ids), "before": before}
    made = evolve(record, order=order).recorded(ChangeKind.MOVED, data)
    return made, made.change(made.revision, ChangeKind.MOVED, slot_ids, before=before)


def remove(record: PoolRecord, slot_ids: Sequence[str]) -> Changed:
    """Take slots out; the selection moves to the next one."""
    record.all_live(slot_ids)
    if not slot_ids:
        return record, Change(id=0, kind=ChangeKind.REMOVED, pool=record.state())
    made, data = taken_out(record, slot_ids)
    made = made.recorded(ChangeKind.REMOVED, data)
    leaving, places = data["slots"], data["positions"]
    slots = tuple(record.slots[slot_id] for slot_id in leaving)
    change = Change(id=made.revision, kind=ChangeKind.REMOVED, pool=made.state(), slots=slots, positions=places)
    return made, change


def set_mask(record: PoolRecord, slot_id: str, mask: str, tag: str, revision: int | None = None) -> Changed:
    """Give a slot the mask file `mask`; `revision` is the `mask_revision` seen."""
    return _masked(record, _seen(record.live(slot_id), "mask_revision", revision), ChangeKind.MASK_SAVED, mask, tag)


def clear_mask(record: PoolRecord, slot_id: str, revision: int | None = None) -> Changed:
    """Take the mask away."""
    slot = _seen(record.live(slot_id), "mask_revision", revision)
    if slot.mask is None:
        return record, record.change(0, ChangeKind.MASK_CLEARED, [slot_id])
    return _masked(record, slot, ChangeKind.MASK_CLEARED, None, "")


def labelled(slot: Slot, text: str) -> Slot:
    """A slot with another label."""
    return evolve(slot, label=text, label_revision=slot.label_revision + 1)


def masked(slot: Slot, mask: str | None, tag: str) -> Slot:
    """A slot with another mask, or without one."""
    return evolve(slot, mask=mask, mask_tag=tag, mask_revision=slot.mask_revision + 1)


def taken_out(record: PoolRecord, slot_ids: Sequence[str]) -> tuple[PoolRecord, dict[str, Any]]:
    """The record without slots, and what undo needs: their ids in order, their places, what was and is selected."""
    gone = frozenset(slot_ids)
    leaving = tuple(slot_id for slot_id in record.order if slot_id in gone)
    after = selection_without(record.order, record.selected, gone)
    data = {"slots": leaving, "positions": record.positions(leaving), "selected": (record.selected, after)}
    return evolve(record, order=without(record.order, gone), selected=after), data


def _masked(record: PoolRecord, slot: Slot, kind: ChangeKind, mask: str | None, tag: str) -> Changed:
    data = {"slot": slot.id, "before": (slot.mask, slot.mask_tag), "after": (mask, tag)}
    made = record.with_slot(masked(slot, mask, tag)).recorded(kind, data)
    return made, made.change(made.revision, kind, [slot.id])


def _seen(slot: Slot, revision: str, seen: int | None) -> Slot:
    if seen is not None and seen != getattr(slot, revision):
        raise Conflict("It was changed by somebody else.", details={"current": asdict(slot)})
    return slot
