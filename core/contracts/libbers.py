"""Libbers: libraries of named text snippets ("libs") that texts refer to as `%key%`. Every value is frozen."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from attrs import field

from ..values import frozen
from .editing import Editing

DELIMITER: Final = "%"
MAX_DEPTH: Final = 10
LARGEST_DEPTH: Final = 100


def _read_only(libs: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(libs))


@frozen(kw_only=True)
class Libber:
    """A library: `libs` are the snippets by normalised key (`a-z 0-9 _`), in their order.

    `delimiter` stands on both sides of a reference and has at least one character; `max_depth` (0 to 100) is how deep
    snippets may refer to others: 1 replaces what the text refers to, 0 nothing.
    """

    libs: Mapping[str, str] = field(factory=dict, converter=_read_only)
    delimiter: str = DELIMITER
    max_depth: int = MAX_DEPTH


@frozen(kw_only=True)
class Substitution:
    """A text with its references replaced, and what is to be said about it.

    `used` are the references that were replaced, without their functions, `unknown` those that no library knows (they
    stand in `text` as they were), `too_deep` those that were left because of `max_depth`; each once, in the order of
    their appearance, as written between the delimiters (`key`, `key:2`, `*`, `*:2`, `key|upper`). `cycles` are paths of
    keys that lead back to their first, such as `("a", "b", "a")`; at most 100. `functions` are the names of those that
    were applied; `unknown_functions` what would be a reference if there were its functions, `failed` the references
    whose function failed: both stand in `text` as they were.
    """

    text: str
    used: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    too_deep: tuple[str, ...] = ()
    cycles: tuple[tuple[str, ...], ...] = ()
    functions: tuple[str, ...] = ()
    unknown_functions: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@frozen(kw_only=True)
class LibberDocument:
    """A library as its file holds it.

    `revision` is the hash of the file's bytes. `problems` say, one sentence each, what in the file is not used and what
    was mended. What is `read_only` was written by a newer Penstock, or could not be written back without loss.
    """

    name: str
    libber: Libber
    revision: str
    problems: tuple[str, ...] = ()
    read_only: bool = False


@frozen(kw_only=True)
class DeletedLibber:
    """A library in the trash: `id` brings it back, `deleted` is in milliseconds since 1970."""

    id: str
    name: str
    deleted: int


class LibberEditing(Editing, Protocol):
    """The drafts of libraries, kind `libbers`.

    Entries: `lib:<key>` (text), `delimiter` (text), `max_depth` (a whole number).
    """


class Libbers(Protocol):
    """The libraries of this installation: `<output>/libbers/<name>.json`. What is saved counts, never a draft.

    All methods block and are safe on any thread. Names are found in any case. Raises `BadName`, `NotFound`, `Invalid`
    for a damaged library without a good copy, `Busy`, and the errors of the disk; what raised changed nothing.
    """

    def names(self) -> tuple[str, ...]:
        """The names of all libraries, sorted; no file is opened."""
        ...

    def get(self, name: str) -> LibberDocument:
        """A library as its file holds it now."""
        ...

    def save(self, name: str, libber: Libber, seen: str | None) -> LibberDocument:
        """Store a library over the revision `seen`, None for a new one; `Conflict` where another is there."""
        ...

    def add(self, name: str, data: bytes) -> LibberDocument:
        """A new library of the bytes of a file in either spelling, kept as they are; it gets the next free name.

        `Invalid` for what is no library.
        """
        ...

    def file(self, name: str) -> Path:
        """The file of a library, to be sent as it is."""
        ...

    def rename(self, name: str, new_name: str) -> LibberDocument:
        """Give it another name; `Conflict` where that is taken."""
        ...

    def delete(self, name: str) -> DeletedLibber:
        """Move it to the trash for 30 days."""
        ...

    def deleted(self) -> tuple[DeletedLibber, ...]:
        """What can be restored, the last deleted first."""
        ...

    def restore(self, trash_id: str) -> str:
        """Bring a deleted library back; returns its name. `Conflict` where the name is taken."""
        ...

    def substitute(
        self, text: str, names: Sequence[str], seed: int = 0, unsaved: Mapping[str, Libber] | None = None
    ) -> Substitution:
        """`text` with its references replaced from these libraries, the first that knows each; see `Substitution`.

        Delimiter and depth are those of the first. `unsaved` ones count in the place of the saved ones of the same
        names (spelt as in `names`), which need not exist. `NotFound` for a library that there is none of, `TooLarge`.
        """
        ...

    def signature(self, name: str) -> str:
        """Changes whenever the library or the text functions do (a plugin with another version); empty where there is
        no such library: for fingerprints. Opens no file.
        """
        ...
