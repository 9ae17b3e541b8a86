"""Notes and unpacked folders of the `MemoryPoolStore`: what the contract says of them, in the plainest words."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...core.contracts.pools import PoolContents, Slot
from ...core.errors import BadName, Invalid, TooLarge
from ...core.names import check_id, check_label, is_file_name
from .memory_pool import MemoryPool

_NAME = re.compile(r"[a-z0-9_]{1,31}")
_DIGITS = re.compile(r"([0-9]+)")


def check_note(name: str, data: bytes = b"") -> None:
    """Raise where this cannot be a note."""
    if not _NAME.fullmatch(name) or name == "manifest":
        raise BadName(f"{name!r} is no name of a note.", field="note")
    if len(data) > 64 << 10:
        raise TooLarge("A note has at most 64 KiB.", field="note")


def contents_of(pool: MemoryPool, folder: Path) -> PoolContents:
    """What makes up a pool."""
    slots = [pool.slots[slot_id] for slot_id in pool.order]
    names = dict.fromkeys(name for slot in slots for name in (slot.image, slot.mask) if name)
    told = {"active": pool.state().position, "format": 1, "slots": [_entry(slot) for slot in slots]}
    return PoolContents(
        pool=pool.state(), manifest=json.dumps(told).encode(), files=tuple(folder / name for name in names)
    )


def _entry(slot: Slot) -> Mapping[str, object]:
    return {"id": slot.id, "image": slot.image, "mask": slot.mask, "label": slot.label, "added": slot.added}


def unpacked(pool_id: str, folder: Path) -> MemoryPool:
    """The pool that a folder holds; `Invalid` where its manifest says anything wrong."""
    files = {path.name for path in folder.iterdir() if path.is_file() and not path.is_symlink()}
    entries, active = _told(folder, files) if "manifest.json" in files else (_found(files), 0)
    pool = MemoryPool(pool_id)
    for entry in entries:
        slot_id = entry.get("id") or Path(entry["image"]).stem
        if slot_id in pool.slots:
            raise _wrong(f"slots: {slot_id!r} is there twice")
        pool.slots[slot_id] = Slot(
            id=slot_id, image=entry["image"], mask=entry.get("mask"), label=entry.get("label") or "",
            added=entry.get("added", 0), image_tag=slot_id, mask_tag=entry.get("mask") or "", width=2, height=2,
        )  # fmt: skip
        pool.order.append(slot_id)
    pool.selected = pool.order[min(active, len(pool.order) - 1)] if pool.order else None
    pool.next_image = 1 + max((_number(name) for name in [*files, *pool.order]), default=0)
    return pool


def _told(folder: Path, files: set[str]) -> tuple[list[dict[str, Any]], int]:
    try:
        told = json.loads((folder / "manifest.json").read_bytes(), parse_constant=_no_number)
        if told.get("format", 0) > 1:
            raise _wrong("format: newer")
        if not isinstance(told["slots"], list):
            raise _wrong("slots: no list")
        for entry in told["slots"]:
            names = [entry["image"], *([entry["mask"]] if entry.get("mask") is not None else [])]
            if not all(is_file_name(name) and name in files for name in names):
                raise _wrong(f"slots: {names} are not there")
            if not isinstance(entry.get("label") or "", str):
                raise _wrong("label: no text")
            check_label(entry.get("label") or "")
            check_id(entry["id"]) if entry.get("id") is not None else None
        return told["slots"], told.get("active", 0)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, BadName) as error:
        raise _wrong(str(error)) from error


def _found(files: set[str]) -> list[dict[str, Any]]:
    images = [name for name in files if name.endswith(".png") and not name.endswith(".mask.png")]
    images.sort(key=lambda name: [part.zfill(18) for part in _DIGITS.split(name.casefold())])
    return [{"image": name, "mask": _mask_of(name, files)} for name in images]


def _mask_of(image: str, files: set[str]) -> str | None:
    masks = [name for name in files if re.fullmatch(rf"{re.escape(Path(image).stem)}(\.[0-9]+)?\.mask\.png", name)]
    return max(masks, key=lambda name: (len(name), name), default=None)


def _number(name: str) -> int:
    match = re.match(r"img_([0-9]{4,12})", name)
    return int(match[1]) if match else 0


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _wrong(fault: str) -> Invalid:
    return Invalid(f"The pool's manifest.json cannot be used: {fault}.", field="manifest.json", faults=(fault,))
