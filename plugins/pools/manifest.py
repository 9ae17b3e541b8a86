"""`manifest.json`, the exchange format that Dataset Gates reads and writes too: bytes to values and back.

Nothing that a manifest says is trusted: names are checked here, files by whoever opens them.
"""

import hashlib
import json
import logging
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from attrs import field

from ...core.contracts.pools import Slot
from ...core.errors import BadName
from ...core.names import MAX_LABEL, check_id
from ...core.values import frozen
from .store_names import may_be_image, may_be_mask

_LOG: Final = logging.getLogger("penstock.pools.manifest")
FORMAT: Final = 1
MAX_BYTES: Final = 64 << 20
MAX_SLOTS: Final = 100_000
_MAX_NUMBER: Final = 10**9
_MAX_EXTRA: Final = 100_000
_OURS: Final = frozenset({"active", "slots", "next_seq", "format", "uid", "revision"})
_OF_SLOT: Final = frozenset(
    {"image", "mask", "label", "added", "id", "width", "height", "label_revision", "mask_revision"}
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Unreadable(Exception):
    """Raised when the bytes are no manifest at all: not JSON, cut off, or without a list of slots."""


@frozen(kw_only=True)
class Entry:
    """One slot as a manifest tells it; `id` is None where Dataset Gates added it, `label` where it tells none."""

    image: str
    mask: str | None = None
    label: str | None = ""
    added: int = 0
    id: str | None = None
    width: int = 0
    height: int = 0
    label_revision: int = 0
    mask_revision: int = 0
    extra: Mapping[str, object] = field(factory=dict)


@frozen(kw_only=True)
class Manifest:
    """A manifest, with what had to be dropped or mended in it; `active` is a position in `entries`."""

    entries: tuple[Entry, ...] = ()
    active: int = 0
    next_seq: int = 1
    format: int = 0
    uid: str | None = None
    revision: int = 0
    extra: Mapping[str, object] = field(factory=dict)
    problems: tuple[str, ...] = ()


def digest(data: bytes) -> str:
    """What the index remembers of a manifest that was written or taken in."""
    return hashlib.sha256(data).hexdigest()


def encode(
    slots: Iterable[Slot],
    *,
    active: int,
    next_seq: int,
    uid: str,
    revision: int,
    extra: str,
    slot_extras: Mapping[str, str],
) -> bytes:
    """The bytes of a manifest: one line per slot, people read it."""
    lines = [_line(slot, slot_extras.get(slot.id)) for slot in slots]
    head: dict[str, object] = {**_kept(extra), "active": active, "next_seq": next_seq}
    head |= {"format": FORMAT, "uid": uid, "revision": revision}
    body = json.dumps(head)[:-1]  # in ASCII: a lone surrogate in a foreign field cannot be UTF-8
    return (body + ', "slots": [\n' + ",\n".join(lines) + "\n]}\n").encode()


_compact: Final[Callable[[object], str]] = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _line(slot: Slot, extra: str | None) -> str:
    entry = {
        "image": slot.image,
        "mask": slot.mask,
        "label": slot.label,
        "added": slot.added,
        "id": slot.id,
        "width": slot.width,
        "height": slot.height,
        "label_revision": slot.label_revision,
        "mask_revision": slot.mask_revision,
    }
    if extra:
        return json.dumps({**_kept(extra), **entry})
    return _compact(entry)


def _kept(extra: str) -> dict[str, object]:
    """The foreign fields as they were stored, without numbers that are no JSON."""
    found: dict[str, object] = json.loads(extra, parse_constant=_no_number)
    return found


def decode(data: bytes) -> Manifest:
    """The manifest in these bytes, with everything harmful left out and named in `problems`."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"{len(data)} bytes")
    try:
        found = json.loads(data, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    if not isinstance(found, dict) or not isinstance(found.get("slots"), list):
        raise Unreadable("no list of slots")
    return from_object(found)


def from_object(found: Mapping[str, Any]) -> Manifest:
    """The manifest in decoded JSON that has a list of `slots`; see `decode`."""
    problems: list[str] = []
    listed = found["slots"]
    if len(listed) > MAX_SLOTS:
        problems.append(f"only the first {MAX_SLOTS} of {len(listed)} slots are taken")
    active = _whole(found.get("active"))
    entries: list[Entry] = []
    place = 0
    for number, raw in enumerate(listed[:MAX_SLOTS]):
        if number == active:
            place = len(entries)
        entry = _entry(raw, number, problems)
        if entry is not None:
            entries.append(entry)
    return Manifest(
        entries=tuple(entries),
        active=min(place, max(len(entries) - 1, 0)) if active < len(listed) else max(len(entries) - 1, 0),
        next_seq=_whole(found.get("next_seq")),
        format=_whole(found.get("format")),
        uid=_id_or_none(found.get("uid")),
        revision=_whole(found.get("revision")),
        extra=_foreign(found, _OURS, "the manifest", problems),
        problems=tuple(problems),
    )


def _entry(raw: object, number: int, problems: list[str]) -> Entry | None:
    where = f"slot {number}"
    if not isinstance(raw, dict):
        problems.append(f"{where} is no object: dropped")
        return None
    image, mask = raw.get("image"), raw.get("mask")
    if not may_be_image(image):
        problems.append(f"{where} names {_shown(image)} as its image: dropped")
        return None
    if mask is not None and not may_be_mask(mask):
        problems.append(f"{where} names {_shown(mask)} as its mask: left out")
        mask = None
    return Entry(
        image=str(image),
        mask=mask,
        label=_label(raw.get("label"), where, problems),
        added=_whole(raw.get("added"), limit=10**15),
        id=_id_or_none(raw.get("id")),
        width=_whole(raw.get("width"), limit=10**6),
        height=_whole(raw.get("height"), limit=10**6),
        label_revision=_whole(raw.get("label_revision")),
        mask_revision=_whole(raw.get("mask_revision")),
        extra=_foreign(raw, _OF_SLOT, where, problems),
    )


def _label(value: object, where: str, problems: list[str]) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        problems.append(f"the label of {where} is no text: left out")
        return None
    text = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", value.replace("\r\n", "\n"))
    if len(text) > MAX_LABEL:
        problems.append(f"the label of {where} has {len(text)} characters: cut at {MAX_LABEL}")
    return text[:MAX_LABEL]


def _whole(value: object, limit: int = _MAX_NUMBER) -> int:
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= limit:
        return 0
    return value


def _id_or_none(value: object) -> str | None:
    try:
        return check_id(value)
    except BadName:
        return None


def _foreign(raw: Mapping[str, Any], ours: frozenset[str], where: str, problems: list[str]) -> Mapping[str, object]:
    """Fields that are not ours, kept as they are unless there is an unreasonable lot of them."""
    kept = {key: value for key, value in raw.items() if key not in ours}
    if kept and len(json.dumps(kept)) > _MAX_EXTRA:
        problems.append(f"the unknown fields of {where} are too large: left out")
        return {}
    return kept


def _no_number(_name: str) -> None:
    """NaN and the infinities are no JSON, and no value of ours: they count as missing."""


def _finite(text: str) -> float | None:
    """1e999 is infinite for Python: it counts as missing too."""
    value = float(text)
    return value if math.isfinite(value) else None


def _shown(value: object) -> str:
    return repr(value)[:80]
