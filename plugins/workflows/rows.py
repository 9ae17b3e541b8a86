"""Rows as values, and values as rows. Parameters are JSON in ASCII: any text and any integer comes back as it was."""

import json
import logging
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.contracts.workflows import Preset, WorkflowEntry, WorkflowFormat, WorkflowVersion
from ...core.errors import TooLarge
from ...core.stored_rows import LARGEST, DamagedRow, StoredRow, odd_of, stored_row, unzipped
from .tables import DOCUMENT, PRESET, THUMBNAIL, VERSION, WORKFLOW

T = TypeVar("T")
_WORKFLOW: Final = "The workflow"
_TAG: Final = re.compile(r"[0-9a-f]{1,64}")
LOG: Final = logging.getLogger("penstock.workflows")

MOST_VALUE_BYTES: Final = 4 << 20
"""Bytes of JSON that the values of a preset may have."""

_LEVEL: Final = 6

_COUNTS: Final = (
    sa.select(VERSION.c.workflow, sa.func.count().label("versions")).group_by(VERSION.c.workflow).subquery()
)
_ENTRY: Final = sa.select(
    WORKFLOW,
    _COUNTS.c.versions,
    *(VERSION.c[name].label(f"latest_{name}") for name in ("format", "created", "note", "sha256", "nodes", "bytes")),
).select_from(
    WORKFLOW.outerjoin(
        VERSION, (VERSION.c.workflow == WORKFLOW.c.id) & (VERSION.c.number == WORKFLOW.c.latest)
    ).outerjoin(_COUNTS, _COUNTS.c.workflow == WORKFLOW.c.id)
)


def key_of(name: str) -> str:
    """What makes two names one: capitals and ways to write an accent do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def plain(name: object) -> str:
    """A name as others may be told of it, whatever its row says."""
    return name.replace("\0", " ") if isinstance(name, str) else ""


def is_storable(text: str) -> bool:
    """Whether a text can stand in every kind of database: no NUL, no lone surrogate."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def dumped(values: Mapping[str, Any]) -> str:
    """Values as JSON; `TooLarge` beyond `MOST_VALUE_BYTES`."""
    text = json.dumps(dict(values), allow_nan=False, separators=(",", ":"))
    if len(text) > MOST_VALUE_BYTES:
        raise TooLarge(f"The values have more than {MOST_VALUE_BYTES >> 20} MB.", field="values")
    return text


def entries(connection: Connection, *where: Any) -> tuple[WorkflowEntry, ...]:
    """The workflows that fit; a damaged row is left out, and the log says so."""
    return tuple(_undamaged(connection, _ENTRY.where(*where), _WORKFLOW, _listed))


def entry(connection: Connection, *where: Any) -> WorkflowEntry | None:
    """The workflow that fits; `DamagedRow` where its row is damaged."""
    row = connection.execute(_ENTRY.where(*where)).first()
    return None if row is None else _entry(stored_row(_WORKFLOW, row, odd_of(connection, LOG)))


def tags(connection: Connection, *where: Any) -> tuple[str, ...]:
    """All tags of the workflows that fit; a damaged row has none."""
    found = sa.select(WORKFLOW.c.id, WORKFLOW.c.name, WORKFLOW.c.tags).where(*where).order_by(WORKFLOW.c.id)
    return tuple(tag for of_one in _undamaged(connection, found, _WORKFLOW, _tags) for tag in of_one)


def versions(connection: Connection, workflow: str) -> tuple[WorkflowVersion, ...]:
    """All versions of a workflow, the newest first."""
    numbered = VERSION.c.number.between(1, LARGEST)
    found = sa.select(VERSION).where(VERSION.c.workflow == workflow, numbered).order_by(VERSION.c.number.desc())
    odd = odd_of(connection, LOG)
    return tuple(
        _version(stored_row("A version of the workflow", row, odd, "workflow")) for row in connection.execute(found)
    )


def presets(connection: Connection, *where: Any) -> tuple[Preset, ...]:
    """The presets that fit; a damaged row is left out, and the log says so."""
    return tuple(_undamaged(connection, sa.select(PRESET).where(*where), "The preset", _preset))


def document(connection: Connection, workflow: str, sha256: str) -> bytes:
    """The bytes of a version."""
    found = sa.select(DOCUMENT.c.data).where(DOCUMENT.c.workflow == workflow, DOCUMENT.c.sha256 == sha256)
    data = unzipped(connection.execute(found).scalar_one_or_none())
    if data is None:
        raise DamagedRow("The document of this version is damaged in the database.", hint="Restore a backup.")
    return data


