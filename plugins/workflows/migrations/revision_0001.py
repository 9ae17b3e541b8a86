"""Workflows, their versions and documents, tags, presets, thumbnails."""

from typing import Any

import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade(op: Any) -> None:
    """Make the tables. Text that people typed is text, values are JSON in ASCII, documents are compressed bytes."""
    op.create_table(
        "workflows_workflow",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("latest", sa.BigInteger, nullable=False),
        sa.Column("thumbnail", sa.Text),
        sa.Column("default_parameters", sa.Text, nullable=False),
        sa.Column("last_parameters", sa.Text),
        sa.Column("last_used", sa.BigInteger),
        sa.Column("deleted", sa.BigInteger),
    )
    _unique_while_kept(op, "workflows_workflow", ["name_key"])
    _versions(op)
    _presets(op)
    op.create_table("workflows_thumbnail", _owner(), sa.Column("data", sa.LargeBinary, nullable=False))


def _versions(op: Any) -> None:
    op.create_table(
        "workflows_document",
        _owner(),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "workflows_version",
        _owner(),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("nodes", sa.BigInteger, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
    )


def _presets(op: Any) -> None:
    op.create_table(
        "workflows_preset",
        sa.Column("id", sa.String(64), primary_key=True),
        _owner(primary_key=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("parameters", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("deleted", sa.BigInteger),
    )
    _unique_while_kept(op, "workflows_preset", ["workflow", "name_key"])


def _owner(*, primary_key: bool = True, **options: Any) -> Any:
    owner = sa.ForeignKey("workflows_workflow.id", ondelete="CASCADE")
    return sa.Column("workflow", sa.String(64), owner, nullable=False, primary_key=primary_key, **options)


def _unique_while_kept(op: Any, table: str, columns: list[str]) -> None:
    """What is in the trash takes no name."""
    kept = sa.text("deleted IS NULL")
    op.create_index(f"{table}_name", table, columns, unique=True, sqlite_where=kept, postgresql_where=kept)
