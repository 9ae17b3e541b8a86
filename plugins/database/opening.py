"""Opens the database at its first use, and brings each schema up to date before somebody uses it."""

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from ...core.ballast import Ballast
from ...core.clock import Clock, SystemClock
from ...core.contracts.database import DatabaseSchema
from ...core.errors import PenstockError, ReadOnly, Unavailable, from_os_error
from ...core.files import Files
from . import headers, obstacles
from .addresses import place_of, shown
from .backends import BUSY_SECONDS, Backend, backend_of, identity_of
from .changes import SCHEMA
from .descriptions import differ, model_of
from .migrating import migration_of
from .salvaging import salvage
from .sqlite_files import Connect, DamagedDatabase, LacksPart, damaged

_LOG: Final = logging.getLogger("penstock.database")
_NOT_MIGRATED: Final = "Make its folder writable once, so that it can be brought up to date."


class Opening:
    """See the module. `url` is the setting, `private` the folder of SQLite's file. Safe on any thread."""

    def __init__(
        self,
        url: str,
        private: Path,
        files: Files,
        connect: Connect = sqlite3.connect,
        busy_seconds: float = BUSY_SECONDS,
        clock: Clock | None = None,
    ) -> None:
        self._url = url
        self._private = private
        self._files = files
        self._connect = connect
        self._busy_seconds = busy_seconds
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._backend: Backend | None = None
        self._ready: set[DatabaseSchema] = set()
        self._attempts = 0
        self._failure: PenstockError | None = None
        self._identity: object = None
        self._mended: object = None
        self._known: set[DatabaseSchema] = {SCHEMA}

    @property
    def address(self) -> str:
        """The URL for people."""
        return shown(place_of(self._url, self._private))

    def know(self, schemas: Iterable[DatabaseSchema]) -> None:
        """Schemas whose tables a damaged file may have."""
        with self._lock:
            self._known.update(schemas)

    def ready(self, schema: DatabaseSchema, first: Callable[[Backend], None]) -> Backend:
        """The database with the tables of `schema`; `first` is called before the very first use of the database.

        Whoever waited for somebody else's attempt that failed gets that one's error: a server that cannot be reached
        keeps everybody waiting once, not in turns.
        """
        backend = self._backend
        if backend is not None and schema in self._ready and self._is_there(backend):
            return backend
        attempt = self._attempts
        with self._lock:
            if self._attempts != attempt and self._failure is not None:
                raise self._failure
            self._attempts += 1
            try:
                made = self._opened(schema, first)
            except PenstockError as error:
                self._failure = error
                raise
            self._failure = None
            return made

    def make_room(self) -> bool:
        """Give away the room that is kept beside the file for a full disk; whether there was any."""
        ballast = self._ballast()
        return ballast is not None and ballast.release()

    def keep_room(self) -> None:
        """Keep that room, where the disk has it."""
        if (ballast := self._ballast()) is not None:
            ballast.ensure()

    def _ballast(self) -> Ballast | None:
        place = place_of(self._url, self._private)
        return Ballast(place.with_name(f".{place.name}.kept_free"), self._files) if isinstance(place, Path) else None

    def mend(self, error: DamagedDatabase) -> bool:
        """Make a new file of what can be read of a damaged one; False where that is not for us to do."""
        with self._lock:
            return self._mend(error)

    def _opened(self, schema: DatabaseSchema, first: Callable[[Backend], None]) -> Backend:
        self._known.add(schema)
        try:
            made = self._open(first)
            self._migrate(made, schema)
        except DamagedDatabase as error:
            if not self._mend(error):
                if isinstance(error, LacksPart):
                    raise _not_brought_up(schema) from error
                raise
            made = self._open(first)
            self._migrate(made, schema)
        return made

    def _mend(self, error: DamagedDatabase) -> bool:
        """Once for each file and what is known of it: one that is damaged again right away would be mended for ever."""
        place = place_of(self._url, self._private)
        if not isinstance(place, Path) or self._url.strip():
            return False
        seen = identity_of(place)
        if self._backend is not None and not self._is_there(self._backend):
            return True
        if seen is None or (seen, self._known) == self._mended:
            return False
        models = [model for schema in self._known if (model := model_of(schema)) is not None]
        if isinstance(error, LacksPart) and not differ(place, models):
            return False
        self._let_go()
        salvage(place.resolve(), self._files, self._clock, models, lambda: identity_of(place) == seen)
        self._mended = identity_of(place), set(self._known)
        return True

    def close(self) -> None:
        """Let go of all connections; the next use opens anew."""
        with self._lock:
            self._let_go()

    def is_current(self, backend: Backend) -> bool:
        """Whether what is written with `backend` is in the file that has the name; ask it while nobody else writes."""
        return backend is self._backend and self._is_there(backend)

    def _is_there(self, backend: Backend) -> bool:
        """Whether the file is the one that was opened: what is written to one that was taken away is lost."""
        return backend.identity() == self._identity

    def _let_go(self) -> None:
        backend, self._backend = self._backend, None
        self._ready.clear()
        if backend is not None and _close(backend.engine):
            self._identity = None

    def _open(self, first: Callable[[Backend], None]) -> Backend:
        if self._backend is not None and not self._is_there(self._backend):
            _LOG.warning("The file of the database was taken away or replaced; it is opened anew.")
            self._let_go()
        if self._backend is None:
            place = place_of(self._url, self._private)
            self._look_at(place)
            self._backend = backend_of(place, self._files, self._connect, self._busy_seconds)
            try:
                self._migrate(self._backend, SCHEMA)
                self._identity = self._backend.identity()
                first(self._backend)
                if not self._backend.read_only:
                    self.keep_room()
            except PenstockError as error:
                _say_why(error)
                self._let_go()
                raise
        return self._backend

    def _look_at(self, place: Path | URL) -> None:
        """Before SQLite does, which takes a damaged file or a folder for one that cannot be written."""
        if not isinstance(place, Path) or self._url.strip() or not os.access(place.parent, os.W_OK):
            return
        obstacles.clear(place, self._files, self._clock)
        if self._identity is not None and identity_of(place) == self._identity:
            return  # connections of this process are still in use
        try:
            is_damaged = headers.is_damaged(place.resolve())
        except OSError as error:
            raise from_os_error(error, "read the database") from error
        if is_damaged:
            raise damaged()

    def _migrate(self, backend: Backend, schema: DatabaseSchema) -> None:
        if schema in self._ready:
            return
        try:
            how = backend.reading if backend.read_only else backend.migrating
            with backend.transaction(how) as connection:
                _bring_up(backend, connection, schema)
        except (CommandError, SQLAlchemyError) as error:
            raise _not_brought_up(schema) from error
        self._ready.add(schema)


