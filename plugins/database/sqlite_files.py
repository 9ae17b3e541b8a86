"""SQLite: one file, in WAL mode with synchronous FULL, so that a commit is durable when it returns."""

import contextlib
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from ...core.errors import Busy, DiskFull, PenstockError, ReadOnly, StorageFailed

Connect = Callable[..., sqlite3.Connection]
"""What opens a database: `sqlite3.connect`, or a stand-in that fails on purpose."""


class DamagedDatabase(StorageFailed):
    """Raised when the file is damaged, or no database."""


class LacksPart(DamagedDatabase):
    """Raised when a table or column is missing, or there and without its revision.

    What describes it may be damaged, or whoever asked was mistaken.
    """


UNREADABLE: Final = (UnicodeDecodeError, MemoryError)
"""What Python says of damaged tables: SQLite quotes them, or wants room for what they say."""


WRITING: Final = "penstock_writing"
"""The execution option of a connection whose transaction may write."""

_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_READ_ONLY: Final = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH}
_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_DURABLE: Final = ("PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON")
_LOOK: Final = "SELECT 1 FROM sqlite_master"
"""Reads the descriptions of all tables: damage in them shows here, and not in the midst of a transaction."""

_LACKS: Final = re.compile("no such (table|column)|table .* has no column named |(table|index) .* already exists")
_LEAST_FREE: Final = 64 << 10
"""Bytes that the files beside a database need at least, even to read it: less on the disk is none."""

_FAILED: Final = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOLFS, sqlite3.SQLITE_NOMEM}


def is_read_only(path: Path) -> bool:
    """Whether the database at `path` is there and cannot be written: the disk, the folder, or the file refuses."""
    return path.exists() and not (os.access(path.parent, os.W_OK) and os.access(path, os.W_OK))


def sqlite_engine(path: Path, connect: Connect, busy_seconds: float, *, read_only: bool = False) -> Engine:
    """An engine for the file at `path`; it is made by the first connection, its folder is there."""

    def opened() -> sqlite3.Connection:
        if read_only:
            made = connect(_address(path), uri=True, isolation_level=None, check_same_thread=False)
            return _begun(made, _LOOK)
        made = connect(str(path), timeout=busy_seconds, isolation_level=None, check_same_thread=False)
        return _begun(made, "PRAGMA journal_mode = WAL", *_DURABLE, _LOOK)

    engine = create_engine(
        "sqlite+pysqlite://", creator=opened, poolclass=QueuePool, pool_timeout=busy_seconds, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begun(connection: sqlite3.Connection, *statements: str) -> sqlite3.Connection:
    """The connection, after these statements; closed where one is refused."""
    try:
        for statement in statements:
            connection.execute(statement).close()
    except UNREADABLE as error:
        connection.close()
        raise damaged() from error
    except BaseException:
        connection.close()
        raise
    return connection


def damaged() -> DamagedDatabase:
    """What to answer with where the file is damaged and cannot be mended."""
    return DamagedDatabase(
        "The file of the database is damaged.", hint="Put a copy from a backup in its place, then start again."
    )


def _address(path: Path) -> str:
    """How to open what cannot be written: SQLite would make files beside it to read what lies in its journal."""
    journal = path.with_name(f"{path.name}-wal")
    in_journal = journal.exists() and journal.stat().st_size > 0
    return f"{path.absolute().as_uri()}?{'mode=ro' if in_journal else 'immutable=1'}"


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def back_up(path: Path, copy: Path) -> None:
    """Copy the database at `path`, as it was committed last, into the empty file `copy`.

    By a connection of its own: SQLite copies nothing from one that is writing. `sqlite3.Error`.
    """
    with contextlib.closing(sqlite3.connect(path)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def sqlite_fault(error: BaseException, folder: Path) -> PenstockError | None:
    """What an error of SQLite means for people; None where it is a mistake of ours. `folder` is the database's."""
    if isinstance(error, UnicodeDecodeError):
        return LacksPart("The database has names that are no text.", hint="Put a copy from a backup in its place.")
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return Busy("The database is being changed by somebody else.", hint="Try again in a moment.")
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(folder)):
        return DiskFull("The disk is full: could not write to the database.", hint="Free some space, then try again.")
    if code in _READ_ONLY:
        return ReadOnly("The database cannot be written.", hint="Check the permissions of the file and its folder.")
    if code in _DAMAGED or _is_no_text(error):
        return damaged()
    if code == sqlite3.SQLITE_ERROR and _LACKS.match(str(error)):
        return LacksPart(f"The database lacks a part: {error}.", hint="Put a copy from a backup in its place.")
    if code in _FAILED:
        return StorageFailed(f"The database failed: {error}.", hint="Check the disk, then try again.")
    return None


def _is_no_text(error: sqlite3.Error) -> bool:
    """Whether a text in the file is none: Python says so, and not SQLite, so it has no code."""
    return isinstance(error, sqlite3.OperationalError) and str(error).startswith("Could not decode to UTF-8")


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LEAST_FREE
    except OSError:
        return False
