"""The log of changes. Its numbers have no gaps and are given in the order of the commits; old entries are dropped."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.contracts.runs import RunNews
from . import rows_json
from .store_ports import LogEntry
from .store_turns import StoreTurns, counted, value_of
from .tables import COUNTER, NEWS


class StoreLog(StoreTurns):
    """See the module."""

    def note(self, name: str, batch: str, data: Mapping[str, Any]) -> int:
        """An entry of the log about a batch; its number."""

        def work(connection: Connection) -> int:
            seq = counted(connection, "seq", 1)
            self.log(connection, seq, name, "", batch, data)
            return seq

        return self.writing(work)

    def last_seq(self) -> int:
        """The number of the newest entry, 0 without any."""
        return self.reading(lambda connection: value_of(connection, "seq"))

    def news(self, after: int, *, limit: int = 500) -> tuple[LogEntry, ...] | None:
        """The log after an entry; None where entries after it were dropped already, or it is none of this log."""

        def work(connection: Connection) -> tuple[LogEntry, ...] | None:
            if not value_of(connection, "floor") <= after <= value_of(connection, "seq"):
                return None
            wanted = sa.select(NEWS).where(NEWS.c.seq > after).order_by(NEWS.c.seq).limit(limit)
            return tuple(_entry(row) for row in connection.execute(wanted))

        return self.reading(work)


def prune(connection: Connection, keep: int) -> None:
    """Drop all but the newest entries."""
    floor = value_of(connection, "seq") - keep
    if floor > value_of(connection, "floor"):
        connection.execute(sa.delete(NEWS).where(NEWS.c.seq <= floor))
        connection.execute(sa.update(COUNTER).where(COUNTER.c.name == "floor").values(value=floor))


def _entry(row: Any) -> LogEntry:
    data = rows_json.loaded(row.data, "An entry of the log")
    return LogEntry(
        news=RunNews(seq=row.seq, name=row.name, run=row.run, batch=row.batch, data=data), writer=row.writer
    )
