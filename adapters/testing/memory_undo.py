"""Undo and redo of a `MemoryPool`, straight from the contract's words."""

from typing import Any

from ...core.contracts.pools import Change, ChangeKind, Slot
from ...core.errors import NotFound
from .memory_pool import Entry, MemoryPool


def undo(pool: MemoryPool, number: int | None) -> Change:
    """Undo a change, the last one where `number` is None."""
    wanted = pool.next_undo() if number is None else number
    if wanted is None or wanted not in pool.history:
        raise NotFound("There is nothing to undo.")
    entry = pool.history[wanted]
    if entry.undone is not None:
        raise pool.stale("This change is undone already.")
    change = _turn(pool, wanted, entry, forward=False)
    entry.undone = pool.revision
    return change


def redo(pool: MemoryPool) -> Change:
    """Redo what was undone last."""
    wanted = pool.next_redo()
    if wanted is None:
        raise NotFound("There is nothing to redo.")
    entry = pool.history[wanted]
    change = _turn(pool, wanted, entry, forward=True)
    entry.applied, entry.undone = pool.revision, None
    return change


def _turn(pool: MemoryPool, number: int, entry: Entry, *, forward: bool) -> Change:
    data, kind = entry.data, entry.kind
    if kind is ChangeKind.SELECTED:
        kind, slots = ChangeKind.SELECTED, _select(pool, *_ends(data, forward))
    elif kind is ChangeKind.LABELLED:
        slots = _label(pool, data, *_ends(data, forward))
    elif kind is ChangeKind.MOVED:
        slots = _move(pool, data, forward=forward)
    elif kind in (ChangeKind.MASK_SAVED, ChangeKind.MASK_CLEARED):
        kind, slots = _mask(pool, data, *_ends(data, forward))
    elif (kind is ChangeKind.ADDED) == forward:
        kind, slots = ChangeKind.ADDED, _put_back(pool, data)
    else:
        return _take_out(pool, number, data, forward=forward)
    pool.revision += 1
    return pool.change(number if forward else 0, kind, slots, reverts=number, reverts_kind=entry.kind)


def _ends(data: dict[str, Any], forward: bool) -> tuple[Any, Any]:
    return (data["before"], data["after"]) if forward else (data["after"], data["before"])


def _select(pool: MemoryPool, now: str | None, then: str | None) -> list[str]:
    if pool.selected != now or (then is not None and then not in pool.order):
        raise pool.stale()
    pool.selected = then
    return [then] if then else []


def _live(pool: MemoryPool, slot_id: str) -> Slot:
    if slot_id not in pool.order:
        raise pool.stale()
    return pool.slots[slot_id]


def _label(pool: MemoryPool, data: dict[str, Any], now: str, then: str) -> list[str]:
    slot = _live(pool, data["slot"])
    if slot.label != now:
        raise pool.stale()
    pool.set_label(slot, then)
    return [slot.id]


def _mask(
    pool: MemoryPool, data: dict[str, Any], now: tuple[str | None, str], then: tuple[str | None, str]
) -> tuple[ChangeKind, list[str]]:
    slot = _live(pool, data["slot"])
    if slot.mask != now[0]:
        raise pool.stale()
    pool.set_mask(slot, *then)
    return ChangeKind.MASK_SAVED if then[0] else ChangeKind.MASK_CLEARED, [slot.id]


def _move(pool: MemoryPool, data: dict[str, Any], *, forward: bool) -> list[str]:
    ids, before = data["ids"], data["before"]
    if any(slot_id not in pool.order for slot_id in [*ids, *([before] if before else [])]):
        raise pool.stale()
    if forward:
        data["positions"] = list(pool.positions(ids))
        pool.arrange(ids, before)
        return list(ids)
    if not pool.stands(ids, before):
        raise pool.stale()
    pool.order = [slot_id for slot_id in pool.order if slot_id not in ids]
    placed = sorted(zip(data["positions"], ids, strict=True))
    pool.insert([slot_id for _, slot_id in placed], [place for place, _ in placed])
    return list(ids)


def _take_out(pool: MemoryPool, number: int, data: dict[str, Any], *, forward: bool) -> Change:
    worked_on = not forward and data["work"] != pool.work(data["slots"])
    if worked_on or any(slot_id not in pool.order for slot_id in data["slots"]):
        raise pool.stale()
    before = pool.selected
    leaving, places, after = pool.take_out(data["slots"])
    data.update(slots=leaving, positions=places, selected=(before, after), work=pool.work(leaving))
    pool.revision += 1
    return Change(
        id=number if forward else 0,
        kind=ChangeKind.REMOVED,
        pool=pool.state(),
        slots=tuple(pool.slots[slot_id] for slot_id in leaving),
        positions=tuple(places),
        reverts=number,
        reverts_kind=ChangeKind.REMOVED if forward else ChangeKind.ADDED,
    )


def _put_back(pool: MemoryPool, data: dict[str, Any]) -> list[str]:
    if any(slot_id in pool.order for slot_id in data["slots"]):
        raise pool.stale()
    before, after = data.get("selected", (None, None))
    same = pool.selected == after
    pool.insert(data["slots"], data["positions"])
    if pool.selected is None:
        pool.selected = data["slots"][0]
    if same and before in data["slots"]:
        pool.selected = before
    return list(data["slots"])
