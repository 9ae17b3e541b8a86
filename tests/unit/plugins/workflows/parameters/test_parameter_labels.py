"""What parameters are called."""

from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.contracts.workflows import Form, Place
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph
from penstock.plugins.workflows.parameters.labels import in_words

GraphOf = Callable[..., WorkflowGraph]
FormFrom = Callable[..., Form]


def _node(class_type: str, title: str = "", **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs, "_meta": {"title": title}}


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("cfg_conds", "CFG conds"),
        ("pbr", "PBR"),
        ("bpm", "BPM"),
        ("timesignature", "Time signature"),
        ("keyscale", "Key and scale"),
        ("img_compression", "Image compression"),
        ("lora_scale", "LoRA scale"),
        ("start_percent", "Start percent"),
        ("llm_max_token", "LLM max token"),
        ("clipped", "Clipped"),
    ],
)
def test_abbreviations_are_written_as_people_do(field: str, label: str) -> None:
    """Fields in words."""
    assert in_words(field) == label


@pytest.mark.parametrize(
    ("told", "label"), [("LLM_max_token", "LLM max token"), ("Low noise model", "Low noise model")]
)
def test_names_of_authors_lose_their_underscores(told: str, label: str, graph_of: GraphOf, form_from: FormFrom) -> None:
    """What somebody wrote like a field is told in words, all else stays as it was written."""
    binding = Binding(
        node="5", field="count", kind="promoted", value=1, targets=(Place("5:1", "count"),), title="S", label=told
    )
    form = form_from(graph_of({"5:1": _node("Everything", count=1)}, binding, inside={"5:1": ("S",)}))
    assert form.parameters[0].label == label


def test_the_model_of_an_upscaler_is_called_so(graph_of: GraphOf, form_from: FormFrom) -> None:
    """Its field says nothing but that it is a name."""
    form = form_from(graph_of({"1": _node("UpscaleModelLoader", model_name="x.pth")}))
    assert form.parameters[0].label == "Upscale model"


@pytest.mark.parametrize(
    ("node", "label"),
    [
        (_node("SaveImage", "Result", filename_prefix="x"), "Result: File name prefix"),
        (_node("CFGGuider", "Guide", cfg=2.5), "Guide: CFG"),
        (_node("LoadImage", "Style", image="cat.png"), "Style"),
        (_node("CLIPTextEncode", "Scene", text="x"), "Scene"),
        (_node("PrimitiveInt", "Tries", value=1), "Tries"),
        (_node("EmptySong", "Song duration", duration=1), "Song duration"),
    ],
)
def test_a_title_stands_alone_where_it_can_be_read_as_the_field(
    node: dict[str, Any], label: str, graph_of: GraphOf, form_from: FormFrom
) -> None:
    """Texts, media, models and primitives are what their node is called; other fields say what they are."""
    assert form_from(graph_of({"1": node})).parameters[0].label == label


def test_a_value_is_called_as_its_node(graph_of: GraphOf, form_from: FormFrom) -> None:
    """Nobody needs to read "Int: Value"."""
    form = form_from(graph_of({"1": _node("PrimitiveInt", value=1), "2": _node("PrimitiveStringMultiline", value="x")}))
    assert {one.label for one in form.parameters} == {"PrimitiveInt", "PrimitiveStringMultiline"}
    (alone,) = form_from(graph_of({"1": _node("PrimitiveStringMultiline", value="x")})).parameters
    assert alone.label == "PrimitiveStringMultiline"
