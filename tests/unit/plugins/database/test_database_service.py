"""The database: what a transaction is, what errors mean, and that nothing happens before its first use."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from penstock.adapters.testing.database_faults import sqlite_error
from penstock.core.contracts.database import DatabaseSchema
from penstock.core.errors import Busy, DiskFull, ReadOnly, StorageFailed, Unavailable
from penstock.plugins.database.service import DatabaseService
from penstock.plugins.database.sqlite_files import back_up

Services = Callable[..., DatabaseService]
THING = sa.table("tested_thing", sa.column("id"), sa.column("name"))


def put(number: int) -> Callable[[sa.Connection], None]:
    return lambda connection: connection.execute(sa.insert(THING).values(id=number, name="n")) and None


def numbers(connection: sa.Connection) -> list[int]:
    return sorted(connection.execute(sa.select(THING.c.id)).scalars())


def test_what_is_written_is_read_by_another_process(services: Services, schema: DatabaseSchema, url: str) -> None:
    """A write that returned is there for everybody."""
    services(url).write(schema, put(1))
    assert services(url, "b").read(schema, numbers) == [1]


def test_a_write_that_raises_changes_nothing(services: Services, schema: DatabaseSchema, url: str) -> None:
    """Everything of one transaction, or nothing."""
    service = services(url)

    def half(connection: sa.Connection) -> None:
        put(1)(connection)
        raise KeyError

    with pytest.raises(KeyError):
        service.write(schema, half)
    assert service.read(schema, numbers) == []


def test_a_read_sees_one_state(services: Services, schema: DatabaseSchema, url: str) -> None:
    """What others write meanwhile is not seen by half."""
    reader, writer = services(url), services(url, "b")
    writer.write(schema, put(1))

    def twice(connection: sa.Connection) -> tuple[list[int], list[int]]:
        before = numbers(connection)
        writer.write(schema, put(2))
        return before, numbers(connection)

    assert reader.read(schema, twice) == ([1], [1])
    assert reader.read(schema, numbers) == [1, 2]


def test_writers_count_right_side_by_side(services: Services, schema: DatabaseSchema, url: str) -> None:
    """Two threads of each of two processes that read and then write never lose a step of each other's."""
    both = [services(url), services(url, "b")]
    both[0].write(schema, put(0))

    def next_one(connection: sa.Connection) -> None:
        put(numbers(connection)[-1] + 1)(connection)

    def work(service: DatabaseService) -> None:
        for _ in range(10):
            with contextlib.suppress(Busy):
                service.write(schema, next_one)

    threads = [threading.Thread(target=work, args=(service,)) for service in both for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert both[0].read(schema, numbers) == list(range(41))


def test_the_first_use_by_many_makes_the_tables_once(services: Services, schema: DatabaseSchema, url: str) -> None:
    """Threads and processes that come at once all find the tables, and none fails."""
    everybody = [services(url, str(number)) for number in range(3)]
    found: list[list[int]] = []
    threads = [
        threading.Thread(target=lambda one=one: found.append(one.read(schema, numbers)))
        for one in everybody
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[]] * 6


def test_sqlite_is_set_up_for_durable_sharing(services: Services, schema: DatabaseSchema) -> None:
    """WAL, synchronous FULL, foreign keys on: on every connection."""

    def pragmas(connection: sa.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert services().read(schema, pragmas) == ["wal", 2, 1, 5000]


def test_a_database_that_others_hold_is_busy(services: Services, schema: DatabaseSchema, folder: Path) -> None:
    """After the wait a writer is told so, and readers go on."""
    service = services(busy_seconds=0.05)
    service.write(schema, put(1))
    with contextlib.closing(sqlite3.connect(folder / "penstock.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            service.write(schema, put(2))
        assert service.read(schema, numbers) == [1]
        other.execute("ROLLBACK")
    service.write(schema, put(2))


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (sqlite3.SQLITE_FULL, DiskFull),
        (sqlite3.SQLITE_READONLY, ReadOnly),
        (sqlite3.SQLITE_IOERR_WRITE, StorageFailed),
        (sqlite3.SQLITE_CORRUPT, StorageFailed),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Busy),
    ],
)
def test_errors_of_sqlite_say_what_to_do(
    services: Services, schema: DatabaseSchema, code: int, error: type[Exception]
) -> None:
    """Each kind of trouble has its own answer, and nothing of it is a 500."""
    service = services()

    def fails(connection: sa.Connection) -> None:
        raise sa.exc.OperationalError("INSERT", {}, sqlite_error(code))

    with pytest.raises(error):
        service.write(schema, fails)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_WRITE])
