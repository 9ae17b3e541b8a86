"""What became of a run that is on a server: written under its lease, so that each end is written exactly once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from ...core.contracts.runs import Run, RunError, RunStatus
from ...core.stored_rows import LARGEST, DamagedRow, odd_of
from . import rows, rows_json
from .durations import durations_of, learned, means_of
from .store_ports import Durations, KeptOutput, Lease, Phase, RunEnd
from .store_turns import StoreTurns
from .tables import DURATION, OUTPUT, RUN, SENT, TIMELINE

UNLESS_IT_RUNS: Final = 2
"""`cancel_wanted` of a run that may go on where its server executes it already."""

NOWHERE: Final[Mapping[str, Any]] = {"server": "", "owner": "", "lease": 0, "started": None, "late": 0}
"""Of a run that waits again."""


class StoreDriving(StoreTurns):
    """See the module."""

    def prepare(self, lease: Lease, prompt: Mapping[str, Any], used: Mapping[str, Any]) -> bool:
        """Store the graph and all its values, before it is sent."""
        row = {
            "run": lease.run,
            "claim": lease.claim,
            "prompt": rows_json.packed(dict(prompt)),
            "parameters": rows_json.packed(dict(used)),
        }

        def work(connection: Connection) -> bool:
            if _held(connection, lease) is None:
                return False
            connection.execute(sa.delete(SENT).where(SENT.c.run == lease.run))
            connection.execute(sa.insert(SENT), row)
            return True

        return self.writing(work)

    def sent(self, lease: Lease) -> Run | None:
        """The server has it (`run_sent`); None where that was known, too."""

        def work(connection: Connection) -> Run | None:
            row = _held(connection, lease)
            if row is None or row.phase != Phase.SENDING:
                return None
            _update(connection, lease, phase=Phase.SENT.value)
            return self.tell(connection, "run_sent", lease.run)

        return self.writing(work)

    def started(self, lease: Lease, when: int) -> Run | None:
        """The server executes it (`run_started`); None where that was known already."""

        def work(connection: Connection) -> Run | None:
            row = _held(connection, lease)
            if row is None or row.phase == Phase.RUNNING:
                return None
            wish = 0 if row.cancel_wanted == UNLESS_IT_RUNS else row.cancel_wanted
            _update(connection, lease, phase=Phase.RUNNING.value, started=when, cancel_wanted=wish)
            return self.tell(connection, "run_started", lease.run)

        return self.writing(work)

    def back_to_waiting(self, lease: Lease) -> bool:
        """The server certainly has it not: it waits again (cancelled where that was wanted: read it again)."""

        def work(connection: Connection) -> bool:
            if (row := _held(connection, lease)) is None:
                return False
            _update(connection, lease, attempt=RUN.c.attempt - 1)
            if row.cancel_wanted:
                self._cancelled(connection, lease, row)
            else:
                _update(connection, lease, phase=Phase.WAITING.value, unsent=1, **NOWHERE)
            return True

        return self.writing(work)

    def end(self, lease: Lease, how: RunEnd) -> Run | None:
        """The end, exactly once, with its entry in the log; the run as it is now."""

        def work(connection: Connection) -> Run | None:
            if (row := _held(connection, lease)) is None:
                return None
            error = rows_json.error_text(how.error)
            _update(
                connection,
                lease,
                phase=how.status.value,
                ended=_after(row, how.ended),
                error=error,
                **_over(how.outputs),
            )
            _insert_outputs(connection, lease.run, how.outputs)  # what goes on has none yet
            if how.timeline:
                data = rows_json.timeline_data(how.timeline)
                connection.execute(sa.insert(TIMELINE), {"run": lease.run, "data": data})
            if how.status is RunStatus.COMPLETED:
                _learn(connection, row, how)
            return self.tell(connection, f"run_{how.status.value}", lease.run, **_told(how))

        return self.writing(work)

    def lose(self, lease: Lease, error: RunError) -> tuple[Run, bool] | None:
        """The server lost it; whether it waits again (`retries_when_lost` was left). Cancelled where it was wished."""

        def work(connection: Connection) -> tuple[Run, bool] | None:
            if (row := _held(connection, lease)) is None:
                return None
            if row.cancel_wanted:
                return self._cancelled(connection, lease, row), False
            left = rows.stored(connection, row).number("retries_left")
            again = left > 0
            over = {"phase": RunStatus.LOST.value, "ended": _after(row, self.now()), **_OVER}
            lost = {**over, "error": rows_json.error_text(error)}
            waits = {"phase": Phase.WAITING.value, "retries_left": left - 1, **NOWHERE}
            _update(connection, lease, **(waits if again else lost))
            return self.tell(connection, "run_lost", lease.run, again=again), again

        return self.writing(work)

    def put_outputs(
        self, run: str, outputs: Sequence[KeptOutput], attempt: int, error: RunError | None = None
    ) -> Run | None:
        """Replace the outputs of a run that has ended: missing ones were fetched since. In the log as `run_fetched`.

        `error` is what is left to say of one that completed. None where the run is at another attempt by now.
        """

        def work(connection: Connection) -> Run | None:
            row = rows.found(connection, run)
            if row.phase not in rows.ENDED_PHASES or row.attempt != attempt:
                return None
            put_outputs(connection, run, outputs)
            said = {"error": rows_json.error_text(error)} if row.phase == RunStatus.COMPLETED.value else {}
            connection.execute(sa.update(RUN).where(RUN.c.id == run).values(outputs=len(outputs), **said))
            return self.tell(connection, "run_fetched", run)

        return self.writing(work)

    def results_late(self, lease: Lease) -> None:
        """Its server is done with it, but does not give its results: others may be sent there meanwhile."""
        self.writing(lambda connection: _update(connection, lease, late=1))

    def unfetched(self, server: str) -> tuple[str, ...]:
        """Runs on a server that ended without all of their outputs."""
        missing = sa.select(OUTPUT.c.run).where(sa.text("fetched = 0"))
        wanted = sa.select(RUN.c.id).where(RUN.c.id.in_(missing), RUN.c.server == server, rows.KEPT)
        return self.reading(lambda connection: tuple(connection.execute(wanted.order_by(RUN.c.number)).scalars()))

    def durations(self, document: str, server: str) -> Durations:
        """Means over the latest completed runs."""
        return self.reading(lambda connection: durations_of(_durations(connection, document, server)))

    def _cancelled(self, connection: Connection, lease: Lease, row: Row[Any]) -> Run:
        _update(connection, lease, phase=RunStatus.CANCELLED.value, ended=_after(row, self.now()), **_OVER)
        return self.tell(connection, "run_cancelled", lease.run)


_OVER: Final[Mapping[str, Any]] = {"lease": 0, "cancel_wanted": 0, "late": 0}


def _over(outputs: Sequence[KeptOutput]) -> dict[str, Any]:
    return {**_OVER, "outputs": len(outputs)}


def _held(connection: Connection, lease: Lease) -> Row[Any] | None:
    """The row of a run where its lease counts."""
    columns = (
        RUN.c.id,
        RUN.c.phase,
        RUN.c.started,
        RUN.c.cancel_wanted,
        RUN.c.retries_left,
        RUN.c.document,
        RUN.c.server,
    )
    wanted: Any = sa.select(*columns).where(*_mine(lease), rows.ACTIVE)
    found: Row[Any] | None = connection.execute(wanted).first()
    return found


def _after(row: Row[Any], when: int) -> int:
    """Its end is never before its start, though the one clock may be the server's and the other one ours."""
    return max(when, row.started if type(row.started) is int and row.started <= LARGEST else 0)


