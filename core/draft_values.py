"""What drafts are made of: entries, edits, and how large they may be. Every value is frozen."""

import json
import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from attrs import field

from .errors import Invalid, TooLarge
from .values import frozen

MOST_ENTRIES: Final = 10_100
"""10,000 of what a document is made of, and what it says beside them."""

MOST_BYTES: Final = 40_000_000
"""Characters of all keys and texts of a draft together, as JSON in ASCII: any file that a plugin keeps fits."""

LARGEST_ENTRY: Final = 10_000_000
"""Characters of one entry, and of all that one edit brings."""

MAX_KEY: Final = 1_000
MAX_DEPTH: Final = 100
_PLAIN: Final = (str, int, float, type(None))


@frozen
class Entry:
    """A value as JSON in ASCII, and the revision of the draft that put it there."""

    text: str
    revision: int

    @property
    def value(self) -> Any:
        """The value, made anew at each call: changing it changes no draft."""
        return json.loads(self.text)


@frozen
class Edit:
    """Put `value` (JSON) at `key`, in its place or as the last; or take away what is there, if `removed`.

    With `instead_of`, the entry of that key goes and `key` stands in its place (a rename); there must be one, and none
    at `key`.
    """

    key: str
    value: Any = None
    removed: bool = False
    instead_of: str | None = None


@frozen
class Change:
    """An edit as it is kept: `text` is None where the entry goes; for `instead_of` see `Edit`."""

    key: str
    text: str | None
    instead_of: str | None = None

    @property
    def value(self) -> Any:
        """The value, None where the entry goes."""
        return None if self.text is None else json.loads(self.text)


def _read_only(entries: Mapping[str, Entry]) -> Mapping[str, Entry]:
    return MappingProxyType(dict(entries))


@frozen(kw_only=True)
class DraftNote:
    """A draft without its entries.

    `base` is the revision of the file that it was made from, None where there was no file. `revision` grows with each
    step. `dirty`: it differs from what it was opened with. It goes after `expires_in` seconds without use.
    """

    id: str
    kind: str
    name: str
    base: str | None
    revision: int
    dirty: bool
    expires_in: float


@frozen(kw_only=True)
class Draft(DraftNote):
    """A draft as it stands, its entries in their order."""

    entries: Mapping[str, Entry] = field(converter=_read_only)
    can_undo: bool
    can_redo: bool

    def content(self) -> dict[str, Any]:
        """The values by key."""
        return {key: entry.value for key, entry in self.entries.items()}


def texts_of(content: Mapping[str, object]) -> dict[str, str]:
    """The entries of a new draft as JSON; `Invalid` or `TooLarge`."""
    if len(content) > MOST_ENTRIES:
        raise too_many()
    return {checked_key(key): json_text(value) for key, value in content.items()}


def changes_of(edits: Iterable[Edit]) -> tuple[Change, ...]:
    """What `edits` come to; `Invalid`, or `TooLarge` where they could not fit into any draft."""
    made: list[Change] = []
    size = 0
    for edit in edits:
        made.append(_change_of(edit))
        size += len(made[-1].key) + len(made[-1].text or "")
        if len(made) > MOST_ENTRIES or size > LARGEST_ENTRY:
            raise TooLarge("That is more than one edit may hold.", hint="Send it in parts.", field="edits")
    return tuple(made)


def _change_of(edit: Edit) -> Change:
    key = checked_key(edit.key)
    if edit.instead_of is None:
        return Change(key, None if edit.removed else json_text(edit.value))
    if edit.removed:
        raise Invalid("An entry that is removed stands in no other's place.", field="instead_of")
    return Change(key, json_text(edit.value), checked_key(edit.instead_of))


def too_many() -> TooLarge:
    """What is said of a draft that has too many entries."""
    return TooLarge(f"A draft has at most {MOST_ENTRIES:,} entries.", hint="Remove some first.", field="entries")


def checked_key(key: object) -> str:
    """`key` as JSON gives it back; `Invalid` where it is none."""
    if not isinstance(key, str):
        raise Invalid("The key of an entry is text.", field="key", faults=("key: not text",))
    if len(key) > MAX_KEY:
        raise Invalid(f"The key of an entry has at most {MAX_KEY} characters.", field="key", faults=("key: too long",))
    return key if key.isascii() else str(json.loads(json.dumps(key)))


def json_text(value: object) -> str:
    """`value` as JSON in ASCII; `Invalid` where it is none, `TooLarge` where it fits into no draft."""
    _check(value)
    try:
        text = json.dumps(value, separators=(",", ":"))
    except ValueError as error:  # a whole number of thousands of digits
        raise _no_json("a number is too large") from error
    if len(text) > LARGEST_ENTRY:
        raise TooLarge(f"An entry has at most {LARGEST_ENTRY:,} characters as JSON.", field="value")
    return text


def _check(value: object) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        inner: list[object] = []
        for outer in level:
            inner.extend(_inside(outer))
        if not inner:
            return
        level = inner
    raise _no_json(f"it is nested more than {MAX_DEPTH} levels deep")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise _no_json("a key is no text")
        return value.values()
    if isinstance(value, list | tuple):
        return value
    if not isinstance(value, _PLAIN) or (isinstance(value, float) and not math.isfinite(value)):
        raise _no_json(f"{repr(value)[:40]} is no JSON value")
    return ()


def _no_json(reason: str) -> Invalid:
    return Invalid(f"The value is not JSON: {reason}.", field="value", faults=(f"value: {reason}",))
