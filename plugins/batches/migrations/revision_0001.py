"""Batches, the documents of their plans, webhooks that wait."""

from typing import Any

import sqlalchemy as sa

revision = "0001"
down_revision = None


def upgrade(op: Any) -> None:
    """Make the tables. Text that people typed is text, plans are JSON in ASCII, documents are compressed bytes."""
    op.create_table(
        "batches_batch",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_key", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("workflow", sa.String(64), nullable=False),
        sa.Column("version", sa.BigInteger),
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("axes", sa.Text, nullable=False),
        sa.Column("runs", sa.BigInteger, nullable=False),
        sa.Column("priority", sa.BigInteger, nullable=False),
        sa.Column("server", sa.Text, nullable=False),
        sa.Column("webhook", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("ended", sa.BigInteger),
        sa.Column("ends", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("deleted", sa.BigInteger),
    )
    op.create_index("batches_batch_created", "batches_batch", ["created", "id"])
    op.create_index("batches_batch_workflow", "batches_batch", ["workflow", "created", "id"])
    op.create_index("batches_batch_ended", "batches_batch", ["ended"])
    op.create_table(
        "batches_document",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "batches_webhook",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("batch", sa.String(64), nullable=False, index=True),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, index=True),
        sa.Column("delivered", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
    )
