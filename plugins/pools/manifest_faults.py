"""What a manifest that comes from outside says wrongly: such a pool is refused whole, where an own one is mended."""

import json
import math
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from typing import Final

from ...core.errors import BadName, Invalid
from ...core.names import MAX_LABEL, check_id
from . import manifest
from .store_names import may_be_image, may_be_mask

MAX_BYTES: Final = 32 << 20
_MOST_FAULTS: Final = 50
_MAX_DEPTH: Final = 32
_HINT: Final = "Export the pool again; nothing was changed."


def read_strictly(data: bytes, files: Container[str]) -> manifest.Manifest:
    """The manifest in these bytes, about a folder with these plain `files`.

    Raises `Invalid`, whose `faults` name everything that is wrong with it, at most 50.
    """
    found = _object_in(data)
    faults = []
    for fault in _faults(found, files):
        faults.append(fault)
        if len(faults) == _MOST_FAULTS:
            break
    if faults:
        raise _invalid(*faults)
    told = manifest.from_object(found)
    if told.problems:
        raise _invalid(*told.problems[:_MOST_FAULTS])
    return told


def _invalid(*faults: str) -> Invalid:
    message = f"The pool's manifest.json cannot be used: {faults[0]}."
    return Invalid(message, hint=_HINT, field="manifest.json", faults=faults)


def _object_in(data: bytes) -> Mapping[str, object]:
    if len(data) > MAX_BYTES:
        raise _invalid(f"{len(data)} bytes, at most {MAX_BYTES} are read")
    try:
        found = json.loads(data, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise _invalid(f"no JSON: {str(error)[:200]}") from error
    if not isinstance(found, dict):
        raise _invalid("no JSON object")
    if _too_deep(found):
        raise _invalid(f"nested more than {_MAX_DEPTH} levels deep")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:20]} is no number")
    return value


def _too_deep(value: object) -> bool:
    level = [value]
    for _ in range(_MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _faults(found: Mapping[str, object], files: Container[str]) -> Iterator[str]:
    written = found.get("format", 0)
    if not isinstance(written, int) or isinstance(written, bool) or written < 0:
        yield f"format: {_shown(written)} is no format"
    elif written > manifest.FORMAT:
        yield f"format: {written} is of a newer Penstock"
    slots = found.get("slots")
    if not isinstance(slots, list):
        yield "slots: no list"
    elif len(slots) > manifest.MAX_SLOTS:
        yield f"slots: {len(slots)}, at most {manifest.MAX_SLOTS} are taken"
    else:
        yield from _faults_of_slots(slots, files)


def _faults_of_slots(slots: list[object], files: Container[str]) -> Iterator[str]:
    ids = Counter(str(slot["id"]) for slot in slots if isinstance(slot, dict) and slot.get("id") is not None)
    for number, slot in enumerate(slots):
        where = f"slots[{number}]"
        if not isinstance(slot, dict):
            yield f"{where}: no object"
            continue
        yield from (f"{where}.{fault}" for fault in _faults_of_slot(slot, files))
        if slot.get("id") is not None and ids[str(slot["id"])] > 1:
            yield f"{where}.id: {_shown(slot['id'])} is there twice"


def _faults_of_slot(slot: Mapping[str, object], files: Container[str]) -> Iterator[str]:
    image, mask, label, sid = slot.get("image"), slot.get("mask"), slot.get("label"), slot.get("id")
    if not may_be_image(image):
        yield f"image: {_shown(image)} is no name of an image"
    elif image not in files:
        yield f"image: {_shown(image)} is missing"
    if mask is not None and not may_be_mask(mask):
        yield f"mask: {_shown(mask)} is no name of a mask"
    elif mask is not None and mask not in files:
        yield f"mask: {_shown(mask)} is missing"
    if label is not None and not isinstance(label, str):
        yield "label: no text"
    elif label is not None and len(label) > MAX_LABEL:
        yield f"label: {len(label)} characters, at most {MAX_LABEL} are taken"
    if sid is not None and not _is_id(sid):
        yield f"id: {_shown(sid)} is no id"


def _is_id(value: object) -> bool:
    try:
        check_id(value)
    except BadName:
        return False
    return True


def _shown(value: object) -> str:
    return repr(value)[:80]
