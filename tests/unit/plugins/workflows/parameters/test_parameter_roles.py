"""What values are for: found by links first."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from penstock.core.contracts.workflows import Form, Place
from penstock.core.parameter_rules import ParameterRule, WidgetRule
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph

RolesIn = Callable[[Mapping[str, Any]], dict[str, str]]


def _node(class_type: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": class_type, "inputs": inputs}


def _encode(text: Any) -> dict[str, Any]:
    return _node("CLIPTextEncode", text=text)


def _sampled(**inputs: Any) -> dict[str, Any]:
    return {"3": _node("KSampler", steps=20, **inputs)}


def test_the_first_graph_has_every_role(text_to_image: dict[str, Any], roles_in: RolesIn) -> None:
    """Text, seed, size, sampling, model and output of the commonest graph have their roles."""
    assert roles_in(text_to_image) == {
        "6.text": "positive_prompt",
        "7.text": "negative_prompt",
        "3.seed": "seed",
        "3.steps": "steps",
        "3.cfg": "cfg",
        "3.sampler_name": "sampler",
        "3.scheduler": "scheduler",
        "3.denoise": "denoise",
        "5.width": "width",
        "5.height": "height",
        "5.batch_size": "batch_size",
        "4.ckpt_name": "checkpoint",
        "9.filename_prefix": "filename_prefix",
    }


def test_links_say_more_than_titles(text_to_image: dict[str, Any], roles_in: RolesIn) -> None:
    """A node titled "Negative" whose text is the positive one is the positive one."""
    text_to_image["6"]["_meta"] = {"title": "Negative"}
    assert roles_in(text_to_image)["6.text"] == "positive_prompt"


def test_a_text_for_both_sides_is_a_prompt(roles_in: RolesIn) -> None:
    """A text that feeds the positive and the negative conditioning is neither alone."""
    assert roles_in({"1": _encode("a"), **_sampled(positive=["1", 0], negative=["1", 0])})["1.text"] == "prompt"


def test_a_zeroed_conditioning_says_nothing(roles_in: RolesIn) -> None:
    """The positive text, zeroed for the negative side, is the positive prompt only."""
    graph = {
        "1": _encode("a"),
        "2": _node("ConditioningZeroOut", conditioning=["1", 0]),
        **_sampled(positive=["1", 0], negative=["2", 0]),
    }
    assert roles_in(graph)["1.text"] == "positive_prompt"


def test_both_sides_go_through_one_node(roles_in: RolesIn) -> None:
    """Behind a node that takes and gives both sides each text keeps its own."""
    graph = {
        "1": _encode("a"),
        "2": _encode("b"),
        "5": _node("ControlNetApplyAdvanced", positive=["1", 0], negative=["2", 0], strength=1.0),
        **_sampled(positive=["5", 0], negative=["5", 1]),
    }
    roles = roles_in(graph)
    assert (roles["1.text"], roles["2.text"]) == ("positive_prompt", "negative_prompt")


def test_combined_texts_are_all_found(roles_in: RolesIn) -> None:
    """Each text of a combined conditioning has the role."""
    graph = {
        "1": _encode("a"),
        "2": _encode("b"),
        "5": _node("ConditioningCombine", conditioning_1=["1", 0], conditioning_2=["2", 0]),
        **_sampled(positive=["5", 0]),
    }
    roles = roles_in(graph)
    assert (roles["1.text"], roles["2.text"]) == ("positive_prompt", "positive_prompt")


def test_a_guider_has_the_positive_text(roles_in: RolesIn) -> None:
    """The conditioning of a basic guider is the positive one."""
    assert (
        roles_in({"1": _encode("a"), "2": _node("BasicGuider", conditioning=["1", 0])})["1.text"] == "positive_prompt"
    )


def test_texts_behind_a_linked_text_are_found(roles_in: RolesIn) -> None:
    """Through a concatenation and a switch: the texts have the role, what joins them has none."""
    graph = {
        "1": _node("PrimitiveStringMultiline", value="a cat"),
        "2": _node("StringConcatenate", string_a=["1", 0], string_b="on a mat", delimiter=", "),
        "4": _node("ComfySwitchNode", switch=True, on_false=["2", 0], on_true=["1", 0]),
        "5": _encode(["4", 0]),
        **_sampled(negative=["5", 0]),
    }
    roles = roles_in(graph)
    assert roles["1.value"] == roles["2.string_b"] == "negative_prompt"
    assert "2.delimiter" not in roles
    assert "5.text" not in roles


def test_circles_end(roles_in: RolesIn) -> None:
    """Texts that feed each other in a circle have the role, and the search ends."""
    graph = {
        "1": _node("StringConcatenate", string_a=["2", 0], string_b="b"),
        "2": _node("StringConcatenate", string_a=["1", 0], string_b="c"),
        "5": _encode(["1", 0]),
        **_sampled(positive=["5", 0]),
    }
    assert roles_in(graph)["2.string_b"] == "positive_prompt"


def test_nodes_that_no_server_has_are_traced(roles_in: RolesIn) -> None:
    """A sampler and an encoder of unknown classes still say which text is which, by their fields."""
    graph = {
        "1": _node("OddEncode", text="a cat", clip=["9", 0]),
        "2": _node("OddEncode", text="ugly", clip=["9", 0]),
        "3": _node("OddSampler", positive=["1", 0], negative=["2", 0], seed=1),
    }
    roles = roles_in(graph)
    assert (roles["1.text"], roles["2.text"], roles["3.seed"]) == ("positive_prompt", "negative_prompt", "seed")


def test_partner_nodes_speak_by_their_fields(roles_in: RolesIn) -> None:
    """`prompt`, `negative_prompt` and `system_prompt` of a node without a sampler."""
    roles = roles_in({"1": _node("PartnerImage", prompt="a", negative_prompt="b", system_prompt="c", model="fast")})
    assert roles == {f"1.{role}": role for role in ("negative_prompt", "system_prompt")} | {
        "1.prompt": "positive_prompt"
    }


def test_a_seed_inside_a_choice_is_a_seed(roles_in: RolesIn) -> None:
    """The seed that a dynamic choice brings has its role."""
    assert roles_in({"1": _node("PartnerImage", model="fast", **{"model.seed": 5})})["1.model.seed"] == "seed"


@pytest.mark.parametrize(("field", "role"), [("width", "width"), ("height", "height")])
def test_a_primitive_number_is_what_it_feeds(field: str, role: str, roles_in: RolesIn) -> None:
    """A number that only goes to the width is the width, also through a switch."""
    graph = {
        "1": _node("PrimitiveInt", value=640),
        "2": _node("ComfySwitchNode", switch=False, on_false=["1", 0], on_true=["1", 0]),
        "5": _node("EmptyLatentImage", **{"width": 1, "height": 2, "batch_size": 1, field: ["2", 0]}),
    }
    assert roles_in(graph)["1.value"] == role


def test_a_number_for_two_things_has_no_role(roles_in: RolesIn) -> None:
    """One number that is width and height is neither."""
    graph = {"1": _node("PrimitiveInt", value=64), "5": _node("EmptyLatentImage", width=["1", 0], height=["1", 0])}
    assert "1.value" not in roles_in(graph)


def test_media_have_their_roles(roles_in: RolesIn) -> None:
    """Images, masks, videos and sounds that a graph reads have the roles of their kinds."""
    graph = {
        "1": _node("LoadImage", image="cat.png"),
        "2": _node("LoadImageMask", image="cat.png", channel="red"),
        "3": _node("LoadVideo", file="a.mp4"),
        "4": _node("LoadAudio", audio="a.wav"),
    }
    assert roles_in(graph) == {"1.image": "image", "2.image": "mask", "3.file": "video", "4.audio": "audio"}


def test_loras_have_their_strengths(roles_in: RolesIn) -> None:
    """A lora and its strengths are told from other strengths."""
    graph = {
        "1": _node("LoraLoader", lora_name="l.safetensors", strength_model=1.0, strength_clip=0.5),
        "2": _node("ControlNetApplyAdvanced", strength=0.5),
    }
    assert roles_in(graph) == {
        "1.lora_name": "lora",
        "1.strength_model": "lora_strength",
        "1.strength_clip": "lora_strength",
    }


def test_a_promoted_text_has_the_role_of_its_target(
    graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """What the widget of a subgraph writes says what it is for."""
    prompt = {"57:6": _encode("a cat"), "57:3": _node("KSampler", negative=["57:6", 0])}
    binding = Binding(node="57", field="words", kind="promoted", value="a cat", targets=(Place("57:6", "text"),))
    (text,) = form_from(graph_of(prompt, binding)).parameters
    assert (text.address, text.role, text.promoted) == ("57.words", "negative_prompt", True)


def test_a_rule_wins(
    text_to_image: dict[str, Any], graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """The role that a plugin gives counts before everything that was found out."""
    rule = ParameterRule(class_type="CLIPTextEncode", widgets=[WidgetRule(name="text", role="lyrics")])
    form = form_from(graph_of(text_to_image), rule)
    assert {one.role for one in form.parameters if one.field == "text"} == {"lyrics"}
