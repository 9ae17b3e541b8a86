"""The list of tables is put right by those of every schema that was declared, used or not."""

from pathlib import Path

import pytest

from .two_schemas import FILE, PAGE, World, fill, numbers, tables, world


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two schemas with rows."""
    return world(tmp_path_factory.mktemp("whole"))


def all_are_there(made: World, folder: Path) -> None:
    """All rows of both schemas, of which the first is used first; each of them can be written."""
    service = made.service(folder)
    for schema in made.schemas:
        found = service.read(schema, lambda one, s=schema: numbers(one, s))  # type: ignore[misc]
        assert found == {name: [0, 1, 2] for name in tables(schema)}
        service.write(schema, lambda one, s=schema: fill(one, s, 10))  # type: ignore[misc]
    service.close()


def kept(folder: Path) -> list[bytes]:
    """The damaged files that were set aside."""
    return [path.read_bytes() for path in folder.glob(f"{FILE}.corrupt-*")]


@pytest.mark.parametrize("offset", [0, 2, 14, 20, 40])
@pytest.mark.parametrize("value", [0, 0x4D, 0xFF])
def test_a_damaged_description_of_a_schema_that_is_used_later_costs_no_row(
    made: World, folder: Path, offset: int, value: int
) -> None:
    """It was declared: the one that is used first mends the tables of all."""
    data = bytearray(made.whole)
    data[data.index(b"CREATE TABLE second_t3") + offset] = value
    (folder / FILE).write_bytes(data)
    all_are_there(made, folder)
    assert len(kept(folder)) <= 1


@pytest.mark.parametrize("name", ["first_alembic_version", "second_alembic_version"])
def test_descriptions_that_are_ours_tell_a_revision_that_is_lost(made: World, folder: Path, name: str) -> None:
    """The page that says it is empty; and one that has no row at all, which looks whole."""
    at = made.whole.index(b"table" + name.encode() * 2) + len(f"table{name}{name}")
    page = (made.whole[at] - 1) * PAGE
    empty = b"\x0d\0\0\0\0" + (PAGE & 0xFFFF).to_bytes(2, "big")
    for beginning in (bytes(PAGE), empty.ljust(PAGE, b"\0")):
        data = bytearray(made.whole)
        data[page : page + PAGE] = beginning
        for left in folder.glob(f"{FILE}*"):
            left.unlink()
        (folder / FILE).write_bytes(data)
        all_are_there(made, folder)
        assert len(kept(folder)) == 1


@pytest.mark.parametrize("words", [b"tablesecond_t3second_t3", b"tablefirst_t0first_t0"])
def test_damaged_names_and_kinds_cost_no_table(made: World, folder: Path, words: bytes) -> None:
    """Neither the table's own, nor with another damage beside them, for which the file is mended."""
    at = made.whole.index(words)
    for offset in (0, 5, len(words) - 1):
        data = bytearray(made.whole)
        data[at + offset] = 0xFF
        data[16] = 0
        (folder / FILE).write_bytes(data)
        all_are_there(made, folder)
        assert bytes(data) in kept(folder)


@pytest.mark.parametrize("words", [b"CREATE TABLE second_t", b"tablesecond_t7second_t", b"tablesecond_t"])
@pytest.mark.parametrize("other", [b"5", b"6"])
def test_a_name_that_became_another_table_s_costs_neither(
    made: World, folder: Path, words: bytes, other: bytes
) -> None:
    """What both its words name counts more than what one of them does."""
    data = bytearray(made.whole)
    at = data.index(words + b"7")
    data[at + len(words) : at + len(words) + 1] = other
    (folder / FILE).write_bytes(data)
    all_are_there(made, folder)


def test_a_damaged_page_of_the_list_costs_no_table_whose_words_are_there(made: World, folder: Path) -> None:
    """They are found wherever they lie, though SQLite finds none of them."""
    data = bytearray(made.whole)
    data[100:112] = bytes(12)
    (folder / FILE).write_bytes(data)
    all_are_there(made, folder)
    assert kept(folder) == [bytes(data)]


def test_a_schema_that_was_not_declared_is_mended_by_its_use(made: World, folder: Path) -> None:
    """As far as nobody mended the file before: what is used first is known."""
    data = bytearray(made.whole)
    data[data.index(b"CREATE TABLE second_t3") + 2] = 0xFF
    (folder / FILE).write_bytes(data)
    lone = made.service(folder, declared=False)
    found = lone.read(made.schemas[1], lambda one: numbers(one, made.schemas[1]))
    assert found == {name: [0, 1, 2] for name in tables(made.schemas[1])}
    lone.close()
