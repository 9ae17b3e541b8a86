"""What people want of runs: cancel, hold, another priority, again, away and back."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.contracts.runs import Run, RunStatus
from ...core.errors import Conflict, NotFound
from . import rows, rows_json
from .store_driving import NOWHERE, UNLESS_IT_RUNS
from .store_ports import Cancelled, Phase
from .store_turns import StoreTurns
from .tables import OUTPUT, RUN, TIMELINE

_AT_ONCE: Final = 1_000
KEPT_MS: Final = 30 * 24 * 3600 * 1000
RETRIED: Final = (RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.LOST)
"""What can run again; one that completed is made anew instead."""


class StoreWishes(StoreTurns):
    """See the module."""

    def want_cancel(self, run: str) -> Run:
        """A waiting one is cancelled at once, else the wish is stored. `Conflict` where it has ended, `NotFound`."""

        def work(connection: Connection) -> Run:
            row = rows.found(connection, run)
            if rows.has_ended(row.phase):
                raise Conflict("This run has ended.", hint="Look at it again.", field="run")
            if row.phase == Phase.WAITING:
                _update(connection, run, phase=RunStatus.CANCELLED.value, ended=self.now(), cancel_wanted=0)
                return self.tell(connection, "run_cancelled", run)
            _update(connection, run, cancel_wanted=1)
            return rows.run(connection, run)

        return self.writing(work, frugal=True)

    def want_cancel_batch(self, batch: str, *, running_too: bool) -> Cancelled:
        """As `want_cancel` for all of a batch; `running_too` False leaves what a server executes."""
        statuses = (RunStatus.QUEUED, RunStatus.RUNNING) if running_too else (RunStatus.QUEUED,)
        return self._want_cancel([RUN.c.batch == batch], statuses)

    def want_cancel_all(self, statuses: Sequence[RunStatus]) -> Cancelled:
        """As `want_cancel` for all runs, of batches too, that are queued or running."""
        return self._want_cancel([], statuses)

    def _want_cancel(self, which: Sequence[Any], statuses: Sequence[RunStatus]) -> Cancelled:
        """Cells are told of by their batches; a queued one that its server begins meanwhile goes on."""
        over = {"phase": RunStatus.CANCELLED.value, "ended": self.now(), "changed": self.now()}

        def work(connection: Connection) -> Cancelled:
            singles, cells, wanted, batches = [], 0, [], set[str]()
            if RunStatus.QUEUED in statuses:
                waiting = (*which, rows.WAITING)
                alone = sa.select(RUN.c.id).where(*waiting, RUN.c.batch == "").order_by(RUN.c.number)
                singles = list(connection.execute(alone).scalars())
                theirs = sa.select(RUN.c.batch).where(*waiting, RUN.c.batch != "").distinct()
                batches.update(connection.execute(theirs).scalars())
                cells = connection.execute(sa.update(RUN).where(*waiting).values(over)).rowcount - len(singles)
                wanted += _wish(connection, (*which, _ON_THE_WAY), 1 if RunStatus.RUNNING in statuses else None)
            if RunStatus.RUNNING in statuses:
                wanted += _wish(connection, (*which, RUN.c.phase == Phase.RUNNING.value), 1)
            batches |= _batches_of(connection, wanted)
            ended = tuple(self.tell(connection, "run_cancelled", run) for run in singles)
            return Cancelled(
                count=len(singles) + cells + len(wanted), ended=ended, wanted=tuple(wanted), batches=frozenset(batches)
            )

        return self.writing(work, frugal=True)

    def hold(self, batch: str, *, held: bool) -> int:
        """Keep the runs of a batch from being sent (those that are retried later, too), or let them go on."""
        theirs = sa.update(RUN).where(RUN.c.batch == batch, RUN.c.held != int(held))
        return self.writing(lambda connection: connection.execute(theirs.values(held=int(held))).rowcount)

    def set_priority(self, batch: str, priority: int) -> int:
        """Give the runs of a batch another priority; how many changed."""
        theirs = sa.update(RUN).where(RUN.c.batch == batch, RUN.c.priority != priority)
        return self.writing(lambda connection: connection.execute(theirs.values(priority=priority)).rowcount)

    def retry(
        self, runs: Sequence[str] = (), *, batch: str = "", statuses: Sequence[RunStatus] = ()
    ) -> tuple[Run, ...]:
        """Those that wait again: of `runs`, or else of `batch`, what failed, was cancelled or lost (or `statuses`).

        The log says `run_retried` of each that was named, and of none of a batch: its own entry tells that.
        """
        phases = [status.value for status in (statuses or RETRIED) if status in RETRIED]
        which = RUN.c.id.in_(list(runs)) if runs else sa.and_(RUN.c.batch == batch, RUN.c.batch != "")

        def work(connection: Connection) -> tuple[list[str], tuple[Run, ...]]:
            wanted = sa.select(RUN.c.id).where(which, RUN.c.phase.in_(phases), rows.KEPT).order_by(RUN.c.number)
            ids = list(connection.execute(wanted).scalars())
            for some in _parts(ids):
                self._begin_again(connection, some)
            return ids, tuple(self.tell(connection, "run_retried", run) for run in ids) if runs else ()

        ids, told = self.writing(work)
        if runs:
            return told
        return self.reading(lambda connection: tuple(run for some in _parts(ids) for run in _read(connection, some)))

    def delete(self, run: str) -> Run:
        """Into the trash (`run_deleted`); `Conflict` where it has not ended."""

        def work(connection: Connection) -> Run:
            _check_ended([rows.found(connection, run).phase])
            _update(connection, run, deleted=self.now(), deleted_with="")
            return self.tell(connection, "run_deleted", run)

        return self.writing(work, frugal=True)

    def restore(self, run: str) -> Run:
        """Back (`run_restored`)."""

        def work(connection: Connection) -> Run:
            gone = (RUN.c.id == rows_json.storable(run), RUN.c.deleted > self.now() - KEPT_MS)
            if connection.execute(sa.select(RUN.c.id).where(*gone)).first() is None:
                raise NotFound("This run is not in the trash.", hint="Look at the list again.", field="run")
            _update(connection, run, deleted=0, deleted_with="")
            return self.tell(connection, "run_restored", run)

        return self.writing(work)

    def delete_batch(self, batch: str) -> int:
        """Put the runs of a batch into the trash; how many. `Conflict` where one has not ended. Its entry tells it."""
        theirs = (RUN.c.batch == batch, rows.KEPT)

        def work(connection: Connection) -> int:
            _check_ended(connection.execute(sa.select(RUN.c.phase).where(*theirs).distinct()).scalars().all())
            away = {"deleted": self.now(), "deleted_with": batch}
            return connection.execute(sa.update(RUN).where(*theirs).values(away)).rowcount

        return self.writing(work, frugal=True)

    def restore_batch(self, batch: str) -> int:
        """Bring back what went to the trash with its batch; how many."""
        gone = (RUN.c.batch == batch, RUN.c.deleted_with == batch, RUN.c.deleted > self.now() - KEPT_MS)
        back = sa.update(RUN).where(*gone).values(deleted=0, deleted_with="")
        return self.writing(lambda connection: connection.execute(back).rowcount)

    def _begin_again(self, connection: Connection, ids: Sequence[str]) -> None:
        new: dict[str, Any] = {
            "phase": Phase.WAITING.value,
            "retries_left": RUN.c.retries,
            "ended": None,
            "error": None,
            "outputs": 0,
            "passed": 0,
            "cancel_wanted": 0,
            "changed": self.now(),
            **NOWHERE,
        }
        connection.execute(sa.update(RUN).where(RUN.c.id.in_(ids)).values(new))
        for table in (OUTPUT, TIMELINE):
            connection.execute(sa.delete(table).where(table.c.run.in_(ids)))


_ON_THE_WAY: Final = sa.text("phase IN ('sending', 'sent')")


def _wish(connection: Connection, which: Sequence[Any], wish: int | None) -> list[str]:
    """Store that these shall be cancelled, None: unless they run; their ids."""
    ids = list(connection.execute(sa.select(RUN.c.id).where(*which, rows.ACTIVE).order_by(RUN.c.number)).scalars())
    unless = sa.case((RUN.c.cancel_wanted == 1, 1), else_=UNLESS_IT_RUNS)
    connection.execute(sa.update(RUN).where(RUN.c.id.in_(ids)).values(cancel_wanted=unless if wish is None else wish))
    return ids


def _batches_of(connection: Connection, ids: Sequence[str]) -> set[str]:
    """The batches that these are cells of."""
    wanted = sa.select(RUN.c.batch).where(RUN.c.id.in_(list(ids)), RUN.c.batch != "").distinct()
    return set(connection.execute(wanted).scalars()) if ids else set()


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """A statement takes so many values and no more."""
    for first in range(0, len(ids), _AT_ONCE):
        yield ids[first : first + _AT_ONCE]


def _read(connection: Connection, ids: Sequence[str]) -> tuple[Run, ...]:
    found = connection.execute(rows.selected(RUN.c.id.in_(ids)).order_by(RUN.c.number)).all()
    return rows.runs_of(connection, found, whole=False)


def _check_ended(phases: Sequence[str]) -> None:
    if not all(map(rows.has_ended, phases)):
        raise Conflict("This has not ended.", hint="Cancel it first, then delete it.", field="run")


def _update(connection: Connection, run: str, **values: Any) -> None:
    connection.execute(sa.update(RUN).where(RUN.c.id == run).values(**values))
