"""A damaged file of the database: it is kept beside, and what can still be read of it makes a new one.

Only the file in Penstock's own folder: one that people named may be anything. Whoever has the damaged file open notices
that another one has its name. Blocks; raises `PenstockError`.
"""

import contextlib
import logging
import sqlite3
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from ...core import file_locks
from ...core.clock import Clock
from ...core.errors import Busy, from_os_error
from ...core.files import Files, StagedFile
from ...core.troubles import DAMAGE, aside
from . import descriptions, headers
from .descriptions import Model, name_in
from .restoring import BROKEN, Entry, Found, lenient, restored
from .sqlite_files import UNREADABLE

_LOG: Final = logging.getLogger("penstock.database")
_BESIDE: Final = ("-wal", "-shm")
_VERSIONS: Final = "_alembic_version"
_BUSY_SECONDS: Final = 5.0
_WIDEST: Final = 10_000
"""Rows in a row that are asked for one by one."""

_ROUNDS: Final = 10
"""How often rows that lost what they belong to are removed: as deep as tables depend on each other."""


def salvage(path: Path, files: Files, clock: Clock, models: Sequence[Model], is_it: Callable[[], bool]) -> None:
    """Put a new database in the place of the damaged one, unless somebody else did, and it is not it any more.

    `models` are the tables that are known here.
    """
    lock = path.parent / file_locks.FOLDER / f"{path.name}.lock"
    with file_locks.held(files, lock, busy="The database is being mended.", what="the database"):
        if not is_it():
            return
        try:
            beside = [suffix for suffix in _BESIDE if path.with_name(path.name + suffix).exists()]
            with _alone(path):
                rows = _replaced(path, files, models, kept := aside(path, clock.wall_ms()), beside)
        except OSError as error:
            raise from_os_error(error, "mend the database") from error
    told = "%s was damaged: it is kept as %s. A new one stands in its place, with the %d rows that could be read."
    _LOG.error(told, path.name, kept.name, rows, extra=DAMAGE)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody writes to the file where SQLite can say so: what is acknowledged meanwhile would not be in the new one.

    Whoever waits finds that the file was replaced, and writes into the new one. SQLite leaves alone what was moved.
    Windows moves nothing that somebody has open: there others who have it open keep it from being mended.
    """
    if sys.platform == "win32":
        yield
        return
    with contextlib.closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as holding:
        try:
            holding.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise Busy("The database is being changed by somebody else.", hint="Try again in a moment.") from error
        except UNREADABLE:
            _LOG.debug("%s is mended without its lock: SQLite does not read it.", path.name)
        yield


def _replaced(path: Path, files: Files, models: Sequence[Model], kept: Path, beside: Sequence[str]) -> int:
    """Set the damaged file aside, with what was `beside` it, and place the new one; how many rows it has."""
    with contextlib.ExitStack() as ending:
        copy = _copied(path, files, ending)
        with files.stage(path.parent) as staged:
            pass
        ending.callback(_discard, files, staged.path)
        rows = _filled(restored(copy, models, partial(_again, copy, files, ending)), staged.path)
        for suffix in _BESIDE:
            if suffix in beside and path.with_name(path.name + suffix).exists():
                files.move(path.with_name(path.name + suffix), kept.with_name(kept.name + suffix))
            else:
                files.discard(path.with_name(path.name + suffix))
        files.move(path, kept)
        if rows:
            files.place(staged.path, path)
        return rows


def _copied(path: Path, files: Files, ending: contextlib.ExitStack) -> Path:
    """A copy to read from, its first bytes as they must be: what is kept is not touched by SQLite."""
    log = path.with_name(f"{path.name}-wal")
    stream = ending.enter_context(path.open("rb"))  # closing it lets go of this process's locks of the file
    with files.stage(path.parent, passing=True) as staged:
        ending.callback(_discard, files, staged.path)
        head = headers.put_right(stream, path.stat().st_size, log)
        _write(staged, head, stream)
        staged.write(bytes(-staged.size % headers.page_size(head)))
    if sys.platform == "win32":
        stream.close()
    if log.exists():
        with StagedFile(files.calls, staged.path.with_name(f"{staged.path.name}-wal"), passing=True) as beside:
            files.copy(log, beside)
    return staged.path


def _again(copy: Path, files: Files, ending: contextlib.ExitStack, beginning: bytes) -> Path:
    """A copy of a copy that begins with other bytes."""
    with files.stage(copy.parent, passing=True) as staged, copy.open("rb") as stream:
        ending.callback(_discard, files, staged.path)
        _write(staged, beginning, stream)
    return staged.path


def _write(staged: StagedFile, beginning: bytes, stream: BinaryIO) -> None:
    """`beginning`, and from there on what is in `stream`."""
    staged.write(beginning)
    stream.seek(len(beginning))
    while chunk := stream.read(1 << 20):
        staged.write(chunk)


def _discard(files: Files, path: Path) -> None:
    for suffix in ("", *_BESIDE, "-journal"):
        with contextlib.suppress(OSError):  # the next start sweeps
            files.discard(path.with_name(path.name + suffix))


def _filled(found: Found, target: Path) -> int:
    """Make a new database of what was found; how many rows it has."""
    with (
        contextlib.closing(lenient(found.copy)) as old,
        contextlib.closing(sqlite3.connect(target, isolation_level=None)) as new,
    ):
        new.execute("PRAGMA synchronous = FULL")
        new.execute("BEGIN")
        others = [one for one in found.entries if name_in(one.text) and _made(new, one.text)]
        tables = [name for model in found.ours for name, text in model.tables.items() if _made(new, text)]
        counts = {name: _carried(old, new, name) for name in dict.fromkeys([*map(_name, others), *tables])}
        lost = {one.name for one in found.entries if one.kind == "table" and one not in others}
        _drop_unversioned(new, counts, lost, [model.prefix for model in found.ours])
        descriptions.complete(new, found.ours)
        for one in found.entries:
            if one.text and not one.is_table:
                _made(new, one.text.replace(" INDEX ", " INDEX IF NOT EXISTS ", 1))
        _drop_orphans(new)
        new.execute("COMMIT")
        return sum(counts.values())


def _name(entry: Entry) -> str:
    return name_in(entry.text)


def _made(new: sqlite3.Connection, sql: str) -> bool:
    try:
        new.execute(sql)
    except (sqlite3.Error, *BROKEN) as error:
        _LOG.warning("Of the damaged database a part is left out: %s", error)
        return False
    return True


def _carried(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> int:
    """Copy the rows of a table that can be read; how many."""
    columns = [_quoted(row[1]) for row in new.execute(f"PRAGMA table_info({_quoted(table)})")]
    named = f"{_quoted(table)} ({', '.join(columns)})"
    statement = f"INSERT OR IGNORE INTO {named} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
    before = new.total_changes
    for row in _rows(old, table, ", ".join(columns)):
        with contextlib.suppress(sqlite3.Error):  # a value that does not fit is damage, too
            new.execute(statement, row)
    return new.total_changes - before


def _quoted(name: str) -> str:
    """A name in a statement. In double quotes SQLite takes one that is unknown for a text."""
    return "`" + name.replace("`", "``") + "`"


def _rows(old: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[object, ...]]:
    """From the beginning; where that breaks off from the end, and then one by one in between."""
    if not _has_numbers(old, table):
        with contextlib.suppress(*BROKEN):
            yield from old.execute(f"SELECT {columns} FROM {_quoted(table)}")  # noqa: S608
        return
    query = f"SELECT rowid, {columns} FROM {_quoted(table)}"  # noqa: S608
    first = yield from _until_it_breaks(old, f"{query} ORDER BY rowid", 0)
    if first is None:
        return
    last = yield from _until_it_breaks(old, f"{query} ORDER BY rowid DESC", first + _WIDEST)
    for rowid in range(first + 1, min(last or 0, first + _WIDEST)):
        yield from _until_it_breaks(old, f"{query} WHERE rowid = {rowid}", 0)


def _has_numbers(old: sqlite3.Connection, table: str) -> bool:
    try:
        old.execute(f"SELECT rowid FROM {_quoted(table)} LIMIT 0").close()  # noqa: S608
    except BROKEN as error:
        return "no such column" not in str(error)
    return True


def _until_it_breaks(
    old: sqlite3.Connection, query: str, rowid: int
) -> Generator[tuple[object, ...], None, int | None]:
    """The rows of a query; returns the number of the last one that could be read, `rowid` where none, None for all."""
    try:
        for number, *row in old.execute(query):
            rowid = number
            yield tuple(row)
    except BROKEN:
        return rowid
    return None


def _drop_unversioned(new: sqlite3.Connection, counts: dict[str, int], lost: set[str], ours: Sequence[str]) -> None:
    """Tables without the revision that they have, or without one of the others, cannot be brought up to date.

    They are made anew. `ours` begin the names of those whose revision is known, and which can be made.
    """
    versions = [name for name, rows in counts.items() if name.endswith(_VERSIONS) and rows]
    prefixes = [f"{name.removesuffix(_VERSIONS)}_" for name in versions]
    whole = (*ours, *(prefix for prefix in prefixes if not any(name.startswith(prefix) for name in lost)))
    for name in list(counts):
        if not name.startswith(whole):
            new.execute(f"DROP TABLE {_quoted(name)}")
            del counts[name]


def _drop_orphans(new: sqlite3.Connection) -> None:
    """Remove rows that name a row which is lost."""
    names = [name for (name,) in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for _ in range(_ROUNDS):
        if not sum(_drop_orphans_of(new, name) for name in names):
            return


def _drop_orphans_of(new: sqlite3.Connection, table: str) -> int:
    """How many there were."""
    try:
        lost = new.execute(f"PRAGMA foreign_key_check({_quoted(table)})").fetchall()
    except sqlite3.Error as error:  # its parent has no key: nobody can say
        _LOG.warning("Of %s it is not looked whether its rows belong to others: %s", table, error)
        return 0
    numbers = [rowid for _, rowid, *_ in lost if rowid is not None]
    for number in numbers:
        new.execute(f"DELETE FROM {_quoted(table)} WHERE rowid = ?", (number,))  # noqa: S608
    return len(numbers)
