"""Workflows as rows: each method is one transaction, and what raised changed nothing. It tells nobody."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from attrs import evolve, frozen
from sqlalchemy import Connection

from ...core.clock import Clock
from ...core.contracts.database import Database
from ...core.contracts.workflows import WorkflowEntry, WorkflowFormat, WorkflowVersion
from ...core.errors import Conflict, NotFound
from ...core.ids import Ids
from ...core.stored_rows import OddValues, carrying
from . import rows
from .tables import SCHEMA, VERSION, WORKFLOW

T = TypeVar("T")
MOST_NAME: Final = 200
"""Characters in a name."""

KEPT_MS: Final = 30 * 24 * 3600 * 1000
_KEPT: Final = WORKFLOW.c.deleted.is_(None)


@frozen(kw_only=True)
class NewDocument:
    """A document that was checked: what its version says of it. `thumbnail` is a small picture that came with it."""

    data: bytes
    format: WorkflowFormat
    nodes: int
    name: str
    source_id: str = ""
    note: str = ""
    thumbnail: bytes | None = None

    @property
    def sha256(self) -> str:
        """What tells it from others."""
        return hashlib.sha256(self.data).hexdigest()


@frozen(kw_only=True)
class Added:
    """What came of a new document: a workflow, a version of one, or nothing new."""

    workflow: WorkflowEntry
    version: int
    created: bool
    added: bool


class WorkflowStore:
    """See the module. Workflows are found by id or by name; `NotFound` for those in the trash."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._odd = OddValues(rows.LOG)

    def list(self) -> tuple[WorkflowEntry, ...]:
        """All that are not in the trash."""
        return self.reading(lambda connection: rows.entries(connection, _KEPT))

    def tags(self) -> tuple[str, ...]:
        """The tags of all that are not in the trash, each as often as it is used."""
        return self.reading(lambda connection: rows.tags(connection, _KEPT))

    def get(self, workflow: str) -> WorkflowEntry:
        """One of them."""
        return self.reading(lambda connection: found(connection, workflow))

    def deleted(self) -> tuple[WorkflowEntry, ...]:
        """What can be restored, the last deleted first."""
        kept = WORKFLOW.c.deleted > self._clock.wall_ms() - KEPT_MS
        gone = self.reading(lambda connection: rows.entries(connection, kept))
        return tuple(sorted(gone, key=lambda entry: (-(entry.deleted or 0), entry.id)))

    def history(self, workflow: str) -> tuple[WorkflowVersion, ...]:
        """The versions, the newest first."""
        return self.reading(lambda connection: rows.versions(connection, found(connection, workflow).id))

    def document(self, workflow: str, number: int | None = None) -> tuple[WorkflowVersion, bytes]:
        """A version (the newest) and its bytes."""

        def work(connection: Connection) -> tuple[WorkflowVersion, bytes]:
            entry = found(connection, workflow)
            version = _version(connection, entry, number)
            return version, rows.document(connection, entry.id, version.sha256)

        return self.reading(work)

    def thumbnail(self, workflow: str) -> tuple[str, bytes]:
        """The small picture of a workflow and its tag."""

        def work(connection: Connection) -> tuple[str, bytes]:
            entry = found(connection, workflow)
            data = rows.thumbnail(connection, entry.id)
            if data is None or entry.thumbnail is None:
                raise NotFound("This workflow has no picture.", field="workflow")
            return entry.thumbnail, data

        return self.reading(work)

    def add(self, new: NewDocument, into: str = "") -> Added:
        """A version of `into`, or of the one with its name and inner id, or a workflow of its own."""

        def work(connection: Connection) -> Added:
            self._expire(connection)
            entry = found(connection, into) if into else _namesake(connection, new)
            return self._created(connection, new) if entry is None else self._next(connection, entry, new)

        return self.writing(work)

    def restore_version(self, workflow: str, number: int, note: str) -> tuple[WorkflowEntry, bool]:
        """Add an old version as the newest one, and whether it was added: it is not where it is that already."""

        def work(connection: Connection) -> tuple[WorkflowEntry, bool]:
            entry = found(connection, workflow)
            old = _version(connection, entry, number)
            if old.sha256 == entry.latest.sha256:
                return entry, False
            version = evolve(old, number=entry.latest.number + 1, created=self._clock.wall_ms(), note=note)
            self._put_version(connection, entry.id, version)
            return found(connection, entry.id), True

        return self.writing(work)

    def change(self, workflow: str, revision: int, fields: Mapping[str, Any]) -> WorkflowEntry:
        """Change columns of a workflow that is at `revision`; `Conflict` where it is not, or a name is used."""

        def work(connection: Connection) -> WorkflowEntry:
            entry = found(connection, workflow)
            check_revision(entry.revision, revision, {"name": entry.name})
            new = dict(fields)
            if "name" in new:
                new["name_key"] = rows.key_of(new["name"])
                check_free(connection, WORKFLOW, new["name_key"], entry.id, _KEPT)
            return self._update(connection, entry.id, revision=revision + 1, changed=self._clock.wall_ms(), **new)

        return self.writing(work)

    def used(self, workflow: str, values: Mapping[str, Any]) -> WorkflowEntry:
        """Keep the values that a workflow was queued with."""
        last = rows.dumped(values)

        def work(connection: Connection) -> WorkflowEntry:
            entry = found(connection, workflow)
            return self._update(connection, entry.id, last_parameters=last, last_used=self._clock.wall_ms())

        return self.writing(work)

    def set_thumbnail(self, workflow: str, data: bytes | None) -> WorkflowEntry:
        """Give a workflow another small picture, or none."""

        def work(connection: Connection) -> WorkflowEntry:
            entry = found(connection, workflow)
            rows.put_thumbnail(connection, entry.id, data)
            return self._update(connection, entry.id, thumbnail=_tag(data), changed=self._clock.wall_ms())

        return self.writing(work)

    def delete(self, workflow: str) -> tuple[str, str]:
        """Put a workflow into the trash, also a damaged one: its id and name; what is there too long goes for good."""

        def work(connection: Connection) -> tuple[str, str]:
            self._expire(connection)
            key, name = named(connection, workflow)
            connection.execute(_changing(key).values(deleted=self._clock.wall_ms()))
            return key, name

        return self.writing(work, frugal=True)

    def restore(self, workflow: str) -> WorkflowEntry:
        """Bring a workflow back with everything; its name is made free where another has it by now."""

        def work(connection: Connection) -> WorkflowEntry:
            kept = WORKFLOW.c.deleted > self._clock.wall_ms() - KEPT_MS
            known = rows.is_storable(workflow)
            gone = rows.entries(connection, WORKFLOW.c.id == workflow, kept) if known else ()
            if not gone:
                raise NotFound("This workflow is not in the trash.", hint="Look at the list again.", field="workflow")
            name = _free(connection, gone[0].name)
            return self._update(connection, workflow, name=name, name_key=rows.key_of(name), deleted=None)

        return self.writing(work)

    def reading(self, work: Callable[[Connection], T]) -> T:
        """A transaction that only reads."""
        return self._database.read(SCHEMA, lambda connection: work(carrying(connection, self._odd)))

    def writing(self, work: Callable[[Connection], T], *, frugal: bool = False) -> T:
        """A transaction that changes rows, a `frugal` one also on a full disk."""
        return self._database.write(SCHEMA, lambda connection: work(carrying(connection, self._odd)), frugal=frugal)

    def _created(self, connection: Connection, new: NewDocument) -> Added:
        now, workflow, name = self._clock.wall_ms(), self._ids.new(), _free(connection, new.name)
        connection.execute(
            sa.insert(WORKFLOW).values(
                id=workflow,
                name=name,
                name_key=rows.key_of(name),
                revision=1,
                created=now,
                changed=now,
                description="",
                tags="[]",
                source_id=new.source_id,
                latest=0,
                default_parameters="{}",
            )
        )
        return self._added(connection, workflow, new, 1, created=True)

    def _next(self, connection: Connection, entry: WorkflowEntry, new: NewDocument) -> Added:
        if entry.latest.sha256 == new.sha256:
            return Added(workflow=entry, version=entry.latest.number, created=False, added=False)
        return self._added(connection, entry.id, new, entry.latest.number + 1, created=False)

    def _added(self, connection: Connection, workflow: str, new: NewDocument, number: int, *, created: bool) -> Added:
        rows.put_document(connection, workflow, new.sha256, new.data)
        version = WorkflowVersion(
            number=number,
            format=new.format,
            created=self._clock.wall_ms(),
            note=new.note,
            sha256=new.sha256,
            nodes=new.nodes,
            bytes=len(new.data),
        )
        self._put_version(connection, workflow, version)
        if new.thumbnail is not None and rows.thumbnail(connection, workflow) is None:
            rows.put_thumbnail(connection, workflow, new.thumbnail)
            connection.execute(_changing(workflow).values(thumbnail=_tag(new.thumbnail)))
        return Added(workflow=found(connection, workflow), version=number, created=created, added=True)

    def _put_version(self, connection: Connection, workflow: str, version: WorkflowVersion) -> None:
        connection.execute(
            sa.insert(VERSION).values(
                workflow=workflow,
                number=version.number,
                format=version.format.value,
                created=version.created,
                note=version.note,
                sha256=version.sha256,
                nodes=version.nodes,
                bytes=version.bytes,
            )
        )
        connection.execute(_changing(workflow).values(latest=version.number, changed=version.created))

    def _update(self, connection: Connection, workflow: str, **fields: Any) -> WorkflowEntry:
        connection.execute(_changing(workflow).values(**fields))
        return found(connection, workflow)

    def _expire(self, connection: Connection) -> None:
        connection.execute(sa.delete(WORKFLOW).where(WORKFLOW.c.deleted <= self._clock.wall_ms() - KEPT_MS))


