"""Runs as rows: each method is one transaction, and what raised changed nothing. It tells nobody but its log."""

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.clock import Clock
from ...core.contracts.database import Database
from ...core.ids import Ids
from . import rows
from .store_adding import StoreAdding
from .store_claiming import StoreClaiming
from .store_driving import StoreDriving
from .store_log import StoreLog, prune
from .store_ports import KeptOutput
from .store_reading import StoreReading
from .store_wishes import KEPT_MS, StoreWishes
from .tables import DOCUMENT, NEEDS, RUN, SHARED

_AT_ONCE: Final = 500
_DAY_MS: Final = 24 * 3600 * 1000


class RunStore(StoreAdding, StoreReading, StoreClaiming, StoreDriving, StoreWishes, StoreLog):
    """See `RunStoring`. `keep_events` tells how many entries the log keeps."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, owner: str, keep_events: Callable[[], int]) -> None:
        super().__init__(database, clock, ids, owner)
        self._keep_events = keep_events

    def expire(self) -> tuple[KeptOutput, ...]:
        """Forget what was deleted 30 days ago; the outputs that it had. Prunes the log, too."""
        gone: list[KeptOutput] = []
        while some := self.writing(self._expired):
            gone += (output for outputs in some.values() for output in outputs)
        self.writing(self._tidy)
        return tuple(gone)

    def _expired(self, connection: Connection) -> dict[str, list[KeptOutput]]:
        """Forget some of them; their outputs by run."""
        old = sa.select(RUN.c.id).where(sa.text("deleted > 0"), RUN.c.deleted <= self.now() - KEPT_MS)
        ids = list(connection.execute(old.order_by(RUN.c.deleted).limit(_AT_ONCE)).scalars())
        outputs = rows.outputs_of(connection, ids)
        connection.execute(sa.delete(RUN).where(RUN.c.id.in_(ids)))
        return {run: outputs.get(run, []) for run in ids}

    def _tidy(self, connection: Connection) -> None:
        """Forget what no run uses, and what the log does not keep."""
        prune(connection, self._keep_events())
        used = sa.select(RUN.c.document).where(RUN.c.document == DOCUMENT.c.sha256).exists()
        old = DOCUMENT.c.used < self.now() - _DAY_MS
        connection.execute(sa.delete(DOCUMENT).where(old, ~used))
        shared = set(connection.execute(sa.select(RUN.c.shared).distinct()).scalars())
        needs = set(connection.execute(sa.select(RUN.c.needs).distinct()).scalars())
        for table, keys in ((SHARED, shared), (NEEDS, needs)):
            there = set(connection.execute(sa.select(table.c.key)).scalars())
            if unused := sorted(there - keys):
                connection.execute(sa.delete(table).where(table.c.key.in_(unused)))
