"""Rows as runs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from ...core.contracts.runs import Run, RunOutput, RunStatus
from ...core.errors import NotFound
from . import rows_json
from .store_ports import KeptOutput, Phase
from .tables import OUTPUT, RUN, SENT, SHARED

WAITING: Final = sa.text("phase = 'waiting'")
"""Literally, as in the indexes: a database does not see that a value it gets later fits one."""

ACTIVE: Final = sa.text("phase IN ('sending', 'sent', 'running')")
KEPT: Final = sa.text("deleted = 0")
ENDED_PHASES: Final = frozenset(RunStatus) - {RunStatus.QUEUED, RunStatus.RUNNING}
PHASES: Final = (*Phase, *sorted(ENDED_PHASES))

_NOT_READ: Final = {"unsent", "found_by", "needs", "lease", "passed", "late", "retries", "deleted_with"}
_COLUMNS: Final = tuple(column for column in RUN.c if column.name not in _NOT_READ)


_SELECTED: Final[Any] = sa.select(*_COLUMNS)


def selected(*where: Any) -> Any:
    """The columns that make a run."""
    return _SELECTED.where(*where)


def phases_of(status: RunStatus) -> tuple[str, ...]:
    """The phases of a status."""
    return (Phase.WAITING, Phase.SENDING, Phase.SENT) if status is RunStatus.QUEUED else (status.value,)


def status_of(phase: str) -> RunStatus:
    """The status of a phase."""
    return RunStatus.QUEUED if phase in (Phase.WAITING, Phase.SENDING, Phase.SENT) else RunStatus(phase)


def found(connection: Connection, run: str) -> Row[Any]:
    """The row of one that is not deleted; `NotFound`."""
    row = connection.execute(selected(RUN.c.id == rows_json.storable(run), KEPT)).first()
    if row is None:
        raise NotFound(f"There is no run {run[:80]!r}.", hint="Look at the list again.", field="run")
    return row


def run_of(connection: Connection, row: Row[Any]) -> Run:
    """A row as a run, with everything."""
    return runs_of(connection, [row], whole=True)[0]


def run(connection: Connection, run: str) -> Run:
    """One run, with everything; `NotFound`."""
    return run_of(connection, found(connection, run))


def runs_of(connection: Connection, rows: Sequence[Row[Any]], *, whole: bool) -> tuple[Run, ...]:
    """Rows as runs; `whole`: with all the values that were used."""
    shared = shared_values(connection, (row.shared for row in rows))
    ids = [row.id for row in rows]
    outputs = outputs_of(connection, [row.id for row in rows if row.outputs])
    used = _used(connection, ids) if whole else {}
    return tuple(
        _run(row, shared.get(row.shared, {}), tuple(one.output for one in outputs.get(row.id, ())), used.get(row.id))
        for row in rows
    )


def shared_values(connection: Connection, keys: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
    """Values that runs have in common, by key."""
    wanted = sorted(set(keys) - {""})
    if not wanted:
        return {}
    rows = connection.execute(sa.select(SHARED.c.key, SHARED.c.data).where(SHARED.c.key.in_(wanted)))
    return {row.key: rows_json.loaded(row.data, "What a batch shares") for row in rows}


def outputs_of(connection: Connection, runs: Sequence[str]) -> Mapping[str, list[KeptOutput]]:
    """The outputs of runs, each in the order of their numbers."""
    if not runs:
        return {}
    wanted = sa.select(OUTPUT.c.run, OUTPUT.c.data).where(OUTPUT.c.run.in_(runs))
    made: dict[str, list[KeptOutput]] = {}
    for row in connection.execute(wanted.order_by(OUTPUT.c.run, OUTPUT.c.number)):
        made.setdefault(row.run, []).append(rows_json.output_of(row.data))
    return made


def _used(connection: Connection, runs: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    rows = connection.execute(sa.select(SENT.c.run, SENT.c.parameters).where(SENT.c.run.in_(runs)))
    return {row.run: rows_json.unpacked(row.parameters, "What a run used") for row in rows}


def _run(
    row: Row[Any], shared: Mapping[str, Any], outputs: tuple[RunOutput, ...], used: Mapping[str, Any] | None
) -> Run:
    own = rows_json.loaded(row.own_values, "What a run was asked for")
    return Run(
        id=row.id,
        title=row.title,
        status=status_of(row.phase),
        document=row.document,
        workflow=row.workflow,
        version=row.version,
        batch=row.batch,
        place=row.place,
        priority=row.priority,
        held=bool(row.held),
        values={**shared, **own} if shared else own,
        parameters_used=used,
        wanted_server=row.wanted,
        server=row.server,
        prompt_id=row.prompt_id,
        attempt=row.attempt,
        created=row.created,
        changed=row.changed,
        started=row.started,
        ended=row.ended,
        error=rows_json.error_of(row.error),
        outputs=outputs,
        seq=row.seq,
    )
