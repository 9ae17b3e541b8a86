"""Names of saved sets as ComfyUI's SaveImage makes them: `<base>_<00001>_.png` and its texts, numbered on."""

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from ...core.errors import Invalid
from ...core.names import is_file_name
from ...core.values import frozen
from .sidecar import SidecarText, folded

IMAGE_EXTENSION: Final = ".png"
_MOST_DIGITS: Final = 250
_NUMBER: Final = re.compile(rf"_([0-9]{{1,{_MOST_DIGITS}}})(?=[_.]|$)")
_LONGEST_NAME: Final = 255
_LONGEST_PATH: Final = 259 if sys.platform == "win32" else 4_095


@frozen
class Prefix:
    """What the names of a save begin with: `below` are folders, `base` the begin of the names, `%batch_num%` in it."""

    below: tuple[str, ...]
    base: str

    def bases(self, count: int) -> tuple[str, ...]:
        """The base of each image of a batch."""
        return tuple(self.base.replace("%batch_num%", str(place)) for place in range(count))


@frozen
class SetNames:
    """The files of one image."""

    image: str
    texts: tuple[str, ...]

    def __iter__(self) -> Iterator[str]:
        return iter((self.image, *self.texts))


def prefix_of(text: object, size: tuple[int, int], wall_ms: int) -> Prefix:
    """The prefix with its words filled in: `%width%`, `%height%` (of `size`), `%year%` and so on in local time.

    `Invalid` where it leads elsewhere, or names nothing.
    """
    if not isinstance(text, str):
        raise Invalid("The prefix is text.", field="filename_prefix")
    filled = _filled(text.strip(), size, wall_ms).replace("\\", "/")
    parts = [part.strip() for part in filled.split("/") if part.strip() not in ("", ".")] or [""]
    if filled.startswith("/") or ".." in parts:
        raise Invalid(
            "The prefix leads out of its folder.",
            hint="Name the folder in output_folder, and folders below it in the prefix.",
            field="filename_prefix",
        )
    *below, base = parts
    for part in (*below, f"{base}_" if base else ""):
        if not is_file_name(part):
            raise Invalid(
                f"{part[:60]!r} is not a name that files can begin with.",
                hint='Use a name without < > : " | ? * that does not begin with a dot, "-" or "~".',
                field="filename_prefix",
            )
    return Prefix(tuple(below), base)


def set_names(bases: Sequence[str], number: int, texts: Sequence[SidecarText]) -> tuple[SetNames, ...]:
    """The files of each image, numbered from `number` on."""
    made = []
    for place, base in enumerate(bases):
        stem = f"{base}_{number + place:05}_"
        made.append(SetNames(f"{stem}{IMAGE_EXTENSION}", tuple(text.file_name(stem) for text in texts)))
    return tuple(made)


def check_names(sets: Iterable[SetNames], folder: Path) -> None:
    """Raise `Invalid` where a system could not take a name, or a path would be too long, or two are one."""
    seen: set[str] = set()
    for names in sets:
        for name in names:
            _check_name(name, folder, "filename_prefix" if name == names.image else "sidecar")
            if folded(name) in seen:
                raise Invalid(f"Two files would be named {name[:80]!r}.", field="sidecar")
            seen.add(folded(name))


def next_number(names: Iterable[str], bases: Iterable[str]) -> int:
    """One above the highest number that any file of one of the bases has, whatever its extension and capitals."""
    wanted = {_key(base) for base in bases}
    highest = 0
    for name in names:
        key = _key(name)
        for match in _NUMBER.finditer(key):
            if key[: match.start()] in wanted:
                highest = max(highest, int(match[1]))
    return highest + 1


def names_in(folder: Path) -> list[str]:
    """What lies in a folder, nothing where there is none; `OSError`."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except FileNotFoundError:
        return []


def _key(name: str) -> str:
    return name.lower() if name.isascii() else folded(name)


def _filled(text: str, size: tuple[int, int], wall_ms: int) -> str:
    now = time.localtime(wall_ms / 1000)
    words = {
        "width": str(size[0]),
        "height": str(size[1]),
        "year": str(now.tm_year),
        "month": f"{now.tm_mon:02}",
        "day": f"{now.tm_mday:02}",
        "hour": f"{now.tm_hour:02}",
        "minute": f"{now.tm_min:02}",
        "second": f"{now.tm_sec:02}",
    }
    for word, value in words.items():
        text = text.replace(f"%{word}%", value)
    return text


def _check_name(name: str, folder: Path, field: str) -> None:
    length = len(os.fsencode(name)) if _encodes(name) else 0
    if length > _LONGEST_NAME:
        raise Invalid(
            f"A name has at most {_LONGEST_NAME} bytes, this one {length}: {name[:60]!r}.",
            hint="Use a shorter prefix or name.",
            field=field,
        )
    if not is_file_name(name):
        raise Invalid(f"{name[:80]!r} is not a name that every system takes.", hint="Choose another.", field=field)
    path = len(os.fsencode(folder / name))
    if path > _LONGEST_PATH:
        raise Invalid(
            f"A path has at most {_LONGEST_PATH} characters, this one {path}.",
            hint="Use a folder with a shorter path, or a shorter prefix.",
            field="output_folder",
        )


def _encodes(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
