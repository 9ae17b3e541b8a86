"""The form of a graph: types, limits, labels, groups and order."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from penstock.core.contracts.workflows import Form, Parameter, ParameterType, Place
from penstock.core.parameter_rules import ParameterRule, WidgetRule
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph

LARGEST = 2**64 - 1


def _node(class_type: str, title: str = "", **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs, "_meta": {"title": title}}


@pytest.fixture
def shown(
    graph_of: Callable[..., WorkflowGraph],
    form_from: Callable[..., Form],
    by_address: Callable[[Form], dict[str, Parameter]],
) -> Callable[..., dict[str, Parameter]]:
    """`shown(prompt, *rules)`: the parameters by address, in their order."""
    return lambda prompt, *rules: by_address(form_from(graph_of(prompt), *rules))


EVERYTHING = _node(
    "Everything", flag=True, line="a", count=3, tint="#fff", curve={"points": []}, noise_seed=5, hue=0.5, kept="x"
)


def test_types_come_from_the_schema(shown: Callable[..., dict[str, Parameter]]) -> None:
    """Each kind of input has its type; a number that the page draws is a seed only where it is large."""
    found = {one.field: one.type.value for one in shown({"1": EVERYTHING}).values()}
    assert found == {
        "flag": "boolean",
        "line": "string",
        "count": "seed",
        "tint": "string",
        "curve": "other",
        "noise_seed": "seed",
        "hue": "float",
    }


def test_types_come_from_values_where_no_server_has_the_class(shown: Callable[..., dict[str, Parameter]]) -> None:
    """A value says what it is, a name that it is a model, a seed or a long text."""
    node = _node("Odd", a=True, b=1, c=1.5, d="x", e=None, f="m.safetensors", prompt="x", my_seed=3, long="x" * 99)
    found = {one.field: one.type.value for one in shown({"1": node}).values()}
    assert found == {
        "a": "boolean",
        "b": "integer",
        "c": "float",
        "d": "string",
        "e": "other",
        "f": "model",
        "prompt": "text",
        "my_seed": "seed",
        "long": "text",
    }


def test_seed_limits_survive_lossy_servers(shown: Callable[..., dict[str, Parameter]]) -> None:
    """A maximum that a server wrote as a float is the largest seed, exactly."""
    seed = shown({"1": EVERYTHING})["1.noise_seed"]
    assert (seed.minimum, seed.maximum) == (0, LARGEST)


def test_limits_default_and_options_are_told(
    text_to_image: dict[str, Any], shown: Callable[..., dict[str, Parameter]]
) -> None:
    """What the server says of an input stands in the form."""
    found = shown(text_to_image)
    width = found["5.width"]
    assert (width.minimum, width.maximum, width.step, width.default) == (16, 16384, 8, 512)
    assert found["3.sampler_name"].options == ("euler", "heun")
    assert found["6.text"].tooltip == "What to draw."


def test_hints_of_the_author_win_over_the_schema(
    graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """Limits that somebody set on a number of a workflow are those of its form."""
    graph = graph_of({"1": _node("PrimitiveInt", value=5)})
    nodes = {"1": evolve(graph.nodes["1"], hints={"min": 1, "max": 9, "step": 2})}
    (number,) = form_from(evolve(graph, nodes=nodes)).parameters
    assert (number.type, number.minimum, number.maximum, number.step) == (ParameterType.INTEGER, 1, 9, 2)


def test_hidden_and_linked_inputs_are_not_offered(
    text_to_image: dict[str, Any], shown: Callable[..., dict[str, Parameter]]
) -> None:
    """Nobody edits what the server hides or what takes an output."""
    assert "1.kept" not in shown({"1": EVERYTHING})
    assert not {"3.model", "3.positive", "6.clip"} & set(shown(text_to_image))


def test_the_order_is_that_of_importance(
    text_to_image: dict[str, Any], shown: Callable[..., dict[str, Parameter]]
) -> None:
    """Media and prompts come first, then seed, size, sampling, models, output."""
    text_to_image["20"] = _node("LoadImage", image="cat.png")
    text_to_image["21"] = _node("SaveImage", images=["20", 0], filename_prefix="y")
    ranked = list(shown(text_to_image).values())
    assert [one.address for one in ranked[:5]] == ["20.image", "6.text", "7.text", "3.seed", "5.width"]
    assert [one.rank for one in ranked] == list(range(len(ranked)))
    groups = list(dict.fromkeys(one.group for one in ranked))
    assert groups == ["media", "prompt", "sampling", "size", "models", "output"]


def test_what_the_author_chose_comes_first(
    text_to_image: dict[str, Any], graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """Inputs of the app mode stand in front, in their order, and are not folded."""
    graph = evolve(graph_of(text_to_image), app_inputs=(Place("4", "ckpt_name"), Place("3", "seed")))
    assert [one.address for one in form_from(graph).parameters[:2]] == ["4.ckpt_name", "3.seed"]


def test_labels_follow_titles_then_words(
    text_to_image: dict[str, Any], shown: Callable[..., dict[str, Parameter]]
) -> None:
    """A title stands alone where a node has one value, in front of the field where it has more."""
    text_to_image["6"]["_meta"] = {"title": "Scene"}
    text_to_image["3"]["_meta"] = {"title": "First pass"}
    found = shown(text_to_image)
    assert found["6.text"].label == "Scene"
    assert found["7.text"].label == "Negative prompt"
    assert found["3.steps"].label == "First pass: Steps"
    assert found["3.cfg"].label == "First pass: CFG"
    assert found["5.width"].label == "Width"


def test_labels_are_all_different(text_to_image: dict[str, Any], shown: Callable[..., dict[str, Parameter]]) -> None:
    """What would be called alike is told apart by the node's title and number."""
    text_to_image["10"] = _node("CLIPTextEncode", text="x")
    text_to_image["11"] = _node("CLIPTextEncode", text="y")
    found = shown(text_to_image)
    assert found["10.text"].label == "CLIP Text Encode #10: Prompt"
    labels = [one.label.casefold() for one in found.values()]
    assert len(set(labels)) == len(labels)


