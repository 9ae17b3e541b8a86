"""Texts beside pictures: every usual encoding, one kind of line end, limits."""

import os
from pathlib import Path

import pytest

from penstock.core.errors import TooLarge
from penstock.plugins.datasets.captions import LARGEST, decoded, read_caption

TEXT = "a café, naïve „quotes“ - 日本"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_not_part_of_the_text(encoding: str) -> None:
    """A text with a mark is read by it, whatever it holds."""
    assert decoded(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xfe\xff", "utf-16-be"), (b"\0\0\xfe\xff", "utf-32-be"), (b"\xff\xfe\0\0", "utf-32-le")]
)
def test_marks_of_either_byte_order_are_known(mark: bytes, encoding: str) -> None:
    """The mark says the order of the bytes."""
    assert decoded(mark + TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_without_a_mark_the_bytes_decide(encoding: str) -> None:
    """NULs in every other place speak for UTF-16, else what is valid UTF-8 is UTF-8."""
    assert decoded("a cat, café\nred".encode(encoding)) == "a cat, café\nred"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"cat\0", "cat"),
        (b"a cat, red\0\0\0\0", "a cat, red"),
        ("ein Käfer\n".encode() + b"\0", "ein Käfer"),
        (b"ca\0t", "ca\0t"),
        (b"a cat\0 red", "a cat\0 red"),
    ],
)
def test_a_stray_nul_makes_no_other_letters(data: bytes, text: str) -> None:
    """Programs end texts with NULs, which are left out; one in the middle is no sign of UTF-16."""
    assert decoded(data) == text


def test_utf_16_with_few_western_letters_is_read() -> None:
    """Its bytes are no UTF-8, and what NULs there are stand on one side; one at its end is left out, too."""
    for encoding in ("utf-16-le", "utf-16-be"):
        assert decoded("黒い猫, 日本\n".encode(encoding)) == "黒い猫, 日本"
        assert decoded("a cat\0".encode(encoding)) == "a cat"


def test_what_is_no_utf_8_is_cp1252_and_else_latin_1() -> None:
    """Captions that old editors wrote are read, each byte as one letter."""
    assert decoded("café - „ja“".encode("cp1252")) == "café - „ja“"
    assert decoded(b"caf\xe9 \x81") == "café \x81"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\n\n\r\n", "a\nb\nc"),
        (b"  a cat \n", "  a cat "),
        (b"\n\n", ""),
        (b"", ""),
        (b"\xef\xbb\xbf", ""),
    ],
)
def test_line_ends_become_one_kind_and_none_is_left_at_the_end(data: bytes, text: str) -> None:
    """Only line ends at the end go, blanks stay."""
    assert decoded(data) == text


def test_damaged_text_with_a_mark_is_read_as_far_as_it_goes() -> None:
    """A mark is believed also where bytes behind it are wrong."""
    assert decoded(b"\xef\xbb\xbfa\xffb") == "a\N{REPLACEMENT CHARACTER}b"
    assert decoded(b"\xff\xfea\0b") == "a\N{REPLACEMENT CHARACTER}"


def test_a_caption_may_have_one_mebibyte(tmp_path: Path) -> None:
    """A larger file is refused by its name."""
    file = tmp_path / "cat.txt"
    file.write_bytes(b"a" * LARGEST)
    assert read_caption(file) == "a" * LARGEST
    file.write_bytes(b"a" * (LARGEST + 1))
    with pytest.raises(TooLarge, match=r"cat\.txt"):
        read_caption(file)


def test_what_is_no_file_is_no_caption(tmp_path: Path) -> None:
    """Nothing, a folder and a pipe of that name are no caption, and nobody waits for the pipe."""
    assert read_caption(tmp_path / "cat.txt") is None
    (tmp_path / "dog.txt").mkdir()
    assert read_caption(tmp_path / "dog.txt") is None
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.txt")
        assert read_caption(tmp_path / "pipe.txt") is None
