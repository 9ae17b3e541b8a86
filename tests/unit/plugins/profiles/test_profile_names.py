"""Names: what may be typed, what counts as the same, which one is free."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.errors import ClientError
from penstock.plugins.profiles.names import MOST_CHARACTERS, check_name, free_name, key, readable


@pytest.mark.parametrize("name", ["Cats", "猫 🐈", "a" * 200, "../x", "<b>", "con", "Cats (2)", ".", "%2e", "a\u00a0b"])
def test_names_are_labels_and_may_be_anything_in_one_line(name: str) -> None:
    """A name is never a path, so that what would be a bad file name is a good one."""
    assert check_name(name) == name


def test_space_around_a_name_goes() -> None:
    """Nobody sees it, so that it must not make two names of one."""
    assert check_name("  Cats and dogs\u00a0 ") == "Cats and dogs"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\u00a0",
        "a" * 201,
        "a\nb",
        "a\0b",
        "a\u2028b",
        "a\x7fb",
        "a\ud800b",
        "\u200b",
        "\u202e \u0301",
        "\u3164",
        "\u2800 \u115f",
        "Cats\u202e",
        "a\u2066b",
        None,
        5,
        ["a"],
        {"a": 1},
    ],
)
def test_what_is_no_name_is_refused(name: object) -> None:
    """With a 4xx that names the field."""
    with pytest.raises(ClientError) as error:
        check_name(name)
    assert error.value.status in (400, 422)
    assert error.value.field == "name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cats", "cATS"),
        ("Straße", "STRASSE"),
        ("caf\u00e9", "CAFE\u0301"),
        ("\u212b", "\u00e5"),
        ("Cats", "Ca\u200bts"),
    ],
)
def test_capitals_and_encodings_of_accents_make_no_difference(one: str, other: str) -> None:
    """They look the same to people, or to their file system."""
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("Cats", [], "Cats"),
        ("Cats", ["Dogs"], "Cats"),
        ("Cats", ["cats"], "Cats (2)"),
        ("Cats", ["Cats", "CATS (2)"], "Cats (3)"),
        ("Cats (2)", ["Cats (2)"], "Cats (3)"),
        ("Cats (9)", ["Cats (9)"], "Cats (10)"),
        ("Cats (x)", ["Cats (x)"], "Cats (x) (2)"),
        ("(2)", ["(2)"], "(2) (2)"),
        ("a" * 200, ["a" * 200], "a" * 196 + " (2)"),
    ],
)
def test_the_free_name_is_the_next_number(name: str, taken: list[str], free: str) -> None:
    """As people and file managers count."""
    assert free_name(name, {key(one) for one in taken}) == free


@given(st.text(st.characters(exclude_categories=("Cs",))), st.integers(0, 30))
def test_a_free_name_is_always_a_name_and_free(text: str, rounds: int) -> None:
    """Whatever there is already."""
    name = readable(text) or "x"
    taken: set[str] = set()
    for _ in range(rounds):
        made = free_name(name, taken)
        assert check_name(made) == made
        assert key(made) not in taken
        taken.add(key(made))


@given(st.one_of(st.text(), st.none(), st.integers(), st.lists(st.text())))
def test_what_is_shown_of_a_foreign_name_is_a_name_or_nothing(value: object) -> None:
    """Other programs write anything; what comes of it can be shown, sent and typed again."""
    shown = readable(value)
    assert not shown or check_name(shown) == shown
    assert len(shown) <= MOST_CHARACTERS
