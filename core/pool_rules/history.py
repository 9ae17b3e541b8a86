"""How much of a pool's past is kept, and which files it needs."""

from collections.abc import Iterator

from attrs import evolve

from .record import PoolRecord


def bounded(record: PoolRecord, most: int) -> PoolRecord:
    """The record with its newest `most` changes; slots that nothing leads back to are forgotten."""
    over = len(record.history) - most
    kept = dict(sorted(record.history.items())[over:]) if over > 0 else record.history
    wanted = frozenset(record.order).union(*(_slots(entry.data) for entry in kept.values()))
    if kept is record.history and wanted.issuperset(record.slots):
        return record
    slots = {slot_id: slot for slot_id, slot in record.slots.items() if slot_id in wanted}
    return evolve(record, history=kept, slots=slots)


def files_of(record: PoolRecord) -> frozenset[str]:
    """The names of all images and masks that the pool has, or may have again by undo and redo."""
    return frozenset(_files(record))


def _files(record: PoolRecord) -> Iterator[str]:
    for slot in record.slots.values():
        yield slot.image
        if slot.mask is not None:
            yield slot.mask
    for entry in record.history.values():
        for end in (entry.data.get("before"), entry.data.get("after")):
            if isinstance(end, tuple) and end[0] is not None:
                yield end[0]


def _slots(data: object) -> frozenset[str]:
    found = data.get("slots", ()) if isinstance(data, dict) else ()
    return frozenset(found)
