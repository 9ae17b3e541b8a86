"""Whether a pool from outside is one that the rules could have made: then each of them can deal with it."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..contracts.pools import ChangeKind, Slot
from ..names import check_id, check_label
from .notes import check_notes
from .plain import file_name, many, number, slot_id, text
from .record import Entry, PoolRecord

_NUMBERED: Final = re.compile(r"img_([0-9]{4,12})")
_Data = Mapping[str, Any]


def check(record: PoolRecord) -> None:
    """Raise `PenstockError`, `ValueError`, `TypeError` or `KeyError` where it says anything wrong."""
    check_id(record.id)
    check_notes(record.notes)
    for slot in record.slots.values():
        _check_slot(slot, record.next_image)
    for change, entry in record.history.items():
        if not 0 < change <= record.revision:
            raise ValueError("a change is newer than the pool")
        _CHECKS[entry.kind](record, entry.data)
        _check_times(record, entry)


def _check_slot(slot: Slot, next_image: int) -> None:
    slot_id(slot.id)
    file_name(slot.image)
    if slot.mask is not None:
        file_name(slot.mask)
    check_label(slot.label)
    found = _NUMBERED.fullmatch(slot.id)
    if found is not None and int(found[1]) >= next_image:
        raise ValueError(f"the id {slot.id} is still to come")


def _check_times(record: PoolRecord, entry: Entry) -> None:
    if max(entry.applied, entry.undone or 0) > record.revision:
        raise ValueError("a change is newer than the pool")


def _check_slots(record: PoolRecord, data: _Data) -> None:
    """Slots that were added or removed: they are known, each once, with its place and what people did to it."""
    ids = many(data["slots"])
    if not ids or len(set(ids)) != len(ids) or not record.slots.keys() >= set(ids):
        raise ValueError("a change is of slots that nobody knows")
    for place in many(data["positions"], len(ids)):
        number(place)
    for one in many(data.get("selected", (None, None)), 2):
        _perhaps(text, one)
    for label, mask in (many(one, 2) for one in many(data.get("work", ()))):
        text(label)
        _perhaps(text, mask)


def _check_added(record: PoolRecord, data: _Data) -> None:
    _check_slots(record, data)
    many(data["work"], len(data["slots"]))


def _check_selected(_record: PoolRecord, data: _Data) -> None:
    for end in ("before", "after"):
        _perhaps(slot_id, data[end])


def _check_labelled(_record: PoolRecord, data: _Data) -> None:
    slot_id(data["slot"])
    for end in ("before", "after"):
        check_label(data[end])


def _check_moved(_record: PoolRecord, data: _Data) -> None:
    ids = many(data["ids"])
    before = _perhaps(slot_id, data["before"])
    if len({*map(slot_id, ids)} - {before}) != len(ids):
        raise ValueError("a slot is moved twice, or before itself")
    for place in many(data["positions"], len(ids)):
        number(place)


def _check_masked(_record: PoolRecord, data: _Data) -> None:
    slot_id(data["slot"])
    for end in ("before", "after"):
        name, tag = many(data[end], 2)
        _perhaps(file_name, name)
        text(tag)


def _perhaps(checked: Callable[[object], str], value: object) -> str | None:
    return None if value is None else checked(value)


_CHECKS: Final[Mapping[ChangeKind, Callable[[PoolRecord, _Data], None]]] = {
    ChangeKind.ADDED: _check_added,
    ChangeKind.REMOVED: _check_slots,
    ChangeKind.SELECTED: _check_selected,
    ChangeKind.LABELLED: _check_labelled,
    ChangeKind.MOVED: _check_moved,
    ChangeKind.MASK_SAVED: _check_masked,
    ChangeKind.MASK_CLEARED: _check_masked,
}
