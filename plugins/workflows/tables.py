"""The tables, as the newest revision makes them. What an older release does not know has a default in the database."""

from typing import Final

import sqlalchemy as sa

from .schema import SCHEMA as SCHEMA

_METADATA: Final = sa.MetaData()


def _table(name: str, *columns: str) -> sa.Table:
    """Columns by name alone: their types are those of the database, the first is never null."""
    return sa.Table(f"workflows_{name}", _METADATA, *(sa.Column(column) for column in columns))


WORKFLOW: Final = _table(
    "workflow",
    "id",
    "name",
    "name_key",
    "revision",
    "created",
    "changed",
    "description",
    "tags",
    "source_id",
    "latest",
    "thumbnail",
    "default_parameters",
    "last_parameters",
    "last_used",
    "deleted",
)
DOCUMENT: Final = _table("document", "workflow", "sha256", "data")
VERSION: Final = _table("version", "workflow", "number", "format", "created", "note", "sha256", "nodes", "bytes")
PRESET: Final = _table(
    "preset", "id", "workflow", "name", "name_key", "parameters", "revision", "created", "changed", "deleted"
)
THUMBNAIL: Final = _table("thumbnail", "workflow", "data")
