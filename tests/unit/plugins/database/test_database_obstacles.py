"""What stands in the place of the database and is no file is set aside."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.core.contracts.database import DatabaseSchema
from penstock.plugins.database.service import DatabaseService

Services = Callable[..., DatabaseService]


def a_folder(place: Path) -> None:
    place.mkdir()
    (place / "letter").write_text("dear")


def a_circle(place: Path) -> None:
    place.symlink_to(place)


def a_pipe(place: Path) -> None:
    os.mkfifo(place)


def a_link_to_a_folder(place: Path) -> None:
    place.with_name("elsewhere").mkdir()
    place.symlink_to(place.with_name("elsewhere"))


KINDS = [a_folder, a_circle, a_pipe, a_link_to_a_folder]


def insert(connection: object) -> None:
    connection.exec_driver_sql("INSERT INTO tested_thing (id) VALUES (7)")  # type: ignore[attr-defined]


def ids(connection: object) -> list[int]:
    found = connection.exec_driver_sql("SELECT id FROM tested_thing")  # type: ignore[attr-defined]
    return [row[0] for row in found]


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither pipes nor links for everybody")
@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
@pytest.mark.parametrize("make", KINDS)
def test_what_is_no_file_is_set_aside_and_told(
    services: Services,
    schema: DatabaseSchema,
    folder: Path,
    make: Callable[[Path], None],
    suffix: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is kept as it is, the log says so, and a new database begins; nobody waits for a pipe."""
    make(folder / f"penstock.db{suffix}")
    with caplog.at_level(logging.ERROR):
        services().write(schema, insert)
    assert services(writer="b").read(schema, ids) == [7]
    (kept,) = folder.glob(f"penstock.db{suffix}.corrupt-*") or [None]
    assert os.path.lexists(kept)
    (told,) = [record for record in caplog.records if getattr(record, "penstock_damage", False)]
    assert kept.name in told.getMessage()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no links for everybody")
def test_a_link_to_a_file_is_the_database(services: Services, schema: DatabaseSchema, folder: Path) -> None:
    """It stays a link, and the rows are where it leads."""
    (folder / "elsewhere.db").touch()
    (folder / "penstock.db").symlink_to(folder / "elsewhere.db")
    services().write(schema, insert)
    assert (folder / "penstock.db").is_symlink()
    assert (folder / "elsewhere.db").stat().st_size
    assert services(writer="b").read(schema, ids) == [7]
    assert not list(folder.glob("*.corrupt-*"))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a file that is open")
@pytest.mark.parametrize("make", KINDS)
def test_what_takes_the_place_of_a_database_in_use_is_set_aside(
    services: Services, schema: DatabaseSchema, folder: Path, make: Callable[[Path], None]
) -> None:
    """The next use looks, and begins a new one."""
    service = services()
    service.write(schema, insert)
    (folder / "penstock.db").rename(folder / "moved.db")
    make(folder / "penstock.db")
    assert service.read(schema, ids) == []
    service.write(schema, insert)
    assert service.read(schema, ids) == [7]
    assert len(list(folder.glob("penstock.db.corrupt-*"))) == 1
