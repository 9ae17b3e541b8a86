"""The key `prompt` means what the picture shows, never what a language model or a text replacement is told."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from penstock.core.contracts.workflows import Form, Place
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph
from penstock.plugins.workflows.parameters import resolve

RolesIn = Callable[[Mapping[str, Any]], dict[str, str]]
FormFrom = Callable[..., Form]
GraphOf = Callable[..., WorkflowGraph]


def _node(class_type: str, title: str = "", **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs, "_meta": {"title": title}}


def _written(text: Any) -> dict[str, Any]:
    return {"5": _node("CLIPTextEncode", text=text), "3": _node("KSampler", steps=20, positive=["5", 0])}


def test_prompt_means_the_positive_one_where_there_is_one(graph_of: GraphOf, form_from: FormFrom) -> None:
    """A text that nobody traced has the role `prompt`, and the key means the positive prompt all the same."""
    form = form_from(graph_of({**_written("a cat"), "8": _node("OddTool", "Prompt of the mask", text="person")}))
    assert {one.address: one.role for one in form.parameters if one.role.endswith("prompt")} == {
        "5.text": "positive_prompt",
        "8.text": "prompt",
    }
    assert resolve(form, {"prompt": "a red fox"}) == {"5.text": "a red fox"}


def test_prompt_means_the_only_one_where_none_is_positive(graph_of: GraphOf, form_from: FormFrom) -> None:
    """Where nothing else is there, the untraced text is the prompt."""
    form = form_from(graph_of({"8": _node("OddTool", "Prompt of the mask", text="person")}))
    assert resolve(form, {"prompt": "a red fox"}) == {"8.text": "a red fox"}


@pytest.mark.parametrize(
    "title", ["Text (System prompt)", "REWRITE_SYSTEM_PROMPT", "System Prompt VGL", "system-prompt"]
)
def test_a_system_prompt_is_told_from_prompts(title: str, roles_in: RolesIn) -> None:
    """By its title, also where its text arrives at the sampler and where nothing is traced."""
    told = {"1": _node("PrimitiveStringMultiline", title, value="You are ..."), "2": _node("OddChat", text=["1", 0])}
    assert roles_in(told)["1.value"] == "system_prompt"
    assert roles_in({**told, **_written(["1", 0])})["1.value"] == "system_prompt"


def test_a_field_says_that_it_is_a_system_prompt(roles_in: RolesIn) -> None:
    """A node's own `system_prompt`, beside its prompt."""
    roles = roles_in({"1": _node("PartnerImage", prompt="a", system_prompt="b", model="fast")})
    assert roles["1.system_prompt"] == "system_prompt"
    assert roles["1.prompt"] == "positive_prompt"


def test_what_is_shown_as_negative_is_no_system_prompt(graph_of: GraphOf, form_from: FormFrom) -> None:
    """A subgraph that calls itself the negative prompt says more than a title inside it."""
    prompt = {
        "57:6": _node("PrimitiveStringMultiline", "System prompt", value="ugly"),
        "57:5": _node("CLIPTextEncode", text=["57:6", 0]),
        "3": _node("KSampler", negative=["57:5", 0]),
    }
    places = (Place("57:6", "value"),)
    shown = Binding(node="57", field="value", kind="promoted", value="ugly", title="Negative Prompt", targets=places)
    roles = {one.address: one.role for one in form_from(graph_of(prompt, shown)).parameters}
    assert roles["57.value"] == "negative_prompt"


@pytest.mark.parametrize("field", ["find", "replace", "delimiter", "regex_pattern"])
def test_patterns_have_no_role(field: str, roles_in: RolesIn) -> None:
    """What a node titled "prompt" looks for and puts there is no prompt."""
    assert roles_in({"1": _node("OddReplace", "Text Replace (PROMPT)", **{field: "<style>"})}) == {}


def test_system_prompts_stand_behind_prompts(graph_of: GraphOf, form_from: FormFrom) -> None:
    """In the group of prompts, after them."""
    graph = {"1": _node("PrimitiveStringMultiline", "System prompt", value="You are ..."), **_written("a cat")}
    form = form_from(graph_of(graph))
    assert [(one.address, one.group) for one in form.parameters][:2] == [("5.text", "prompt"), ("1.value", "prompt")]
