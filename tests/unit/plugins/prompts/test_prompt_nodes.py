"""Prompt Collection Edit and Prompt Composer, run as a host runs them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.contracts.libbers import Libbers
from penstock.core.contracts.prompts import Prompts
from penstock.core.errors import BadName, Conflict, Invalid, NotFound, PenstockError, ReadOnly, TooLarge
from penstock.core.nodes import NodeResult, NodeSpec
from penstock.core.services import Services
from penstock.plugins.prompts.nodes import nodes

Node = Callable[..., tuple[Any, ...]]
PROMPTS = {"a": "A", "b": {"value": "B", "category": "x"}}
TWO = json.dumps({"version": 2, "prompts": PROMPTS, "compositions": {"c": ["b"]}})


class Call:
    """What the nodes use of a call."""

    def __init__(self, services: Services) -> None:
        self.services = services


@pytest.fixture
def services(whole: WholePrompts) -> Services:
    """Prompts and libbers."""
    made = Services()
    made.put(Prompts, whole.service)  # type: ignore[type-abstract]
    found = whole.found()
    assert found is not None
    made.put(Libbers, found)  # type: ignore[type-abstract]
    whole.libbers.libs["styles"] = {"mood": "sad"}
    return made


def spec(node: str) -> NodeSpec:
    return next(one for one in nodes() if one.id == node)


@pytest.fixture
def edit(services: Services) -> Node:
    """`edit(prompt_collection_json_in=..., operation=...)`: the values of the outputs."""
    return running(services, "PromptCollectionEdit")


@pytest.fixture
def composer(services: Services) -> Node:
    """`composer(composition=...)`: the values of the outputs."""
    return running(services, "PromptComposer")


def running(services: Services, node: str) -> Node:
    def run(**inputs: Any) -> tuple[Any, ...]:
        defaults = {one.id: one.default for one in spec(node).inputs}
        result = spec(node).run(Call(services), **{**defaults, **inputs})
        assert isinstance(result, NodeResult)
        assert list(result.values) == list(result.ui["text"])
        return result.values

    return run


def prompts_of(values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(json.loads(values[0])["prompts"])


def test_list_changes_nothing(edit: Node) -> None:
    """The collection as version 2 and its names, sorted; an empty one where nothing is given."""
    made, names = edit(prompt_collection_json_in=TWO)
    assert json.loads(names) == ["a", "b"]
    assert edit(prompt_collection_json_in=made) == (made, names)
    assert (json.loads(edit()[0])["prompts"], edit()[1]) == ({}, "[]")


def test_a_prompt_is_added_at_the_end(edit: Node) -> None:
    """With what is given; the others stay as they are."""
    found = prompts_of(
        edit(
            prompt_collection_json_in=TWO,
            operation="add",
            prompt_name="new one",
            prompt_value="N\nM",
            prompt_category="c",
            prompt_description="d",
        )
    )
    assert list(found) == ["a", "b", "new one"]
    assert found["new one"] == {"value": "N\nM", "processing_type": "raw", "category": "c", "description": "d"}


def test_an_update_changes_what_is_given(edit: Node) -> None:
    """Empty inputs leave what is there."""
    found = prompts_of(
        edit(prompt_collection_json_in=TWO, operation="update", prompt_name="b", prompt_description="new")
    )
    assert found["b"] == {"value": "B", "processing_type": "raw", "category": "x", "description": "new"}
    found = prompts_of(edit(prompt_collection_json_in=TWO, operation="update", prompt_name="b", prompt_value="C"))
    assert (found["b"]["value"], found["b"]["category"]) == ("C", "x")


def test_a_rename_keeps_the_place_and_takes_compositions_along(edit: Node) -> None:
    """The new name is the value."""
    made = json.loads(edit(prompt_collection_json_in=TWO, operation="rename", prompt_name="b", prompt_value="z")[0])
    assert list(made["prompts"]) == ["a", "z"]
    assert made["compositions"] == {"c": ["z"]}


def test_a_prompt_is_removed(edit: Node) -> None:
    """And its name is no longer in the list."""
    made = edit(prompt_collection_json_in=TWO, operation="remove", prompt_name="a")
    assert made[1] == '["b"]'


@pytest.mark.parametrize(
    ("error", "field", "change"),
    [
        (Conflict, "prompt_name", {"operation": "add", "prompt_name": "a"}),
        (Invalid, "prompt_name", {"operation": "add", "prompt_name": ""}),
        (Invalid, "prompt_name", {"operation": "add", "prompt_name": "a\nb"}),
        (TooLarge, "prompt_value", {"operation": "add", "prompt_name": "n", "prompt_value": "x" * 100_001}),
        (TooLarge, "prompt_category", {"operation": "add", "prompt_name": "n", "prompt_category": "x" * 300}),
        (NotFound, "prompt_name", {"operation": "remove", "prompt_name": "n"}),
        (NotFound, "prompt_name", {"operation": "update", "prompt_name": "n", "prompt_value": "x"}),
        (NotFound, "prompt_name", {"operation": "rename", "prompt_name": "n", "prompt_value": "x"}),
        (Conflict, "prompt_name", {"operation": "rename", "prompt_name": "a", "prompt_value": "b"}),
        (Invalid, "prompt_value", {"operation": "rename", "prompt_name": "a", "prompt_value": ""}),
        (Invalid, "operation", {"operation": "magic"}),
        (Invalid, "prompt_collection_json_in", {"prompt_collection_json_in": "["}),
        (BadName, "collection", {"prompt_collection_json_in": "", "collection": "../x"}),
        (NotFound, "collection", {"prompt_collection_json_in": "", "collection": "gone"}),
    ],
)
def test_what_does_not_fit_is_an_error_that_names_the_input(
    edit: Node, error: type[PenstockError], field: str, change: dict[str, str]
) -> None:
    """And says what to do."""
    with pytest.raises(error) as caught:
        edit(**{"prompt_collection_json_in": TWO, **change})
    assert caught.value.field == field
    assert caught.value.hint


def test_version_1_goes_in_and_version_2_comes_out(edit: Node) -> None:
    """Nothing of it is lost on the way."""
    made = json.loads(edit(prompt_collection_json_in='{"girl_pos": "G", "n": 5}')[0])
    assert (made["version"], made["v1_backup"]) == (2, {"girl_pos": "G", "n": 5})
    assert made["prompts"]["girl_pos"]["value"] == "G"


def test_a_newer_version_is_listed_and_not_changed(edit: Node) -> None:
    """What is not known here would be lost in a change."""
    newer = '{"version": 3, "prompts": {"a": "A"}, "more": 1}'
    assert json.loads(edit(prompt_collection_json_in=newer)[0])["more"] == 1
    with pytest.raises(ReadOnly):
        edit(prompt_collection_json_in=newer, operation="remove", prompt_name="a")


def test_a_stored_collection_is_the_base_where_no_json_is_given(edit: Node, whole: WholePrompts) -> None:
    """What is saved counts; no file is written by a run."""
    whole.save("cats", a="1")
    before = whole.path("cats").read_bytes()
    assert edit(collection="cats")[1] == '["a"]'
    assert edit(collection="cats", operation="add", prompt_name="n")[1] == '["a", "n"]'
    assert edit(collection="cats", prompt_collection_json_in=TWO)[1] == '["a", "b"]'
    assert whole.path("cats").read_bytes() == before


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("", "A B"),
        ("c", "B"),
        (" c ", "B"),
        ("b\na", "B A"),
        (" b \n\n a ", "B A"),
        ('["b", "a", "b"]', "B A B"),
        ("[]", ""),
        ("a\nc", "A B"),
        ("nothing", ""),
    ],
)
def test_a_text_is_picked_by_composition_or_by_names(composer: Node, wanted: str, text: str) -> None:
    """All prompts in their order where nothing is picked; names one a line or as a JSON list."""
    assert composer(prompt_collection_json_in=TWO, composition=wanted)[0] == text


def test_every_composition_has_its_text(composer: Node) -> None:
    """As a JSON object by name; those of fbTools' JSON come in the place of the collection's, the first is the text."""
    assert json.loads(composer(prompt_collection_json_in=TWO)[1]) == {"c": "B"}
    given = '{"out": ["a", "gone"], "other": ["b", "b"]}'
    text, texts, info = composer(prompt_collection_json_in=TWO, composition="c", composition_json=given)
    assert (text, json.loads(texts)) == ("A", {"out": "A", "other": "B B"})
    assert info == 'Composition "out": 1 prompt.\nThere is no prompt "gone".'


def test_prompts_are_filled_from_their_libbers(composer: Node) -> None:
    """The info names the libbers, and what was not in them."""
    libber = {"value": "%mood% %x%", "processing_type": "libber", "libber_name": "styles"}
    given = json.dumps({"version": 2, "prompts": {"a": "raw %mood%", "b": libber}})
    text, _, info = composer(prompt_collection_json_in=given)
    assert text == "raw %mood% sad %x%"
    assert info == 'All prompts: 2 prompts, filled from styles.\n"b", libber "styles": "x" is not in it.'


@pytest.mark.parametrize(
    "inputs",
    [
        {"composition": "[broken"},
        {"composition": "[1]"},
        {"composition_json": "[1]"},
        {"composition_json": '{"a": "b"}'},
        {"composition_json": "{"},
        {"composition_json": "[" * 100_000},
    ],
)
def test_json_that_picks_nothing_is_an_error(composer: Node, services: Services, inputs: dict[str, str]) -> None:
    """In the run and before it."""
    with pytest.raises(Invalid):
        composer(prompt_collection_json_in=TWO, **inputs)
    validate = spec("PromptComposer").validate
    assert validate is not None
    assert validate(services, **inputs) is not True


def test_a_prompt_whose_name_begins_with_a_bracket_can_be_picked(composer: Node) -> None:
    """It is a name where there is such a prompt."""
    given = '{"version": 2, "prompts": {"[x]": "X"}}'
    assert composer(prompt_collection_json_in=given, composition="[x]")[0] == "X"


@pytest.mark.parametrize("node", ["PromptCollectionEdit", "PromptComposer"])
def test_what_is_wrong_is_said_before_the_run(services: Services, whole: WholePrompts, node: str) -> None:
    """For constants; what is linked is not known yet."""
    whole.save("cats", a="1")
    validate = spec(node).validate
    assert validate is not None
    for wrong in ({"prompt_collection_json_in": "["}, {"collection": "gone"}, {"collection": "../x"}):
        said = validate(services, **{"prompt_collection_json_in": "", "collection": "", **wrong})
        assert isinstance(said, str)
        assert len(said) > 20
    for right in ({"collection": "cats"}, {"prompt_collection_json_in": None}, {"collection": None}, {}):
        assert validate(services, **{"prompt_collection_json_in": "", "collection": "", **right}) is True


def test_inputs_stand_in_the_order_of_saved_workflows() -> None:
    """Workflows keep values by position: new inputs come last."""
    assert [one.id for one in spec("PromptCollectionEdit").inputs] == [
        "prompt_collection_json_in",
        "operation",
        "prompt_name",
        "prompt_value",
        "prompt_category",
        "prompt_description",
        "collection",
    ]
    assert [one.id for one in spec("PromptComposer").inputs] == [
        "prompt_collection_json_in",
        "composition",
        "seed",
        "composition_json",
        "collection",
    ]
