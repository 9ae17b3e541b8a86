"""Changes of a collection."""

import json
from collections.abc import Callable

import pytest

from penstock.core.contracts.prompts import LONGEST_VALUE, MOST_PROMPTS, ProcessingType, Prompt, PromptCollection
from penstock.core.errors import BadName, Conflict, Invalid, NotFound, TooLarge
from penstock.core.wire import encode
from penstock.plugins.prompts.collection import add, by_category, by_tag, find, names, put, remove, rename, update
from penstock.plugins.prompts.compositions import (
    composition_names,
    put_composition,
    remove_composition,
)

FULL = Prompt(
    value="a cat",
    category="animals",
    description="the first",
    tags=("cat", "pet"),
    processing_type=ProcessingType.LIBBER,
    libber_name="Words 1",
    unknown={"colour": [1, {"a": 2}]},
)
TWO = PromptCollection(
    prompts={"cat": FULL, "dog": Prompt(value="a dog")}, compositions={"both": ("cat", "dog", "cat")}
)


def test_a_change_gives_another_collection() -> None:
    """What was there is as it was, entries keep their order, and a new one comes last."""
    made = add(TWO, "bird", Prompt(value="a bird"))
    assert list(made.prompts) == ["cat", "dog", "bird"]
    assert list(TWO.prompts) == ["cat", "dog"]
    assert names(made) == ("bird", "cat", "dog")
    with pytest.raises(TypeError):
        made.prompts["cat"] = FULL  # type: ignore[index]


def test_update_leaves_what_is_not_given() -> None:
    """A new value keeps category, description, tags, processing and unknown fields."""
    changed = find(update(TWO, "cat", value="two cats"), "cat")
    assert changed == Prompt(
        value="two cats",
        category="animals",
        description="the first",
        tags=("cat", "pet"),
        processing_type=ProcessingType.LIBBER,
        libber_name="Words 1",
        unknown={"colour": [1, {"a": 2}]},
    )


@pytest.mark.parametrize("nothing", [None, ""])
def test_update_takes_optional_fields_away(nothing: str | None) -> None:
    """None and empty text are the same; an empty value is a value."""
    made = update(TWO, "cat", value="", category=nothing, description=nothing, tags=[], libber_name=nothing)
    assert find(made, "cat") == Prompt(processing_type=ProcessingType.LIBBER, unknown=FULL.unknown)


def test_update_mends_a_field_of_a_wrong_type() -> None:
    """What the field held goes only when it is given."""
    odd = PromptCollection(prompts={"a": Prompt(unknown={"tags": 5, "value": None})})
    assert find(update(odd, "a", tags=["x"]), "a") == Prompt(tags=("x",), unknown={"value": None})


def test_put_replaces_and_keeps_unknown_fields() -> None:
    """All that is known is that of the new prompt."""
    assert find(put(TWO, "cat", Prompt(value="x")), "cat") == Prompt(value="x", unknown=FULL.unknown)


def test_rename_keeps_the_place_and_compositions_follow() -> None:
    """Wherever the name stood."""
    made = rename(TWO, "cat", "Katze")
    assert list(made.prompts) == ["Katze", "dog"]
    assert made.prompts["Katze"] == FULL
    assert made.compositions == {"both": ("Katze", "dog", "Katze")}
    assert rename(TWO, "cat", "cat") == TWO
    assert list(rename(TWO, "cat", "CAT").prompts) == ["CAT", "dog"]


def test_a_removed_prompt_stays_named_in_compositions() -> None:
    """So that they have it again when it comes back."""
    made = remove(TWO, "cat")
    assert list(made.prompts) == ["dog"]
    assert made.compositions == TWO.compositions


def test_prompts_are_found_by_category_and_tag() -> None:
    """None is the category of those that have none."""
    assert list(by_category(TWO, "animals")) == ["cat"]
    assert list(by_category(TWO, None)) == ["dog"]
    assert list(by_tag(TWO, "pet")) == ["cat"]
    assert not by_tag(TWO, "p")


def test_compositions_are_put_and_removed() -> None:
    """Their prompts need not exist."""
    made = put_composition(TWO, "a", ["none", "dog"])
    assert composition_names(made) == ("a", "both")
    assert remove_composition(made, "both").compositions == {"a": ("none", "dog")}


