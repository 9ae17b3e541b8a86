"""Names: what comes from outside becomes a path only where it cannot lead anywhere else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.errors import BadName, ClientError, PenstockError, TooLarge
from penstock.core.names import MAX_LABEL, check_id, check_label, contained, is_file_name

HOSTILE = [
    "",
    ".",
    "..",
    "a/b",
    "..\\x",
    "/etc/x",
    "C:x",
    "CON",
    "nul",
    "com1",
    "a\0b",
    "-rf",
    "x" * 65,
    "é",
    "a b",
    None,
    7,
]
FILES = [
    "../x.png",
    "/x.png",
    "a/b.png",
    "nul.png",
    "CON .txt",
    ".hidden",
    "x.png ",
    "x.",
    "a:b",
    "\u202egnp.exe",
    "\uff0e\uff0e\uff0fx",
]


@pytest.mark.parametrize("name", HOSTILE, ids=repr)
def test_what_is_no_id_is_refused(name: object) -> None:
    """Traversal, devices, options, other alphabets, empty and long names are 400 bad_name."""
    with pytest.raises(BadName):
        check_id(name)


@pytest.mark.parametrize("name", ["default", "0f8fad5b-d9cb-469f-a165-70867728950e", "A_1", "_x"])
def test_ids_that_people_have_are_taken(name: str) -> None:
    """UUIDs, `default` and plain words are ids."""
    assert check_id(name) == name


@pytest.mark.parametrize("name", FILES, ids=repr)
def test_what_is_no_plain_file_name_is_refused(name: str) -> None:
    """Separators, drives, devices, hidden and disguised names are no file names."""
    assert not is_file_name(name)


@given(st.text())
def test_an_accepted_file_name_stays_in_its_folder(name: str) -> None:
    """Whatever is_file_name accepts is one component below its folder."""
    if is_file_name(name):
        assert (Path("/pool") / name).parent == Path("/pool")
        assert Path(name).name == name


@given(st.text(max_size=200))
def test_a_label_is_kept_as_typed_or_refused(label: str) -> None:
    """A label is never changed: it comes back as it is, or is refused with a 4xx."""
    try:
        assert check_label(label) == label
    except PenstockError as error:
        assert 400 <= error.status < 500


def test_labels_are_limited_text() -> None:
    """Too long is 413, control characters and other types are 400, lines and emoji are fine."""
    with pytest.raises(TooLarge):
        check_label("x" * (MAX_LABEL + 1))
    for bad in ("a\0", "\x1b[31m", "\ud800", 7, None):
        with pytest.raises(ClientError):
            check_label(bad)
    assert check_label("a cat 🐈\nsecond line") == "a cat 🐈\nsecond line"


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    """Links are followed before containment is proven; loops, the root itself and NUL are refused too."""
    root = tmp_path / "root"
    (root / "pool").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    (root / "out").symlink_to(tmp_path / "secret")
    (root / "loop").symlink_to(root / "loop")
    for parts in (("out", "x"), ("..", "secret"), ("/etc",), (".",), ("a\0",), ("loop", "x")):
        with pytest.raises(BadName):
            contained(root, *parts)
    assert contained(root, "pool", "x.png") == root.resolve() / "pool" / "x.png"
