"""Choices in prompts are drawn at a run as ComfyUI's page draws them, and nowhere else."""

import time
from collections.abc import Callable

import pytest

from penstock.adapters.testing.workflow_house import SAMPLER, WorkflowHouse
from penstock.plugins.workflows.documents.schemas import Schemas
from penstock.plugins.workflows.prompt_choices import DEEPEST, LONGEST, drawn, drawn_prompt

TEXT = ["STRING", {"multiline": True, "dynamicPrompts": True}]
PLAIN = ["STRING", {"multiline": True}]
Houses = Callable[..., WorkflowHouse]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("a fox", "a fox", "a fox"),
        ("a {red|blue} fox", "a red fox", "a blue fox"),
        ("{a {b|c}|d}", "a b", "d"),
        ("{a|{b|{c|d}}}", "a", "d"),
        (r"\{a\|b\} {c\|d|e\}}", "{a|b} c|d", "{a|b} e}"),
        ("{|a}{b|}", "b", "a"),
        ("{only}", "only", "only"),
        ("{open|end", "open", "end"),
        ("close} | bar", "close} | bar", "close} | bar"),
        ("a // gone\nb /* gone {x|y} */c", "a \nb c", "a \nb c"),
        ("a /* open {x|y}", "a /* open x", "a /* open y"),
        ("end\\", "end\\", "end\\"),
        (r"a \n b", r"a \n b", r"a \n b"),
    ],
)
def test_one_of_each_choice_is_drawn(text: str, first: str, last: str) -> None:
    """Nested ones from outside in; escapes stand for themselves and comments go, as on the page."""
    assert drawn(text, lambda options: options[0]) == first
    assert drawn(text, lambda options: options[-1]) == last


def test_every_choice_comes_up() -> None:
    """By chance."""
    assert {drawn("{a|b|c}") for _ in range(200)} == {"a", "b", "c"}


@pytest.mark.parametrize("part", ["{", "{a|", "}", "/*", "//", "\\", "{}", "{a|b}"])
def test_hostile_texts_take_no_time(part: str) -> None:
    """However deep, however long."""
    started = time.monotonic()
    for times in (LONGEST // len(part), LONGEST):
        assert isinstance(drawn(part * times), str)
    assert time.monotonic() - started < 5
    deep = "{" * (DEEPEST + 1) + "a" + "}" * (DEEPEST + 1)
    assert drawn(deep) == deep


def test_only_inputs_that_the_schema_names_are_drawn() -> None:
    """Another text, a link, and a class that nobody knows stay; so does the graph that was given."""
    schemas = Schemas({"Say": {"input": {"required": {"text": TEXT, "plain": PLAIN, "linked": TEXT}}}})
    inputs = {"text": "{a|a}", "plain": "{a|a}", "linked": ["2", 0]}
    prompt = {"1": {"class_type": "Say", "inputs": inputs, "_meta": {}}, "2": {"class_type": "Other", "inputs": inputs}}
    found = drawn_prompt(prompt, schemas)
    assert found == {"1": {**prompt["1"], "inputs": {**inputs, "text": "a"}}, "2": prompt["2"]}
    assert inputs["text"] == "{a|a}"


def test_a_run_draws_and_keeps_what_was_typed(houses: Houses) -> None:
    """Applying leaves the choices; so do the last used values."""
    house = houses()
    house.catalog.schemas["Sampler"] = {
        **SAMPLER,
        "input": {"required": {**SAMPLER["input"]["required"], "positive": TEXT}},
    }
    house.add(positive="{an owl|an owl}")
    assert house.workflows.apply("Tale", {}).prompt["3"]["inputs"]["positive"] == "{an owl|an owl}"
    typed = {"3.positive": "{a cat|a cat}"}
    house.workflows.run("Tale", typed)
    assert house.queue.submitted[-1].prompt["3"]["inputs"]["positive"] == "a cat"
    assert house.workflows.get("Tale").last_parameters == typed
