"""The tables, as the newest revision makes them. What an older release does not know has a default in the database."""

from typing import Final

import sqlalchemy as sa

from .schema import SCHEMA as SCHEMA

_METADATA: Final = sa.MetaData()


def _table(name: str, *columns: str) -> sa.Table:
    """Columns by name alone: their types are those of the database, the first is never null."""
    return sa.Table(f"runs_{name}", _METADATA, *(sa.Column(column) for column in columns))


RUN: Final = _table(
    "run",
    "id",
    "number",
    "title",
    "phase",
    "document",
    "workflow",
    "version",
    "batch",
    "place",
    "priority",
    "held",
    "shared",
    "own_values",
    "found_by",
    "needs",
    "models",
    "wanted",
    "server",
    "prompt_id",
    "unsent",
    "attempt",
    "claims",
    "owner",
    "lease",
    "cancel_wanted",
    "late",
    "retries",
    "retries_left",
    "passed",
    "created",
    "changed",
    "started",
    "ended",
    "error",
    "outputs",
    "seq",
    "deleted",
    "deleted_with",
)
"""A run. `number` counts up in the order of their making; `phase` is a `Phase`; `own_values` go over those that
`shared` names; `found_by` is what a search looks into; `outputs` counts them. `unsent`: no server was ever given
`prompt_id`. `attempt` counts submissions, `claims` those too that no server got: it is what leases name.
`late`: its server is done with it, but its results are not fetched."""

DOCUMENT: Final = _table("document", "sha256", "data", "used")
"""`used`: wall time in ms when it was asked to be kept last, give or take an hour."""
SHARED: Final = _table("shared", "key", "data", "found_by")
"""Values that the runs of a batch have in common, by their content."""
NEEDS: Final = _table("needs", "key", "classes")
"""Node classes that runs need, by their content."""
SENT: Final = _table("sent", "run", "claim", "prompt", "parameters")
"""What was sent last, compressed."""
TIMELINE: Final = _table("timeline", "run", "data")
OUTPUT: Final = _table("output", "run", "number", "data", "fetched")
SERVER: Final = _table("server", "id", "models")
"""The model files of the last run that went to a server."""
DURATION: Final = _table("duration", "document", "server", "data")
NEWS: Final = _table("news", "seq", "name", "run", "batch", "data", "writer")
COUNTER: Final = _table("counter", "name", "value")
"""`seq` and `number` were given last; entries of the log up to `floor` were dropped."""
