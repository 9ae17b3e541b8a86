"""The first 100 bytes of SQLite's file: what is known of them is put right, what is healthy stays."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from penstock.core.contracts.database import DatabaseSchema
from penstock.plugins.database import headers

from .two_schemas import FILE, World, fill, numbers, world


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two schemas with rows."""
    return world(tmp_path_factory.mktemp("whole"))


def damaged(place: Path, whole: bytes, at: int, value: int) -> bytes:
    """Put a file with one other byte into the folder `place`; its bytes."""
    data = bytearray(whole)
    data[at] = value
    (place / FILE).write_bytes(data)
    return bytes(data)


FATAL = [
    *((0, 0), (15, 1), (16, 0), (16, 0x20), (16, 0x08), (17, 0xFF), (17, 1), (18, 3), (18, 0), (19, 3), (19, 0xFF)),
    *((20, 1), (20, 12), (20, 0xFF), (21, 0), (22, 0), (23, 33), (28, 1), (31, 2), (31, 0xFF), (44, 1), (47, 5)),
    *((55, 9), (52, 0x80), (56, 1), (59, 2), (59, 3), (59, 0xFE)),
]


@pytest.mark.parametrize(("at", "value"), FATAL)
def test_a_damaged_header_costs_no_row(made: World, folder: Path, at: int, value: int) -> None:
    """It is found before SQLite calls the file read-only or too new; the damaged file is kept, and writing goes on."""
    data = damaged(folder, made.whole, at, value)
    service = made.service(folder)
    for schema in made.schemas:
        assert set(map(tuple, service.read(schema, lambda one, s=schema: numbers(one, s)).values())) == {(0, 1, 2)}  # type: ignore[misc]
        service.write(schema, lambda one, s=schema: fill(one, s, 10))  # type: ignore[misc]
    assert [path.read_bytes() for path in folder.glob(f"{FILE}.corrupt-*")] == [data]
    service.close()


def test_a_header_is_put_right_to_the_byte(made: World, folder: Path) -> None:
    """Whatever byte of its constants was damaged, as long as it is one."""
    right = bytearray(made.whole[: headers.SIZE])
    for at in (*range(24), *range(28, 32), *range(44, 48), *range(52, 60)):
        for value in {0, 0xFF, made.whole[at] ^ 1, made.whole[at] ^ 0x80} - {made.whole[at]}:
            damaged(folder, made.whole, at, value)
            with (folder / FILE).open("rb") as stream:
                found = headers.put_right(stream, len(made.whole), folder / "none")
            assert found[:18] == right[:18]
            assert {found[18], found[19]} <= {1, 2}
            assert found[20:24] == right[20:24]
            assert found[28:32] == right[28:32]
            assert found[47] in (1, 2, 3, 4) or found[44:48] == right[44:48] or value == 0
            assert found[52:60] == right[52:60] or found[56:60] == bytes(4)


def healthy() -> Iterator[tuple[str, ...]]:
    """Statements that make files of all kinds."""
    for size in (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536):
        yield f"PRAGMA page_size = {size}", "PRAGMA journal_mode = WAL"
        yield f"PRAGMA page_size = {size}", "PRAGMA auto_vacuum = FULL"
        yield f"PRAGMA page_size = {size}", "PRAGMA auto_vacuum = INCREMENTAL", "PRAGMA encoding = 'UTF-16be'"
    yield ("PRAGMA encoding = 'UTF-16le'",)
    yield ("PRAGMA legacy_file_format = ON",)
    yield "PRAGMA user_version = 77", "PRAGMA application_id = 78", "PRAGMA default_cache_size = 9"


ROWS = ("CREATE TABLE a (id TEXT PRIMARY KEY, b TEXT)", "CREATE INDEX c ON a (b)", "CREATE TABLE d (e)")


@pytest.mark.parametrize("statements", list(healthy()), ids=lambda one: " ".join(one).replace("PRAGMA ", ""))
def test_a_healthy_file_is_never_called_damaged(folder: Path, statements: tuple[str, ...]) -> None:
    """Empty, with tables, with rows on many pages, and after many of them were deleted; whatever made it."""
    path = folder / "some.db"
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    checked = [headers.is_damaged(path)]
    rows = [f"INSERT INTO a VALUES ('{n}', '{'x' * (n * 7)}')" for n in range(300)]
    for statement in (*ROWS, "BEGIN", *rows, "COMMIT"):
        connection.execute(statement)
        checked.append(not connection.in_transaction and headers.is_damaged(path))
    connection.execute("DELETE FROM a WHERE id > '2'")
    checked.append(headers.is_damaged(path))
    connection.execute("VACUUM")
    connection.close()
    assert not any([*checked, headers.is_damaged(path)])
    assert path.stat().st_size > 0


@pytest.mark.parametrize("size", [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536])
@pytest.mark.parametrize("at", [16, 17, 31])
def test_pages_of_another_size_are_told(folder: Path, size: int, at: int) -> None:
    """By how many there are, and by how they begin: what says either may be damaged."""
    path = folder / "some.db"
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (f"PRAGMA page_size = {size}", *ROWS, *(f"CREATE TABLE t{n} (a)" for n in range(40))):
        connection.execute(statement)
    connection.close()
    whole = path.read_bytes()
    for value in {0, 1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0xFF} - {whole[at]}:
        damaged(folder, whole, at, value)
        with (folder / FILE).open("rb") as stream:
            found = headers.put_right(stream, len(whole), folder / "none")
        assert (headers.page_size(found), found[28:32]) == (size, whole[28:32])


def test_no_file_and_an_empty_one_are_not_damaged(folder: Path, schema: DatabaseSchema) -> None:
    """SQLite makes a database of them."""
    assert not headers.is_damaged(folder / FILE)
    (folder / FILE).touch()
    assert not headers.is_damaged(folder / FILE)
