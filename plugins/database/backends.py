"""The two kinds of database behind one face: how transactions begin, what errors mean, what goes before a migration."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen
from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from ...core.errors import Busy, PenstockError, StorageFailed, Unavailable, from_os_error
from ...core.files import Files
from .asking_again import AskedAgain
from .fair_turns import FairTurns
from .postgresql_servers import asks_again, postgresql_engine, postgresql_fault
from .sqlite_files import WRITING, Connect, back_up, is_read_only, sqlite_engine, sqlite_fault

BUSY_SECONDS: Final = 5.0


def _never(_error: BaseException) -> bool:
    return False


def _no_identity() -> object:
    """A server is known by its URL alone."""


def _no_backup(_name: str) -> None:
    """A server's backups are its owner's."""


def _no_lock(_connection: Connection, _name: str) -> None:
    """A transaction that writes to SQLite is alone already."""


@frozen(kw_only=True)
class Backend:
    """See the module. `back_up(name)` copies what is there before tables are changed.

    `read_only`: the file cannot be written. `identity()` is another one once the file is another one. Transactions that
    write go one after the other through `turn` where the database has no fair order of its own.
    """

    engine: Engine
    fault: Callable[[BaseException], PenstockError | None]
    writing: Mapping[str, Any]
    reading: Mapping[str, Any] = field(factory=dict)
    migrating: Mapping[str, Any]
    asks_again: Callable[[BaseException], bool] = _never
    identity: Callable[[], object] = _no_identity
    lock: Callable[[Connection, str], None] = _no_lock
    back_up: Callable[[str], None] = _no_backup
    turn: Callable[[], contextlib.AbstractContextManager[object]] = contextlib.nullcontext
    read_only: bool = False

    @contextlib.contextmanager
    def transaction(self, options: Mapping[str, Any]) -> Iterator[Connection]:
        """One transaction, committed at the end; raises `PenstockError`, or `AskedAgain`."""
        turn = self.turn() if options is self.writing else contextlib.nullcontext()
        try:
            with turn, self.engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            if self.asks_again(error.orig or error):
                raise AskedAgain("The database is being changed by others.", hint="Try again in a moment.") from error
            if (known := self.fault(error.orig or error)) is not None:
                raise known from error
            raise
        except UnicodeDecodeError as error:  # SQLite quotes what is damaged
            if (known := self.fault(error)) is not None:
                raise known from error
            raise
        except PoolTimeoutError as error:
            raise Busy("The database has too much to do.", hint="Try again in a moment.") from error


def backend_of(place: Path | URL, files: Files, connect: Connect, busy_seconds: float) -> Backend:
    """The database at a place; SQLite's folder is made, nothing is connected yet."""
    return _sqlite(place, files, connect, busy_seconds) if isinstance(place, Path) else _postgresql(place, busy_seconds)


def _sqlite(path: Path, files: Files, connect: Connect, busy_seconds: float) -> Backend:
    try:
        files.make_folder(path.parent)
    except OSError as error:
        raise from_os_error(error, "make the folder of the database") from error
    read_only = is_read_only(path)
    return Backend(
        engine=sqlite_engine(path, connect, busy_seconds, read_only=read_only),
        read_only=read_only,
        fault=partial(sqlite_fault, folder=path.parent),
        turn=FairTurns(busy_seconds).turn,
        writing={WRITING: True},
        migrating={WRITING: True},
        identity=partial(identity_of, path),
        back_up=partial(_copy_beside, path, files),
    )


def identity_of(path: Path) -> object:
    """What another file under the same name has differently; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _copy_beside(path: Path, files: Files, name: str) -> None:
    try:
        with files.stage(path.parent) as staged:
            back_up(path, staged.path)
        files.take_place(staged.path, path.with_name(f"{path.name}.{name}.bak"))
    except OSError as error:
        raise from_os_error(error, "copy the database before it is changed") from error
    except sqlite3.Error as error:
        raise sqlite_fault(error, path.parent) or _not_copied() from error


def _not_copied() -> StorageFailed:
    return StorageFailed("The database could not be copied before it is changed.", hint="Try again.")


def _postgresql(url: URL, busy_seconds: float) -> Backend:
    try:
        engine = postgresql_engine(url, busy_seconds)
    except ImportError as error:
        raise Unavailable(
            "PostgreSQL needs the Python package psycopg.", hint='Install it: pip install "psycopg[binary]>=3.2".'
        ) from error
    return Backend(
        engine=engine,
        fault=postgresql_fault,
        asks_again=asks_again,
        writing={"isolation_level": "SERIALIZABLE"},
        reading={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
        migrating={"isolation_level": "READ COMMITTED"},
        lock=_advisory_lock,
    )


def _advisory_lock(connection: Connection, name: str) -> None:
    """Others that migrate this schema wait until the transaction ends."""
    key = int.from_bytes(hashlib.sha256(f"penstock.{name}".encode()).digest()[:8], "big", signed=True)
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
