"""Where a table begins is found by the words that describe it."""

import mmap

import pytest

from penstock.plugins.database import carving

NAME = "runs_server"
TEXT = "CREATE TABLE runs_server (id INTEGER)"
HEAD = b"table" + NAME.encode() * 2


def found(data: bytes, pages: int = 1000) -> set[int]:
    """What is found in these bytes."""
    with mmap.mmap(-1, len(data)) as file:
        file[:] = data
        return carving.roots(file, NAME, TEXT, pages)


@pytest.mark.parametrize("before", [b"", b"\xff" * 7])
@pytest.mark.parametrize(("number", "root"), [(b"\x2c", 44), (b"\x00\xac", 172), (b"\x01\x00", 256)])
def test_numbers_of_pages_are_read_as_they_are_written(before: bytes, number: bytes, root: int) -> None:
    """Of one byte or more, wherever they lie."""
    assert found(before + HEAD + number + TEXT.encode() + b"rest") == {root}


@pytest.mark.parametrize("at", [0, 5, len(HEAD) - 1, len(HEAD) + 1, len(HEAD) + 20])
def test_one_of_both_words_may_be_damaged(at: int) -> None:
    """The name or the text, not both."""
    data = bytearray(HEAD + b"\x2c" + TEXT.encode())
    data[at] = 0xFF
    assert found(bytes(data)) == {44}


@pytest.mark.parametrize("number", [b"\xac", b"\x00", b"\x01", b"\x2d"])
def test_what_is_no_page_is_not_believed(number: bytes) -> None:
    """Below the second one, or behind the last one: another table's rows would be taken for this one's."""
    assert found(HEAD + number + TEXT.encode(), pages=44) == found(HEAD + b"\xac" + TEXT.encode()) == set()


def test_other_tables_are_not_found() -> None:
    """One whose name only begins alike, and a text with another name."""
    assert found(b"table" + b"runs_servers" * 2 + b"\x2c" + b"CREATE TABLE runs_servers (a, b, c, d, e, f)") == set()
