"""What a library may hold: sizes, and what counts as a snippet."""

import re
from typing import Any, Final, TypeGuard

from ...core.contracts.libbers import LARGEST_DEPTH, Libber
from ...core.errors import Invalid, TooLarge
from .keys import is_key, normalised

MOST_LIBS: Final = 10_000
MOST_CHARACTERS: Final = 100_000
MOST_BYTES: Final = 32 << 20
MAX_DELIMITER: Final = 20

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def is_text(value: Any) -> TypeGuard[str]:
    """Whether `value` is text that can be sent and stored: no lone surrogates."""
    return isinstance(value, str) and (value.isascii() or not _LONE_SURROGATE.search(value))


def is_depth(value: Any) -> TypeGuard[int]:
    """Whether `value` can be a library's `max_depth`."""
    return type(value) is int and 0 <= value <= LARGEST_DEPTH


def check_delimiter(value: object, field: str = "delimiter") -> str:
    """`value` if it can be a delimiter: 1 to 20 characters, none of them a blank or a control character."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_DELIMITER or not value.isprintable() or " " in value:
        raise Invalid(
            f"{repr(value)[:80]} cannot be a delimiter.",
            hint=f"Use 1 to {MAX_DELIMITER} visible characters, such as % or <<.",
            field=field,
            faults=(f"{field}: no delimiter",),
        )
    return value


def check_libber(libber: Libber) -> None:
    """Raise `Invalid` or `TooLarge` for a library that cannot be stored; says which snippet it is."""
    check_count(len(libber.libs))
    check_delimiter(libber.delimiter)
    if not is_depth(libber.max_depth):
        raise _invalid(f"{repr(libber.max_depth)[:40]} cannot be a depth.", "max_depth", f"Use 0 to {LARGEST_DEPTH}.")
    for key, text in libber.libs.items():
        if not isinstance(key, str) or not is_key(key) or normalised(key) != key:
            raise _invalid(f"{repr(key)[:80]} is no normalised key.", "libs", "Use a to z, 0 to 9 and '_'.")
        check_text(text, key)


def check_text(text: object, key: str, field: str = "libs") -> None:
    """Raise `Invalid` or `TooLarge` for what cannot be the snippet `key`."""
    if not is_text(text):
        raise _invalid(f"The snippet {repr(key)[:80]} is no text.", field, "Only text can be put into a text.")
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(
            f"A snippet has at most {MOST_CHARACTERS:,} characters, {repr(key)[:80]} has {len(text):,}.",
            hint="Split it into several snippets.",
            field=field,
        )


def check_count(count: int, what: str = "A libber") -> None:
    """Raise `TooLarge` for more snippets than a library may have."""
    if count > MOST_LIBS:
        raise TooLarge(
            f"{what} has at most {MOST_LIBS:,} snippets, not {count:,}.", hint="Make several libbers.", field="libs"
        )


def _invalid(message: str, field: str, hint: str) -> Invalid:
    return Invalid(message, hint=hint, field=field, faults=(f"{field}: {message}",))
