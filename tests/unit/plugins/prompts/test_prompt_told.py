"""What a change of a collection is told as."""

from collections.abc import Mapping

import pytest

from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.plugins.prompts.told import Changes, changes_between


def collection(texts: Mapping[str, str]) -> PromptCollection:
    return PromptCollection(prompts={name: Prompt(value=value) for name, value in texts.items()})


def told(before: str, after: str, **hints: str) -> Changes:
    """Collections as `a1 b2`: names of one letter and their texts."""
    sides = [collection({part[0]: part[1:] for part in text.split()}) for text in (before, after)]
    return changes_between(*sides, hints)


@pytest.mark.parametrize(
    ("before", "after", "renamed"),
    [
        ("a1 b2", "x1 b2", [("a", "x")]),
        ("a1 b2", "x9 b2", [("a", "x")]),
        ("a1 b2 c3", "x9 y8 c3", [("a", "x"), ("b", "y")]),
        ("a1 b2 c3", "x2 y1 c3", [("b", "x"), ("a", "y")]),
        ("a1 b2", "a1 x2", [("b", "x")]),
        ("a1 b2", "a1 x9", []),
        ("a1 b2 c3", "x9 c3", []),
        ("a1 b2 c3", "x2 c3", [("b", "x")]),
        ("a1", "x1", [("a", "x")]),
        ("a1", "x9", []),
        ("a1", "a1 b2", []),
        ("a1 b2", "b2", []),
        ("a1 b2", "b2 x1", []),
        ("", "a1", []),
    ],
)
def test_a_rename_is_found_by_its_place_or_its_content(before: str, after: str, renamed: list[tuple[str, str]]) -> None:
    """Between the same neighbours, where new prompts are not put; at the end only what is the same prompt."""
    assert sorted(told(before, after).renamed) == sorted(renamed)


def test_a_known_rename_counts_whatever_it_looks_like() -> None:
    """At the end and with another text; one that did not happen does no harm."""
    assert told("a1", "x9", x="a").renamed == (("a", "x"),)
    assert told("a1 b2", "a1 x9", x="a").renamed == ()
    assert told("a1 b2", "a1 b2 x9", x="a", y="b").renamed == ()
    assert told("a1 b2", "a1 x9", x="nothing").renamed == ()


def test_each_prompt_is_told_as_one_thing() -> None:
    """New, changed, gone: a renamed one is changed, under its new name, and neither of the others."""
    found = told("a1 b2 c3 d4", "x1 b9 d4 e5", x="a")
    assert found == Changes(added=("e",), changed=("x", "b"), removed=("c",), renamed=(("a", "x"),))


def test_changes_beside_the_prompts_are_no_changes_of_prompts() -> None:
    """Compositions and flags: the save is told, and no prompt."""
    before = collection({"a": "1"})
    after = PromptCollection(prompts=before.prompts, compositions={"c": ("a",)}, scene_flags={"use_depth": True})
    assert changes_between(before, after) == Changes()
