"""What describes the tables of our schemas in a file, compared with what our migrations make, and put right from there.

SQLite keeps one text for each table and index: a letter of it that is damaged hides a column, or all tables. Blocks.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic.util.exc import CommandError
from sqlalchemy.exc import SQLAlchemyError

from ...core.contracts.database import DatabaseSchema
from ...core.values import frozen
from .migrating import migration_of
from .sqlite_files import UNREADABLE

_BROKEN: Final = (sqlite3.DatabaseError, *UNREADABLE)
_ALL: Final = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"


@frozen
class Model:
    """The revision and the texts (by the name of the table or index) of a schema as it is here."""

    version_table: str
    revision: str
    texts: Mapping[str, str]


def model_of(schema: DatabaseSchema) -> Model | None:
    """What our migrations make, tried in memory; None where they cannot be run."""
    engine = sa.create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            migration_of(connection, schema).run()
            return _read(connection, schema)
    except (CommandError, SQLAlchemyError):  # whoever asks for the tables is told
        return None
    finally:
        engine.dispose()


def _read(connection: sa.Connection, schema: DatabaseSchema) -> Model:
    version_table = f"{schema.name}_alembic_version"
    revision = connection.exec_driver_sql(f"SELECT version_num FROM {version_table}").scalar_one()  # noqa: S608
    texts = {name: text for name, text in connection.exec_driver_sql(_ALL) if name.startswith(f"{schema.name}_")}
    return Model(version_table, str(revision), texts)


def differ(path: Path, models: Iterable[Model]) -> bool:
    """Whether the database at `path` describes these tables in other words, or in none that can be read."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as old:
            found = dict(old.execute(_ALL))
            ours = [model for model in models if _is_of(old, model)]
    except _BROKEN:
        return True
    return any(found.get(name) != text for model in ours for name, text in model.texts.items())


def complete(new: sqlite3.Connection, models: Iterable[Model]) -> None:
    """Make the tables and indexes that a new file lacks of schemas whose revision it has."""
    found = {name for name, _ in new.execute(_ALL)}
    for model in models:
        if model.version_table in found and _is_of(new, model):
            for name, text in model.texts.items():
                if name not in found:
                    new.execute(text)


def restore(copy: Path, models: Iterable[Model]) -> None:
    """Write our descriptions over those in `copy`, a file of ours, where its tables are of the revision known here.

    Where even that cannot be written, all stays as it is.
    """
    for model in models:
        version = {model.version_table: model.texts[model.version_table]}
        with contextlib.suppress(*_BROKEN):
            _describe(copy, version)  # its words never change: with them the revision can be read
            with contextlib.closing(_lenient(copy)) as old:
                is_of = _is_of(old, model)
            if is_of:
                _describe(copy, model.texts)


def _describe(copy: Path, texts: Mapping[str, str]) -> None:
    with contextlib.closing(_lenient(copy)) as old:
        for name, text in texts.items():
            old.execute("UPDATE sqlite_master SET sql = ? WHERE name = ? AND sql IS NOT ?", (text, name, text))


def _lenient(copy: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")  # descriptions that are damaged hide no others
    return connection


def _is_of(old: sqlite3.Connection, model: Model) -> bool:
    rows = old.execute(f"SELECT version_num FROM {model.version_table}").fetchall()  # noqa: S608 (a name of ours)
    return rows == [(model.revision,)]