def found(connection: Connection, workflow: str) -> WorkflowEntry:
    """One by id, else by name; `NotFound`."""
    if rows.is_storable(workflow):
        for where in (WORKFLOW.c.id == workflow, WORKFLOW.c.name_key == rows.key_of(workflow)):
            if (entry := rows.entry(connection, where, _KEPT)) is not None:
                return entry
    raise _no_workflow(workflow)


def named(connection: Connection, workflow: str) -> tuple[str, str]:
    """The id and the name of one that is found by id, else by name, whatever else its row says; `NotFound`."""
    if rows.is_storable(workflow):
        for where in (WORKFLOW.c.id == workflow, WORKFLOW.c.name_key == rows.key_of(workflow)):
            wanted = sa.select(WORKFLOW.c.id, WORKFLOW.c.name).where(where, _KEPT)
            if (row := connection.execute(wanted).first()) is not None:
                return str(row.id), rows.plain(row.name)
    raise _no_workflow(workflow)


def check_revision(there: int, seen: int, told: Mapping[str, Any]) -> None:
    """`Conflict` where something was changed since `seen`; `told` says what it is now."""
    if there != seen:
        raise Conflict(
            "Somebody changed it meanwhile.",
            hint="Look at it again, then repeat your change.",
            field="revision",
            details={"current": {**told, "revision": there}},
        )


