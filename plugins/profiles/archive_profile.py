"""Which members of a zip file make up a profile, and what the file says about it."""

import json
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any, Final

from ...core.values import frozen
from .archive_errors import bad_archive
from .archive_guard import Member
from .names import readable

META: Final = "profile_meta.json"
POOL: Final = "pool/"
MANIFEST_FILE: Final = "manifest.json"
MANIFEST: Final = POOL + MANIFEST_FILE

_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
_LATEST: Final = 10**15
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
"""Also one without an end, so that nothing is looked at twice."""

_VALUES: Final = 10_000
_VALUES_OF_A_PICTURE: Final = 16


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


def named_files(data: bytes, pictures: int) -> frozenset[str]:
    """The names of files in a manifest, whatever they are; what is wrong in it is for the pools to say.

    Raises `BadArchive` for what is no JSON object, or has far more values than so many pictures need: a small value
    takes many times its bytes in memory.
    """
    if _values_in(data) > _VALUES + _VALUES_OF_A_PICTURE * pictures:
        raise bad_archive("has far too many values.", MANIFEST)
    found = _json(data, MANIFEST)
    slots = found.get("slots") if isinstance(found, dict) else None
    if not isinstance(slots, list):
        raise bad_archive("has no list of slots.", MANIFEST)
    named = (slot.get(part) for slot in slots if isinstance(slot, dict) for part in ("image", "mask"))
    return frozenset(name for name in named if isinstance(name, str))


def _values_in(data: bytes) -> int:
    """How many values there are at most; what stands in texts is none."""
    bare = _STRING.sub(b"", data)
    return sum(bare.count(sign) for sign in (b",", b"[", b"{"))


def pictures(members: Iterable[Member]) -> dict[str, Member]:
    """The members that may be images or masks of the pool, by file name."""
    found = {}
    for member in members:
        name = member.name.removeprefix(POOL)
        if name != member.name and "/" not in name and PurePosixPath(name).suffix.lower() in _SUFFIXES:
            found[name] = member
    return {name: member for name, member in found.items() if not name.startswith(".")}


def _json(data: bytes, member: str) -> Any:
    try:
        return json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise bad_archive("is damaged: it is no JSON.", member) from error


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
