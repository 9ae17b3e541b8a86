"""The table of last resort names what neither the server nor the file does."""

import re
from typing import Any

import pytest

from penstock.core.parameter_rules import ParameterRule, ParameterRules, WidgetRule
from penstock.plugins.workflows.documents.reading import read_graph
from penstock.plugins.workflows.documents.schemas import Schemas
from penstock.plugins.workflows.rule_layouts import LAYOUTS
from penstock.plugins.workflows.rule_table import table_rule


def _read(class_type: str, values: list[Any], *rules: ParameterRule) -> dict[str, Any]:
    node = {"id": 1, "type": class_type, "mode": 0, "inputs": [], "outputs": [], "widgets_values": values}
    graph = read_graph({"version": 0.4, "nodes": [node], "links": []}, Schemas({}), ParameterRules(rules))
    return {widget.name: widget.value for widget in graph.nodes["1"].widgets}


@pytest.mark.parametrize(
    ("class_type", "values", "named"),
    [
        ("CLIPTextEncode", ["a cat"], {"text": "a cat"}),
        ("CheckpointLoaderSimple", ["a.ckpt"], {"ckpt_name": "a.ckpt"}),
        ("EmptyLatentImage", [512, 768, 1], {"width": 512, "height": 768, "batch_size": 1}),
        ("LoraLoader", ["l", 1, 0.5], {"lora_name": "l", "strength_model": 1, "strength_clip": 0.5}),
        (
            "KSampler",
            [2**64 - 1, "randomize", 20, 8, "euler", "normal", 1],
            {"seed": 2**64 - 1, "steps": 20, "cfg": 8, "sampler_name": "euler", "scheduler": "normal", "denoise": 1},
        ),
        (
            "KSamplerAdvanced",
            ["enable", 5, "fixed", 20, 8, "euler", "normal", 0, 10000, "disable"],
            {
                "add_noise": "enable",
                "noise_seed": 5,
                "steps": 20,
                "cfg": 8,
                "sampler_name": "euler",
                "scheduler": "normal",
                "start_at_step": 0,
                "end_at_step": 10000,
                "return_with_leftover_noise": "disable",
            },
        ),
        ("LoadImage", ["cat.png", "image"], {"image": "cat.png"}),
        (
            "EmptyHunyuanLatentVideo",
            [640, 480, 81, 1],
            {"width": 640, "height": 480, "length": 81, "batch_size": 1},
        ),
        ("CreateVideo", [16], {"fps": 16}),
        ("SaveVideo", ["video/x", "auto", "auto"], {"filename_prefix": "video/x", "format": "auto", "codec": "auto"}),
    ],
)
def test_common_nodes_are_named_without_a_server(class_type: str, values: list[Any], named: dict[str, Any]) -> None:
    """Every widget of the commonest nodes has its name and its value, controls and buttons left out."""
    assert _read(class_type, values) == named


def test_values_that_do_not_fit_are_not_guessed() -> None:
    """A node with fewer or more values than the table knows names none of them."""
    assert _read("EmptyLatentImage", [512]) == {}
    assert _read("EmptyLatentImage", [1, 2, 3, 4]) == {}


def test_a_seed_that_is_no_number_shows_that_the_names_are_off() -> None:
    """As many values as names are not enough where a control would be the seed."""
    rule = ParameterRule(
        class_type="Mine", widgets=[WidgetRule(name="n"), WidgetRule(name="seed", control=True)], complete=True
    )
    assert _read("Mine", [4, 1, "randomize"], rule) == {"n": 4, "seed": 1}
    assert _read("Mine", [1, "randomize"], rule) == {}


@pytest.mark.parametrize("model", ["gpt-image-2", "gpt-image-1.5", "gpt-image-1"])
def test_what_a_model_brings_shifts_nothing_behind_it(model: str) -> None:
    """The widgets of each model of a partner's node, then the number of pictures and the seed."""
    more = ["auto", 1024, 1024, "auto", "low"] if model == "gpt-image-2" else ["auto", "auto", "low"]
    found = _read("OpenAIGPTImageNodeV2", ["a cat", model, *more, 1, 7, "randomize"])
    assert (found["model.size"], found["model.quality"], found["n"], found["seed"]) == ("auto", "low", 1, 7)


@pytest.mark.parametrize("class_type", LAYOUTS)
def test_names_in_the_table_are_names(class_type: str) -> None:
    """No word of a layout was torn apart, and what a choice brings stands behind it."""
    seen: set[str] = set()
    for word in LAYOUTS[class_type].split():
        assert re.fullmatch(r"[A-Za-z_][\w.]*\*?(@[\w.|-]*\w)?", word), word
        name = word.partition("@")[0].rstrip("*")
        above = name.rpartition(".")[0]
        assert not above or above in seen, word
        seen.add(name)


def test_a_widget_may_depend_on_the_choice_before_it() -> None:
    """What a choice does not bring is not expected among the values."""
    rule = ParameterRule(
        class_type="Mine",
        widgets=[WidgetRule(name="mode"), WidgetRule(name="mode.size", when=["big"]), WidgetRule(name="last")],
        complete=True,
    )
    assert _read("Mine", ["big", 5, "x"], rule) == {"mode": "big", "mode.size": 5, "last": "x"}
    assert _read("Mine", ["small", "x"], rule) == {"mode": "small", "last": "x"}


def test_a_rule_of_a_plugin_counts_before_the_table() -> None:
    """A plugin that knows a common class otherwise is believed."""
    rule = ParameterRule(class_type="CLIPTextEncode", widgets=[WidgetRule(name="words")], complete=True)
    assert _read("CLIPTextEncode", ["a cat"], rule) == {"words": "a cat"}


def test_the_table_knows_no_other_classes() -> None:
    """A class that is not in it has no rule."""
    assert table_rule("NobodyKnowsThis") is None
