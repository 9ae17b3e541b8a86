"""Who changed what in the database: this process counts its writes in a row of its own, and reads those of others."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection

from ...core.contracts.database import DatabaseSchema

SCHEMA: Final = DatabaseSchema(name="database", migrations=Path(__file__).with_name("migrations"))
_KEPT_MS: Final = 30 * 24 * 3600 * 1000

_TABLE: Final = sa.table(
    "database_change", sa.column("schema_name"), sa.column("writer"), sa.column("count"), sa.column("changed")
)

Counts = Mapping[tuple[str, str], int]
"""The writes so far by schema and writer."""


def count_write(connection: Connection, schema: str, writer: str, now: int) -> None:
    """Count a write of `writer`, in its own transaction; `now` is wall time in ms."""
    mine = (_TABLE.c.schema_name == schema) & (_TABLE.c.writer == writer)
    counted = sa.update(_TABLE).where(mine).values(count=_TABLE.c.count + 1, changed=now)
    if not connection.execute(counted).rowcount:
        connection.execute(sa.insert(_TABLE).values(schema_name=schema, writer=writer, count=1, changed=now))
        old = (_TABLE.c.schema_name == schema) & (_TABLE.c.changed < now - _KEPT_MS)
        connection.execute(sa.delete(_TABLE).where(old))


def counts_of_others(connection: Connection, writer: str) -> Counts:
    """The writes of all others."""
    rows = connection.execute(sa.select(_TABLE.c.schema_name, _TABLE.c.writer, _TABLE.c.count))
    return {(schema, other): count for schema, other, count in rows if other != writer}
