"""The database: one engine for all schemas, made and migrated at its first use. See the contract `Database`."""

import random
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ...core.clock import Clock
from ...core.contracts.database import DatabaseSchema
from ...core.errors import DiskFull, ReadOnly, StorageFailed, Unavailable
from .asking_again import AskedAgain

if TYPE_CHECKING:
    from .backends import Backend
    from .changes import Counts
    from .opening import Opening

T = TypeVar("T")
_PATIENCE: Final = 5.0
_LONGEST_PAUSE: Final = 0.1


class DatabaseService:
    """See the module. `opening` makes what opens it: the first call imports SQLAlchemy. `writer` names this process.

    `started` is called once, when the database was opened for the first time: somebody may look at changes from then.
    """

    def __init__(
        self,
        opening: "Callable[[], Opening]",
        clock: Clock,
        writer: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._make_opening = opening
        self._clock = clock
        self._writer = writer
        self._pause = pause
        self._lock = threading.Lock()
        self._opening: Opening | None = None
        self._declared: set[DatabaseSchema] = set()
        self._seen: Counts = {}
        self._watches: dict[object, tuple[str, Callable[[], None]]] = {}
        self._opened: Callable[[], None] = _nothing
        self._stop: Callable[[], None] = _nothing

    def on_open(self, opened: Callable[[], None], stop: Callable[[], None]) -> None:
        """Call `opened` once the database was opened, `stop` when the service is closed."""
        self._opened, self._stop = opened, stop

    def close(self) -> None:
        """Let go of all connections; whoever uses it still opens it anew, and nobody looks at changes any more."""
        self._stop()
        self._opened = _nothing
        with self._lock:
            opening, self._opening = self._opening, None
        if opening is not None:
            opening.close()

    @property
    def address(self) -> str:
        """See `Database`."""
        return self._at().address

    def declare(self, schema: DatabaseSchema) -> None:
        """See `Database`."""
        with self._lock:
            self._declared.add(schema)
            opening = self._opening
        if opening is not None:
            opening.know((schema,))

    def engine(self, schema: DatabaseSchema) -> Any:
        """See `Database`."""
        return self._ready(schema).engine

    def write(self, schema: DatabaseSchema, work: Callable[[Any], T], *, frugal: bool = False) -> T:
        """See `Database`."""

        def write() -> T:
            return self._patiently(lambda: self._written(self._ready(schema), schema, work))

        try:
            return self._frugally(write) if frugal else write()
        except ReadOnly:
            self._at().close()  # the disk may let itself be written later: the next use looks
            raise

    def read(self, schema: DatabaseSchema, work: Callable[[Any], T]) -> T:
        """See `Database`."""
        return self._frugally(lambda: self._patiently(lambda: _read(self._ready(schema), work)))

    def watch(self, schema: DatabaseSchema, changed: Callable[[], None]) -> Callable[[], None]:
        """See `Database`."""
        key = object()
        with self._lock:
            self._watches[key] = (schema.name, changed)

        def stop() -> None:
            with self._lock:
                self._watches.pop(key, None)

        return stop

    def look(self) -> None:
        """Tell once what others wrote since the last look."""
        from .changes import SCHEMA, counts_of_others

        before, now = self._seen, self.read(SCHEMA, lambda connection: counts_of_others(connection, self._writer))
        self._seen = now
        names = {name for (name, writer), count in now.items() if before.get((name, writer)) != count}
        with self._lock:
            told = [changed for name, changed in self._watches.values() if name in names]
        for changed in told:
            changed()

    def _frugally(self, call: Callable[[], T]) -> T:
        """Run a transaction, on a full disk once more in the room that is kept for that."""
        try:
            return call()
        except DiskFull:
            opening = self._at()
            if not opening.make_room():
                raise
            try:
                return call()
            finally:
                opening.keep_room()  # of what is left, for the next time

    def _patiently(self, call: Callable[[], T]) -> T:
        """Run a transaction, again and again for a while where the database asks for that, or once it is mended."""
        until = self._clock.monotonic() + _PATIENCE
        while True:
            try:
                return call()
            except StorageFailed as error:
                if not self._mends(error):
                    raise
            except AskedAgain:
                if self._clock.monotonic() >= until:
                    raise
                self._pause(random.uniform(0, _LONGEST_PAUSE))  # noqa: S311 (not a secret)

    def _mends(self, error: StorageFailed) -> bool:
        from .sqlite_files import DamagedDatabase

        return isinstance(error, DamagedDatabase) and self._at().mend(error)

    def _written(self, backend: "Backend", schema: DatabaseSchema, work: Callable[[Any], T]) -> T:
        from .changes import count_write

        with backend.transaction(backend.writing) as connection:
            if not self._at().is_current(backend):  # nobody can take the file away from here on
                raise AskedAgain("The database was replaced.", hint="Try again in a moment.")
            result = work(connection)
            count_write(connection, schema.name, self._writer, self._clock.wall_ms())
        return result

    def _at(self) -> "Opening":
        with self._lock:
            if self._opening is None:
                self._opening = self._made()
            return self._opening

    def _made(self) -> "Opening":
        try:
            opening = self._make_opening()
        except ModuleNotFoundError as error:
            raise Unavailable(
                "The database needs the Python packages SQLAlchemy and Alembic.",
                hint='Install them: pip install "sqlalchemy>=2.0" "alembic>=1.13".',
            ) from error
        opening.know(self._declared)
        return opening

    def _ready(self, schema: DatabaseSchema) -> "Backend":
        return self._at().ready(schema, self._first)

    def _first(self, backend: "Backend") -> None:
        """From here on others' changes count: whoever reads later knows all that was before."""
        from .changes import counts_of_others

        with backend.transaction(backend.reading) as connection:
            self._seen = counts_of_others(connection, self._writer)
        opened, self._opened = self._opened, _nothing
        opened()


def _read(backend: "Backend", work: Callable[[Any], T]) -> T:
    with backend.transaction(backend.reading) as connection:
        return work(connection)


def _nothing() -> None:
    """Nobody waits for it."""
