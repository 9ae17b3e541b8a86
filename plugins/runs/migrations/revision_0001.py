"""Runs, what they are made of, what became of them, and the log of their changes."""

from typing import Any

import sqlalchemy as sa

revision = "0001"
down_revision = None

_ACTIVE = "phase IN ('sending', 'sent', 'running')"


def upgrade(op: Any) -> None:
    """Make the tables. Text that people typed is text, values are JSON in ASCII, large things are compressed bytes."""
    op.create_table("runs_run", *_what(), *_where(), *_when())
    _indexes(op)
    _contents(op)
    _results(op)
    op.create_table(
        "runs_news",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        _text("name"),
        _text("run"),
        _text("batch"),
        _text("data"),
        _text("writer"),
    )
    counter = op.create_table("runs_counter", _key("name"), _count("value"))
    op.bulk_insert(counter, [{"name": name, "value": 0} for name in ("seq", "number", "floor")])
    op.create_table("runs_turn", _key("name"))


def _what() -> list[Any]:
    return [
        _key("id"),
        _count("number"),
        _text("title"),
        sa.Column("phase", sa.String(20), nullable=False),
        _text("document"),
        _text("workflow"),
        sa.Column("version", sa.BigInteger),
        _text("batch"),
        _count("place"),
        _count("priority"),
        _count("held"),
        _text("shared"),
        _text("own_values"),
        _text("found_by"),
        _text("needs"),
        _text("models"),
    ]


def _where() -> list[Any]:
    return [
        _text("wanted"),
        _text("server"),
        _text("prompt_id"),
        _count("unsent"),
        _count("attempt"),
        _count("claims"),
        _text("owner"),
        _count("lease"),
        _count("cancel_wanted"),
        _count("late"),
        _count("retries"),
        _count("retries_left"),
        _count("passed"),
    ]


def _when() -> list[Any]:
    return [
        _count("created"),
        _count("changed"),
        sa.Column("started", sa.BigInteger),
        sa.Column("ended", sa.BigInteger),
        sa.Column("error", sa.Text),
        _count("outputs"),
        _count("seq"),
        _count("deleted"),
        _text("deleted_with"),
    ]


def _indexes(op: Any) -> None:
    """Every list is read in the order of an index, and what waits or goes on is found without what has ended."""
    op.create_index("runs_run_number", "runs_run", ["number"], unique=True)
    op.create_index("runs_run_phase", "runs_run", ["phase", "deleted", "number"])
    op.create_index("runs_run_batch", "runs_run", ["batch", "phase", "deleted", "number"])
    op.create_index("runs_run_workflow", "runs_run", ["workflow", "phase", "deleted", "number"])
    _partial(op, "place", ["batch", "place"], "batch <> ''", unique=True)
    _partial(op, "waiting", ["wanted", "held", sa.text("priority DESC"), "number"], "phase = 'waiting'")
    _partial(op, "active", ["server"], _ACTIVE)
    _partial(op, "outputs", ["number"], "outputs > 0")
    _partial(op, "batch_outputs", ["batch", "number"], "outputs > 0")
    _partial(op, "workflow_outputs", ["workflow", "number"], "outputs > 0")
    _partial(op, "deleted", ["deleted"], "deleted > 0")


def _partial(op: Any, name: str, columns: list[Any], where: str, *, unique: bool = False) -> None:
    some = sa.text(where)
    op.create_index(f"runs_run_{name}", "runs_run", columns, unique=unique, sqlite_where=some, postgresql_where=some)


def _contents(op: Any) -> None:
    op.create_table("runs_document", _key("sha256"), _bytes("data"), _count("used"))
    op.create_table("runs_shared", _key("key"), _text("data"), _text("found_by"))
    op.create_table("runs_needs", _key("key"), _text("classes"))
    op.create_table("runs_server", sa.Column("id", sa.Text, primary_key=True), _text("models"))
    op.create_table("runs_duration", _key("document"), sa.Column("server", sa.Text, primary_key=True), _text("data"))


def _results(op: Any) -> None:
    op.create_table("runs_sent", _of_run(), _count("claim"), _bytes("prompt"), _bytes("parameters"))
    op.create_table("runs_timeline", _of_run(), _bytes("data"))
    op.create_table(
        "runs_output",
        _of_run(),
        sa.Column("number", sa.BigInteger, primary_key=True),
        _text("data"),
        _count("fetched"),
    )
    missing = sa.text("fetched = 0")
    op.create_index("runs_output_missing", "runs_output", ["run"], sqlite_where=missing, postgresql_where=missing)


def _key(name: str) -> Any:
    return sa.Column(name, sa.String(64), primary_key=True)


def _of_run() -> Any:
    return sa.Column("run", sa.String(64), sa.ForeignKey("runs_run.id", ondelete="CASCADE"), primary_key=True)


def _text(name: str) -> Any:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _count(name: str) -> Any:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default="0")


def _bytes(name: str) -> Any:
    return sa.Column(name, sa.LargeBinary, nullable=False)
