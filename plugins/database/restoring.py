"""The list of tables of a damaged file: as far as SQLite reads it, put right by our own tables, and written anew.

A schema is ours by its revision, or, where that is lost, by descriptions that are ours to the letter. Blocks;
`sqlite3.Error`, `OSError`.
"""

import contextlib
import mmap
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from ...core.values import frozen
from . import carving, headers
from .descriptions import Model, is_table, name_in, revisions_of
from .sqlite_files import UNREADABLE

BROKEN: Final = (sqlite3.DatabaseError, *UNREADABLE)
_WORDS: Final = ", ".join(f"CAST({column} AS BLOB)" for column in ("type", "name", "tbl_name", "sql"))
_ALL: Final = f"SELECT rowid, rootpage, {_WORDS} FROM sqlite_master"  # noqa: S608 (words of ours)
_EMPTY_LIST: Final = b"\x0d\0\0\0\0"
_PLAIN: Final = b"\x01\x01"
"""The versions that write and read a file without a log."""


@frozen
class Entry:
    """What the file says of one table or index; what is no text is empty. `root` is 0 where it is no number."""

    root: int
    kind: str
    name: str
    table: str
    text: str

    @property
    def is_table(self) -> bool:
        """Whether it makes a table, whatever the file calls it."""
        return is_table(self.text)


@frozen
class Found:
    """A copy whose list of tables is whole. `entries` are those of schemas that are not in `ours`."""

    copy: Path
    entries: Sequence[Entry]
    ours: Sequence[Model]


def lenient(copy: Path) -> sqlite3.Connection:
    """A connection to a damaged file: descriptions that are damaged hide no others."""
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    return connection


def restored(copy: Path, models: Sequence[Model], again: Callable[[bytes], Path]) -> Found:
    """What `copy` has, with all tables of ours that can be found. `again` copies it with another first page."""
    with contextlib.closing(lenient(copy)) as old:
        with contextlib.suppress(*BROKEN):  # what of its log is damaged is not there
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        entries = _entries(old)
    roots = _roots(copy, models, entries)
    made = again(_first_page(copy))
    with contextlib.closing(lenient(made)) as new:
        _list(new, _ours(models, roots))
    with contextlib.closing(lenient(made)) as new:
        ours = [model for model in models if _is_ours(new, model, entries)]
        others = [one for one in entries if not any(_is_of(one, model) for model in ours)]
        for name in (name for model in models if model not in ours for name in model.tables):
            new.execute("DELETE FROM sqlite_master WHERE name = ?", (name,))
        _list(new, (one for one in others if one.is_table))
    return Found(made, others, ours)


def _entries(old: sqlite3.Connection) -> list[Entry]:
    """From the first one on; where that breaks off, from the last one back as well."""
    found: dict[int, Entry] = {}
    for order in ("ASC", "DESC"):
        try:
            for number, root, *words in old.execute(f"{_ALL} ORDER BY rowid {order}"):
                found[number] = Entry(root if isinstance(root, int) else 0, *map(_text, words))
        except BROKEN:  # what came before the damage is what there is
            continue
        break
    return [found[number] for number in sorted(found)]


def _text(data: bytes | None) -> str:
    """What is no text any more describes nothing, and names nothing."""
    try:
        return bytes(data or b"").decode()
    except UnicodeDecodeError:
        return ""


def _roots(copy: Path, models: Iterable[Model], entries: Sequence[Entry]) -> dict[str, int]:
    """The first pages of our tables: as SQLite reads them, as their words lie in the file, or both.

    A damaged name may be that of another table.
    """
    found: dict[str, int] = {}
    with copy.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        pages = len(data) // headers.page_size(data[: headers.SIZE])
        for name, text in (pair for model in models for pair in model.tables.items()):
            carved = carving.roots(data, name, text, pages)
            surely = {one.root for one in entries if text == one.text and name == one.name}
            perhaps = {one.root for one in entries if text == one.text or name == one.name}
            possible = set(range(2, pages + 1))
            ways = (surely & carved, surely & possible, perhaps & carved, carved, perhaps & possible)
            if chosen := next(filter(None, ways), None):
                found[name] = max(chosen)
    return found


def _first_page(copy: Path) -> bytes:
    """The first page of the file with an empty list of tables, and without free pages."""
    with copy.open("rb") as stream:
        head = bytearray(stream.read(headers.SIZE))
    page = headers.page_size(head)
    head[18:20] = _PLAIN
    head[28:40] = (copy.stat().st_size // page).to_bytes(4, "big") + bytes(8)
    head[92:96] = head[24:28]
    usable = (page - head[20]) & 0xFFFF
    return (bytes(head) + _EMPTY_LIST + usable.to_bytes(2, "big")).ljust(page, b"\0")


def _list(new: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    new.execute("BEGIN")
    for one in entries:
        name = name_in(one.text)
        if name and one.root > 1:
            new.execute("INSERT INTO sqlite_master VALUES ('table', ?, ?, ?, ?)", (name, name, one.root, one.text))
    new.execute("COMMIT")


def _ours(models: Iterable[Model], roots: Mapping[str, int]) -> Iterator[Entry]:
    for name, text in (pair for model in models for pair in model.tables.items()):
        if name in roots:
            yield Entry(roots[name], "table", name, name, text)


def _is_ours(new: sqlite3.Connection, model: Model, entries: Sequence[Entry]) -> bool:
    try:
        revisions = revisions_of(new, model)
    except BROKEN:
        revisions = []
    return revisions == [model.revision] if revisions else _is_exact(model, entries)


def _is_exact(model: Model, entries: Iterable[Entry]) -> bool:
    return {one.text for one in entries if one.text and one.table.startswith(model.prefix)} == set(model.texts.values())


def _is_of(entry: Entry, model: Model) -> bool:
    """Whether it is one of the schema's, by its name or by its text: one of them may be damaged."""
    return entry.name in model.texts or entry.text in model.texts.values()
