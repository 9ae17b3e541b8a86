"""Names for libraries that come from elsewhere."""

import pytest

from penstock.plugins.libbers.free_names import free_name, name_from
from penstock.plugins.libbers.library_names import is_name


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("Cats", [], "Cats"),
        ("Cats", ["cats"], "Cats 2"),
        ("Cats", ["Cats", "CATS 2", "cats 3"], "Cats 4"),
        ("Cats 2", ["Cats 2"], "Cats 3"),
        ("Cats 0", ["Cats 0"], "Cats 0 2"),
        ("2", ["2"], "2 2"),
        ("x" * 64, ["x" * 64], "x" * 62 + " 2"),
        ("x" * 61 + ". x", ["x" * 61 + ". x"], "x" * 61 + " 2"),
    ],
)
def test_the_next_free_name(name: str, taken: list[str], free: str) -> None:
    """Counts on from a number at the end, in any case, and stays a name."""
    assert free_name(name, taken) == free
    assert is_name(free)


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("Cats.json", "Cats"),
        ("big cats.JSON", "big cats"),
        ("C:\\Users\\me\\Cats.json", "Cats"),
        ("../../etc/passwd", "passwd"),
        ("été.json", "t_"),
        ("日本.json", "libber"),
        ("", "libber"),
        (".json", "libber"),
        ("nul.json", "libber"),
        ("x" * 300, "x" * 64),
        ("a..b.json", "libber"),
        ("cats\x00\ud800.json", "cats_"),
    ],
)
def test_the_name_of_a_file_becomes_a_name(file_name: str, name: str) -> None:
    """Whatever somebody calls a file, the name is one that a library can have, and never a path."""
    assert name_from(file_name) == name
    assert is_name(name)
