"""What fbTools' tests of libbers assert, held to service and nodes; why some differ: docs/libbers.md."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.errors import Invalid, NotFound
from penstock.core.nodes import NodeResult

from .libber_world import LibberWorld

Save = Callable[..., str]


@pytest.fixture
def world(application: Application) -> LibberWorld:
    """The routes of an application."""
    return LibberWorld(application)


@pytest.fixture
def text_of(libbers: Libbers, save: Save) -> Callable[..., str]:
    """`text_of(text, **libs)`: what a library makes of a text."""

    def made(text: str, **library: Any) -> str:
        save("Lib", **library)
        return libbers.substitute(text, ["Lib"]).text

    return made


def test_defaults_are_those_of_fbtools(world: LibberWorld) -> None:
    """No snippets, %, ten levels."""
    made = world.ask("create", {"name": "New"})
    assert (made["libs"], made["delimiter"], made["max_depth"]) == ({}, "%", 10)


def test_a_delimiter_of_ones_own_is_kept_and_works(text_of: Callable[..., str], libbers: Libbers) -> None:
    """The same on both sides."""
    assert text_of("<<a<< %a%", delimiter="<<", a="x") == "x %a%"
    assert libbers.get("Lib").libber.delimiter == "<<"


def test_snippets_are_added_normalised_replaced_removed_and_listed(world: LibberWorld) -> None:
    """`My Key` becomes my_key; an update counts; what is removed is gone; keys are sorted in the node's list."""
    world.ask("create", {"name": "Lib"})
    draft = world.ask("drafts.open", libber="Lib")["id"]
    world.edit("Lib", draft, {"key": "lib:My Key", "value": "1"}, {"key": "lib:b", "value": "2"})
    world.edit("Lib", draft, {"key": "lib:my-key", "value": "3"}, {"key": "lib:a", "value": "4"})
    edited = world.edit("Lib", draft, {"key": "lib:B", "removed": True})
    world.ask("drafts.save", {"revision": edited["revision"]}, libber="Lib", draft=draft)
    assert world.ask("get", libber="Lib")["libs"] == {"my_key": "3", "a": "4"}


@pytest.mark.parametrize(
    ("text", "libs", "result"),
    [
        ("%a%", {"a": "x"}, "x"),
        ("%a% and %b%", {"a": "x", "b": "y"}, "x and y"),
        ("%a%", {"a": "%b% 1", "b": "%c% 2", "c": "3"}, "3 2 1"),
        ("no references", {"a": "x"}, "no references"),
        ("%unknown%", {"a": "x"}, "%unknown%"),
        ("", {"a": "x"}, ""),
        ("a %chunky% dog", {"chunky": "%big%, %fat%", "big": "huge", "fat": "round"}, "a huge, round dog"),
        ("%a%", {"a": ""}, ""),
        ("%a%", {"a": "日本 🐱"}, "日本 🐱"),
        ("%a%", {"a": "$1 @ & \\1 \\g<0>"}, "$1 @ & \\1 \\g<0>"),
        ("%a%", {"a": "x" * 10_000}, "x" * 10_000),
        ("100%a%", {"a": "A"}, "100A"),
        ("%a%b%", {"a": "A", "b": "B"}, "Ab%"),
        ("%A%", {"a": "x"}, "%A%"),
    ],
)
def test_texts_become_what_they_become_there(
    text_of: Callable[..., str], text: str, libs: dict[str, str], result: str
) -> None:
    """Single, several, nested, none, unknown, empty, unicode, long, and what would mean something to `re`."""
    assert text_of(text, **libs) == result


def test_a_cycle_stops_at_the_depth_and_leaves_its_reference(text_of: Callable[..., str]) -> None:
    """As their production code does: one round a level."""
    assert text_of("%a%", max_depth=5, a="x%b%", b="y%a%") == "xyxyx%b%"
    assert text_of("%a%", max_depth=10, a="x%b%", b="y%a%") == "xyxyxyxyxy%a%"


def test_depth_counts_levels(text_of: Callable[..., str]) -> None:
    """1 replaces what the text refers to and leaves what is nested; 0 replaces nothing."""
    assert text_of("%a%", max_depth=1, a="%b%", b="x") == "%b%"
    assert text_of("%a%", max_depth=0, a="x") == "%a%"


def test_a_thousand_snippets_and_an_update(libbers: Libbers, save: Save) -> None:
    """All of them are there; what is updated is what the next text gets."""
    libs = {f"key{number}": f"value {number}" for number in range(1_000)}
    save("Lib", **libs)
    assert dict(libbers.get("Lib").libber.libs) == libs
    assert libbers.substitute("%key999%", ["Lib"]).text == "value 999"
    save("Lib", **{**libs, "key999": "another"})
    assert libbers.substitute("%key999%", ["Lib"]).text == "another"


def test_a_library_survives_its_file(libbers: Libbers, save: Save, world: LibberWorld) -> None:
    """Delimiter and depth too, in a folder that saving makes; `libs` and `lib_dict` are read alike."""
    assert not world.folder.exists()
    save("Lib", delimiter="$$", max_depth=3, a="é")
    libber = Libber(libs={"a": "é"}, delimiter="$$", max_depth=3)
    assert libbers.get("Lib").libber == libber
    held = json.loads((world.folder / "Lib.json").read_text(encoding="utf-8"))
    assert {"libs": {"a": "é"}, "delimiter": "$$", "max_depth": 3}.items() <= held.items()
    (world.folder / "Other.json").write_text(
        '{"lib_dict": {"a": "\u00e9"}, "delimiter": "$$", "max_depth": 3}', "utf-8"
    )
    assert libbers.get("Other").libber == libber


def test_their_workflow_of_nodes(run: Callable[..., NodeResult], save: Save) -> None:
    """A manager beside an apply node: the page gets what fbTools' page got, in its places."""
    save("Lib", quality="best, %detail%", detail="sharp")
    managed, applied = run("LibberManager", libber_name="Lib"), run("LibberApply", libber_name="Lib", text="%quality%")
    assert [json.loads(text) for text in managed.ui["text"][:2]] == [
        ["detail", "quality"],
        {"quality": "best, %detail%", "detail": "sharp"},
    ]
    assert applied.values[0] == "best, sharp"
    assert json.loads(applied.ui["text"][0]) == json.loads(managed.ui["text"][1])


def test_where_we_differ(world: LibberWorld, libbers: Libbers) -> None:
    """An empty key and an empty delimiter are refused; a library that is not there is an error, not the text."""
    for body in ({"name": "A", "libs": {"": "x"}}, {"name": "A", "delimiter": ""}, {"name": "A", "libs": {"a": None}}):
        with pytest.raises(Invalid):
            world.ask("create", body)
    with pytest.raises(NotFound):
        libbers.substitute("%a%", ["Missing"])