def _not_brought_up(schema: DatabaseSchema) -> Unavailable:
    """What to answer with; the error that is being handled is logged."""
    _LOG.exception("The tables of %s cannot be brought up to date; nothing was changed.", schema.name)
    return Unavailable("The database cannot be brought up to date.", hint="The log says why; nothing was changed.")


def _say_why(error: PenstockError) -> None:
    """In the driver's words, for whoever set the server: people get what to do only."""
    cause = error.__cause__
    if isinstance(cause, DBAPIError) and isinstance(error, Unavailable):
        _LOG.warning("%s %s", error, " ".join(str(cause.orig).split()))


def _bring_up(backend: Backend, connection: Connection, schema: DatabaseSchema) -> None:
    backend.lock(connection, schema.name)
    migration = migration_of(connection, schema)
    if backend.read_only and migration.steps:
        raise ReadOnly("The database is of an older release and cannot be written.", hint=_NOT_MIGRATED)
    if migration.is_newer:
        _LOG.info(
            "The tables of %s are of a newer release (%s); they are used as they are.", schema.name, migration.current
        )
    if migration.changes_data:
        backend.back_up(f"{schema.name}-{migration.current}")
    migration.run()


def _close(engine: Engine) -> bool:
    """Close what rests now, and what is in use when its transaction ends: no pool keeps it then. Whether none was."""
    event.listen(engine.pool, "checkin", lambda _connection, record: record.invalidate())
    is_resting = isinstance(engine.pool, QueuePool) and engine.pool.checkedout() == 0
    engine.dispose()
    return is_resting
