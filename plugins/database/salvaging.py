"""A damaged file of the database: it is kept beside, and what can still be read of it makes a new one.

Only the file in Penstock's own folder: one that people named may be anything. Whoever has the damaged file open notices
that another one has its name. Blocks; raises `PenstockError`.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from ...core import file_locks
from ...core.clock import Clock
from ...core.errors import from_os_error
from ...core.files import Files, StagedFile
from ...core.troubles import DAMAGE, aside
from . import descriptions
from .descriptions import Model
from .sqlite_files import UNREADABLE

_LOG: Final = logging.getLogger("penstock.database")
_MAGIC: Final = b"SQLite format 3\0"
_BESIDE: Final = ("-wal", "-shm")
_VERSIONS: Final = "_alembic_version"
_HEADER: Final = 100
_MOST_LACKING: Final = 256 << 20
_WIDEST: Final = 10_000
"""Rows in a row that are asked for one by one."""

_BROKEN: Final = (sqlite3.DatabaseError, *UNREADABLE)

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
            rows = _replaced(path, files, models, kept := aside(path, clock.wall_ms()))
        except OSError as error:
            raise from_os_error(error, "mend the database") from error
    told = "%s was damaged: it is kept as %s. A new one stands in its place, with the %d rows that could be read."
    _LOG.error(told, path.name, kept.name, rows, extra=DAMAGE)


def _replaced(path: Path, files: Files, models: Sequence[Model], kept: Path) -> int:
    """Set the damaged file aside and place the new one; how many rows it has."""
    with contextlib.ExitStack() as ending:
        folder = path.parent
        copy = _copied(path, files, ending)
        with files.stage(folder) as staged:
            pass
        ending.callback(_discard, files, staged.path)
        descriptions.restore(copy, models)
        rows = _filled(copy, staged.path, models)
        for suffix in _BESIDE:
            if path.with_name(path.name + suffix).exists():
                files.move(path.with_name(path.name + suffix), kept.with_name(kept.name + suffix))
        files.move(path, kept)
        if rows:
            files.place(staged.path, path)
        return rows


def _copied(path: Path, files: Files, ending: contextlib.ExitStack) -> Path:
    """A copy to read from, its first bytes as they must be: what is kept is not touched by SQLite."""
    with files.stage(path.parent, passing=True) as staged, path.open("rb") as stream:
        ending.callback(_discard, files, staged.path)
        head = _MAGIC + stream.read(_HEADER)[len(_MAGIC) :]
        staged.write(head)
        while chunk := stream.read(1 << 20):
            staged.write(chunk)
        staged.write(bytes(_lacking(head, staged.size)))
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        with StagedFile(files.calls, staged.path.with_name(f"{staged.path.name}-wal"), passing=True) as beside:
            files.copy(log, beside)
    return staged.path


def _lacking(head: bytes, size: int) -> int:
    """How many bytes a file that was cut off lacks: SQLite reads nothing at all of one that is too short."""
    page = int.from_bytes(head[16:18], "big")
    wanted = (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big")
    return min(max(wanted - size, 0), _MOST_LACKING)


def _discard(files: Files, path: Path) -> None:
    for suffix in ("", *_BESIDE, "-journal"):
        with contextlib.suppress(OSError):  # the next start sweeps
            files.discard(path.with_name(path.name + suffix))


def _filled(source: Path, target: Path, models: Sequence[Model]) -> int:
    with (
        contextlib.closing(sqlite3.connect(source, isolation_level=None)) as old,
        contextlib.closing(sqlite3.connect(target, isolation_level=None)) as new,
    ):
        old.execute("PRAGMA writable_schema = ON")  # tables whose description is lost hide no others
        old.text_factory = partial(str, encoding="utf-8", errors="replace")
        new.execute("PRAGMA synchronous = FULL")
        new.execute("BEGIN")
        tables = _tables(old)
        whole = [table for table, sql in tables if _made(new, sql)]
        counts = {table: _carried(old, new, table) for table in whole}
        _drop_unversioned(new, counts, lost=set(_names(old)) - counts.keys())
        descriptions.complete(new, models)
        for sql in _column(old, "sql", "type = 'index' AND sql IS NOT NULL"):
            _made(new, sql.replace(" INDEX ", " INDEX IF NOT EXISTS ", 1))
        _drop_orphans(new)
        new.execute("COMMIT")
        return sum(counts.values())


def _tables(old: sqlite3.Connection) -> list[tuple[str, str]]:
    texts = _column(old, "sql", "type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [(_name(sql), sql) for sql in texts if _name(sql)]


def _names(old: sqlite3.Connection) -> list[str]:
    """The tables that there were; their names are kept beside their descriptions."""
    return _column(old, "name", "type = 'table' AND name NOT LIKE 'sqlite_%'")


def _name(sql: str) -> str:
    """The name in `CREATE TABLE name (...)`; ours need no quotes."""
    words = sql.replace("(", " ").split()
    return words[2].strip('"') if len(words) > 2 and words[2].strip('"').isidentifier() else ""


def _column(old: sqlite3.Connection, column: str, which: str) -> list[str]:
    """What is no text any more describes nothing, and names nothing."""
    found: list[str] = []
    query = f"SELECT CAST({column} AS BLOB) FROM sqlite_master WHERE {which} ORDER BY rowid"  # noqa: S608
    with contextlib.suppress(*_BROKEN):  # what came before the damage is what there is
        for (data,) in old.execute(query):
            with contextlib.suppress(UnicodeDecodeError):
                found.append(bytes(data or b"").decode())
    return found


def _made(new: sqlite3.Connection, sql: str) -> bool:
    try:
        new.execute(sql)
    except (sqlite3.Error, *UNREADABLE) as error:
        _LOG.warning("Of the damaged database a part is left out: %s", error)
        return False
    return True


def _carried(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> int:
    """Copy the rows of a table that can be read; how many."""
    columns = len(new.execute(f"PRAGMA table_info({table})").fetchall())
    statement = f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * columns)})"  # noqa: S608
    before = new.total_changes
    for row in _rows(old, table):
        with contextlib.suppress(sqlite3.Error):  # a value that does not fit is damage, too
            new.execute(statement, row)
    return new.total_changes - before


def _rows(old: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    """From the beginning; where that breaks off from the end, and then one by one in between."""
    query = f"SELECT rowid, * FROM {table}"  # noqa: S608
    first = yield from _until_it_breaks(old, f"{query} ORDER BY rowid", 0)
    if first is None:
        return
    last = yield from _until_it_breaks(old, f"{query} ORDER BY rowid DESC", first + _WIDEST)
    for rowid in range(first + 1, min(last or 0, first + _WIDEST)):
        yield from _until_it_breaks(old, f"{query} WHERE rowid = {rowid}", 0)


def _until_it_breaks(
    old: sqlite3.Connection, query: str, rowid: int
) -> Generator[tuple[object, ...], None, int | None]:
    """The rows of a query; returns the number of the last one that could be read, `rowid` where none, None for all."""
    try:
        for number, *row in old.execute(query):
            rowid = number
            yield tuple(row)
    except _BROKEN:
        return rowid
    return None


def _drop_unversioned(new: sqlite3.Connection, counts: dict[str, int], lost: set[str]) -> None:
    """Tables without the revision that they have, or without one of the others, cannot be brought up to date.

    They are made anew.
    """
    prefixes = [name.removesuffix(_VERSIONS) for name, rows in counts.items() if name.endswith(_VERSIONS) and rows]
    whole = tuple(f"{prefix}_" for prefix in prefixes if not any(name.startswith(f"{prefix}_") for name in lost))
    for name in list(counts):
        if not name.startswith(whole):
            new.execute(f"DROP TABLE {name}")
            del counts[name]


def _drop_orphans(new: sqlite3.Connection) -> None:
    """Remove rows that name a row which is lost."""
    for _ in range(_ROUNDS):
        lost: Iterable[tuple[str, int | None, str, int]] = new.execute("PRAGMA foreign_key_check").fetchall()
        for table, rowid, *_ in lost:
            if rowid is not None:
                new.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))  # noqa: S608
        if not lost:
            return
