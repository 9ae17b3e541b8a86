"""What describes the tables of our schemas in a file, compared with what our migrations make.

SQLite keeps one text for each table and index: a letter of it that is damaged hides a column, or all tables. Blocks.
"""

import contextlib
import logging
import re
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from ...core.contracts.database import DatabaseSchema
from ...core.values import frozen
from .migrating import migration_of
from .sqlite_files import UNREADABLE

_LOG: Final = logging.getLogger("penstock.database")
_BROKEN: Final = (sqlite3.DatabaseError, *UNREADABLE)
_ALL: Final = "SELECT name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
_TABLE: Final = re.compile(r"create\s+table\b", re.IGNORECASE)
_REVISION: Final = re.compile(r"\w{1,32}", re.ASCII)


@frozen
class Model:
    """The revision and the texts (by the name of the table or index) of a schema as it is here, tables first.

    `prefix` begins the names of its tables.
    """

    prefix: str
    revision: str
    texts: Mapping[str, str]

    @property
    def version_table(self) -> str:
        """The table whose one row is the revision."""
        return f"{self.prefix}alembic_version"

    @property
    def tables(self) -> Mapping[str, str]:
        """The texts of the tables alone."""
        return {name: text for name, text in self.texts.items() if is_table(text)}


def is_table(text: str) -> bool:
    """Whether a text makes a table, and not an index."""
    return bool(_TABLE.match(text))


def name_in(text: str) -> str:
    """The name in `CREATE TABLE name (...)`, empty where there is none; ours need no quotes."""
    words = text.replace("(", " ").split()
    found = words[2].strip('"') if len(words) > 2 and is_table(text) else ""
    return found if found.isidentifier() and not found.startswith("sqlite_") else ""


def model_of(schema: DatabaseSchema) -> Model | None:
    """What our migrations make, tried in memory; None where they cannot be run."""
    engine = sa.create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            migration_of(connection, schema).run()
            return _read(connection, schema)
    except Exception:  # a plugin's code: whoever asks for its tables is told, and others' are mended without
        _LOG.debug("The tables of %s cannot be made for a comparison.", schema.name, exc_info=True)
        return None
    finally:
        engine.dispose()


def _read(connection: sa.Connection, schema: DatabaseSchema) -> Model:
    prefix = f"{schema.name}_"
    revision = connection.exec_driver_sql(f"SELECT version_num FROM {prefix}alembic_version").scalar_one()  # noqa: S608
    found = [(name, text) for name, table, text in connection.exec_driver_sql(_ALL) if table.startswith(prefix)]
    return Model(prefix, str(revision), dict(sorted(found, key=lambda one: not is_table(one[1]))))


def differ(path: Path, models: Iterable[Model]) -> bool:
    """Whether the database at `path` lacks something that these models have, or describes it in words nobody reads.

    What it has beside, other tools may have added. Tables without a revision are damaged as well.
    """
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as old:
            return any(_lacks(old, model) for model in models)
    except _BROKEN:
        return True


def _lacks(old: sqlite3.Connection, model: Model) -> bool:
    revisions = revisions_of(old, model)
    if not revisions:
        there = {name for name, _, _ in old.execute(_ALL)}
        return any(name in there for name in model.tables)
    return revisions == [model.revision] and any(
        not columns <= _columns(old, name) for name, columns in _columns_of(model).items()
    )


def _columns_of(model: Model) -> Mapping[str, frozenset[str]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as made:
        for text in model.tables.values():
            made.execute(text)
        return {name: _columns(made, name) for name in model.tables}


def _columns(database: sqlite3.Connection, table: str) -> frozenset[str]:
    return frozenset(row[1] for row in database.execute(f"PRAGMA table_info({table})"))


def revisions_of(database: sqlite3.Connection, model: Model) -> list[str]:
    """What the revision's table says that can be a revision; nothing where there is no such table."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (model.version_table,)).fetchall():
        return []
    query = f"SELECT version_num FROM {model.version_table}"  # noqa: S608 (a name of ours)
    return [said for (said,) in database.execute(query) if isinstance(said, str) and _REVISION.fullmatch(said)]


def complete(new: sqlite3.Connection, models: Iterable[Model]) -> None:
    """Make the tables and indexes that a new file lacks of schemas whose revision it has, and put that down."""
    found = {name for name, _, _ in new.execute(_ALL)}
    for model in models:
        for name, text in model.texts.items():
            if name not in found:
                new.execute(text)
        new.execute(f"DELETE FROM {model.version_table}")  # noqa: S608 (a name of ours)
        new.execute(f"INSERT INTO {model.version_table} VALUES (?)", (model.revision,))  # noqa: S608
