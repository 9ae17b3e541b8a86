"""Undo and redo: every change of the history leads back and forth, unless what it touched has changed since."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve

from ..contracts.pools import Change, ChangeKind, Slot
from ..errors import NotFound
from .changes import labelled, masked, taken_out
from .ordering import arranged, inserted, without
from .record import Changed, Entry, PoolRecord

_Turned = tuple[PoolRecord, ChangeKind, Sequence[str]]
_Ends = tuple[Any, Any]


def undo(record: PoolRecord, number: int | None = None) -> Changed:
    """Undo a change, the last one where `number` is None; `Conflict`, `NotFound`."""
    wanted = record.next_undo() if number is None else number
    if wanted is None or wanted not in record.history:
        raise NotFound("There is nothing to undo.")
    entry = record.history[wanted]
    if entry.undone is not None:
        raise record.stale("This change is undone already.")
    made, data, change = _turned(record, wanted, entry, forward=False)
    return _noted(made, wanted, evolve(entry, data=data, undone=made.revision), change)


def redo(record: PoolRecord) -> Changed:
    """Redo what was undone last; `Conflict`, `NotFound`."""
    wanted = record.next_redo()
    if wanted is None:
        raise NotFound("There is nothing to redo.")
    entry = record.history[wanted]
    made, data, change = _turned(record, wanted, entry, forward=True)
    return _noted(made, wanted, evolve(entry, data=data, applied=made.revision, undone=None), change)


def _noted(record: PoolRecord, number: int, entry: Entry, change: Change) -> Changed:
    made = evolve(record, history={**record.history, number: entry})
    return made, evolve(change, pool=made.state())


def _turned(
    record: PoolRecord, number: int, entry: Entry, *, forward: bool
) -> tuple[PoolRecord, Mapping[str, Any], Change]:
    data, kind = entry.data, entry.kind
    if kind in (ChangeKind.ADDED, ChangeKind.REMOVED) and (kind is ChangeKind.ADDED) != forward:
        return _removed(record, number, entry, forward=forward)
    if kind is ChangeKind.MOVED and forward:
        data = {**data, "positions": _places(record, data)}
    made, said, slots = _step(record, kind, data, forward=forward)
    made = evolve(made, revision=made.revision + 1)
    change = made.change(number if forward else 0, said, slots, reverts=number, reverts_kind=kind)
    return made, data, change


def _step(record: PoolRecord, kind: ChangeKind, data: Mapping[str, Any], *, forward: bool) -> _Turned:
    if kind is ChangeKind.SELECTED:
        return _select(record, *_ends(data, forward))
    if kind is ChangeKind.LABELLED:
        return _label(record, data["slot"], *_ends(data, forward))
    if kind is ChangeKind.MOVED:
        return _move(record, data, forward=forward)
    if kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        return _put_back(record, data)
    return _mask(record, data["slot"], *_ends(data, forward))


def _ends(data: Mapping[str, Any], forward: bool) -> _Ends:
    return (data["before"], data["after"]) if forward else (data["after"], data["before"])


def _select(record: PoolRecord, now: str | None, then: str | None) -> _Turned:
    if record.selected != now or (then is not None and then not in record.order):
        raise record.stale()
    return evolve(record, selected=then), ChangeKind.SELECTED, [then] if then else []


def _label(record: PoolRecord, slot_id: str, now: str, then: str) -> _Turned:
    slot = _live(record, slot_id)
    if slot.label != now:
        raise record.stale()
    return record.with_slot(labelled(slot, then)), ChangeKind.LABELLED, [slot.id]


def _mask(record: PoolRecord, slot_id: str, now: _Ends, then: _Ends) -> _Turned:
    slot = _live(record, slot_id)
    if slot.mask != now[0]:
        raise record.stale()
    kind = ChangeKind.MASK_SAVED if then[0] else ChangeKind.MASK_CLEARED
    return record.with_slot(masked(slot, *then)), kind, [slot.id]


def _live(record: PoolRecord, slot_id: str) -> Slot:
    if slot_id not in record.order:
        raise record.stale()
    return record.slots[slot_id]


def _places(record: PoolRecord, data: Mapping[str, Any]) -> tuple[int, ...]:
    if not record.has_all(data["ids"]):
        raise record.stale()
    return record.positions(data["ids"])


def _move(record: PoolRecord, data: Mapping[str, Any], *, forward: bool) -> _Turned:
    ids, before = data["ids"], data["before"]
    if not record.has_all([*ids, *([before] if before else [])]):
        raise record.stale()
    moved = arranged(record.order, ids, before)
    if forward:
        return evolve(record, order=moved), ChangeKind.MOVED, ids
    if moved != record.order:
        raise record.stale()
    placed = sorted(zip(data["positions"], ids, strict=True))
    order = inserted(without(record.order, ids), [slot_id for _, slot_id in placed], [place for place, _ in placed])
    return evolve(record, order=order), ChangeKind.MOVED, ids


def _put_back(record: PoolRecord, data: Mapping[str, Any]) -> _Turned:
    ids = data["slots"]
    if set(ids) & set(record.order):
        raise record.stale()
    before, after = data.get("selected", (None, None))
    selected = record.selected or ids[0]
    if record.selected == after and before in ids:
        selected = before
    order = inserted(record.order, ids, data["positions"])
    return evolve(record, order=order, selected=selected), ChangeKind.ADDED, ids


def _removed(
    record: PoolRecord, number: int, entry: Entry, *, forward: bool
) -> tuple[PoolRecord, Mapping[str, Any], Change]:
    ids = entry.data["slots"]
    if not record.has_all(ids) or (not forward and entry.data["work"] != record.work(ids)):
        raise record.stale()
    made, data = taken_out(record, ids)
    made = evolve(made, revision=made.revision + 1)
    leaving = data["slots"]
    change = Change(
        id=number if forward else 0,
        kind=ChangeKind.REMOVED,
        pool=made.state(),
        slots=tuple(record.slots[slot_id] for slot_id in leaving),
        positions=data["positions"],
        reverts=number,
        reverts_kind=entry.kind,
    )
    return made, {**entry.data, **data, "work": record.work(leaving)}, change
