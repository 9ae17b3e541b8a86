"""Classes as `/object_info` describes them."""

from typing import Any

import pytest

from penstock.adapters.testing.workflow_documents import little_classes, node_class
from penstock.plugins.workflows.documents.schemas import ClassSchema, Schemas


def of(class_type: str) -> ClassSchema:
    """One of the little classes."""
    found = Schemas(little_classes()).of(class_type)
    assert found is not None
    return found


def test_both_shapes_of_a_combo_have_their_choices() -> None:
    """The older list and V3's dict of options are the same to a reader."""
    assert of("Sampler").inputs({})["sampler_name"].choices == ("euler", "dpmpp_2m")
    assert of("Loader").inputs({})["ckpt_name"].choices == ("a.safetensors",)
    assert of("Loader").inputs({})["ckpt_name"].kind == of("Sampler").inputs({})["sampler_name"].kind == "COMBO"


def test_sockets_are_no_widgets() -> None:
    """Only what can be edited at the node is a widget; forced inputs are not."""
    known = of("Sampler").inputs({})
    assert [name for name, entry in known.items() if not entry.widget] == ["model", "positive", "negative"]
    assert not of("Forced").inputs({})["text"].widget


def test_a_choice_brings_inputs_of_its_own() -> None:
    """A dynamic combo has those of the choice that the values make."""
    assert list(of("Resize").inputs({"kind": "by size"})) == ["image", "kind", "kind.width", "kind.height"]
    assert list(of("Resize").inputs({"kind": "as it is"})) == ["image", "kind"]
    assert list(of("Resize").inputs({"kind": "unheard"})) == ["image", "kind"]


def test_groups_grow_with_what_is_there() -> None:
    """A growing group has its least inputs, and those that the values have, up to its most."""
    values = {"images.image0": 1, "images.image3": 1, "images.image9": 1}
    assert list(of("Batch").inputs({})) == ["images.image0"]
    assert list(of("Batch").inputs(values)) == ["images.image0", "images.image3"]


def test_seeds_have_a_control() -> None:
    """By the flag, or by the name where the class says nothing."""
    schemas = Schemas({"Old": node_class({"noise_seed": ["INT", {}], "steps": ["INT", {}]})})
    old = schemas.of("Old")
    assert old is not None
    assert [entry.control for entry in old.inputs({}).values()] == [True, False]
    assert of("Sampler").inputs({})["seed"].control


def test_the_told_order_counts() -> None:
    """`input_order` orders the widgets, and forgets none."""
    told = {
        **node_class({"b": ["INT", {}], "a": ["INT", {}], "c": ["INT", {}]}),
        "input_order": {"required": ["c", "a"]},
    }
    found = Schemas({"Told": told}).of("Told")
    assert found is not None
    assert list(found.inputs({})) == ["c", "a", "b"]


@pytest.mark.parametrize(
    "described",
    [
        None,
        1,
        {},
        {"input": 3},
        {"input": {"required": []}},
        {"input": {"required": {"a": None, "b": [], "c": [None], "d": ["INT", 7], "e": [{}, {}]}}},
        {"input": {"required": {"a": ["COMFY_DYNAMICCOMBO_V3", {"options": [1, {"key": 2}, {"inputs": 4}]}]}}},
        {"input": {"required": {"a": ["COMFY_AUTOGROW_V3", {"template": {"max": 10**30, "min": -5}}]}}},
        {"output": 5, "display_name": 6, "input_order": {"required": {}}},
    ],
)
def test_wrong_shapes_raise_nothing(described: Any) -> None:
    """A server that answers nonsense for a class does no harm."""
    found = Schemas({"Odd": described}).of("Odd")
    assert found is None or all(entry.name for entry in found.inputs({"a": 1}).values())
