"""Transactions on the tables of runs, and what is counted in them: the log and the numbers of runs.

Those that write go one after the other, on PostgreSQL too: so the log has no gaps, and its order is that of
the commits.
"""

import uuid
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.clock import Clock
from ...core.contracts.database import Database
from ...core.contracts.runs import Run
from ...core.ids import Ids
from ...core.stored_rows import OddValues, carrying
from . import rows, rows_json
from .store_counters import counted
from .tables import NEWS, RUN, SCHEMA

T = TypeVar("T")


class StoreTurns:
    """See the module. `owner` names this process in leases and in the log."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._owner = owner
        self._odd = OddValues(rows.LOG)

    @property
    def owner(self) -> str:
        """This process, as leases and log entries name it."""
        return self._owner

    def reading(self, work: Callable[[Connection], T]) -> T:
        """A transaction that only reads."""
        return self._database.read(SCHEMA, lambda connection: work(carrying(connection, self._odd)))

    def writing(self, work: Callable[[Connection], T], *, frugal: bool = False) -> T:
        """A transaction that changes rows, a `frugal` one also on a full disk; no other one does meanwhile."""

        def alone(connection: Connection) -> T:
            if connection.dialect.name == "postgresql":  # before the first look, so that it sees what the others did
                connection.exec_driver_sql("LOCK TABLE runs_turn IN EXCLUSIVE MODE")
            return work(carrying(connection, self._odd))

        return self._database.write(SCHEMA, alone, frugal=frugal)

    def new_prompt_id(self) -> str:
        """A canonical UUID: servers refuse any other kind of id."""
        return str(uuid.UUID(bytes=sha256(self._ids.new().encode()).digest()[:16], version=4))

    def now(self) -> int:
        """Wall time in ms."""
        return self._clock.wall_ms()

    def tell(self, connection: Connection, name: str, run: str, **more: Any) -> Run:
        """Put an entry about a run into the log; the run as it is now."""
        seq = counted(connection, "seq", 1)
        connection.execute(sa.update(RUN).where(RUN.c.id == run).values(seq=seq, changed=self.now()))
        made = rows.run_of(connection, connection.execute(rows.selected(RUN.c.id == run)).one())
        self.log(connection, seq, name, run, made.batch, {**_said(made), **more})
        return made

    def log(self, connection: Connection, seq: int, name: str, run: str, batch: str, data: Mapping[str, Any]) -> None:
        """Write an entry under a number that was counted in this transaction."""
        text = rows_json.dumped(dict(data))
        entry = {"seq": seq, "name": name, "run": run, "batch": batch, "data": text, "writer": self._owner}
        connection.execute(sa.insert(NEWS), entry)


def _said(run: Run) -> dict[str, Any]:
    """What every entry about a run says."""
    return {
        "run": run.id,
        "title": run.title,
        "status": run.status.value,
        "workflow": run.workflow,
        "batch": run.batch,
        "place": run.place,
        "prompt_id": run.prompt_id,
        "server": run.server,
    }
