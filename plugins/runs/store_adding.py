"""New runs: each is stored before anything is sent. What many have in common is stored once, by its content."""

import hashlib
import itertools
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.contracts.runs import Run
from ...core.errors import NotFound
from ...core.stored_rows import DamagedRow, unzipped
from . import rows_json
from .rows import strict_values
from .store_counters import counted
from .store_ports import NewRun, Phase
from .store_turns import StoreTurns
from .tables import DOCUMENT, NEEDS, RUN, SHARED

_LEVEL: Final = 6
_AT_ONCE: Final = 1_000
_HOUR_MS: Final = 3600 * 1000

Cell = tuple[int, Mapping[str, Any]]


class StoreAdding(StoreTurns):
    """See the module."""

    def keep_document(self, data: bytes) -> str:
        """Keep the bytes of a document once; their SHA-256."""
        key, now = hashlib.sha256(data).hexdigest(), self.now()
        fresh = sa.select(DOCUMENT.c.sha256).where(DOCUMENT.c.sha256 == key, DOCUMENT.c.used > now - _HOUR_MS)

        def work(connection: Connection) -> None:
            if not connection.execute(sa.update(DOCUMENT).where(DOCUMENT.c.sha256 == key).values(used=now)).rowcount:
                packed = zlib.compress(data, _LEVEL)
                connection.execute(sa.insert(DOCUMENT), {"sha256": key, "data": packed, "used": now})

        if self.reading(lambda connection: connection.execute(fresh).first()) is None:
            self.writing(work)
        return key

    def document(self, sha256: str) -> bytes:
        """The bytes; `NotFound`, `DamagedRow`."""
        return self.reading(lambda connection: _document(connection, sha256))

    def to_send(self, run: str) -> tuple[bytes, Mapping[str, Any]]:
        """The document and the values of a run; `DamagedRow`: it is never sent with others than it was asked for."""

        def work(connection: Connection) -> tuple[bytes, Mapping[str, Any]]:
            document, values = strict_values(connection, run)
            return _document(connection, document), values

        return self.reading(work)

    def add(self, new: NewRun, count: int = 1) -> tuple[Run, ...]:
        """Store runs that wait; `run_queued` in the log for each."""
        row = self._row(new, new.models, new.values, rows_json.searched(new.title, new.values))

        def work(connection: Connection) -> tuple[Run, ...]:
            made = [{**row, **self._named()} for _ in range(count)]
            self._insert(connection, new, made)
            return tuple(self.tell(connection, "run_queued", one["id"]) for one in made)

        return self.writing(work)

    def add_cells(
        self,
        batch: str,
        new: NewRun,
        cells: Iterable[Cell],
        models_of: Callable[[Mapping[str, Any]], str] | None = None,
    ) -> int:
        """Store the cells of a batch as (place, values over `new.values`); how many were new.

        `models_of` tells the model files of a cell from its own values, where they differ.
        """
        wanted = list(cells)
        rows = [
            {
                **self._row(
                    new, models_of(values) if models_of else new.models, values, rows_json.searched("", values)
                ),
                "batch": batch,
                "place": place,
                **self._named(),
            }
            for place, values in wanted
        ]

        def work(connection: Connection) -> int:
            there = set(connection.execute(sa.select(RUN.c.place).where(RUN.c.batch == batch)).scalars())
            made = [row for row in rows if row["place"] not in there]
            shared = _keep_shared(connection, new)
            self._insert(connection, new, [{**row, "shared": shared} for row in made])
            return len(made)

        return self.writing(work)

    def _named(self) -> dict[str, Any]:
        """What a run is known by: its first prompt id, too, so that it can be told at once."""
        return {"id": self._ids.new(), "prompt_id": self.new_prompt_id(), "unsent": 1}

    def _insert(self, connection: Connection, new: NewRun, made: Sequence[dict[str, Any]]) -> None:
        if made:
            _keep_needs(connection, new)
            last = counted(connection, "number", len(made))
            numbers = range(last - len(made) + 1, last + 1)
            numbered = ({**row, "number": number} for row, number in zip(made, numbers, strict=True))
            for some in _parts(numbered):
                _insert(connection, some)

    def _row(self, new: NewRun, models: str, values: Mapping[str, Any], found_by: str) -> dict[str, Any]:
        now = self.now()
        return {
            "title": rows_json.storable(new.title),
            "phase": Phase.WAITING.value,
            "document": new.document,
            "workflow": new.workflow,
            "version": new.version,
            "priority": new.priority,
            "own_values": rows_json.dumped_values(values),
            "found_by": found_by,
            "needs": _needs_key(new),
            "models": rows_json.storable(models),
            "wanted": rows_json.storable(new.wanted_server),
            "retries": new.retries_when_lost,
            "retries_left": new.retries_when_lost,
            "created": now,
            "changed": now,
        }


def _document(connection: Connection, sha256: str) -> bytes:
    packed = connection.execute(sa.select(DOCUMENT.c.data).where(DOCUMENT.c.sha256 == sha256)).scalar()
    if packed is None:
        raise NotFound("The document of this run is gone.", field="run")
    data = unzipped(packed)
    if data is None:
        raise DamagedRow("The document of this run is damaged in the database.", hint="Restore a backup.")
    return data


def _parts(made: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rest = iter(made)
    while some := list(itertools.islice(rest, _AT_ONCE)):
        yield some


def _insert(connection: Connection, made: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of equal columns by the driver itself: with SQLAlchemy's own way 10,000 would take twice as long."""
    names = tuple(made[0])
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    marks = ", ".join([mark] * len(names))
    insert = f"INSERT INTO {RUN.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 (names of ours)
    connection.exec_driver_sql(insert, [tuple(row[name] for name in names) for row in made])


def _needs_key(new: NewRun) -> str:
    return _key(rows_json.dumped(sorted(new.needs)))


def _keep_needs(connection: Connection, new: NewRun) -> None:
    _kept(connection, NEEDS, key=_needs_key(new), classes=rows_json.dumped(sorted(new.needs)))


def _keep_shared(connection: Connection, new: NewRun) -> str:
    data = rows_json.dumped_values(new.values)
    found_by = rows_json.searched(new.title, new.values)
    key = _key(f"{data}\n{found_by}")
    _kept(connection, SHARED, key=key, data=data, found_by=found_by)
    return key


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _kept(connection: Connection, table: sa.Table, **row: Any) -> None:
    """Keep a row by its content, once."""
    key = next(iter(table.c))
    if connection.execute(sa.select(key).where(key == row[key.name])).first() is None:
        connection.execute(sa.insert(table), row)
