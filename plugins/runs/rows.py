"""Rows as runs: an odd value is told of once, and costs no more than itself."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from ...core.contracts.runs import Run, RunError, RunOutput, RunStatus
from ...core.errors import NotFound
from ...core.stored_rows import DamagedRow, StoredRow, odd_of, stored_row, stored_rows
from . import rows_json
from .store_ports import KeptOutput, Phase
from .tables import OUTPUT, RUN, SENT, SHARED

LOG: Final = logging.getLogger("penstock.runs")
WAITING: Final = sa.text("phase = 'waiting'")
"""Literally, as in the indexes: a database does not see that a value it gets later fits one."""

ACTIVE: Final = sa.text("phase IN ('sending', 'sent', 'running')")
KEPT: Final = sa.text("deleted = 0")
ENDED_PHASES: Final = frozenset(RunStatus) - {RunStatus.QUEUED, RunStatus.RUNNING}
PHASES: Final = tuple(phase.value for phase in (*Phase, *sorted(ENDED_PHASES)))
"""Those that this release knows."""

RUN_ROW: Final = "The run"

_NOT_READ: Final = {"unsent", "found_by", "needs", "lease", "passed", "late", "retries", "deleted_with"}
_COLUMNS: Final = tuple(column for column in RUN.c if column.name not in _NOT_READ)


_SELECTED: Final[Any] = sa.select(*_COLUMNS)


def selected(*where: Any) -> Any:
    """The columns that make a run."""
    return _SELECTED.where(*where)


def phases_of(status: RunStatus) -> tuple[str, ...]:
    """The phases of a status."""
    return (Phase.WAITING, Phase.SENDING, Phase.SENT) if status is RunStatus.QUEUED else (status.value,)


def status_of(phase: object) -> RunStatus:
    """The status of a phase; nobody knows what becomes of one that a newer release wrote, or a disk."""
    if phase in (Phase.WAITING, Phase.SENDING, Phase.SENT):
        return RunStatus.QUEUED
    return RunStatus(str(phase)) if phase in PHASES else RunStatus.LOST


def has_ended(phase: object) -> bool:
    """Whether nothing but a wish changes it."""
    return phase not in tuple(Phase)


def of_statuses(statuses: Iterable[RunStatus]) -> Any:
    """The rows with one of these statuses."""
    wanted = tuple(statuses)
    known = RUN.c.phase.in_(sorted({phase for status in wanted for phase in phases_of(status)}))
    return sa.or_(known, RUN.c.phase.not_in(PHASES)) if RunStatus.LOST in wanted else known


def found(connection: Connection, run: str) -> Row[Any]:
    """The row of one that is not deleted; `NotFound`."""
    row = connection.execute(selected(RUN.c.id == rows_json.storable(run), KEPT)).first()
    if row is None:
        raise NotFound(f"There is no run {run[:80]!r}.", hint="Look at the list again.", field="run")
    return row


def stored(connection: Connection, row: Row[Any]) -> StoredRow:
    """A row of the table of runs, read with care."""
    return stored_row(RUN_ROW, row, odd_of(connection, LOG))


def run_of(connection: Connection, row: Row[Any]) -> Run:
    """A row as a run, with everything."""
    return runs_of(connection, [row], whole=True)[0]


def run(connection: Connection, run: str) -> Run:
    """One run, with everything; `NotFound`."""
    return run_of(connection, found(connection, run))


def listed(connection: Connection, rows: Sequence[Row[Any]], *, whole: bool) -> tuple[Run, ...]:
    """As `runs_of`, without those that nobody could ask for by their ids."""
    care = stored_rows(RUN_ROW, rows, odd_of(connection, LOG))
    return _runs(connection, [row for row in care if row.has_id()], whole=whole)


def runs_of(connection: Connection, rows: Sequence[Row[Any]], *, whole: bool) -> tuple[Run, ...]:
    """Rows as runs; `whole`: with all the values that were used."""
    return _runs(connection, stored_rows(RUN_ROW, rows, odd_of(connection, LOG)), whole=whole)


def shared_values(connection: Connection, keys: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
    """Values that runs have in common, by key."""
    wanted = sorted({key for key in keys if isinstance(key, str)} - {""})
    if not wanted:
        return {}
    odd = odd_of(connection, LOG)
    rows = connection.execute(sa.select(SHARED.c.key, SHARED.c.data).where(SHARED.c.key.in_(wanted)))
    return {row.key: stored_row("What a batch shares", row, odd, "key").loaded("data", dict, {}) for row in rows}


def outputs_of(connection: Connection, runs: Sequence[str]) -> Mapping[str, list[KeptOutput]]:
    """The outputs of runs, each in the order of their numbers; without those that cannot be read."""
    if not runs:
        return {}
    wanted = sa.select(OUTPUT.c.run, OUTPUT.c.data).where(OUTPUT.c.run.in_(runs))
    made: dict[str, list[KeptOutput]] = {}
    for row in connection.execute(wanted.order_by(OUTPUT.c.run, OUTPUT.c.number)):
        try:
            made.setdefault(row.run, []).append(rows_json.output_of(row.data))
        except DamagedRow:
            odd_of(connection, LOG).tell("An output of the run", row.run, "data")
    return made


def strict_values(connection: Connection, run: str) -> tuple[str, dict[str, Any]]:
    """The document and the values that a run shall be sent with; `DamagedRow` where one of them was lost."""
    row = found(connection, run)
    own = rows_json.loaded_object(row.own_values, "What the run was asked for")
    if not row.shared:
        return row.document, own
    there = connection.execute(sa.select(SHARED.c.data).where(SHARED.c.key == row.shared)).scalar()
    shared = rows_json.loaded_object(there or "", "What the batch of the run shares")
    return row.document, {**shared, **own}


def _runs(connection: Connection, rows: Sequence[StoredRow], *, whole: bool) -> tuple[Run, ...]:
    ids = [row.values["id"] for row in rows]
    shared = shared_values(connection, (row.values["shared"] for row in rows))
    outputs = outputs_of(connection, [row.values["id"] for row in rows if row.values["outputs"]])
    used = _used(connection, ids) if whole else {}
    return tuple(
        _run(
            row,
            shared.get(row.values["shared"], {}),
            tuple(one.output for one in outputs.get(run, ())),
            used.get(run),
        )
        for run, row in zip(ids, rows, strict=True)
    )


def _used(connection: Connection, runs: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    rows = connection.execute(sa.select(SENT.c.run, SENT.c.parameters).where(SENT.c.run.in_(runs)))
    found = {row.run: unpacked_object(connection, row.run, row.parameters, "parameters") for row in rows}
    return {run: used for run, used in found.items() if used is not None}


def unpacked_object(connection: Connection, run: str, data: bytes, column: str) -> dict[str, Any] | None:
    """What `packed` made of an object; None where it is damaged, which is told of."""
    try:
        made = rows_json.unpacked(data, "What was sent")
    except DamagedRow:
        made = None
    if isinstance(made, dict):
        return made
    odd_of(connection, LOG).tell("What was sent of the run", run, column)
    return None


def _error(row: StoredRow) -> RunError | None:
    """Why it did not complete, where that can be read."""
    try:
        found = rows_json.error_of(row.values["error"])
    except DamagedRow:
        row.tell("error")
        found = RunError(code="damaged", message="Why it did not complete cannot be read any more.")
    if row.values["phase"] in PHASES:
        return found
    row.tell("phase")
    return found or RunError(
        code="damaged",
        message="What became of this run is not known here.",
        hint="A newer Penstock may know it. Else run it again, or delete it.",
    )


def _run(
    row: StoredRow, shared: Mapping[str, Any], outputs: tuple[RunOutput, ...], used: Mapping[str, Any] | None
) -> Run:
    own: dict[str, Any] = row.loaded("own_values", dict, {})
    return Run(
        id=row.values["id"],
        title=row.text("title"),
        status=status_of(row.values["phase"]),
        document=row.text("document"),
        workflow=row.text("workflow"),
        version=row.maybe("version"),
        batch=row.text("batch"),
        place=row.number("place", 0),
        priority=row.number("priority"),
        held=row.number("held") != 0,
        values={**shared, **own} if shared else own,
        parameters_used=used,
        wanted_server=row.text("wanted"),
        server=row.text("server"),
        prompt_id=row.text("prompt_id"),
        attempt=row.number("attempt"),
        created=row.number("created"),
        changed=row.number("changed"),
        started=row.maybe("started"),
        ended=row.maybe("ended"),
        error=_error(row),
        outputs=outputs,
        seq=row.number("seq"),
    )
