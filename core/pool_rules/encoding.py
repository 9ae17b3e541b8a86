"""A pool as JSON and back. What is left at its default is not written."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, Final

import attrs

from ..contracts.pools import ChangeKind, Slot
from ..errors import Invalid, PenstockError
from .checking import check
from .plain import number, text
from .record import Entry, PoolRecord

_SLOT: Final = tuple((one.name, one.default) for one in attrs.fields(Slot))
_TEXTS: Final = frozenset({"id", "image", "mask", "label", "image_tag", "mask_tag"})


def to_json(record: PoolRecord) -> dict[str, Any]:
    """The record as what `json.dumps` takes."""
    live = frozenset(record.order)
    return {
        "id": record.id,
        "slots": [_slot(record.slots[slot_id]) for slot_id in record.order],
        "removed": [_slot(slot) for slot_id, slot in record.slots.items() if slot_id not in live],
        "selected": record.selected,
        "revision": record.revision,
        "next_image": record.next_image,
        "redo_floor": record.redo_floor,
        "history": [{"change": number, **_entry(entry)} for number, entry in record.history.items()],
        "notes": {name: b64encode(data).decode() for name, data in record.notes.items()},
    }


def from_json(data: object) -> PoolRecord:
    """The record that `to_json` wrote; `Invalid` where it says anything wrong. Other fields are ignored."""
    try:
        record = _record(data)
        check(record)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, PenstockError) as error:
        fault = str(error)[:200] or type(error).__name__
        raise Invalid(f"This is no pool: {fault}.", faults=(fault,)) from error
    return record


def _record(data: Any) -> PoolRecord:
    live = [_slot_of(one) for one in data["slots"]]
    order = tuple(slot.id for slot in live)
    slots = {slot.id: slot for slot in (*live, *(_slot_of(one) for one in data.get("removed", [])))}
    if len(slots) != len(live) + len(data.get("removed", [])):
        raise ValueError("an id of a slot is there twice")
    selected = data.get("selected")
    if (selected is None) == bool(order) or (selected is not None and selected not in order):
        raise ValueError("what is selected is no slot")
    return PoolRecord(
        id=text(data["id"]),
        slots=slots,
        order=order,
        selected=selected,
        revision=number(data["revision"]),
        next_image=number(data["next_image"]),
        redo_floor=number(data.get("redo_floor", 0)),
        history={number(one["change"]): _entry_of(one) for one in data.get("history", [])},
        notes={text(name): b64decode(one, validate=True) for name, one in data.get("notes", {}).items()},
    )


def _slot(slot: Slot) -> dict[str, Any]:
    return {name: value for name, default in _SLOT if (value := getattr(slot, name)) != default}


def _slot_of(data: Mapping[str, Any]) -> Slot:
    known = {name: data[name] for name, _ in _SLOT if name in data}
    for name, value in known.items():
        if name == "mask" and value is None:
            continue
        if name in _TEXTS:
            text(value)
        else:
            number(value, -(2**63) if name == "added" else 0)
    return Slot(**known)


def _entry(entry: Entry) -> dict[str, Any]:
    return {"kind": entry.kind.value, "data": dict(entry.data), "applied": entry.applied, "undone": entry.undone}


def _entry_of(data: Mapping[str, Any]) -> Entry:
    undone = data.get("undone")
    return Entry(
        kind=ChangeKind(data["kind"]),
        data={text(key): _tuples(value) for key, value in data["data"].items()},
        applied=number(data["applied"]),
        undone=None if undone is None else number(undone),
    )


def _tuples(value: Any) -> Any:
    """JSON has lists where the record has tuples."""
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value
