"""What a prompt must be, beyond the suite: odd shapes, deep graphs, what each error says."""

from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.standalone.engine import Engine
from penstock.core.errors import NotFound
from penstock.core.nodes import INT, STRING, InputSpec, NodeSpec, OutputSpec
from penstock.core.services import Services

TEXT = OutputSpec(id="out", type=STRING)


def spec(name: str, **more: Any) -> NodeSpec:
    """A node with one text input that passes it on."""
    fields = {
        "inputs": (InputSpec(id="text", type=STRING, default=""),),
        "outputs": (TEXT,),
        "run": lambda call, text: (text,),
    }
    return NodeSpec(id=name, display_name=name, category="Test", **{**fields, **more})


END = spec("End", is_output=True)


def text_node(value: Any, kind: str = "Text") -> dict[str, Any]:
    """A node as the prompt has it."""
    return {"class_type": kind, "inputs": {"text": value}}


@pytest.mark.parametrize(
    "prompt",
    [
        None,
        [],
        "text",
        7,
        {"1": None},
        {"1": []},
        {"1": {"class_type": ["End"], "inputs": {}}},
        {"1": {"class_type": "End", "inputs": []}},
        {"1": {"class_type": "End", "inputs": None}},
        {"1": {"class_type": None, "_meta": "x"}},
    ],
)
def test_a_malformed_prompt_is_an_error(prompt: object, engine_of: Callable[..., Engine]) -> None:
    """Whatever is sent as a prompt, the answer is an error with ComfyUI's four fields."""
    result = engine_of(END).validate(prompt)
    assert not result.ok
    assert set(result.error or ()) == {"type", "message", "details", "extra_info"}


@pytest.mark.parametrize(
    "link", [["9", 0], ["1", 7], ["1", -1], ["1", 0.5], ["1", True], [1, 0], ["1"], [], ["1", "0"], [["1"], 0]]
)
def test_a_link_to_nothing_is_a_bad_link(link: list[Any], engine_of: Callable[..., Engine]) -> None:
    """A link names an output that exists, or it is an error of the node that has it."""
    result = engine_of(END, spec("Text")).validate({"1": text_node("a"), "2": text_node(link, "End")})
    [fault] = result.node_errors["2"]["errors"]
    assert fault["type"] == "bad_linked_input"
    assert fault["extra_info"]["input_name"] == "text"
    assert fault["extra_info"]["received_value"] == link


def test_an_error_upstream_is_listed_once_with_the_outputs_that_it_stops(engine_of: Callable[..., Engine]) -> None:
    """A wrong node is named with all outputs that depend on it, the nodes between are not."""
    prompt = {
        "1": {"class_type": "Text", "inputs": {}},
        "2": text_node(["1", 0]),
        "3": text_node(["2", 0], "End"),
        "4": text_node(["2", 0], "End"),
        "5": text_node("alone", "End"),
    }
    result = engine_of(END, spec("Text")).validate(prompt)
    assert result.graph is not None
    assert result.graph.outputs == ("5",)
    assert list(result.node_errors) == ["1"]
    assert result.node_errors["1"]["dependent_outputs"] == ["3", "4"]
    assert result.node_errors["1"]["class_type"] == "Text"


def test_a_deep_graph_is_checked_and_run(engine_of: Callable[..., Engine]) -> None:
    """The length of a chain is not limited by Python's stack."""
    prompt = {str(number): text_node([str(number - 1), 0]) for number in range(1, 3000)}
    prompt |= {"0": text_node("deep"), "end": text_node(["2999", 0], "End")}
    outcome = engine_of(END, spec("Text")).run(prompt)
    assert outcome.outputs["end"] == (("deep",),)


def test_a_deep_cycle_is_found(engine_of: Callable[..., Engine]) -> None:
    """A long cycle names all its nodes."""
    prompt = {str(number): text_node([str((number + 1) % 2000), 0]) for number in range(2000)}
    result = engine_of(END, spec("Text")).validate({**prompt, "end": text_node(["0", 0], "End")})
    assert len(result.node_errors) == 2000
    assert {fault["type"] for entry in result.node_errors.values() for fault in entry["errors"]} == {"dependency_cycle"}