def test_numbered_titles_are_not_told_twice(shown: Callable[..., dict[str, Parameter]]) -> None:
    """Two nodes of one title and one value each are told apart by their numbers alone."""
    found = shown({"1": _node("PrimitiveInt", "Size", value=1), "2": _node("PrimitiveInt", "Size", value=2)})
    assert [one.label for one in found.values()] == ["Size #1", "Size #2"]


def test_inner_values_are_folded_and_promoted_ones_are_not(
    graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """Of a subgraph only what its author brought out is in sight, in the group of its title."""
    prompt = {"57:1": _node("Everything", line="a", flag=True)}
    binding = Binding(
        node="57", field="line", kind="promoted", value="a", targets=(Place("57:1", "line"),), title="Painter"
    )
    line, flag = form_from(graph_of(prompt, binding, inside={"57:1": ("Painter",)})).parameters
    assert (line.address, line.advanced, line.group_label) == ("57.line", False, "Painter")
    assert (flag.address, flag.advanced, flag.group) == ("57:1.flag", True, "node:Painter")


def test_nodes_without_an_effect_are_folded(
    text_to_image: dict[str, Any], shown: Callable[..., dict[str, Parameter]]
) -> None:
    """What reaches no output is not in sight."""
    text_to_image["20"] = _node("EmptyLatentImage", width=64, height=64, batch_size=1)
    found = shown(text_to_image)
    assert found["20.width"].advanced
    assert not found["5.width"].advanced


def test_missing_classes_and_files_are_named(
    text_to_image: dict[str, Any], graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """Classes that no server has are listed once, those of another one are not; a model that is gone has a problem."""
    text_to_image["4"]["inputs"]["ckpt_name"] = "gone.safetensors"
    text_to_image["20"] = _node("LoadImage", image="gone.png")
    text_to_image["21"], text_to_image["22"] = _node("Nobodys"), _node("Nobodys")
    form = form_from(graph_of(text_to_image), here=frozenset({"KSampler", "SaveImage", "LoadImage"}))
    problems = {one.address: one.problem for one in form.parameters if one.problem}
    assert problems == {
        "4.ckpt_name": 'The server does not have "gone.safetensors".',
        "20.image": '"gone.png" is not in the input folder.',
    }
    assert form.missing_classes == ("Nobodys",)


def test_rules_of_plugins_win(text_to_image: dict[str, Any], shown: Callable[..., dict[str, Parameter]]) -> None:
    """Type, label, group, limits, options, folding and hiding as a plugin says."""
    rule = ParameterRule(
        class_type="KSampler",
        widgets=[
            WidgetRule(name="steps", label="Quality", group="Mine", minimum=5, maximum=50, step=5, default=25),
            WidgetRule(name="cfg", hidden=True),
            WidgetRule(name="scheduler", options=("karras",), advanced=True, type="string"),
        ],
    )
    found = shown(text_to_image, rule)
    steps = found["3.steps"]
    assert (steps.label, steps.group_label, steps.group) == ("Quality", "Mine", "node:Mine")
    assert (steps.minimum, steps.maximum, steps.step, steps.default) == (5, 50, 5, 25)
    assert "3.cfg" not in found
    assert (found["3.scheduler"].type, found["3.scheduler"].advanced) == (ParameterType.STRING, True)


HOSTILE: list[Any] = [
    *(None, 5, "x", [], {"input": 3}, {"input": {"required": 3}}, {"input": {"required": {"text": 3}}}),
    {"input": {"required": {"text": [["a", None, {}], {"default": float("nan"), "min": "x", "max": float("inf")}]}}},
    {"input": {"required": {"text": ["INT", {"min": 10**400, "step": -1, "tooltip": 3, "display_name": 4}]}}},
    {"input": {"required": {"text": ["FLOAT", {"min": True, "options": 3}]}}, "output": 4, "display_name": []},
]


@pytest.mark.parametrize("described", HOSTILE)
def test_odd_schemas_do_no_harm(
    described: Any,
    text_to_image: dict[str, Any],
    graph_of: Callable[..., WorkflowGraph],
    form_from: Callable[..., Form],
    classes: dict[str, Any],
) -> None:
    """Whatever a server says of a class, the form is made."""
    form = form_from(graph_of(text_to_image), classes={**classes, "CLIPTextEncode": described})
    assert "6.text" in {one.address for one in form.parameters}
