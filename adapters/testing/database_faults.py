"""A database that fails on purpose: `FaultyDatabase.connect` stands where `sqlite3.connect` does.

It counts every statement of every connection it opened and fails one of them, or ends the process's life there: from
then on each statement raises `Crash`, and `abandon` drops the connections as the operating system would.
"""

import contextlib
import errno
import sqlite3
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from attrs import define, field

from .file_faults import Crash, FaultyCalls


def sqlite_error(code: int) -> sqlite3.OperationalError:
    """The error that SQLite raises with this result code, say `sqlite3.SQLITE_FULL`."""
    error = sqlite3.OperationalError(f"failed on purpose ({code})")
    error.sqlite_errorcode = code
    return error


@define
class FaultyDatabase:
    """See the module. Statements are numbered from 1; `fail` is a number and a result code.

    `calls` is the disk of the same process: when the database crashes, it is dead too. With `cursors` statements are
    counted at cursors and each commit is one, as SQLAlchemy runs them.
    """

    crash_before: int | None = None
    crash_after: int | None = None
    fail: tuple[int, int] | None = None
    calls: FaultyCalls | None = None
    cursors: bool = False
    statements: list[str] = field(factory=list)
    dead: bool = False
    _connections: list[sqlite3.Connection] = field(factory=list)
    _opened: "WeakSet[sqlite3.Cursor]" = field(factory=WeakSet)

    def connect(self, *args: Any, **options: Any) -> sqlite3.Connection:
        """Open a database with statements that count, and may fail."""
        if self.dead:
            raise Crash
        connection = sqlite3.connect(*args, **options, factory=_factory(self))
        self._connections.append(connection)
        return connection

    def abandon(self) -> None:
        """Close every connection without asking, its open transaction lost."""
        for cursor in self._opened:
            with contextlib.suppress(sqlite3.Error):  # closed already
                sqlite3.Cursor.close(cursor)
        self._opened.clear()
        for connection in self._connections:
            with contextlib.suppress(sqlite3.Error):  # closed already
                sqlite3.Connection.rollback(connection)
            sqlite3.Connection.close(connection)
        self._connections.clear()

    def run(self, statement: str, call: Callable[[], Any]) -> Any:
        """Count a statement and run it, unless it is the one to fail."""
        if self.dead:
            raise Crash
        self.statements.append(statement)
        number = len(self.statements)
        if self.crash_before == number:
            self._die()
        if self.fail is not None and self.fail[0] == number:
            raise sqlite_error(self.fail[1])
        result = call()
        if self.crash_after == number:
            self._die()
        return result

    def _die(self) -> None:
        self.dead = True
        if self.calls is not None:
            self.calls.dead = True
        raise Crash


@define
class StatementFaults:
    """The faults of a store (`CrashFaults`) at the statements that it runs on SQLite; `calls` is its disk."""

    database: FaultyDatabase
    calls: FaultyCalls

    def arm(self, call: int, error: int) -> None:
        """Let the `call`-th statement from now on (1 is the next) fail, as on a full or broken disk."""
        codes = {errno.ENOSPC: sqlite3.SQLITE_FULL, errno.EROFS: sqlite3.SQLITE_READONLY}
        self.database.fail = (len(self.database.statements) + call, codes.get(error, sqlite3.SQLITE_IOERR))

    def disarm(self) -> bool:
        """Let every statement through again; returns whether one had failed."""
        failed = self.database.fail is not None and len(self.database.statements) >= self.database.fail[0]
        self.database.fail = None
        return failed

    @property
    def dead(self) -> bool:
        """Whether the process has died."""
        return self.database.dead

    def crash(self, call: int, *, after: bool) -> None:
        """Let the process die before or after the `call`-th statement from now on (1 is the next)."""
        number = len(self.database.statements) + call
        self.database.crash_before, self.database.crash_after = (None, number) if after else (number, None)

    def end(self, *, power: bool) -> None:
        """The process is gone; with the power, what was not synced is too. SQLite's own files are synced by itself."""
        self.database.dead = self.calls.dead = True
        self.database.abandon()
        if power:
            self.calls.power_loss()


def _factory(database: FaultyDatabase) -> type[sqlite3.Connection]:
    return _with_cursors(database) if database.cursors else _with_statements(database)


def _with_statements(database: FaultyDatabase) -> type[sqlite3.Connection]:
    class Connection(sqlite3.Connection):
        def execute(self, statement: str, *values: Any) -> Any:
            return database.run(statement, lambda: sqlite3.Connection.execute(self, statement, *values))

        def executemany(self, statement: str, values: Any) -> Any:
            return database.run(statement, lambda: sqlite3.Connection.executemany(self, statement, values))

    return Connection


def _with_cursors(database: FaultyDatabase) -> type[sqlite3.Connection]:
    class Cursor(sqlite3.Cursor):
        def execute(self, statement: str, *values: Any) -> Any:
            return database.run(statement, lambda: sqlite3.Cursor.execute(self, statement, *values))

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Any:
            made = sqlite3.Connection.cursor(self, Cursor)
            database._opened.add(made)
            return made

        def close(self) -> None:
            if not database.dead:  # a process that is dead closes nothing itself
                sqlite3.Connection.close(self)

        def commit(self) -> None:
            database.run("COMMIT", lambda: sqlite3.Connection.commit(self))

    return Connection
