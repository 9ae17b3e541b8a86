"""The tables, as the newest revision makes them. What an older release does not know has a default in the database."""

from typing import Final

import sqlalchemy as sa

from .schema import SCHEMA as SCHEMA

_METADATA: Final = sa.MetaData()


def _table(name: str, *columns: str) -> sa.Table:
    """Columns by name alone: their types are those of the database, the first is never null."""
    return sa.Table(f"batches_{name}", _METADATA, *(sa.Column(column) for column in columns))


BATCH: Final = _table(
    "batch",
    "id",
    "title",
    "title_key",
    "state",
    "workflow",
    "version",
    "document",
    "total",
    "plan",
    "axes",
    "runs",
    "priority",
    "server",
    "webhook",
    "revision",
    "created",
    "changed",
    "ended",
    "ends",
    "deleted",
)
"""A batch. `state` is a `BatchState`; `plan` has no document; `axes` are the summaries; `ends` counts how often it
ended."""

DOCUMENT: Final = _table("document", "sha256", "data")
WEBHOOK: Final = _table(
    "webhook", "id", "batch", "event", "url", "body", "created", "attempts", "due", "delivered", "reason"
)
"""A message; `due` is when it is sent next, null once it was `delivered` or given up."""
