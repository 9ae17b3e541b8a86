"""Tables brought up to date: with data, in one step or not at all, and never in the way of a newer release."""

import contextlib
import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from penstock.adapters.testing.database_faults import FaultyDatabase
from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.core.contracts.database import DatabaseSchema
from penstock.core.errors import DiskFull, PenstockError, Unavailable
from penstock.core.files import Files
from penstock.plugins.database.opening import Opening
from penstock.plugins.database.service import DatabaseService

from .numbered import BROKEN, FIRST, SECOND, schema_of

Services = Callable[..., DatabaseService]


def insert(connection: sa.Connection) -> None:
    connection.exec_driver_sql("INSERT INTO tested_thing (id, name) VALUES (1, 'one')")


def everything(connection: sa.Connection) -> list[dict[str, object]]:
    return [dict(row) for row in connection.exec_driver_sql("SELECT * FROM tested_thing ORDER BY id").mappings()]


@pytest.fixture
def first(tmp_path: Path) -> DatabaseSchema:
    """An older release."""
    return schema_of(tmp_path / "first", FIRST)


@pytest.fixture
def second(tmp_path: Path) -> DatabaseSchema:
    """A newer release."""
    return schema_of(tmp_path / "second", FIRST, SECOND)


def test_rows_survive_a_migration(services: Services, first: DatabaseSchema, second: DatabaseSchema, url: str) -> None:
    """What was there has the new column, empty."""
    services(url).write(first, insert)
    assert services(url, "b").read(second, everything) == [{"id": 1, "name": "one", "size": None}]


def test_an_older_release_uses_what_a_newer_one_made(
    services: Services, first: DatabaseSchema, second: DatabaseSchema, url: str
) -> None:
    """It reads and writes what it knows, and changes no table."""
    services(url).engine(second)
    older = services(url, "b")
    older.write(first, insert)
    assert older.read(first, everything) == [{"id": 1, "name": "one", "size": None}]
    assert services(url, "c").read(second, everything) == [{"id": 1, "name": "one", "size": None}]


def test_a_migration_that_fails_changes_nothing(
    services: Services, first: DatabaseSchema, tmp_path: Path, url: str
) -> None:
    """The database is unavailable to that release, with a line in the log, and goes on with the older one."""
    services(url).write(first, insert)
    broken = schema_of(tmp_path / "broken", FIRST, BROKEN)
    for _ in range(2):
        with pytest.raises(Unavailable):
            services(url, "b").read(broken, everything)
    assert services(url, "c").read(first, everything) == [{"id": 1, "name": "one"}]


def test_schemas_do_not_know_of_each_other(services: Services, first: DatabaseSchema, tmp_path: Path, url: str) -> None:
    """One that cannot be migrated leaves the others as they are."""
    service = services(url)
    broken = schema_of(tmp_path / "broken", "op.execute('SELECT * FROM nowhere')")
    with pytest.raises(Unavailable):
        service.engine(DatabaseSchema(name="other", migrations=broken.migrations))
    service.write(first, insert)
    assert len(service.read(first, everything)) == 1


def test_the_file_is_copied_before_its_tables_change(
    services: Services, first: DatabaseSchema, second: DatabaseSchema, folder: Path
) -> None:
    """The copy is a whole database of the older revision; a new database needs none."""
    service = services()
    service.write(first, insert)
    assert list(folder.glob("*.bak")) == []
    services("", "b").engine(second)
    (copy,) = folder.glob("*.bak")
    assert copy.name == "penstock.db.tested-0001.bak"
    with contextlib.closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("SELECT * FROM tested_thing").fetchall() == [(1, "one")]
        assert kept.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert list(folder.glob("*.part")) == []


def test_where_no_copy_fits_the_tables_stay(
    services: Services, first: DatabaseSchema, second: DatabaseSchema, folder: Path
) -> None:
    """A full disk is said, and the older release goes on."""
    services().write(first, insert)
    full = Files(FaultyCalls(fail_from=(1, errno.ENOSPC)), pause=lambda _: None)
    opening = Opening("", folder, full)
    with pytest.raises(DiskFull):
        DatabaseService(lambda: opening, FakeClock(), "b").engine(second)
    opening.close()
    assert services("", "c").read(first, everything) == [{"id": 1, "name": "one"}]


def test_a_crash_at_any_statement_is_recovered_from(
    first: DatabaseSchema, second: DatabaseSchema, folder: Path, figure: Callable[..., None]
) -> None:
    """Before, during and after a migration: the next process finds all rows and brings the tables up."""
    statements = crash_free(folder / "whole", first, second)
    for number in range(1, statements + 1):
        place = folder / str(number)
        prepare(place, first)
        faulty = FaultyDatabase(crash_after=number, cursors=True)
        opening = Opening("", place, Files(), faulty.connect)
        with pytest.raises(Crash):
            DatabaseService(lambda made=opening: made, FakeClock(), "b").engine(second)  # type: ignore[misc]
        faulty.abandon()
        after = Opening("", place, Files())
        rows = DatabaseService(lambda made=after: made, FakeClock(), "c").read(second, everything)  # type: ignore[misc]
        assert rows == [{"id": 1, "name": "one", "size": None}], number
        after.close()
    figure("G19", "tables brought up to date, with a crash at every statement", statements, "statements")


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY])
def test_an_error_at_any_statement_changes_nothing(
    first: DatabaseSchema, second: DatabaseSchema, folder: Path, code: int, figure: Callable[..., None]
) -> None:
    """It is answered, no row is lost, and the same process goes on once the disk does."""
    statements = crash_free(folder / "whole", first, second)
    for number in range(1, statements + 1):
        place = folder / str(number)
        prepare(place, first)
        faulty = FaultyDatabase(fail=(number, code), cursors=True)
        opening = Opening("", place, Files(), faulty.connect)
        service = DatabaseService(lambda made=opening: made, FakeClock(), "b")  # type: ignore[misc]
        with contextlib.suppress(PenstockError):
            service.engine(second)
        assert service.read(second, everything) == [{"id": 1, "name": "one", "size": None}], number
        opening.close()
    figure("G19", "tables brought up to date, with an error at every statement", statements, "statements")


def prepare(place: Path, schema: DatabaseSchema) -> None:
    opening = Opening("", place, Files())
    DatabaseService(lambda: opening, FakeClock(), "a").write(schema, insert)
    opening.close()


def crash_free(place: Path, first: DatabaseSchema, second: DatabaseSchema) -> int:
    """How many statements a migration takes."""
    prepare(place, first)
    faulty = FaultyDatabase(cursors=True)
    opening = Opening("", place, Files(), faulty.connect)
    DatabaseService(lambda: opening, FakeClock(), "b").engine(second)
    opening.close()
    return len(faulty.statements)
