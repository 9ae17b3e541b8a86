"""What is kept between runs, and that nobody can change it."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from penstock.adapters.standalone.engine import Engine, RunStatus
from penstock.adapters.standalone.engine.cache import CachedResult, ResultCache
from penstock.core.nodes import ANY, IMAGE, InputSpec, NodeCall, NodeSpec, OutputSpec


def grey(call: NodeCall, level: Any) -> tuple[Any]:
    """A small picture."""
    return (np.full((1, 2, 2, 3), 0.5, np.float32),)


def darkened(call: NodeCall, image: Any) -> tuple[Any]:
    """Changes its input in place, as a careless node does."""
    image *= 0.5
    return (image,)


def node(name: str, run: Any, *inputs: InputSpec, **more: Any) -> NodeSpec:
    """A node that makes a picture."""
    outputs = (OutputSpec(id="image", type=IMAGE),)
    return NodeSpec(id=name, display_name=name, category="Test", run=run, inputs=inputs, outputs=outputs, **more)


GREY = node("Grey", grey, InputSpec(id="level", type=ANY))
IMAGE_IN = InputSpec(id="image", type=IMAGE)
DARKENED = node("Darkened", darkened, IMAGE_IN, is_output=True)
PASSED = node("Passed", lambda call, image: (image,), IMAGE_IN, is_output=True)


def prompt(kind: str, level: Any = 1) -> dict[str, Any]:
    """A picture into a node of that kind."""
    return {
        "1": {"class_type": "Grey", "inputs": {"level": level}},
        "2": {"class_type": kind, "inputs": {"image": ["1", 0]}},
    }


def test_a_node_cannot_change_what_the_cache_holds(engine_of: Callable[..., Engine]) -> None:
    """An edit in place fails, with an error of that node, and the cached picture stays as it was."""
    engine = engine_of(GREY, DARKENED, PASSED)
    failed = engine.run(prompt("Darkened"))
    assert failed.status is RunStatus.ERROR
    assert failed.error is not None
    assert failed.error["node_id"] == "2"
    assert "read-only" in failed.error["exception_message"]
    outcome = engine.run(prompt("Passed"))
    assert "1" in outcome.cached
    assert float(outcome.outputs["2"][0][0].max()) == 0.5


def test_what_a_node_keeps_for_itself_stays_writable(engine_of: Callable[..., Engine]) -> None:
    """The node that made an array may go on writing to its own object."""
    kept: list[Any] = []

    def keep(call: NodeCall, level: Any) -> tuple[Any]:
        kept.append(np.zeros((1, 2, 2, 3), np.float32))
        return (kept[-1],)

    engine_of(node("Grey", keep, InputSpec(id="level", type=ANY)), PASSED).run(prompt("Passed"))
    assert kept[0].flags.writeable


@pytest.mark.parametrize("level", [math.nan, object(), {"deep": [math.nan]}, float("inf")])
def test_what_json_cannot_hold_is_never_cached(level: Any, engine_of: Callable[..., Engine]) -> None:
    """A node with such a constant runs every time, with what is downstream of it."""
    engine = engine_of(GREY, PASSED)
    assert engine.run(prompt("Passed", level)).executed == ("1", "2")
    assert engine.run(prompt("Passed", level)).executed == ("1", "2")


@pytest.mark.parametrize(("first", "second"), [(1, True), (1, 1.0), ("1", 1), ({"a": 1}, '{"a": 1}'), (None, "null")])
def test_different_constants_are_different(first: Any, second: Any, engine_of: Callable[..., Engine]) -> None:
    """Constants that differ in type never share a result."""
    engine = engine_of(GREY, PASSED)
    engine.run(prompt("Passed", first))
    assert engine.run(prompt("Passed", second)).executed == ("1", "2")


def test_the_order_of_keys_does_not_matter(engine_of: Callable[..., Engine]) -> None:
    """Equal objects are equal constants."""
    engine = engine_of(GREY, PASSED)
    engine.run(prompt("Passed", {"a": 1, "b": 2}))
    assert engine.run(prompt("Passed", {"b": 2, "a": 1})).executed == ()


def test_free_drops_the_cache(engine_of: Callable[..., Engine]) -> None:
    """After `free` everything runs again."""
    engine = engine_of(GREY, PASSED)
    engine.run(prompt("Passed"))
    engine.free()
    assert engine.run(prompt("Passed")).executed == ("1", "2")


def result(side: int) -> CachedResult:
    """A result of `side` times 4 bytes."""
    return CachedResult(outputs=((np.zeros(side, np.float32),),))


def test_old_results_go_first_and_used_ones_stay() -> None:
    """Beyond the limit the results that were not used for longest are forgotten, never those in use."""
    cache = ResultCache(limit=800)
    for name in "abcd":
        cache.put(name, result(100))
    assert cache.get("a") is not None
    cache.trim({"b"})
    assert [name for name in "abcd" if cache.get(name) is not None] == ["a", "b", "d"]


def test_nothing_is_kept_without_a_signature() -> None:
    """None is the signature of what must not be cached."""
    cache = ResultCache()
    cache.put(None, result(1))
    assert cache.get(None) is None


def test_results_without_arrays_are_forgotten_too() -> None:
    """Texts have no bytes that count: beyond their number the oldest go, never those in use."""
    cache = ResultCache(most=2)
    for name in "abcde":
        cache.put(name, CachedResult(outputs=(("text",),)))
    cache.trim({"a", "e"})

    assert [name for name in "abcde" if cache.get(name) is not None] == ["a", "c", "d", "e"]
