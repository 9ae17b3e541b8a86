"""Names of profiles: what people may type, what counts as the same name, which one is free."""

import re
import unicodedata
from collections.abc import Container
from typing import Final

from ...core.errors import ClientError, Invalid

MOST_CHARACTERS: Final = 200

_NUMBERED: Final = re.compile(r"(.*\S) \(([0-9]{1,9})\)")
_UNSHOWN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_UNSEEN: Final = frozenset({"Cf", "Zs", "Cn", "Mn", "Me"})
"""What alone would be a name that nobody can see or click."""

_BLANKS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that are drawn as nothing."""

_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They change the direction of whatever follows, beyond the name itself."""


def check_name(value: object, field: str = "name") -> str:
    """`value` without space around it, if it is a name: text of 1 to 200 characters in one line.

    Raises `ClientError` for what is no text or has control characters, `Invalid` for a length that is not allowed.
    """
    if not isinstance(value, str):
        raise ClientError("A name is text.", field=field)
    name = value.strip()
    if any(_is_unshown(char) for char in name):
        raise ClientError("A name is one line without control characters.", hint="Remove them.", field=field)
    if not _is_seen(name) or len(name) > MOST_CHARACTERS:
        fault = f"{field}: has {len(name)} characters"
        raise Invalid(
            f"A name has 1 to {MOST_CHARACTERS} characters.", hint="Type another one.", field=field, faults=(fault,)
        )
    return name


def readable(value: object) -> str:
    """What can be shown of a name that another program wrote: one line, 200 characters; empty where nothing can."""
    if not isinstance(value, str):
        return ""
    shown = "".join(" " if _is_unshown(char) else char for char in value[: 4 * MOST_CHARACTERS])
    shown = shown.strip()[:MOST_CHARACTERS].strip()
    return shown if _is_seen(shown) else ""


def _is_unshown(char: str) -> bool:
    return char in _TURNING or unicodedata.category(char) in _UNSHOWN


def _is_seen(name: str) -> bool:
    return any(char not in _BLANKS and unicodedata.category(char) not in _UNSEEN for char in name)


def key(name: str) -> str:
    """Equal for names that count as one: capitals, how accents are encoded, and what nobody sees make no difference."""
    seen = "".join(char for char in name if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).casefold())


def free_name(name: str, taken: Container[str]) -> str:
    """`name`, or where its key is in `taken` the first of "name (2)", "name (3)", ... that is free.

    Counts on where `name` has a number already; shortened where the number would make it longer than a name may be.
    """
    if key(name) not in taken:
        return name
    match = _NUMBERED.fullmatch(name)
    base, number = (match[1], int(match[2]) + 1) if match else (name, 2)
    while True:
        ending = f" ({number})"
        made = base[: MOST_CHARACTERS - len(ending)].rstrip() + ending
        if key(made) not in taken:
            return made
        number += 1
