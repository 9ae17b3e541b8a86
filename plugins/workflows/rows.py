"""Rows as values, and values as rows. Parameters are JSON in ASCII: any text and any integer comes back as it was."""

import json
import logging
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from ...core.contracts.workflows import Preset, WorkflowEntry, WorkflowFormat, WorkflowVersion
from ...core.errors import StorageFailed, TooLarge
from .tables import DOCUMENT, PRESET, THUMBNAIL, VERSION, WORKFLOW

T = TypeVar("T")
_LOG: Final = logging.getLogger("penstock.workflows")

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
    return tuple(_undamaged(connection.execute(_ENTRY.where(*where)), _entry))


def entry(connection: Connection, *where: Any) -> WorkflowEntry | None:
    """The workflow that fits; `StorageFailed` where its row is damaged."""
    row = connection.execute(_ENTRY.where(*where)).first()
    return None if row is None else _entry(row)


def tags(connection: Connection, *where: Any) -> tuple[str, ...]:
    """All tags of the workflows that fit; a damaged row has none."""
    found = sa.select(WORKFLOW.c.id, WORKFLOW.c.name, WORKFLOW.c.tags).where(*where).order_by(WORKFLOW.c.id)
    return tuple(tag for of_one in _undamaged(connection.execute(found), _tags) for tag in of_one)


def versions(connection: Connection, workflow: str) -> tuple[WorkflowVersion, ...]:
    """All versions of a workflow, the newest first."""
    found = sa.select(VERSION).where(VERSION.c.workflow == workflow).order_by(VERSION.c.number.desc())
    return tuple(_version(row._mapping) for row in connection.execute(found))


def presets(connection: Connection, *where: Any) -> tuple[Preset, ...]:
    """The presets that fit; a damaged row is left out, and the log says so."""
    return tuple(_undamaged(connection.execute(sa.select(PRESET).where(*where)), _preset))


def document(connection: Connection, workflow: str, sha256: str) -> bytes:
    """The bytes of a version."""
    found = sa.select(DOCUMENT.c.data).where(DOCUMENT.c.workflow == workflow, DOCUMENT.c.sha256 == sha256)
    data = connection.execute(found).scalar_one_or_none()
    try:
        return zlib.decompress(data or b"")
    except zlib.error as error:
        raise StorageFailed("The document of this version is damaged.", hint="Restore a backup.") from error


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
    return None if data is None else bytes(data)


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


def _undamaged(found: Iterable[Row[Any]], read: Callable[[Row[Any]], T]) -> Iterator[T]:
    for row in found:
        try:
            yield read(row)
        except StorageFailed as error:
            _LOG.warning("%s It is left out of lists.", error.message)


def _preset(row: Row[Any]) -> Preset:
    return Preset(
        id=row.id,
        name=row.name,
        values=_values(row, row.parameters),
        revision=row.revision,
        created=row.created,
        changed=row.changed,
    )


def _entry(row: Row[Any]) -> WorkflowEntry:
    if row.latest_sha256 is None:
        raise _damaged(row, "its newest version is missing")
    last = row.last_parameters
    latest = {name.removeprefix("latest_"): value for name, value in row._mapping.items() if name.startswith("latest_")}
    return WorkflowEntry(
        id=row.id,
        name=row.name,
        revision=row.revision,
        created=row.created,
        changed=row.changed,
        description=row.description,
        tags=_tags(row),
        source_id=row.source_id,
        latest=_version({**latest, "number": row.latest}),
        versions=row.versions,
        thumbnail=row.thumbnail,
        default_parameters=_values(row, row.default_parameters),
        last_parameters=None if last is None else _values(row, last),
        last_used=row.last_used,
        deleted=row.deleted,
    )


def _tags(row: Row[Any]) -> tuple[str, ...]:
    found = _loaded(row, row.tags)
    if not isinstance(found, list) or not all(isinstance(tag, str) for tag in found):
        raise _damaged(row, "its tags are none")
    return tuple(found)


def _values(row: Row[Any], text: str) -> Mapping[str, Any]:
    found = _loaded(row, text)
    if not isinstance(found, dict):
        raise _damaged(row, "its values are none")
    return found


def _loaded(row: Row[Any], text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise _damaged(row, "what should be JSON is none") from error


def _damaged(row: Row[Any], what: str) -> StorageFailed:
    """`row` is one of a workflow or of a preset."""
    return StorageFailed(
        f"{str(row.name)[:80]!r} ({row.id}) is damaged in the database: {what}.", hint="Restore a backup."
    )


def _version(row: Mapping[Any, Any]) -> WorkflowVersion:
    return WorkflowVersion(
        number=row["number"],
        format=_format(row["format"]),
        created=row["created"],
        note=row["note"],
        sha256=row["sha256"],
        nodes=row["nodes"],
        bytes=row["bytes"],
    )


def _format(name: str) -> WorkflowFormat:
    """A format of a newer release is read as the UI's."""
    return WorkflowFormat(name) if name in tuple(WorkflowFormat) else WorkflowFormat.UI
