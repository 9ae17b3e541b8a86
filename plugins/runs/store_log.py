"""The log of changes. Its numbers have no gaps and are given in the order of the commits; old entries are dropped."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.contracts.runs import RunNews
from ...core.stored_rows import DamagedRow, odd_of
from . import rows_json
from .rows import LOG
from .store_counters import counted, log_range, put, value_of
from .store_ports import LogEntry
from .store_turns import StoreTurns
from .tables import NEWS


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
        """The log after an entry; None where entries after it were dropped already, or it is none of this log.

        An entry that cannot be read is as one that was dropped: whoever needs it reads everything anew.
        """

        def work(connection: Connection) -> tuple[LogEntry, ...] | None:
            floor, last = log_range(connection)
            if not floor <= after <= last:
                return None
            wanted = sa.select(NEWS).where(NEWS.c.seq > after, NEWS.c.seq <= last).order_by(NEWS.c.seq).limit(limit)
            try:
                return tuple(_entry(row) for row in connection.execute(wanted))
            except DamagedRow as error:
                odd_of(connection, LOG).tell("The log", error.field, "an entry")
                return None

        return self.reading(work)


def prune(connection: Connection, keep: int) -> None:
    """Drop all but the newest entries."""
    before, last = log_range(connection)
    floor = last - keep
    if floor > before:
        connection.execute(sa.delete(NEWS).where(NEWS.c.seq <= floor))
        put(connection, "floor", floor)


def _entry(row: Any) -> LogEntry:
    try:
        data = rows_json.loaded_object(row.data, "An entry of the log")
    except DamagedRow as error:
        raise DamagedRow(error.message, hint=error.hint, field=str(row.seq)) from error
    news = RunNews(seq=row.seq, name=row.name, run=row.run, batch=row.batch, data=data)
    return LogEntry(news=news, writer=row.writer)
