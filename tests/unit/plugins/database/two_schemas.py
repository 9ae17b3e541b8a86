"""A database with two schemas whose list of tables takes more than one page, for tests that damage it."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from attrs import frozen

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.contracts.database import DatabaseSchema
from penstock.core.files import Files
from penstock.plugins.database.opening import Opening
from penstock.plugins.database.service import DatabaseService

from .numbered import schema_of

PAGE = 4096
FILE = "penstock.db"
_WIDE = ", ".join(f'sa.Column("a_column_with_a_long_name_{number}", sa.Text)' for number in range(12))
_TABLES = {"first": 8, "second": 8}


def steps(name: str, count: int) -> str:
    """Makes `count` tables, each with an index."""
    made = [
        f'op.create_table("{name}_t{n}", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text), '
        f"{_WIDE})\n    "
        f'op.create_index("{name}_t{n}_name", "{name}_t{n}", ["name"])'
        for n in range(count)
    ]
    return "\n    ".join(made)


@frozen
class World:
    """Two schemas and the bytes of a whole file that has rows in each of their tables."""

    schemas: tuple[DatabaseSchema, ...]
    whole: bytes

    def service(self, folder: Path, writer: str = "b", *, declared: bool = True) -> DatabaseService:
        """A process, to which both schemas are declared, or none."""
        made = DatabaseService(lambda: Opening("", folder, Files()), FakeClock(), writer, lambda _seconds: None)
        for schema in self.schemas if declared else ():
            made.declare(schema)
        return made


def tables(schema: DatabaseSchema) -> list[str]:
    """The tables of a schema."""
    return [f"{schema.name}_t{number}" for number in range(_TABLES[schema.name])]


def world(folder: Path) -> World:
    """Made in `folder`."""
    schemas = tuple(schema_of(folder / name, steps(name, count), name=name) for name, count in _TABLES.items())
    service = World(schemas, b"").service(folder, "a")
    for schema in schemas:
        service.write(schema, lambda connection, schema=schema: fill(connection, schema, 0))  # type: ignore[misc]
    service.close()
    made = (folder / FILE).read_bytes()
    return World(schemas, made)


def fill(connection: sa.Connection, schema: DatabaseSchema, at: int) -> None:
    """A few rows in each table, from the number `at` on; each says of which table it is."""
    for name in tables(schema):
        for number in range(at, at + 3):
            connection.exec_driver_sql(f"INSERT INTO {name} (id, name) VALUES ({number}, '{name}')")


def numbers(connection: sa.Connection, schema: DatabaseSchema) -> dict[str, list[int]]:
    """The rows of each table, as far as they are of it."""
    found = {name: connection.exec_driver_sql(f"SELECT id, name FROM {name} ORDER BY id") for name in tables(schema)}
    return {name: [number for number, said in rows if said == name] for name, rows in found.items()}


def listed(whole: bytes) -> list[int]:
    """The offsets of all bytes of the header and of the pages that list the tables, unused room aside."""
    pages = {0} | {at // PAGE for at in range(len(whole)) if whole.startswith((b"CREATE TABLE", b"CREATE INDEX"), at)}
    return [at for page in sorted(pages) for at in range(page * PAGE, (page + 1) * PAGE) if whole[at] or at < PAGE // 8]


def root_numbers(folder: Path, whole: bytes) -> set[int]:
    """The offsets of the bytes that say where tables and indexes begin: what they said is known nowhere else."""
    (folder / "looked_at.db").write_bytes(whole)
    found: set[int] = set()
    connection = sqlite3.connect(folder / "looked_at.db")
    for kind, name, table, root in connection.execute("SELECT type, name, tbl_name, rootpage FROM sqlite_master"):
        words = f"{kind}{name}{table}".encode()
        at = whole.find(words + bytes((root,)))
        while at >= 0:
            found.add(at + len(words))
            at = whole.find(words + bytes((root,)), at + 1)
    connection.close()
    return found
