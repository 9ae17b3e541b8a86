"""`manifest.json`, the exchange format of pools: what makes up a pool, and the pool that a folder holds."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from attrs import evolve

from ..contracts.pools import Slot
from ..errors import BadName, Invalid, PenstockError
from ..names import check_id, check_label, is_file_name, natural_order
from .record import PoolRecord

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
_NUMBERED: Final = re.compile(r"img_([0-9]{4,12})")


def encoded(record: PoolRecord) -> bytes:
    """The manifest of a pool."""
    slots = [_entry(record.slots[slot_id]) for slot_id in record.order]
    return json.dumps({"active": record.state().position, "format": FORMAT, "slots": slots}).encode()


def files(record: PoolRecord) -> tuple[str, ...]:
    """The images and masks of live slots, each once."""
    slots = [record.slots[slot_id] for slot_id in record.order]
    return tuple(dict.fromkeys(name for slot in slots for name in (slot.image, slot.mask) if name))


def unpacked(
    pool_id: str, manifest: bytes | None, names: Collection[str], size: Callable[[str], tuple[int, int]]
) -> PoolRecord:
    """The pool that a folder with files `names` holds; without a manifest the pictures stand in their natural order.

    `size` gives width and height of a file. Raises `Invalid`, whose `faults` say what a manifest says wrongly.
    """
    entries, active = (_found(names), 0) if manifest is None else _told(manifest, names)
    slots: dict[str, Slot] = {}
    for entry in entries:
        slot_id = entry.get("id") or entry["image"].rpartition(".")[0]
        if slot_id in slots:
            raise _wrong(f"slots: {slot_id!r} is there twice")
        slots[slot_id] = _slot(slot_id, entry, size)
    order = tuple(slots)
    return PoolRecord(
        id=pool_id,
        slots=slots,
        order=order,
        selected=order[max(0, min(active, len(order) - 1))] if order else None,
        next_image=1 + max((_number(name) for name in [*names, *order]), default=0),
    )


def _slot(slot_id: str, entry: Mapping[str, Any], size: Callable[[str], tuple[int, int]]) -> Slot:
    width, height = size(entry["image"])
    slot = Slot(
        id=slot_id, image=entry["image"], label=entry.get("label") or "", added=entry.get("added", 0),
        image_tag=slot_id, width=width, height=height,
    )  # fmt: skip
    mask = entry.get("mask")
    return slot if mask is None else evolve(slot, mask=mask, mask_tag=mask)


def _entry(slot: Slot) -> Mapping[str, object]:
    return {"id": slot.id, "image": slot.image, "mask": slot.mask, "label": slot.label, "added": slot.added}


def _told(manifest: bytes, names: Collection[str]) -> tuple[list[dict[str, Any]], int]:
    try:
        told = json.loads(manifest, parse_constant=_no_number)
        if type(told.get("format", 0)) is not int or told.get("format", 0) > FORMAT:
            raise _wrong("format: newer")
        if not isinstance(told["slots"], list):
            raise _wrong("slots: no list")
        active = told.get("active", 0)
        if type(active) is not int:
            raise _wrong("active: no whole number")
        faults = [fault for place, entry in enumerate(told["slots"]) for fault in _faults(place, entry, names)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _wrong(str(error)) from error
    if faults:
        raise _wrong(*faults)
    return told["slots"], active


def _faults(place: int, entry: dict[str, Any], names: Collection[str]) -> list[str]:
    """What one entry says wrongly."""
    faults = []
    for kind in ("image", "mask"):
        name = entry.get(kind)
        if not (kind == "mask" and name is None) and not (is_file_name(name) and name in names):
            faults.append(f"slots[{place}].{kind}: {str(name)[:80]} is not there")
    for kind, check in (("label", check_label), ("id", check_id)):
        value = entry.get(kind)
        try:
            check(value) if value not in (None, "") else None
        except PenstockError as error:
            faults.append(f"slots[{place}].{kind}: {error}")
    if type(entry.get("added", 0)) is not int or abs(entry.get("added", 0)) >= 2**63:
        faults.append(f"slots[{place}].added: no whole number")
    if not entry.get("id") and not faults:
        faults += _no_id(place, entry["image"])
    return faults


def _no_id(place: int, image: str) -> list[str]:
    try:
        check_id(image.rpartition(".")[0])
    except BadName as error:
        return [f"slots[{place}].image: {error}"]
    return []


def _found(names: Collection[str]) -> list[dict[str, Any]]:
    images = sorted((one for one in names if one.endswith(".png") and not one.endswith(".mask.png")), key=natural_order)
    return [{"image": name, "mask": _mask_of(name, names)} for name in images]


def _mask_of(image: str, names: Collection[str]) -> str | None:
    stem = re.escape(image.rpartition(".")[0])
    masks = [name for name in names if re.fullmatch(rf"{stem}(\.[0-9]+)?\.mask\.png", name)]
    return max(masks, key=lambda name: (len(name), name), default=None)


def _number(name: str) -> int:
    match = _NUMBERED.match(name)
    return int(match[1]) if match else 0


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _wrong(*faults: str) -> Invalid:
    return Invalid(f"The pool's {MANIFEST} cannot be used: {faults[0]}.", field=MANIFEST, faults=faults)
