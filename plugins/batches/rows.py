"""Rows as values, and values as rows. Plans are JSON in ASCII: any text and any integer comes back as it was."""

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from attrs import field, fields, frozen
from sqlalchemy import Connection

from ...core.contracts.batches import AxisSummary, BatchPlan
from ...core.errors import StorageFailed
from ...core.wire import decode, encode
from .planning.layouts import Layout, kept, rows_of
from .planning.spaces import Space
from .tables import BATCH, DOCUMENT

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
    """Batches without their plans, the last created first."""
    found = sa.select(*_LISTED).where(*where).order_by(BATCH.c.created.desc(), BATCH.c.id.desc())
    return tuple(_stored(row._mapping) for row in connection.execute(found.limit(limit)))


def whole(connection: Connection, *where: Any) -> Stored | None:
    """A batch with its plan; `StorageFailed` where its row is damaged."""
    row = connection.execute(sa.select(BATCH).where(*where)).first()
    if row is None:
        return None
    try:
        told = json.loads(row.plan)
        plan = decode(BatchPlan, {name: told[name] for name in _PLANNED if name in told})
        axes = json.loads(row.axes)
        groups = tuple(tuple(decode(AxisSummary, axis) for axis in group) for group in axes["groups"])
        rows = tuple(map(rows_of, axes["rows"]))
    except Exception as error:
        raise StorageFailed(
            f"The plan of {str(row.title)[:80]!r} ({row.id}) is damaged in the database.", hint="Restore a backup."
        ) from error
    return _stored(row._mapping, plan=plan, groups=groups, rows=rows)


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
    data = connection.execute(sa.select(DOCUMENT.c.data).where(DOCUMENT.c.sha256 == sha256)).scalar_one_or_none()
    try:
        return zlib.decompress(data or b"")
    except zlib.error as error:
        raise StorageFailed("The document of this batch is damaged.", hint="Restore a backup.") from error


def _stored(row: Mapping[Any, Any], **more: Any) -> Stored:
    names = ("id", "title", "workflow", "version", "document", "total", "runs", "priority", "server", "webhook")
    plain = {name: row[name] for name in (*names, "revision", "created", "changed", "ended", "ends", "deleted")}
    return Stored(state=_state(row["state"]), **plain, **more)


def _state(name: str) -> BatchState:
    """A state of a newer release is read as running."""
    return BatchState(name) if name in tuple(BatchState) else BatchState.RUNNING
