"""Lists and counts of runs, each in the order of an index: a page of 100,000 costs as much as one of 100."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from ...core.contracts.runs import BatchCounts, NodeProgress, QueueDepth, Run, RunFilter, RunPage
from ...core.errors import Invalid
from ...core.stored_rows import LARGEST, DamagedRow, odd_of
from . import rows, rows_json
from .store_ports import KeptOutput, Phase
from .store_turns import StoreTurns
from .tables import RUN, SENT, SHARED, TIMELINE

MOST_SEARCHED: Final = 5_000
"""Rows that one page of a search looks at; what is behind them is on the next page."""

_BIG: Final = LARGEST
"""The number of no run is larger."""

_PHASE: Final = sa.select(RUN.c.phase).order_by(RUN.c.phase)


class StoreReading(StoreTurns):
    """See the module."""

    def get(self, run: str) -> Run:
        """One that is not deleted; `NotFound`."""
        return self.reading(lambda connection: rows.run(connection, run))

    def page(self, which: RunFilter, *, limit: int, after: str = "", oldest_first: bool = False) -> RunPage:
        """See `Runs.page`. A page of a search may have fewer than `limit`, even none, and yet a `next`."""
        turn = _Turn(which, after, oldest_first)

        def work(connection: Connection) -> RunPage:
            found, following = turn.found(connection, limit)
            return RunPage(runs=rows.listed(connection, found, whole=True), next=following)

        return self.reading(work)

    def cells(self, batch: str, *, first: int = 0, limit: int = 1000) -> tuple[Run, ...]:
        """The runs of a batch from place `first` on, without `parameters_used`."""
        theirs = rows.selected(
            RUN.c.batch == batch, sa.text("batch <> ''"), RUN.c.place.between(first, _BIG), rows.KEPT
        )

        def work(connection: Connection) -> tuple[Run, ...]:
            found = connection.execute(theirs.order_by(RUN.c.place).limit(limit)).all()
            return rows.listed(connection, found, whole=False)

        return self.reading(work)

    def counts(self, batches: Sequence[str]) -> Mapping[str, BatchCounts]:
        """See `Runs.counts`."""
        counted = sa.select(RUN.c.batch, RUN.c.phase, sa.func.count()).where(RUN.c.batch.in_(list(batches)), rows.KEPT)
        found = self.reading(lambda connection: connection.execute(counted.group_by(RUN.c.batch, RUN.c.phase)).all())
        made: dict[str, dict[str, int]] = {batch: {} for batch in batches}
        for batch, phase, count in found:
            status = rows.status_of(phase).value
            made[batch][status] = made[batch].get(status, 0) + count
        return {batch: BatchCounts(**by_status) for batch, by_status in made.items()}

    def depth(self) -> QueueDepth:
        """See `Runs.depth`."""
        waiting = sa.select(RUN.c.priority, RUN.c.held, sa.func.count()).where(rows.WAITING)

        def work(connection: Connection) -> QueueDepth:
            by_priority: dict[int, int] = {}
            held = 0
            for one, is_held, count in connection.execute(waiting.group_by(RUN.c.priority, RUN.c.held)):
                priority = one if type(one) is int else 0
                by_priority[priority] = by_priority.get(priority, 0) + (0 if is_held else count)
                held += count if is_held else 0
            there = _on_servers(connection)
            return QueueDepth(
                waiting={priority: count for priority, count in sorted(by_priority.items(), reverse=True) if count},
                held=held,
                on_servers=sum(sent for _, sent in there.values()),
                running=sum(running for running, _ in there.values()),
            )

        return self.reading(work)

    def totals(self) -> Mapping[str, int]:
        """How many runs there are by status."""
        counted = sa.select(RUN.c.phase, sa.func.count()).where(rows.KEPT).group_by(RUN.c.phase)
        made: dict[str, int] = {}
        for phase, count in self.reading(lambda connection: connection.execute(counted).all()):
            made[rows.status_of(phase).value] = made.get(rows.status_of(phase).value, 0) + count
        return made

    def before(self, run: str) -> int:
        """How many waiting runs would be claimed before this waiting one, of those that may go where it may go."""

        def work(connection: Connection) -> int:
            row = rows.found(connection, run)
            care = rows.stored(connection, row)
            priority, number = care.number("priority"), care.number("number")
            earlier = sa.or_(RUN.c.priority > priority, (RUN.c.priority == priority) & (RUN.c.number < number))
            counted = sa.select(sa.func.count()).select_from(RUN).where(rows.WAITING, sa.text("held = 0"), earlier)
            if row.wanted:
                counted = counted.where(RUN.c.wanted.in_(("", row.wanted)))
            return int(connection.execute(counted).scalar_one())

        return self.reading(work)

    def on_servers(self) -> Mapping[str, tuple[int, int]]:
        """(running, sent or sending) of our runs by server, of all processes."""
        return self.reading(_on_servers)

    def pending(self) -> bool:
        """Whether any run has not ended."""
        some = sa.select(RUN.c.id).limit(1)
        return self.reading(
            lambda connection: any(
                connection.execute(some.where(phase)).first() for phase in (rows.WAITING, rows.ACTIVE)
            )
        )

    def timeline(self, run: str) -> tuple[NodeProgress, ...]:
        """The kept one, empty before the end."""
        wanted = sa.select(TIMELINE.c.data).where(TIMELINE.c.run == rows_json.storable(run))

        def work(connection: Connection) -> tuple[NodeProgress, ...]:
            data = connection.execute(wanted).scalar()
            try:
                return () if data is None else rows_json.timeline_of(data)
            except DamagedRow:
                odd_of(connection, rows.LOG).tell("The timeline of the run", run, "data")
                return ()

        return self.reading(work)

    def prompt(self, run: str) -> Mapping[str, Any] | None:
        """The graph that was sent last."""
        wanted = sa.select(SENT.c.prompt).where(SENT.c.run == rows_json.storable(run))

        def work(connection: Connection) -> Mapping[str, Any] | None:
            data = connection.execute(wanted).scalar()
            return None if data is None else rows.unpacked_object(connection, run, data, "prompt")

        return self.reading(work)

    def outputs(self, run: str) -> tuple[KeptOutput, ...]:
        """What a run made, those of a deleted one, too."""
        key = rows_json.storable(run)
        return self.reading(lambda connection: tuple(rows.outputs_of(connection, [key]).get(key, ())))


class _Turn:
    """The order of a page: by number, from where the page before ended."""

    def __init__(self, which: RunFilter, after: str, oldest_first: bool) -> None:
        if after and not (after.isascii() and after.isdigit() and len(after) < 19):
            raise Invalid("This page begins nowhere.", hint="Use `next` of the page before.", field="after")
        self._which = which
        self._after = int(after) if after else 0 if oldest_first else _BIG + 1
        self._oldest_first = oldest_first

    def found(self, connection: Connection, limit: int) -> tuple[Sequence[Row[Any]], str]:
        """The rows of the page, and where the next one begins."""
        if words := rows_json.storable(self._which.search).casefold().split():
            return self._searched(connection, words, limit)
        found = self._merged(connection, rows.selected(), limit + 1)
        following = str(found[limit - 1].number) if len(found) > limit else ""
        return found[:limit], following

    def _searched(self, connection: Connection, words: Sequence[str], limit: int) -> tuple[Sequence[Row[Any]], str]:
        """Looks at so many rows and no more."""
        looked_at = self._merged(connection, sa.select(RUN.c.number), MOST_SEARCHED)
        if not looked_at:
            return (), ""
        ends = sorted((looked_at[0].number, looked_at[-1].number))
        theirs = [RUN.c.number.between(*ends), *self._where(), *(_holds(word) for word in words)]
        found = connection.execute(rows.selected(*theirs).order_by(self._order()).limit(limit + 1)).all()
        if len(found) > limit:
            return found[:limit], str(found[limit - 1].number)
        return found, str(looked_at[-1].number) if len(looked_at) == MOST_SEARCHED else ""

    def _merged(self, connection: Connection, columns: Any, limit: int) -> list[Row[Any]]:
        """The first rows of each phase that is looked at, in turn: each phase comes sorted out of its index."""
        first, last = (self._after + 1, _BIG) if self._oldest_first else (1, self._after - 1)
        turn = columns.where(RUN.c.number.between(first, last), *self._where())
        turn = turn.order_by(self._order()).limit(limit)
        found: list[Row[Any]] = []
        phases = self._phases(connection)
        for phase in (None,) if phases is None else phases:
            found += connection.execute(turn if phase is None else turn.where(RUN.c.phase == phase))
        return sorted(found, key=lambda row: row.number, reverse=not self._oldest_first)[:limit]

    def _phases(self, connection: Connection) -> list[str] | None:
        """The phases to look at one by one; None where another index has the order."""
        which = self._which
        if which.with_outputs or not (which.statuses or which.batch is not None or which.workflow):
            return None
        if which.batch is not None:
            theirs = [RUN.c.batch == rows_json.storable(which.batch)]
        else:
            theirs = [RUN.c.workflow == rows_json.storable(which.workflow)] if which.workflow else []
        there = _phases_there(connection, theirs)
        return [phase for phase in there if not which.statuses or rows.status_of(phase) in which.statuses]

    def _where(self) -> list[Any]:
        where: list[Any] = [rows.KEPT]
        if self._which.batch is not None:
            where.append(RUN.c.batch == rows_json.storable(self._which.batch))
        if self._which.workflow:
            where.append(RUN.c.workflow == rows_json.storable(self._which.workflow))
        if self._which.with_outputs:
            where.append(sa.text("outputs > 0"))
        if self._which.statuses:
            where.append(rows.of_statuses(self._which.statuses))
        return where

    def _order(self) -> Any:
        return RUN.c.number if self._oldest_first else RUN.c.number.desc()


def _phases_there(connection: Connection, theirs: Sequence[Any]) -> list[str]:
    """The phases that rows have, those of newer releases, too: each is one step in an index."""
    found: list[str] = []
    beyond = RUN.c.phase >= ""
    while (phase := connection.execute(_PHASE.where(*theirs, beyond).limit(1)).scalar()) is not None:
        if phase in found:  # an index that is damaged has no order
            break
        found.append(phase)
        beyond = RUN.c.phase > phase
    return found


def _holds(word: str) -> Any:
    shared = sa.select(SHARED.c.key).where(SHARED.c.found_by.contains(word, autoescape=True))
    return sa.or_(RUN.c.found_by.contains(word, autoescape=True), RUN.c.shared.in_(shared))


def _on_servers(connection: Connection) -> Mapping[str, tuple[int, int]]:
    counted = sa.select(RUN.c.server, RUN.c.phase, sa.func.count()).where(rows.ACTIVE)
    made: dict[str, tuple[int, int]] = {}
    for server, phase, count in connection.execute(counted.group_by(RUN.c.server, RUN.c.phase)):
        running, sent = made.get(server, (0, 0))
        runs = phase == Phase.RUNNING
        made[server] = (running + count, sent) if runs else (running, sent + count)
    return made