def raising(_services: Services, text: str) -> bool:
    """A validation with a bug."""
    raise RuntimeError(f"no {text}")


def missing(_services: Services, text: str) -> bool:
    """A validation that says it with an error of ours."""
    raise NotFound(f"There is no {text}.", hint="Choose another.")


def test_a_validation_that_raises_is_an_error_of_its_node(engine_of: Callable[..., Engine]) -> None:
    """A bug in a node's validation is reported as that, and nothing else breaks."""
    engine = engine_of(END, spec("Text", validate=raising), spec("Last", validate=raising, is_output=True))
    inner = engine.validate({"1": text_node("a"), "2": text_node(["1", 0], "End")})
    outer = engine.validate({"1": text_node("a", "Last")})
    assert inner.node_errors["1"]["errors"][0]["type"] == "exception_during_inner_validation"
    assert outer.node_errors["1"]["errors"][0]["type"] == "exception_during_validation"
    assert outer.node_errors["1"]["errors"][0]["extra_info"]["exception_type"] == "RuntimeError"


def test_a_validation_may_raise_our_errors(engine_of: Callable[..., Engine]) -> None:
    """What an error of ours says stands in the answer, hint included."""
    result = engine_of(spec("Last", validate=missing, is_output=True)).validate({"1": text_node("cat", "Last")})
    [fault] = result.node_errors["1"]["errors"]
    assert fault["type"] == "custom_validation_failed"
    assert fault["details"] == "text - There is no cat. Choose another."


def test_a_validation_sees_defaults_and_no_linked_values(engine_of: Callable[..., Engine]) -> None:
    """Linked inputs are None for a validation, absent optional ones their default."""
    seen: list[dict[str, Any]] = []

    def remember(_services: Services, **inputs: Any) -> bool:
        seen.append(inputs)
        return True

    inputs = (
        InputSpec(id="text", type=STRING),
        InputSpec(id="count", type=INT, default=3, optional=True, minimum=0),
        InputSpec(id="other", type=INT, minimum=0),
    )
    last = spec("Last", inputs=inputs, validate=remember, is_output=True)
    result = engine_of(last, spec("Text")).validate(
        {"1": text_node("a"), "2": {"class_type": "Last", "inputs": {"text": ["1", 0], "other": "-4"}}}
    )
    assert result.ok
    assert seen == [{"text": None, "count": 3, "other": -4}]


def test_the_numbers_in_errors_are_as_comfyui_writes_them(engine_of: Callable[..., Engine]) -> None:
    """The message names the value and the bound, the input's configuration is in extra_info."""
    last = spec(
        "Last",
        inputs=(InputSpec(id="count", type=INT, default=1, minimum=0, maximum=5),),
        run=lambda call, count: ("x",),
        is_output=True,
    )
    result = engine_of(last).validate({"1": {"class_type": "Last", "inputs": {"count": 9}}})
    assert result.node_errors["1"]["errors"] == [
        {
            "type": "value_bigger_than_max",
            "message": "Value 9 bigger than max of 5",
            "details": "count",
            "extra_info": {
                "input_name": "count",
                "input_config": ["INT", {"default": 1, "min": 0, "max": 5}],
                "received_value": 9,
            },
        }
    ]
    assert result.error is not None
    assert result.error["details"] == "Value 9 bigger than max of 5: count"


def test_nodes_beside_the_targets_keep_what_is_cached(engine_of: Callable[..., Engine]) -> None:
    """A run of one output names what is cached for the others too, however they are wired."""
    engine = engine_of(END, spec("Text"))
    prompt = {
        "4": text_node(["3", 0], "End"),
        "3": text_node(["2", 0]),
        "2": text_node("b"),
        "1": text_node("a", "End"),
    }
    engine.run(prompt)
    looped = {"7": text_node(["8", 0]), "8": text_node(["7", 0]), "9": {"class_type": "Text"}}
    outcome = engine.run({**prompt, **looped}, targets=["1"])
    assert set(outcome.cached) == {"1", "2", "3", "4"}
    assert outcome.executed == ()