def _mine(lease: Lease) -> tuple[Any, ...]:
    return RUN.c.id == lease.run, RUN.c.claims == lease.claim, RUN.c.owner == lease.owner


def _update(connection: Connection, held_by: Lease, **values: Any) -> None:
    connection.execute(sa.update(RUN).where(*_mine(held_by)).values(values))


def put_outputs(connection: Connection, run: str, outputs: Iterable[KeptOutput]) -> None:
    """Give a run these outputs and no others."""
    connection.execute(sa.delete(OUTPUT).where(OUTPUT.c.run == run))
    _insert_outputs(connection, run, outputs)


def _insert_outputs(connection: Connection, run: str, outputs: Iterable[KeptOutput]) -> None:
    made = [
        {
            "run": run,
            "number": one.output.number,
            "data": rows_json.output_text(one),
            "fetched": int(rows_json.is_fetched(one)),
        }
        for one in outputs
    ]
    if made:
        connection.execute(sa.insert(OUTPUT), made)


def _told(how: RunEnd) -> dict[str, Any]:
    """What the log says of an end besides the run; the server's traceback is read with the run."""
    if how.status is RunStatus.COMPLETED:
        return {"outputs": len(how.outputs), "seconds": how.seconds}
    if how.error is None:
        return {}
    error = rows_json.loaded(rows_json.error_text(how.error) or "{}", "")
    return {"error": {**error, "details": ""}}


def _learn(connection: Connection, row: Row[Any], how: RunEnd) -> None:
    known = _durations(connection, row.document, row.server)
    data = rows_json.dumped(learned(known or {}, how))
    key = {"document": row.document, "server": row.server}
    if known is None:
        connection.execute(sa.insert(DURATION), {**key, "data": data})
    else:
        where = (DURATION.c.document == row.document, DURATION.c.server == row.server)
        connection.execute(sa.update(DURATION).where(*where).values(data=data))


def _durations(connection: Connection, document: str, server: str) -> Mapping[str, Any] | None:
    wanted = sa.select(DURATION.c.data).where(DURATION.c.document == document, DURATION.c.server == server)
    text = connection.execute(wanted).scalar()
    if text is None:
        return None
    try:
        return means_of(rows_json.loaded_object(text, "How long runs took"))
    except DamagedRow:
        odd_of(connection, rows.LOG).tell("How long runs took on the server", server, "data")
        return {}
