"""Batches as rows: each method is one transaction, and what raised changed nothing. It tells nobody."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.clock import Clock
from ...core.contracts.database import Database
from ...core.errors import Conflict, NotFound
from ...core.ids import Ids
from ...core.stored_rows import LARGEST, OddValues, carrying
from . import rows
from .planning.planned import Planned
from .rows import BatchState, Stored
from .tables import BATCH, DOCUMENT, SCHEMA, WEBHOOK

T = TypeVar("T")
KEPT_MS: Final = 30 * 24 * 3600 * 1000
_KEPT: Final = BATCH.c.deleted.is_(None)
_STORABLE_ID: Final = 64


class BatchStore:
    """See the module. `NotFound` for batches that are in the trash."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._odd = OddValues(rows.LOG)

    def add(self, made: Planned, title: str, named: Callable[[str], object] = lambda _batch: None) -> Stored:
        """A batch whose cells are not stored yet; `named` gets its id before anybody else can see it."""
        plan = made.plan
        texts = {"plan": rows.plan_text(plan), "axes": rows.axes_text(made.summaries, made.layout)}

        def work(connection: Connection) -> Stored:
            self._expire(connection)
            batch, now = self._ids.new(), self._clock.wall_ms()
            named(batch)
            connection.execute(
                sa.insert(BATCH).values(
                    id=batch,
                    title=title,
                    title_key=title.casefold(),
                    state=BatchState.PLANNING.value,
                    workflow=plan.workflow,
                    version=plan.version,
                    document=rows.put_document(connection, plan.document),
                    total=made.space.total,
                    runs=made.runs,
                    priority=plan.priority,
                    server=plan.server,
                    webhook=plan.webhook,
                    revision=1,
                    created=now,
                    changed=now,
                    ends=0,
                    **texts,
                )
            )
            return _found(connection, batch)

        return self.writing(work)

    def forget(self, batch: str) -> None:
        """Remove a batch whose cells could not be stored, as if it had never been."""
        self.writing(lambda connection: connection.execute(sa.delete(BATCH).where(BATCH.c.id == batch)))

    def begin(self, batch: str) -> bool:
        """All cells are stored: let it run; whether this call did."""
        where = (BATCH.c.id == batch, BATCH.c.state == BatchState.PLANNING.value)
        return self.writing(lambda connection: self._set(connection, *where, state=BatchState.RUNNING.value) == 1)

    def get(self, batch: str) -> Stored:
        """One batch with its plan."""
        return self.reading(lambda connection: _found(connection, batch))

    def find(self, batch: str) -> Stored | None:
        """A batch without its plan; None where there is none."""
        return self.reading(lambda connection: rows.bare(connection, _KEPT, BATCH.c.id == batch))

    def named(self, batch: str) -> Stored:
        """One batch without its plan, which may be damaged."""
        return self.reading(lambda connection: _bare(connection, batch))

    def document(self, batch: str) -> bytes:
        """The document of a batch."""

        def work(connection: Connection) -> bytes:
            return rows.document(connection, _bare(connection, batch).document)

        return self.reading(work)

    def page(
        self, *, workflow: str = "", words: Sequence[str] = (), before: tuple[int, str] | None = None, limit: int = 50
    ) -> tuple[Stored, ...]:
        """Batches without their plans, the last created first; `before` is that of the page before."""
        where = [
            _KEPT,
            BATCH.c.created.between(0, LARGEST),
            *(BATCH.c.title_key.contains(word, autoescape=True) for word in words),
        ]
        if workflow:
            where.append(BATCH.c.workflow == workflow)
        if before is not None:
            created, last = before
            older = (BATCH.c.created == created) & (BATCH.c.id < last)
            where.append((BATCH.c.created < created) | older)
        return self.reading(lambda connection: rows.listed(connection, *where, limit=limit))

    def open(self) -> tuple[Stored, ...]:
        """Those that have not ended."""
        return self.reading(lambda connection: rows.listed(connection, _KEPT, BATCH.c.ended.is_(None)))

    def planning(self, batch: str) -> Stored | None:
        """A batch whose cells are still to be stored; None where they are, or it is gone."""

        def work(connection: Connection) -> Stored | None:
            return rows.whole(connection, BATCH.c.id == batch, BATCH.c.state == BatchState.PLANNING.value, _KEPT)

        return self.reading(work)

    def pause(self, batch: str, *, paused: bool) -> bool:
        """Pause it or let it run; whether that changed anything."""
        to, of = (BatchState.PAUSED, BatchState.RUNNING) if paused else (BatchState.RUNNING, BatchState.PAUSED)

        def work(connection: Connection) -> bool:
            stored = _bare(connection, batch)
            where = (BATCH.c.id == stored.id, BATCH.c.state == of.value)
            return self._set(connection, *where, state=to.value, **_next(stored)) == 1

        return self.writing(work)

    def revise(self, batch: str) -> None:
        """People changed something about its cells: another revision."""

        def work(connection: Connection) -> None:
            stored = _bare(connection, batch)
            self._set(connection, BATCH.c.id == stored.id, **_next(stored))

        self.writing(work)

    def change(self, batch: str, revision: int, fields: Mapping[str, Any]) -> Stored:
        """Change columns of a batch that is at `revision`; `Conflict` where it is not."""

        def work(connection: Connection) -> Stored:
            stored = _found(connection, batch)
            _check_revision(stored, revision)
            more = {"title_key": fields["title"].casefold()} if "title" in fields else {}
            self._set(connection, BATCH.c.id == stored.id, **fields, **more, **_next(stored))
            return _found(connection, batch)

        return self.writing(work)

    def finish(self, batch: str, messages: Callable[[Stored], Sequence[Mapping[str, Any]]]) -> Stored | None:
        """Every cell has ended: note it with the webhooks that tell it; None where that was noted before."""

        def work(connection: Connection) -> Stored | None:
            stored = rows.bare(connection, BATCH.c.id == batch, BATCH.c.ended.is_(None), _KEPT)
            if stored is None or stored.state is BatchState.PLANNING:
                return None
            now = self._clock.wall_ms()
            self._set(connection, BATCH.c.id == batch, ended=now, ends=stored.ends + 1)
            ended = _bare(connection, batch)
            for message in messages(ended):
                connection.execute(sa.insert(WEBHOOK).values(**message))
            return ended

        return self.writing(work)

    def reopen(self, batch: str) -> bool:
        """Some of its cells run again; whether it had ended."""
        where = (BATCH.c.id == batch, BATCH.c.ended.is_not(None))
        return self.writing(lambda connection: self._set(connection, *where, ended=None) == 1)

    def delete(self, batch: str) -> Stored:
        """Put it into the trash; what is there too long goes for good."""

        def work(connection: Connection) -> Stored:
            self._expire(connection)
            stored = _bare(connection, batch)
            self._set(connection, BATCH.c.id == stored.id, deleted=self._clock.wall_ms())
            return stored

        return self.writing(work, frugal=True)

    def restore(self, batch: str) -> Stored:
        """Bring it back out of the trash."""

        def work(connection: Connection) -> Stored:
            kept = BATCH.c.deleted > self._clock.wall_ms() - KEPT_MS
            if not _is_storable(batch) or self._set(connection, BATCH.c.id == batch, kept, deleted=None) == 0:
                raise NotFound("This batch is not in the trash.", hint="Look at the list again.", field="batch")
            return _bare(connection, batch)

        return self.writing(work)

    def reading(self, work: Callable[[Connection], T]) -> T:
        """A transaction that only reads."""
        return self._database.read(SCHEMA, lambda connection: work(carrying(connection, self._odd)))

    def writing(self, work: Callable[[Connection], T], *, frugal: bool = False) -> T:
        """A transaction that changes rows, a `frugal` one also on a full disk."""
        return self._database.write(SCHEMA, lambda connection: work(carrying(connection, self._odd)), frugal=frugal)

    def _set(self, connection: Connection, *where: Any, **fields: Any) -> int:
        changed = {"changed": self._clock.wall_ms(), **fields}
        return int(connection.execute(sa.update(BATCH).where(*where).values(**changed)).rowcount)

    def _expire(self, connection: Connection) -> None:
        gone = BATCH.c.deleted <= self._clock.wall_ms() - KEPT_MS
        old = sa.select(BATCH.c.id).where(gone)
        connection.execute(sa.delete(WEBHOOK).where(WEBHOOK.c.batch.in_(old)))
        if connection.execute(sa.delete(BATCH).where(gone)).rowcount:
            used = sa.select(BATCH.c.document)
            connection.execute(sa.delete(DOCUMENT).where(DOCUMENT.c.sha256.not_in(used)))


def _next(stored: Stored) -> dict[str, int]:
    return {"revision": stored.revision + 1}


def _is_storable(batch: str) -> bool:
    return len(batch) <= _STORABLE_ID and batch.isascii() and batch.isprintable()


def _found(connection: Connection, batch: str) -> Stored:
    stored = rows.whole(connection, BATCH.c.id == batch, _KEPT) if _is_storable(batch) else None
    return _there(batch, stored)


def _bare(connection: Connection, batch: str) -> Stored:
    """As `_found`, without the plan."""
    return _there(batch, rows.bare(connection, BATCH.c.id == batch, _KEPT) if _is_storable(batch) else None)


def _there(batch: str, stored: Stored | None) -> Stored:
    if stored is None:
        raise NotFound(f"There is no batch {batch[:80]!r}.", hint="Look at the list again.", field="batch")
    return stored


def _check_revision(stored: Stored, seen: int) -> None:
    if stored.revision != seen:
        raise Conflict(
            "Somebody changed it meanwhile.",
            hint="Look at it again, then repeat your change.",
            field="revision",
            details={
                "current": {"title": stored.title, "priority": stored.priority, "revision": stored.revision},
            },
        )
