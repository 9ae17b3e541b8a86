"""Libraries as documents that people edit: one entry a snippet (`lib:<key>`), one for the delimiter, one for the depth.

What a draft does not hold (fields that nobody knows, entries that cannot be used) stays in the file.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ...core.contracts.editing import Stored
from ...core.contracts.libbers import LARGEST_DEPTH, Libber, Libbers
from ...core.draft_values import Edit
from ...core.errors import Invalid, NotFound
from .keys import check_key, normalised
from .library_limits import check_delimiter, check_text, is_depth

KIND: Final = "libbers"
LIB: Final = "lib:"
DELIMITER: Final = "delimiter"
MAX_DEPTH: Final = "max_depth"

Entries = Mapping[str, Any]


class LibberDocuments:
    """Implements `Documents` over the service, which is asked for when it is needed. Safe on any thread."""

    def __init__(self, libbers: Callable[[], Libbers]) -> None:
        self._libbers = libbers

    @property
    def kind(self) -> str:
        """See `Documents`."""
        return KIND

    def read(self, name: str) -> Stored:
        """See `Documents`."""
        try:
            found = self._libbers().get(name)
        except NotFound:
            return Stored(entries=entries_of(Libber()), revision=None)
        return Stored(
            entries=entries_of(found.libber),
            revision=found.revision,
            read_only=found.read_only,
            problems=found.problems,
        )

    def signature(self, name: str) -> str:
        """See `Documents`."""
        return self._libbers().signature(name)

    def write(self, name: str, entries: Entries, seen: str | None) -> str:
        """See `Documents`."""
        return self._libbers().save(name, libber_of(entries), seen).revision

    def checked(self, name: str, edits: Sequence[Edit], entries: Entries) -> tuple[Edit, ...]:
        """See `Documents`. Keys are normalised; `details["suggestion"]` of an error is a key that would do."""
        return tuple(_checked(edit) for edit in edits)


def entries_of(libber: Libber) -> dict[str, Any]:
    """The entries of a draft."""
    libs = {f"{LIB}{key}": text for key, text in libber.libs.items()}
    return {**libs, DELIMITER: libber.delimiter, MAX_DEPTH: libber.max_depth}


def libber_of(entries: Entries) -> Libber:
    """The library that the entries of a draft make up."""
    libs = {key[len(LIB) :]: text for key, text in entries.items() if key.startswith(LIB)}
    given = {key: entries[key] for key in (DELIMITER, MAX_DEPTH) if key in entries}
    return Libber(libs=libs, **given)


def _checked(edit: Edit) -> Edit:
    if edit.key in _SETTINGS:
        return _setting(edit)
    key = _key(edit.key, "key", must_be_one=not edit.removed)
    if edit.removed:
        return Edit(key, removed=True)
    check_text(edit.value, key[len(LIB) :], "value")
    before = None if edit.instead_of is None else _key(edit.instead_of, "instead_of", must_be_one=False)
    return Edit(key, edit.value, instead_of=None if before == key else before)


def _key(key: str, field: str, *, must_be_one: bool) -> str:
    if not key.startswith(LIB):
        raise Invalid(
            f"{repr(key)[:80]} is no entry of a libber.",
            hint=f'Use "{LIB}<key>", "{DELIMITER}" or "{MAX_DEPTH}".',
            field=field,
            faults=(f"{field}: no entry",),
        )
    spelt = key[len(LIB) :]
    return LIB + (check_key(spelt, field) if must_be_one else normalised(spelt))


def _setting(edit: Edit) -> Edit:
    if edit.removed or edit.instead_of is not None:
        raise Invalid(f"Each libber has a {edit.key}.", field="key", faults=("key: it stays where it is",))
    _SETTINGS[edit.key](edit.value)
    return Edit(edit.key, edit.value)


def _check_delimiter(value: object) -> None:
    check_delimiter(value, "value")


def _check_depth(value: object) -> None:
    if not is_depth(value):
        raise Invalid(
            f"{repr(value)[:40]} cannot be a depth.",
            hint=f"Use a whole number from 0 to {LARGEST_DEPTH}.",
            field="value",
            faults=("value: no depth",),
        )


_SETTINGS: Final[Mapping[str, Callable[[object], None]]] = {DELIMITER: _check_delimiter, MAX_DEPTH: _check_depth}
