"""The one place that checks names from outside and keeps paths inside their folder.

Ids are an allowlist; names of existing files may be anything that is one harmless path component; what users type
is a label: text that is shown and never becomes part of a path.
"""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TypeGuard

from .errors import BadName, ClientError, TooLarge

MAX_LABEL = 4_000
"""Characters in a label at most."""

_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}")
_PART_OF_A_PATH = re.compile(r"[A-Za-z0-9 _.-]{1,64}")
_FORBIDDEN_IN_FILE_NAMES = frozenset('<>:"/\\|?*')
_DIGITS = re.compile(r"([0-9]+)")
_RESERVED = re.compile(r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])", re.IGNORECASE)
_ALLOWED_CONTROLS = frozenset("\n\t")


def check_id(value: object, field: str = "id") -> str:
    """`value` if it is an id: 1 to 64 of `A-Z a-z 0-9 _ -`, not starting with `-`, no reserved name of Windows.

    Raises `BadName` otherwise, an empty or missing id included.
    """
    if not isinstance(value, str) or not _ID.fullmatch(value):
        shown = repr(value)[:80]
        raise BadName(f"{shown} is not an id.", hint="Use 1 to 64 letters, digits, '_' or '-'.", field=field)
    if _RESERVED.fullmatch(value):
        raise BadName(f"{value!r} is a name that Windows reserves.", hint="Choose another id.", field=field)
    return value


def is_file_name(value: object) -> TypeGuard[str]:
    """Whether `value` is one harmless path component: no separator, control, drive, reserved or hidden name."""
    if not isinstance(value, str) or not value or value.startswith((".", "~", " ", "-")) or value.endswith((".", " ")):
        return False
    if any(
        char in _FORBIDDEN_IN_FILE_NAMES or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        for char in value
    ):
        return False
    folded = unicodedata.normalize("NFKC", value)
    if "/" in folded or "\\" in folded or ".." in folded:
        return False
    stem = folded.split(".", 1)[0].rstrip()
    return not _RESERVED.fullmatch(stem) and len(value.encode()) <= 255


def check_file_name(value: object, field: str = "name") -> str:
    """`value` if `is_file_name`, else `BadName`."""
    if not is_file_name(value):
        raise BadName(f"{repr(value)[:80]} is not a file name that can be used.", field=field)
    return value


def is_path_name(value: object) -> TypeGuard[str]:
    """Whether `value` can be the name of a folder that people name: a scene, a story, a job, a libber."""
    return isinstance(value, str) and _PART_OF_A_PATH.fullmatch(value) is not None and is_file_name(value)


def check_path_name(value: object, field: str = "folder") -> str:
    """`value` if `is_path_name`: 1 to 64 of `A-Z a-z 0-9 _ . -` and blanks, a letter or digit first; else `BadName`."""
    if is_path_name(value):
        return value
    raise BadName(
        f"{repr(value)[:80]} is not a name that can be used here.",
        hint="Use 1 to 64 of the letters A to Z, digits, spaces, '_', '.' and '-'; a letter or a digit first.",
        field=field,
    )


def natural_order(name: str) -> tuple[list[tuple[int, str]], str]:
    """The key that sorts names as people do: `a2` before `a10`, `b` after `A` and before `C`."""
    parts = _DIGITS.split(name.casefold())
    return [(int(part[:18]), part) if part.isdecimal() else (-1, part) for part in parts], name


def namesake(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that only its capitals tell from `name`: many disks take the two for one folder."""
    return next((one for one in names if one != name and one.casefold() == name.casefold()), None)


def check_label(value: object, field: str = "label") -> str:
    """`value` if it is text of at most `MAX_LABEL` characters without control characters or lone surrogates."""
    if not isinstance(value, str):
        raise ClientError("A label is text.", field=field)
    if len(value) > MAX_LABEL:
        raise TooLarge(f"A label has at most {MAX_LABEL} characters, this one {len(value)}.", field=field)
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in _ALLOWED_CONTROLS for char in value):
        raise ClientError("A label has no control characters.", hint="Remove them, then try again.", field=field)
    return value


def contained(root: Path, *parts: str) -> Path:
    """The real path of `root / parts`, symlinks followed, proven to lie inside the real `root`.

    Raises `BadName` where it does not. Touches the disk (resolves links); call it off the event loop.
    """
    try:
        base = root.resolve()
        path = base.joinpath(*parts).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise BadName("The path cannot be resolved.", field="path") from error
    if path == base or not path.is_relative_to(base):
        raise BadName("The path leads out of its folder.", field="path")
    return path