@pytest.mark.parametrize("name", ["a", "../../etc/passwd", "C:\\x", "  ", "ä" * 200, "con", "🐈", "a/b", "."])
def test_names_are_free_text(name: str) -> None:
    """They are never part of a path."""
    assert name in add(PromptCollection(), name, Prompt()).prompts


REFUSED: dict[str, tuple[type[Exception], Callable[[], object]]] = {
    "a name in use": (Conflict, lambda: add(TWO, "cat", Prompt())),
    "a rename to a name in use": (Conflict, lambda: rename(TWO, "cat", "dog")),
    "a rename of nothing": (NotFound, lambda: rename(TWO, "bird", "x")),
    "a change of nothing": (NotFound, lambda: update(TWO, "bird", value="x")),
    "a removal of nothing": (NotFound, lambda: remove(TWO, "bird")),
    "no such composition": (NotFound, lambda: remove_composition(TWO, "x")),
    "an unknown processing type": (Invalid, lambda: update(TWO, "cat", processing_type="wild")),
    "a libber that is a path": (BadName, lambda: update(TWO, "cat", libber_name="../x")),
    "a value that is too long": (TooLarge, lambda: update(TWO, "cat", value="x" * (LONGEST_VALUE + 1))),
    "a value that is no text": (Invalid, lambda: update(TWO, "cat", value=5)),  # type: ignore[arg-type]
    "no value": (Invalid, lambda: update(TWO, "cat", value=None)),  # type: ignore[arg-type]
    "half a character": (Invalid, lambda: update(TWO, "cat", value="\ud800")),
    "tags that are text": (Invalid, lambda: update(TWO, "cat", tags="cat")),
    "tags that are numbers": (Invalid, lambda: update(TWO, "cat", tags=[1])),  # type: ignore[list-item]
    "too many tags": (TooLarge, lambda: update(TWO, "cat", tags=["x"] * 1001)),
    "a composition that is text": (Invalid, lambda: put_composition(TWO, "x", "cat")),
    "a composition of numbers": (Invalid, lambda: put_composition(TWO, "x", [1])),  # type: ignore[list-item]
    "a composition that is too long": (TooLarge, lambda: put_composition(TWO, "x", ["a"] * 5001)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_bad_changes_are_refused(what: str) -> None:
    """With an error of the client that says what to do."""
    kind, change = REFUSED[what]
    with pytest.raises(kind) as caught:
        change()
    assert type(caught.value) is kind
    assert caught.value.field


@pytest.mark.parametrize("name", ["", "x" * 201, "a\nb", "\0", "\x7f", "\u2028", "\ud800", None, 5])
def test_what_is_no_name_is_refused(name: object) -> None:
    """Empty, too long, control characters, line breaks, half characters."""
    for change in (
        lambda: add(TWO, name, Prompt()),  # type: ignore[arg-type]
        lambda: rename(TWO, "cat", name),  # type: ignore[arg-type]
        lambda: put_composition(TWO, name, ["cat"]),  # type: ignore[arg-type]
    ):
        with pytest.raises(Invalid):
            change()


def test_a_collection_has_its_limit() -> None:
    """Five thousand prompts fit, one more does not; the one at the limit can still be changed."""
    full = PromptCollection(prompts={str(number): Prompt() for number in range(MOST_PROMPTS)})
    with pytest.raises(TooLarge):
        add(full, "one more", Prompt())
    assert len(update(full, "7", value="x").prompts) == MOST_PROMPTS


def test_a_collection_is_frozen_all_through_and_can_be_sent() -> None:
    """Nothing is shared with what it was made of, and it is JSON at the edge."""
    given = {"deep": [{"a": [1]}]}
    made = PromptCollection(v1_backup=given, scene_flags={"use_depth": True}, prompts={"cat": FULL})
    given["deep"][0]["a"].append(2)
    assert made.v1_backup is not None
    assert made.v1_backup["deep"][0]["a"] == (1,)
    with pytest.raises(TypeError):
        made.v1_backup["deep"][0]["a"] = 5
    assert json.loads(json.dumps(encode(made)))["v1_backup"] == {"deep": [{"a": [1]}]}
