"""Values without a role that people look for all the same."""

from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.contracts.workflows import Form, Place
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph

GraphOf = Callable[..., WorkflowGraph]
FormFrom = Callable[..., Form]
Read = Callable[..., Form]


def _node(class_type: str, title: str = "", **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs, "_meta": {"title": title}}


@pytest.fixture
def read(graph_of: GraphOf, form_from: FormFrom) -> Read:
    """`read(prompt, *bindings)`: the form."""
    return lambda prompt, *bindings: form_from(graph_of(prompt, *bindings))


@pytest.mark.parametrize(
    ("node", "group"),
    [
        (_node("Song", lyrics="la la"), "prompt"),
        (_node("Song", duration=120.0), "size"),
        (_node("Song", seconds=30), "size"),
        (_node("PrimitiveFloat", "Song Duration", value=120.0), "size"),
        (_node("Partner", aspect_ratio="16:9"), "size"),
        (_node("Partner", resolution="1080p"), "size"),
        (_node("Partner", megapixels=1.0), "size"),
        (_node("Partner", model="fast", **{"model.resolution": "1080p"}), "node:Partner"),
        (_node("Bake", resolution=1024), "node:Bake"),
        (_node("Partner", sampler_name="euler"), "sampling"),
        (_node("Partner", scheduler="karras"), "sampling"),
    ],
)
def test_what_a_value_is_about_says_where_it_stands(node: dict[str, Any], group: str, read: Read) -> None:
    """Also where no server knows the class."""
    assert read({"1": node}).parameters[-1].group == group


def test_lyrics_stand_behind_the_prompt(text_to_image: dict[str, Any], read: Read) -> None:
    """A song has both in front."""
    text_to_image["6"] = _node("TextEncodeSong", tags="rock", lyrics="la la", bpm=120)
    found = [one.address for one in read(text_to_image).parameters]
    assert found.index("6.lyrics") < found.index("7.text") < found.index("3.seed") < found.index("6.bpm")


def test_choices_of_the_author_stand_before_models(read: Read) -> None:
    """A switch that somebody brought out is changed more often than a model is."""
    inner = {
        "5:1": _node("CheckpointLoaderSimple", ckpt_name="a.safetensors"),
        "5:2": _node("Everything", flag=True, noise_seed=1),
    }
    bindings = [
        Binding(node="5", field=field, kind="promoted", value=value, targets=(Place(node, field),), title="Painter")
        for node, field, value in (
            ("5:1", "ckpt_name", "a.safetensors"),
            ("5:2", "flag", True),
            ("5:2", "noise_seed", 1),
        )
    ]
    shown = [one.field for one in read(inner, *bindings).parameters if one.promoted]
    assert shown == ["noise_seed", "flag", "ckpt_name"]


def test_how_a_result_is_looked_at_is_folded(read: Read) -> None:
    """The size of a view is not the size of what is made."""
    shown = read({"1": _node("Preview3DAdvanced", width=1024, height=1024, viewport_state="")})
    other = read(
        {
            "1": _node("Preview3DAdvanced", width=1024, height=1024, viewport_state=""),
            "2": _node("EmptyLatentImage", width=512, height=512, batch_size=1),
            "3": _node("SaveImage", images=["2", 0], filename_prefix="x"),
        }
    )
    assert {one.role for one in shown.parameters} == {""}
    assert {one.advanced for one in other.parameters if one.node == "1"} == {True}
    assert [one.address for one in other.parameters if one.role == "width"] == ["2.width"]


def test_numbers_of_their_own_are_in_sight_and_formulas_are_not(read: Read) -> None:
    """What a small graph is about is its numbers."""
    form = read(
        {
            "1": _node("PrimitiveInt", value=3),
            "2": _node("ComfyMathExpression", expression="a*2", a=["1", 0]),
            "3": _node("SaveImage", images=["2", 0], filename_prefix="x"),
        }
    )
    folded = {one.address: one.advanced for one in form.parameters}
    assert (folded["1.value"], folded["2.expression"]) == (False, True)


def test_the_negative_side_of_a_pair_is_negative_whoever_takes_it(read: Read) -> None:
    """A guider with two conditionings takes the negative side of an edit as its second."""
    form = read(
        {
            "1": _node("CLIPTextEncode", text="a cat"),
            "2": _node("CLIPTextEncode", text="ugly"),
            "3": _node("ControlNetApplyAdvanced", positive=["1", 0], negative=["2", 0], strength=1.0),
            "4": _node("DualCFGGuider", cond1=["3", 0], cond2=["3", 1], negative=["2", 0]),
        }
    )
    roles = {one.address: one.role for one in form.parameters}
    assert (roles["1.text"], roles["2.text"]) == ("positive_prompt", "negative_prompt")


def test_a_number_of_steps_is_one_where_the_last_sampler_ends_with_it_too(read: Read) -> None:
    """Two samplers share the steps, and the second one runs to the end of them."""
    form = read(
        {
            "1": _node("PrimitiveInt", value=20),
            "2": _node("KSamplerAdvanced", steps=["1", 0], end_at_step=10),
            "3": _node("KSamplerAdvanced", steps=["1", 0], end_at_step=["1", 0]),
        }
    )
    assert {one.address: one.role for one in form.parameters}["1.value"] == "steps"
