"""A damaged file of the database is kept beside, and its rows make a new one."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from penstock.core.contracts.database import DatabaseSchema
from penstock.core.errors import StorageFailed
from penstock.plugins.database.service import DatabaseService

from .numbered import schema_of

Services = Callable[..., DatabaseService]
ROWS = 400
OTHER = 'op.create_table("other_thing", sa.Column("id", sa.Integer, primary_key=True))'


def insert(connection: sa.Connection) -> None:
    for number in range(ROWS):
        connection.exec_driver_sql(f"INSERT INTO tested_thing (id, name) VALUES ({number}, '{'x' * 200}')")


def ids(connection: sa.Connection) -> list[int]:
    return [row[0] for row in connection.exec_driver_sql("SELECT id, name FROM tested_thing ORDER BY id")]


@pytest.fixture
def filled(services: Services, schema: DatabaseSchema, folder: Path) -> Path:
    """The file of a database with many rows."""
    service = services()
    service.write(schema, insert)
    service.close()
    return folder / "penstock.db"


def damage(path: Path, at: int, data: bytes) -> bytes:
    """Write `data` at a place; the whole file as it is then."""
    made = bytearray(path.read_bytes())
    made[at : at + len(data)] = data
    path.write_bytes(made)
    return bytes(made)


def kept(folder: Path) -> list[bytes]:
    """The damaged files that were set aside."""
    return [path.read_bytes() for path in folder.glob("penstock.db.corrupt-*")]


def test_rows_beside_the_damage_are_there(
    services: Services, schema: DatabaseSchema, filled: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """All but those of the page that is lost; the damaged file is kept byte for byte, the log says so."""
    damaged = damage(filled, 12 * 4096, b"\xff" * 4096)
    with caplog.at_level(logging.ERROR):
        found = services(writer="b").read(schema, ids)
    assert ROWS - 40 < len(found) < ROWS
    assert kept(filled.parent) == [damaged]
    assert "penstock.db was damaged" in caplog.text
    assert not list(filled.parent.glob("*.part*"))


def test_damage_that_shows_later_is_mended_as_well(services: Services, schema: DatabaseSchema, filled: Path) -> None:
    """While it is in use: whoever reads next gets what can be read, and writing goes on."""
    service = services(writer="b")
    service.write(schema, lambda connection: connection.exec_driver_sql("DELETE FROM tested_thing WHERE id = 0"))
    service.engine(schema).dispose()
    damaged = damage(filled, 12 * 4096, b"\xff" * 4096)
    found = service.read(schema, ids)
    assert ROWS - 40 < len(found) < ROWS - 1 and 0 not in found
    assert kept(filled.parent) == [damaged]
    service.write(schema, lambda connection: connection.exec_driver_sql("DELETE FROM tested_thing WHERE id = 1"))
    assert service.read(schema, ids) == found[1:]


def test_a_lost_beginning_costs_no_row(services: Services, schema: DatabaseSchema, filled: Path) -> None:
    """The first bytes of a database are known."""
    damage(filled, 0, bytes(16))
    assert services(writer="b").read(schema, ids) == list(range(ROWS))


def test_of_what_cannot_be_read_a_new_database_begins(services: Services, schema: DatabaseSchema, filled: Path) -> None:
    """Nothing is lost that could have been read, and the file is kept."""
    filled.write_bytes(b"letters" * 1000)
    service = services(writer="b")
    assert service.read(schema, ids) == []
    service.write(schema, insert)
    assert kept(filled.parent) == [b"letters" * 1000]


@pytest.mark.parametrize("data", [b"\xff\xfe", b"qq"])
@pytest.mark.parametrize(
    ("which", "offset"),
    [
        (b"CREATE TABLE tested_thing", 2),
        (b"CREATE TABLE tested_thing", 15),
        (b"name TEXT", 1),
        (b"CREATE TABLE tested_alembic_version", 20),
        (b"version_num VARCHAR(32)", 3),
        (b"CREATE TABLE database_change", 15),
        (b"writer VARCHAR", 1),
    ],
)
def test_a_damaged_description_costs_no_row(
    services: Services, schema: DatabaseSchema, filled: Path, which: bytes, offset: int, data: bytes
) -> None:
    """Ours is known. SQLite quotes the damaged one in its error, which Python may be unable to decode."""
    at = filled.read_bytes().index(which)
    damaged = damage(filled, at + offset, data)
    service = services(writer="b")
    assert service.read(schema, ids) == list(range(ROWS))
    service.write(schema, lambda connection: connection.exec_driver_sql("INSERT INTO tested_thing VALUES (-1, 'new')"))
    assert service.read(schema, ids)[0] == -1
    assert kept(filled.parent) == [damaged]


def test_a_description_that_nobody_here_knows_costs_the_tables_of_its_schema(
    services: Services, schema: DatabaseSchema, filled: Path, tmp_path: Path
) -> None:
    """They are made anew when they are asked for; the damaged file is kept, and other tables are whole."""
    other = DatabaseSchema(name="other", migrations=schema_of(tmp_path / "other", OTHER).migrations)
    first = services()
    first.write(other, lambda connection: connection.exec_driver_sql("INSERT INTO other_thing VALUES (7)"))
    first.close()
    damage(filled, filled.read_bytes().index(b"CREATE TABLE other_thing") + 2, b"\xff")
    service = services(writer="b")
    assert service.read(schema, ids) == list(range(ROWS))
    assert service.read(other, lambda connection: connection.exec_driver_sql("SELECT * FROM other_thing").all()) == []
    assert len(kept(filled.parent)) == 1


def test_a_mistaken_question_sets_no_whole_database_aside(
    services: Services, schema: DatabaseSchema, filled: Path
) -> None:
    """What it lacks was never there."""
    with pytest.raises(StorageFailed, match="no such table: nowhere"):
        services(writer="b").read(schema, lambda connection: connection.exec_driver_sql("SELECT * FROM nowhere"))
    assert kept(filled.parent) == []


def test_a_value_that_is_no_text_costs_its_letters_alone(
    services: Services, schema: DatabaseSchema, filled: Path
) -> None:
    """Python says so, and not SQLite; the rest of the row is there."""
    at = filled.read_bytes().index(b"x" * 200)
    damage(filled, at + 100, b"\xff")

    def names(connection: sa.Connection) -> list[str]:
        return [row[0] for row in connection.exec_driver_sql("SELECT name FROM tested_thing")]

    found = services(writer="b").read(schema, names)
    assert len(found) == ROWS
    assert [name for name in found if name != "x" * 200] == ["x" * 100 + "\N{REPLACEMENT CHARACTER}" + "x" * 99]
    assert len(kept(filled.parent)) == 1


def test_two_processes_mend_it_once(services: Services, schema: DatabaseSchema, filled: Path) -> None:
    """The second one finds it mended."""
    damage(filled, 0, bytes(16))
    first, second = services(writer="b"), services(writer="c")
    assert first.read(schema, ids) == second.read(schema, ids) == list(range(ROWS))
    assert len(kept(filled.parent)) == 1
