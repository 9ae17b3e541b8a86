"""What SQLite reads is never taken for damaged, and what is acknowledged while a database is mended is not lost."""

import contextlib
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from penstock.core.contracts.database import DatabaseSchema
from penstock.core.errors import Busy, StorageFailed
from penstock.plugins.database import headers
from penstock.plugins.database.service import DatabaseService

from .conftest import Services

FILE = "penstock.db"
ALL = "SELECT id FROM tested_thing ORDER BY id"
ADD = "INSERT INTO tested_thing (id) VALUES ({})"


def add(service: DatabaseService, schema: DatabaseSchema, number: int) -> None:
    service.write(schema, lambda connection: connection.exec_driver_sql(ADD.format(number)))


def ids(service: DatabaseService, schema: DatabaseSchema) -> list[int]:
    return service.read(schema, lambda connection: list(connection.exec_driver_sql(ALL).scalars()))


def elsewhere(path: Path, statement: str) -> None:
    """Another process does this, and ends."""
    code = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]).fetchall(); c.commit()"
    subprocess.run([sys.executable, "-c", code, str(path), statement], check=True, timeout=60)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """SQLite itself."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


@contextlib.contextmanager
def reading(service: DatabaseService, schema: DatabaseSchema) -> Iterator[None]:
    """Somebody reads in this process."""
    begun, goes = threading.Event(), threading.Event()

    def read(connection: sa.Connection) -> None:
        connection.exec_driver_sql(ALL).fetchall()
        begun.set()
        assert goes.wait(60)

    thread = threading.Thread(target=lambda: service.read(schema, read))
    thread.start()
    assert begun.wait(60)
    yield
    goes.set()
    thread.join()


def test_looking_at_the_file_costs_no_lock(services: Services, folder: Path, schema: DatabaseSchema) -> None:
    """It is opened anew while somebody still reads: another process that ends does not take the log away."""
    service = services()
    add(service, schema, 1)
    with reading(service, schema):
        service._at().close()
        add(service, schema, 2)
        elsewhere(folder / FILE, ALL)
        add(service, schema, 3)
        elsewhere(folder / FILE, ADD.format(100))
    assert ids(service, schema) == [1, 2, 3, 100]
    service.close()
    with opened(folder / FILE) as connection:
        assert [number for (number,) in connection.execute(ALL)] == [1, 2, 3, 100]


def test_a_write_that_waited_goes_into_the_file_that_has_the_name(
    services: Services, folder: Path, schema: DatabaseSchema
) -> None:
    """It waits for its turn while the file is replaced: what it acknowledges is there."""
    service = services()
    add(service, schema, 1)
    with opened(folder / FILE) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = threading.Thread(target=lambda: add(service, schema, 2))
        waiting.start()
        with opened(folder / "copy.db") as copy, opened(folder / FILE) as source:
            source.backup(copy)
        for suffix in ("", "-wal", "-shm"):
            (folder / f"{FILE}{suffix}").rename(folder / f"old.db{suffix}")
        (folder / "copy.db").rename(folder / FILE)
        other.execute("ROLLBACK")
        waiting.join()
    assert ids(service, schema) == [1, 2]


def test_nothing_is_mended_while_somebody_writes(services: Services, folder: Path, schema: DatabaseSchema) -> None:
    """What they acknowledge would not be in the new file; once they have, it is."""
    service = services(busy_seconds=0.1)
    add(service, schema, 1)
    with opened(folder / FILE) as other:
        other.execute("UPDATE tested_thing SET name = CAST(x'ff' AS TEXT)")
        other.execute("PRAGMA busy_timeout = 100")
        other.execute("BEGIN IMMEDIATE")
        other.execute(ADD.format(7))
        names = "SELECT name FROM tested_thing"
        with pytest.raises((Busy, StorageFailed)):
            service.read(schema, lambda connection: connection.exec_driver_sql(names).fetchall())
        assert not list(folder.glob(f"{FILE}.corrupt-*"))
        other.execute("COMMIT")
    service.read(schema, lambda connection: connection.exec_driver_sql(names).fetchall())
    assert 7 in ids(service, schema)


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
@pytest.mark.parametrize("vacuum", ["NONE", "FULL", "INCREMENTAL"])
@pytest.mark.parametrize("size", [512, 4096, 65_536])
def test_files_of_any_kind_are_healthy(folder: Path, mode: str, vacuum: str, size: int) -> None:
    """Other pages, maps, pages that are free, and room at the end that a tool left."""
    path = folder / FILE
    with opened(path) as made:
        made.execute(f"PRAGMA page_size = {size}")
        made.execute(f"PRAGMA auto_vacuum = {vacuum}")
        made.execute(f"PRAGMA journal_mode = {mode}")
        made.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
        made.execute("CREATE INDEX by_text ON notes (text)")
        made.executemany("INSERT INTO notes (text) VALUES (?)", [("x" * length,) for length in range(0, 3000, 7)])
        assert not headers.is_damaged(path)
        made.execute("DELETE FROM notes WHERE id % 3")
        assert not headers.is_damaged(path)
    stale = path.read_bytes()[size : 2 * size]
    with path.open("ab") as stream:
        stream.write(stale)
    assert not headers.is_damaged(path)


def test_a_link_is_the_file_that_it_leads_to(services: Services, folder: Path, schema: DatabaseSchema) -> None:
    """What lies beside that belongs to it: what is committed there only is saved when it is mended."""
    service = services()
    add(service, schema, 1)
    service.close()
    (folder / "far").mkdir()
    (folder / FILE).rename(folder / "far" / "real.db")
    (folder / FILE).symlink_to(folder / "far" / "real.db")
    with opened(folder / "far" / "real.db") as other:
        other.execute(ADD.format(2))
        for name in ("real.db", "real.db-wal"):
            (folder / f"copy-{name}").write_bytes((folder / "far" / name).read_bytes())
    for name in ("real.db", "real.db-wal"):
        (folder / f"copy-{name}").replace(folder / "far" / name)
    with (folder / "far" / "real.db").open("r+b") as stream:
        stream.seek(18)
        stream.write(b"\x09")
    assert ids(services(), schema) == [1, 2]
    assert (folder / FILE).is_symlink()


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE tested_thing ADD COLUMN theirs TEXT DEFAULT 'kept'",
        "CREATE TABLE tested_more_t (a)",
        "CREATE INDEX theirs ON tested_thing (name)",
    ],
)
def test_a_mistaken_query_sets_nothing_aside(
    services: Services, folder: Path, schema: DatabaseSchema, statement: str
) -> None:
    """What other tools added is no damage."""
    service = services()
    add(service, schema, 1)
    with opened(folder / FILE) as other:
        other.execute(statement)
    with pytest.raises(StorageFailed):
        service.read(schema, lambda connection: connection.exec_driver_sql("SELECT * FROM tested_nowhere").fetchall())
    assert not list(folder.glob(f"{FILE}.corrupt-*"))


@pytest.mark.parametrize(
    ("makes", "row"),
    [
        ('CREATE TABLE zz_t (id INTEGER PRIMARY KEY, "group" TEXT)', (1, "a")),
        ("CREATE TABLE zz_t (a TEXT PRIMARY KEY, b TEXT) WITHOUT ROWID", ("x", "y")),
        ("CREATE TABLE zz_t (a INTEGER, b TEXT, c INTEGER AS (a + 1))", (4, "y", 5)),
        ("CREATE TABLE zz_t (a INTEGER REFERENCES zz_p (b), b TEXT)", (None, "y")),
    ],
)
def test_tables_of_any_kind_outlive_a_mend(
    services: Services, folder: Path, schema: DatabaseSchema, makes: str, row: tuple[object, ...]
) -> None:
    """Names that are words of SQL, rows without numbers, columns that are computed, and parents without a key."""
    service = services()
    add(service, schema, 1)
    service.close()
    with opened(folder / FILE) as other:
        other.execute('CREATE TABLE "order" (a)')
        other.execute("CREATE TABLE zz_alembic_version (version_num TEXT)")
        other.execute("INSERT INTO zz_alembic_version VALUES ('0001')")
        other.execute("CREATE TABLE zz_p (b TEXT)")
        other.execute(makes)
        names = [f'"{name}"' for _, name, *_ in other.execute("PRAGMA table_info(zz_t)")]
        other.execute(f"INSERT INTO zz_t ({', '.join(names)}) VALUES (?, ?)", row[:2])
    with (folder / FILE).open("r+b") as stream:
        stream.seek(18)
        stream.write(b"\x09")
    assert ids(services(), schema) == [1]
    with opened(folder / FILE) as other:
        assert other.execute("SELECT * FROM zz_t").fetchall() == [row]
