"""Which members of a zip file make up a profile, and what the file says about it."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from attrs import frozen

from .archive_errors import bad_archive
from .archive_guard import Member
from .names import readable

META: Final = "profile_meta.json"
POOL: Final = "pool/"
MANIFEST: Final = "pool/manifest.json"

_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
_LATEST: Final = 10**15
_MOST_VALUES: Final = 2_000_000
_MASK: Final = re.compile(r"(?P<stem>.+?)(?:\.(?P<number>[0-9]{1,12}))?\.mask\.png", re.DOTALL)
Read = Callable[[Member], bytes]


@frozen(kw_only=True)
class Meta:
    """What `profile_meta.json` says; `created` is wall time in ms, 0 where it says none."""

    name: str
    created: int = 0


def read_meta(data: bytes) -> Meta:
    """Raises `BadArchive` for what is no object with a name that can be shown."""
    found = _json(data, META)
    name = readable(found.get("name")) if isinstance(found, dict) else ""
    if not name:
        raise bad_archive("tells no name.", META, "Remove it from the zip file to import under the file's name.")
    created = found.get("created")
    return Meta(name=name, created=created if type(created) is int and 0 <= created <= _LATEST else 0)


def named_files(data: bytes) -> frozenset[str]:
    """The names of files in a manifest, whatever they are; what is wrong in it is for the pools to say.

    Raises `BadArchive` for what is no JSON object, or far more than a pool of any size has.
    """
    if sum(data.count(sign) for sign in (b",", b"[", b"{")) > _MOST_VALUES:
        raise bad_archive("has far too many values.", MANIFEST)
    found = _json(data, MANIFEST)
    slots = found.get("slots") if isinstance(found, dict) else None
    if not isinstance(slots, list):
        raise bad_archive("has no list of slots.", MANIFEST)
    named = (slot.get(part) for slot in slots if isinstance(slot, dict) for part in ("image", "mask"))
    return frozenset(name for name in named if isinstance(name, str))


def pictures(members: Iterable[Member]) -> dict[str, Member]:
    """The members that may be images or masks of the pool, by file name."""
    found = {}
    for member in members:
        name = member.name.removeprefix(POOL)
        if name != member.name and "/" not in name and PurePosixPath(name).suffix.lower() in _SUFFIXES:
            found[name] = member
    return {name: member for name, member in found.items() if not name.startswith(".")}


def manifest_of(names: Iterable[str]) -> bytes:
    """The manifest of a pool that came without one: images as people count (2 before 10), each with its newest mask."""
    masks: dict[str, tuple[int, str]] = {}
    images = []
    for name in names:
        mask = _MASK.fullmatch(name)
        if mask is None:
            images.append(name)
        else:
            masks[mask["stem"]] = max(masks.get(mask["stem"], (-1, "")), (int(mask["number"] or 0), name))
    slots = [{"image": name, "mask": _mask_of(name, masks)} for name in sorted(images, key=_as_people_count)]
    return json.dumps({"active": 0, "slots": slots}).encode()


def _mask_of(image: str, masks: Mapping[str, tuple[int, str]]) -> str | None:
    found = masks.get(PurePosixPath(image).stem)
    return found[1] if found else None


def _as_people_count(name: str) -> tuple[list[tuple[bool, int, str]], str]:
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts], name


def _json(data: bytes, member: str) -> Any:
    try:
        return json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise bad_archive("is damaged: it is no JSON.", member) from error


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