def check_free(connection: Connection, table: sa.Table, key: str, own: str, *where: Any) -> None:
    """`Conflict` where something else has this name."""
    taken = sa.select(table.c.name).where(table.c.name_key == key, table.c.id != own, *where)
    if (name := connection.execute(taken).scalar()) is not None:
        raise Conflict(f'There is one named "{name[:80]}" already.', hint="Choose another name.", field="name")


def _no_workflow(workflow: str) -> NotFound:
    return NotFound(f"There is no workflow {workflow[:80]!r}.", hint="Look at the list again.", field="workflow")


def _version(connection: Connection, entry: WorkflowEntry, number: int | None) -> WorkflowVersion:
    if number is None:
        return entry.latest
    for version in rows.versions(connection, entry.id):
        if version.number == number:
            return version
    raise NotFound(f"There is no version {str(number)[:20]} of this workflow.", field="version")


def _namesake(connection: Connection, new: NewDocument) -> WorkflowEntry | None:
    """The workflow whose next version this is: it has the name, and the inner id or these very bytes."""
    for entry in rows.entries(connection, WORKFLOW.c.name_key == rows.key_of(new.name), _KEPT):
        if (new.source_id and entry.source_id == new.source_id) or entry.latest.sha256 == new.sha256:
            return entry
    return None


def _free(connection: Connection, name: str) -> str:
    keys = sa.select(WORKFLOW.c.name_key).where(_KEPT)
    if connection.execute(keys.where(WORKFLOW.c.name_key == rows.key_of(name))).first() is None:
        return name
    return rows.free_name(name, connection.execute(keys).scalars(), MOST_NAME)


def _changing(workflow: str) -> sa.Update:
    return sa.update(WORKFLOW).where(WORKFLOW.c.id == workflow)


def _tag(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()[:20]
