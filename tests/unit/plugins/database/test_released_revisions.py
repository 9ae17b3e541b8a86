"""The revisions of all bundled plugins: each goes up with data, and each only adds."""

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from penstock.core.contracts.database import DatabaseSchema
from penstock.plugins.database import changes
from penstock.plugins.database.service import DatabaseService
from penstock.plugins.workflows import tables

Services = Callable[..., DatabaseService]
SCHEMAS = [changes.SCHEMA, tables.SCHEMA]


def revisions(schema: DatabaseSchema) -> list[Path]:
    return sorted(schema.migrations.glob("revision_*.py"))


def as_it_was(schema: DatabaseSchema, count: int, folder: Path) -> DatabaseSchema:
    """The schema of the release that had this many revisions."""
    folder.mkdir(parents=True)
    for path in revisions(schema)[:count]:
        shutil.copy(path, folder)
    return DatabaseSchema(name=schema.name, migrations=folder)


def own_tables(connection: sa.Connection, schema: DatabaseSchema) -> sa.MetaData:
    found = sa.MetaData()
    names = [name for name in sa.inspect(connection).get_table_names() if name.startswith(f"{schema.name}_")]
    found.reflect(connection, only=[name for name in names if not name.endswith("_alembic_version")])
    return found


def value_of(column: sa.Column[Any], number: int) -> Any:
    """A value of the column's kind; the same in columns that refer to each other."""
    if isinstance(column.type, sa.LargeBinary):
        return b"\x00\xff"
    return number if isinstance(column.type, sa.Integer) else f"text {number}"


def fill(connection: sa.Connection, schema: DatabaseSchema) -> dict[str, list[dict[str, Any]]]:
    """Two rows in each table."""
    made: dict[str, list[dict[str, Any]]] = {}
    for table in own_tables(connection, schema).sorted_tables:
        made[table.name] = [{column.name: value_of(column, one) for column in table.columns} for one in (1, 2)]
        connection.execute(sa.insert(table), made[table.name])
    return made


def rows(connection: sa.Connection, schema: DatabaseSchema) -> dict[str, list[dict[str, Any]]]:
    found = own_tables(connection, schema).sorted_tables
    return {table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()] for table in found}


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_every_revision_goes_up_with_data(services: Services, schema: DatabaseSchema, tmp_path: Path, url: str) -> None:
    """From each release's tables to the newest, row by row; each has its own database."""
    for count in range(1, len(revisions(schema)) + 1):
        older = as_it_was(schema, count, tmp_path / str(count))
        before = services(url, "a").write(older, lambda connection: fill(connection, schema))
        after = services(url, "b").read(schema, lambda connection: rows(connection, schema))
        for table, kept in before.items():
            names = kept[0].keys()
            found = [{name: row[name] for name in names} for row in after[table]]
            assert all(row in found for row in kept), (count, table)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_revisions_are_one_row_of_numbers(schema: DatabaseSchema) -> None:
    """Each follows the one before; the file's name says which it is."""
    numbers = [path.stem.removeprefix("revision_") for path in revisions(schema)]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    for before, path in zip([None, *numbers], revisions(schema), strict=False):
        text = path.read_text(encoding="utf-8")
        assert f'revision = "{path.stem[-4:]}"' in text
        assert f"down_revision = {before!r}".replace("'", '"') in text


def shape(connection: sa.Connection, schema: DatabaseSchema) -> dict[str, dict[str, Any]]:
    found = sa.inspect(connection)
    return {
        table.name: {
            "columns": {one["name"]: one for one in found.get_columns(table.name)},
            "unique": {tuple(one["column_names"]) for one in found.get_indexes(table.name) if one["unique"]},
        }
        for table in own_tables(connection, schema).sorted_tables
    }


def only_adds(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> list[str]:
    """What an older release would trip over."""
    wrong = [f"{name} is gone" for name in before if name not in after]
    for name in before.keys() & after.keys():
        old, new = before[name]["columns"], after[name]["columns"]
        for column in old:
            if column not in new:
                wrong.append(f"{name}.{column} is gone")
            elif (str(old[column]["type"]), old[column]["nullable"]) != (
                str(new[column]["type"]),
                new[column]["nullable"],
            ):
                wrong.append(f"{name}.{column} is another")
        for column in new.keys() - old.keys():
            if not new[column]["nullable"] and new[column]["default"] is None:
                wrong.append(f"{name}.{column} must be given")
        wrong += [f"{name}: {one} is unique now" for one in after[name]["unique"] - before[name]["unique"]]
    return wrong


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_revisions_only_add(services: Services, schema: DatabaseSchema, tmp_path: Path, folder: Path) -> None:
    """No table, no column goes or changes; a new column of an old table may be left out."""
    shapes = []
    for count in range(1, len(revisions(schema)) + 1):
        service = services(f"sqlite:///{folder / str(count)}.db")
        older = as_it_was(schema, count, tmp_path / str(count))
        shapes.append(service.read(older, lambda connection: shape(connection, schema)))
    for before, after in itertools.pairwise(shapes):
        assert only_adds(before, after) == []


def test_what_does_not_only_add_would_be_found() -> None:
    """Each way to break an older release is seen by the test above."""
    column = {"type": "TEXT", "nullable": True, "default": None}
    before = {"a": {"columns": {"x": column}, "unique": set()}, "b": {"columns": {}, "unique": set()}}
    after = {
        "a": {
            "columns": {"x": {**column, "nullable": False}, "y": {**column, "nullable": False}},
            "unique": {("x",)},
        }
    }
    assert len(only_adds(before, after)) == 4
    assert only_adds(before, before) == []
