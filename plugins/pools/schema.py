"""The index `pool.db`: its tables, how it is opened, and what its errors mean.

SQLite in WAL mode with synchronous FULL: a commit is durable when it returns. Small pages, because each commit writes
whole pages. A schema change adds a step to `_MIGRATIONS` and never edits one that was released.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ...core.errors import Busy, DiskFull, PenstockError, ReadOnly, StorageFailed

Connect = Callable[..., sqlite3.Connection]
"""What opens a database: `sqlite3.connect`, or a stand-in that fails on purpose."""

BUSY_SECONDS: Final = 5.0
UNREADABLE: Final = (UnicodeDecodeError, MemoryError)
"""What Python says of damaged tables: SQLite quotes them, or wants room for what they say."""

_HEADER: Final = b"SQLite format 3\0"

_FIRST = (
    """CREATE TABLE head (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        uid TEXT NOT NULL,
        revision INTEGER NOT NULL,
        selected TEXT,
        next_image INTEGER NOT NULL,
        reserved INTEGER NOT NULL,
        redo_floor INTEGER NOT NULL,
        manifest_hash TEXT,
        manifest_pending TEXT,
        manifest_revision INTEGER NOT NULL,
        extra TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE slot (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        rank INTEGER NOT NULL,
        image TEXT NOT NULL,
        mask TEXT,
        label TEXT NOT NULL,
        added INTEGER NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        image_tag TEXT NOT NULL,
        mask_tag TEXT NOT NULL,
        label_revision INTEGER NOT NULL,
        mask_revision INTEGER NOT NULL,
        removed INTEGER,
        extra TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE change (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        origin TEXT NOT NULL,
        applied INTEGER,
        undone INTEGER,
        reverts INTEGER,
        data TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE trash (
        name TEXT PRIMARY KEY,
        since INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
)
_MIGRATIONS: Final = (_FIRST,)
VERSION: Final = len(_MIGRATIONS)


class Damaged(Exception):
    """Raised when a database file is not one of ours, or not whole."""


class Newer(Exception):
    """Raised when a newer Penstock wrote the database."""


def is_database(path: Path) -> bool:
    """Whether a file begins as a database does; for any other SQLite would wait. Raises `OSError`."""
    with path.open("rb") as stream:
        return stream.read(len(_HEADER)) == _HEADER


def open_index(path: Path, connect: Connect) -> sqlite3.Connection:
    """A connection in autocommit mode, usable on any thread by one thread at a time. Raises `sqlite3.Error`."""
    connection = connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA page_size = 1024")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
    except UNREADABLE as error:
        connection.close()
        raise Damaged("its tables cannot be read") from error
    except BaseException:
        connection.close()
        raise
    return connection


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of the newest version; the caller has begun the transaction."""
    for statements in _MIGRATIONS:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def version_of(connection: sqlite3.Connection) -> int:
    """The schema version; 0 is a file without tables. Raises `Newer` above ours."""
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        raise Newer(f"format {found}")
    return found


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an older index to this version, in one transaction."""
    if version_of(connection) == VERSION:
        return
    with transaction(connection):
        for statements in _MIGRATIONS[version_of(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def verify(connection: sqlite3.Connection, *, closely: bool = False) -> None:
    """Raise `Damaged` where the index is not whole.

    SQLite itself does not look whether texts are text, nor whether columns have their names: that is looked at closely.
    """
    try:
        if closely:
            _read_whole(connection)
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        heads = connection.execute("SELECT count(*) FROM head").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise Damaged(str(error)) from error
        raise
    if found != "ok" or heads != 1:
        raise Damaged(f"quick_check: {found}, heads: {heads}")


def _read_whole(connection: sqlite3.Connection) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as model:
        create_tables(model)
        for (table,) in model.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            columns = [row[1] for row in model.execute(f"PRAGMA table_info({table})")]
            if columns != [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]:
                raise Damaged(f"the columns of {table} are others")
            connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction; waits at most `BUSY_SECONDS` for its turn, rolls back where the block raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):  # the first error is the one to report
                connection.execute("ROLLBACK")
        raise


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error means that the file is damaged: the pool is then rebuilt."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return is_no_text(error)
    if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return True
    return code == sqlite3.SQLITE_ERROR and str(error).startswith("no such ")  # a table or a column is gone


def is_no_text(error: sqlite3.Error) -> bool:
    """Whether the error means that a text in the file is none: Python says so, and not SQLite."""
    return isinstance(error, sqlite3.OperationalError) and str(error).startswith("Could not decode to UTF-8")


def is_full(error: sqlite3.Error) -> bool:
    """Whether the error means that the disk has no room, also for the memory that WAL shares through a file."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    return code & 0xFF == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE


def from_sqlite_error(error: sqlite3.Error, action: str) -> PenstockError:
    """The error to answer with when the database refuses `action`."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(f"Another program is writing this pool: could not {action}.", hint="Try again.")
    if is_full(error):
        return DiskFull(f"The disk is full: could not {action}.", hint="Free some space, then try again.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return ReadOnly(f"The pool cannot be written: could not {action}.", hint="Check the folder's permissions.")
    return StorageFailed(f"Could not {action}: {error}.", hint="Check the disk, then try again.")