def test_a_disk_without_room_is_named_full(
    services: Services, schema: DatabaseSchema, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """SQLite calls it an error of the disk where not even a reader finds room."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=4096))
    service = services()

    def fails(connection: sa.Connection) -> None:
        raise sa.exc.OperationalError("SELECT", {}, sqlite_error(code))

    with pytest.raises(DiskFull):
        service.read(schema, fails)


def test_a_file_that_is_no_database_is_named_damaged(services: Services, schema: DatabaseSchema, folder: Path) -> None:
    """One that people named is left as it is."""
    (folder / "mine.db").write_bytes(b"my letters, not a database" * 200)
    with pytest.raises(StorageFailed):
        services(f"sqlite:///{folder / 'mine.db'}").read(schema, numbers)
    assert (folder / "mine.db").read_bytes().startswith(b"my letters")


@pytest.mark.parametrize(
    "text", ["nonsense", "mysql://a:secret@b/c", "sqlite://", "sqlite:///here.db", "http://x", "://"]
)
def test_a_setting_that_is_no_database_is_unavailable(services: Services, schema: DatabaseSchema, text: str) -> None:
    """The answer says what to write, and repeats no password."""
    with pytest.raises(Unavailable) as told:
        services(text).read(schema, numbers)
    assert "secret" not in str(told.value) + told.value.hint


def test_a_file_may_lie_elsewhere(services: Services, schema: DatabaseSchema, folder: Path) -> None:
    """With its whole path."""
    place = folder / "elsewhere" / "mine.db"
    service = services(f"sqlite:///{place}")
    service.write(schema, put(1))
    assert place.is_file()
    assert service.address == f"sqlite:///{place}"


def test_the_address_hides_the_password(services: Services) -> None:
    """What is shown to people and written into logs."""
    assert services("postgresql://me:secret@host/all").address == "postgresql+psycopg://me:***@host/all"


def test_a_server_that_is_not_there_is_unavailable_and_asked_again(services: Services, schema: DatabaseSchema) -> None:
    """Each call tries anew; none is a 500."""
    service = services("postgresql://me:secret@/x?host=/nowhere/at/all")
    for _ in range(2):
        with pytest.raises(Unavailable) as told:
            service.read(schema, numbers)
        assert "secret" not in str(told.value) + told.value.hint


def test_a_server_that_comes_back_is_used_again(
    services: Services, schema: DatabaseSchema, postgresql: Callable[[], str]
) -> None:
    """Connections that died are replaced without a word."""
    service = services(postgresql())
    service.write(schema, put(1))
    with contextlib.suppress(Unavailable):
        service.write(
            schema, lambda connection: connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        )
    assert service.read(schema, numbers) == [1]


def test_a_file_that_was_taken_away_is_made_anew(services: Services, schema: DatabaseSchema, folder: Path) -> None:
    """Nothing is written into a file that nobody can open any more."""
    service = services()
    service.write(schema, put(1))
    for path in folder.glob("penstock.db*"):
        path.unlink()
    service.write(schema, put(2))
    assert services("", "b").read(schema, numbers) == [2]


def test_a_backup_that_was_put_in_its_place_is_used(services: Services, schema: DatabaseSchema, folder: Path) -> None:
    """Without a new start."""
    service = services()
    service.write(schema, put(1))
    back_up(folder / "penstock.db", folder / "copy.db")
    service.write(schema, put(2))
    for path in folder.glob("penstock.db*"):
        path.unlink()
    (folder / "copy.db").rename(folder / "penstock.db")
    assert service.read(schema, numbers) == [1]
    service.write(schema, put(3))
    assert services("", "b").read(schema, numbers) == [1, 3]


def test_after_a_close_it_opens_anew(services: Services, schema: DatabaseSchema, url: str) -> None:
    """Nothing is held after the stop of a host."""
    service = services(url)
    service.write(schema, put(1))
    service.close()
    assert service.read(schema, numbers) == [1]


def test_a_start_imports_no_sqlalchemy() -> None:
    """The library comes in with the first call."""
    code = (
        "import sys\n"
        "from penstock.plugins.database.service_specs import service_specs\n"
        "service_specs()\n"
        "print([one for one in ('sqlalchemy', 'alembic', 'sqlite3') if one in sys.modules])"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"
