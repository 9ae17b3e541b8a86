"""Who changed what: each process counts its own writes to a schema in a row of its own, so that others notice them."""

from typing import Any

import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade(op: Any) -> None:
    """Make the table."""
    op.create_table(
        "database_change",
        sa.Column("schema_name", sa.String(30), primary_key=True),
        sa.Column("writer", sa.String(40), primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
    )