def put_document(connection: Connection, workflow: str, sha256: str, data: bytes) -> None:
    """Keep bytes once for each workflow."""
    there = sa.select(DOCUMENT.c.sha256).where(DOCUMENT.c.workflow == workflow, DOCUMENT.c.sha256 == sha256)
    if connection.execute(there).first() is None:
        packed = zlib.compress(data, _LEVEL)
        connection.execute(sa.insert(DOCUMENT).values(workflow=workflow, sha256=sha256, data=packed))


def thumbnail(connection: Connection, workflow: str) -> bytes | None:
    """The small picture of a workflow."""
    found = sa.select(THUMBNAIL.c.data).where(THUMBNAIL.c.workflow == workflow)
    data = connection.execute(found).scalar_one_or_none()
    return bytes(data) if isinstance(data, bytes | memoryview) else None


def put_thumbnail(connection: Connection, workflow: str, data: bytes | None) -> None:
    """Give a workflow another small picture, or none."""
    connection.execute(sa.delete(THUMBNAIL).where(THUMBNAIL.c.workflow == workflow))
    if data is not None:
        connection.execute(sa.insert(THUMBNAIL).values(workflow=workflow, data=data))


def free_name(name: str, taken: Iterable[str], most: int) -> str:
    """`name`, or "name (2)" and so on, of at most `most` characters; `taken` are keys of names."""
    used, count, free = set(taken), 1, name
    while key_of(free) in used:
        count += 1
        ending = f" ({count})"
        free = name[: most - len(ending)].rstrip() + ending
    return free


def _undamaged(connection: Connection, wanted: Any, what: str, read: Callable[[StoredRow], T]) -> Iterator[T]:
    odd = odd_of(connection, LOG)
    for row in connection.execute(wanted):
        care = stored_row(what, row, odd)
        try:
            yield read(care)
        except DamagedRow:
            care.tell("a part of it")


def _preset(row: StoredRow) -> Preset:
    if not row.has_id():
        raise _damaged(row, "nobody can ask for its id")
    return Preset(
        id=row.text("id"),
        name=row.text("name"),
        values=_values(row, "parameters"),
        revision=row.number("revision"),
        created=row.number("created"),
        changed=row.number("changed"),
    )


def _listed(row: StoredRow) -> WorkflowEntry:
    """One that can be asked for."""
    if not row.has_id():
        raise _damaged(row, "nobody can ask for its id")
    return _entry(row)


def _entry(row: StoredRow) -> WorkflowEntry:
    if row.values["latest_sha256"] is None:
        raise _damaged(row, "its newest version is missing")
    latest = {name.removeprefix("latest_"): value for name, value in row.values.items() if name.startswith("latest_")}
    number = {"number": row.values["latest"], "id": row.values["id"]}
    last = row.values["last_parameters"]
    return WorkflowEntry(
        id=row.text("id"),
        name=row.text("name"),
        revision=row.number("revision"),
        created=row.number("created"),
        changed=row.number("changed"),
        description=row.text("description"),
        tags=_tags(row),
        source_id=row.text("source_id"),
        latest=_version(StoredRow("The newest version of the workflow", {**latest, **number}, row.odd)),
        versions=row.number("versions"),
        thumbnail=_thumbnail_tag(row),
        default_parameters=_values(row, "default_parameters"),
        last_parameters=None if last is None else _values(row, "last_parameters"),
        last_used=row.maybe("last_used"),
        deleted=row.maybe("deleted"),
    )


def _thumbnail_tag(row: StoredRow) -> str | None:
    """The tag of its small picture, which goes into a header."""
    tag = row.maybe_text("thumbnail")
    if tag is None or _TAG.fullmatch(tag):
        return tag
    row.tell("thumbnail")
    return None


def _tags(row: StoredRow) -> tuple[str, ...]:
    found = row.loaded("tags", list, [None])
    if not all(isinstance(tag, str) for tag in found):
        raise _damaged(row, "its tags are none")
    return tuple(found)


def _values(row: StoredRow, column: str) -> Mapping[str, Any]:
    found = row.loaded(column, dict, None)
    if found is None:
        raise _damaged(row, "its values are none")
    return found


def _damaged(row: StoredRow, what: str) -> DamagedRow:
    """`row` is one of a workflow or of a preset."""
    name, found = str(row.values["name"])[:80], str(row.values["id"])[:80]
    return DamagedRow(f"{name!r} ({found}) is damaged in the database: {what}.", hint="Restore a backup, or delete it.")


def _version(row: StoredRow) -> WorkflowVersion:
    return WorkflowVersion(
        number=row.number("number"),
        format=_format(row.values["format"]),
        created=row.number("created"),
        note=row.text("note"),
        sha256=row.text("sha256"),
        nodes=row.number("nodes"),
        bytes=row.number("bytes"),
    )


def _format(name: object) -> WorkflowFormat:
    """A format of a newer release is read as the UI's."""
    return WorkflowFormat(str(name)) if name in tuple(WorkflowFormat) else WorkflowFormat.UI
