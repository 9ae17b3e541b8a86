"""Names for libraries that come from elsewhere: allowed ones, and not in use."""

import re
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Final

from .library_names import LONGEST, is_name

_NUMBERED: Final = re.compile(r"(.*) ([1-9][0-9]{0,5})")


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, or the next that no library has in any case: `Cats 2`, of `Cats 2` it is `Cats 3`."""
    used = {other.lower() for other in taken}
    numbered = _NUMBERED.fullmatch(name)
    stem, number = (numbered[1], int(numbered[2])) if numbered else (name, 1)
    while name.lower() in used:
        number += 1
        end = f" {number}"
        name = f"{stem[: LONGEST - len(end)].rstrip(' .')}{end}"
    return name


def name_from(file_name: str) -> str:
    """The name of a library for a file that somebody calls `file_name`; `libber` where nothing of it can be used."""
    stem = PurePosixPath(file_name.replace("\\", "/")).name
    stem = stem[:-5] if stem.lower().endswith(".json") else stem
    name = re.sub("[^A-Za-z0-9 _.-]+", "_", stem).lstrip(" ._-")[:LONGEST].rstrip(" .")
    return name if is_name(name) else "libber"
