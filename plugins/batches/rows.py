"""Rows as values, and values as rows. Plans are JSON in ASCII: any text and any integer comes back as it was."""

import hashlib
import json
import logging
import zlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from attrs import field, fields, frozen
from sqlalchemy import Connection

from ...core.contracts.batches import AxisSummary, BatchPlan
from ...core.stored_rows import DamagedRow, StoredRow, odd_of, stored_row, unzipped
from ...core.wire import decode, encode
from .planning.layouts import Layout, kept, rows_of
from .planning.spaces import Space
from .tables import BATCH, DOCUMENT

LOG: Final = logging.getLogger("penstock.batches")
_LEVEL: Final = 6
_PLANNED: Final = tuple(one.name for one in fields(BatchPlan))
_LISTED: Final = [column for column in BATCH.c if column.name not in ("plan", "axes")]


class BatchState(StrEnum):
    """What people did to a batch; how far it is says the state of its cells."""

    PLANNING = "planning"
    RUNNING = "running"
    PAUSED = "paused"


@frozen(kw_only=True)
class Stored:
    """A batch as it is stored; `plan` (without its document) and `groups` only where one was asked for."""

    id: str
    title: str
    state: BatchState
    workflow: str
    version: int | None
    document: str
    total: int
    runs: int
    priority: int
    server: str
    webhook: str
    revision: int
    created: int
    changed: int
    ended: int | None
    ends: int
    deleted: int | None = None
    plan: BatchPlan | None = field(default=None, repr=False)
    groups: tuple[tuple[AxisSummary, ...], ...] = ()
    rows: tuple[Sequence[int], ...] = field(default=(), repr=False)

    @property
    def shared(self) -> frozenset[str]:
        """The addresses of values that all cells share, of one with a plan."""
        plan = self.plan or BatchPlan()
        varied = {address for group in self.groups for axis in group for address in axis.addresses}
        return frozenset(plan.values) - varied - {rule.key for rule in plan.seeds}

    @property
    def layout(self) -> Layout:
        """Where the cells stand, of one with a plan."""
        plan = self.plan or BatchPlan()
        lengths = (*map(len, self.rows), self.runs)
        return Layout(self.rows, Space(lengths, plan.sample, plan.sample_seed, plan.limit))


def listed(connection: Connection, *where: Any, limit: int | None = None) -> tuple[Stored, ...]:
    """Batches without their plans, the last created first; without those that nobody could ask for by their ids."""
    found = sa.select(*_LISTED).where(*where).order_by(BATCH.c.created.desc(), BATCH.c.id.desc())
    there = (_row(connection, row) for row in connection.execute(found.limit(limit)))
    return tuple(_stored(row) for row in there if row.has_id())


def whole(connection: Connection, *where: Any) -> Stored | None:
    """A batch with its plan; `DamagedRow` where that is damaged."""
    row = connection.execute(sa.select(BATCH).where(*where)).first()
    if row is None:
        return None
    try:
        told = json.loads(row.plan)
        plan = decode(BatchPlan, {name: told[name] for name in _PLANNED if name in told})
        axes = json.loads(row.axes)
        groups = tuple(tuple(decode(AxisSummary, axis) for axis in group) for group in axes["groups"])
        rows = tuple(map(_rows, axes["rows"]))
        made = _stored(_row(connection, row), plan=plan, groups=groups, rows=rows)
        _check(made)
    except Exception as error:
        _row(connection, row).tell("its plan")
        raise DamagedRow(
            f"The plan of {str(row.title)[:80]!r} ({row.id}) is damaged in the database.",
            hint="Restore a backup, or delete it.",
        ) from error
    return made


def bare(connection: Connection, *where: Any) -> Stored | None:
    """A batch without its plan."""
    row = connection.execute(sa.select(*_LISTED).where(*where)).first()
    return None if row is None else _stored(_row(connection, row))


def plan_text(plan: BatchPlan) -> str:
    """A plan without its document, which is kept by its content."""
    told = encode(plan)
    told.pop("document")
    return json.dumps(told, separators=(",", ":"))


def axes_text(groups: tuple[tuple[AxisSummary, ...], ...], layout: Layout) -> str:
    """The axes of each group, and where the cells stand."""
    told = {"groups": encode(groups), "rows": [kept(rows) for rows in layout.rows]}
    return json.dumps(told, separators=(",", ":"))


def put_document(connection: Connection, data: bytes) -> str:
    """Keep bytes once, and their name."""
    sha256 = hashlib.sha256(data).hexdigest()
    there = sa.select(DOCUMENT.c.sha256).where(DOCUMENT.c.sha256 == sha256)
    if connection.execute(there).first() is None:
        connection.execute(sa.insert(DOCUMENT).values(sha256=sha256, data=zlib.compress(data, _LEVEL)))
    return sha256


def document(connection: Connection, sha256: str) -> bytes:
    """The bytes of a plan's document."""
    found = connection.execute(sa.select(DOCUMENT.c.data).where(DOCUMENT.c.sha256 == sha256)).scalar_one_or_none()
    data = unzipped(found)
    if data is None:
        raise DamagedRow("The document of this batch is damaged in the database.", hint="Restore a backup.")
    return data


def _row(connection: Connection, row: Any) -> StoredRow:
    return stored_row("The batch", row, odd_of(connection, LOG))


def _check(made: Stored) -> None:
    """Whether each of its cells has a place."""
    if len(made.groups) != len(made.rows) or made.layout.space.total != made.total:
        raise ValueError("cells without a place")


def _rows(told: Any) -> Sequence[int]:
    found = rows_of(told)
    if not isinstance(found, range) and not all(type(index) is int for index in found):
        raise TypeError("rows are numbers")
    return found


def _stored(row: StoredRow, **more: Any) -> Stored:
    return Stored(
        id=row.text("id"),
        title=row.text("title"),
        state=_state(row.values["state"]),
        workflow=row.text("workflow"),
        version=row.maybe("version"),
        document=row.text("document"),
        total=row.number("total", 0),
        runs=row.number("runs", 0),
        priority=row.number("priority"),
        server=row.text("server"),
        webhook=row.text("webhook"),
        revision=row.number("revision"),
        created=row.number("created"),
        changed=row.number("changed"),
        ended=row.maybe("ended"),
        ends=row.number("ends", 0),
        deleted=row.maybe("deleted"),
        **more,
    )


def _state(name: object) -> BatchState:
    """A state of a newer release is read as running."""
    return BatchState(str(name)) if name in tuple(BatchState) else BatchState.RUNNING
