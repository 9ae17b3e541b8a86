"""Documents that mean harm, or that were broken on the way: refused with a 4xx, or read within bounds."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.workflow_documents import Sheet
from penstock.core.errors import Invalid, TooLarge
from penstock.plugins.workflows.documents.prompts import prompt_of

Read = Callable[..., Any]


def test_a_subgraph_inside_itself_is_refused(read: Read) -> None:
    """Directly, or through another one."""
    one, two = Sheet(id="one"), Sheet(id="two")
    one.node("two")
    two.node("one")
    top = Sheet()
    top.node("one")
    with pytest.raises(Invalid):
        read(top.document(one, two))
    one.nodes[0]["type"] = "one"
    with pytest.raises(Invalid):
        read(top.document(one))


def test_a_subgraph_that_is_not_used_harms_nobody(read: Read) -> None:
    """What no place stands for is not looked at."""
    one = Sheet(id="one")
    one.node("one")
    assert read(Sheet().document(one)).nodes == {}


def test_growth_is_counted_before_it_happens(read: Read) -> None:
    """Ten places in each of thirty subgraphs would be 10^30 nodes: refused at once."""
    sheets = [Sheet(id=f"s{number}") for number in range(30)]
    for number, sheet in enumerate(sheets[:-1]):
        for _ in range(10):
            sheet.node(f"s{number + 1}")
    sheets[-1].node("Number", [1])
    top = Sheet()
    top.node("s0")
    started = time.monotonic()
    with pytest.raises(TooLarge):
        read(top.document(*sheets))
    assert time.monotonic() - started < 5


def test_shared_subgraphs_are_counted_once_each(read: Read) -> None:
    """A diamond of subgraphs is no circle."""
    leaf, left, right = Sheet(id="leaf"), Sheet(id="left"), Sheet(id="right")
    leaf.node("Number", [1])
    left.node("leaf")
    right.node("leaf")
    right.node("left")
    top = Sheet()
    top.node("left")
    top.node("right")
    graph = read(top.document(leaf, left, right))
    assert set(graph.nodes) == {"1:1:1", "2:1:1", "2:2:1:1"}
    assert graph.size == 9


def test_deep_nesting_is_refused(read: Read) -> None:
    """A thousand subgraphs in each other are refused, and no RecursionError."""
    sheets = [Sheet(id=f"s{number}") for number in range(1000)]
    for number, sheet in enumerate(sheets[:-1]):
        sheet.node(f"s{number + 1}")
    top = Sheet()
    top.node("s0")
    with pytest.raises(Invalid):
        read(top.document(*sheets))


def test_too_many_nodes_are_refused(read: Read) -> None:
    """More than the limit, in either format."""
    top = Sheet()
    for _ in range(11):
        top.node("Number", [1])
    with pytest.raises(TooLarge):
        read(top.document(), nodes=10)
    with pytest.raises(TooLarge):
        read({str(number): {"class_type": "Number", "inputs": {}} for number in range(11)}, nodes=10)


def test_a_long_chain_of_reroutes_is_followed(read: Read) -> None:
    """Five thousand in a row are followed without recursion."""
    top = Sheet()
    last = top.node("Number", [1])
    for _ in range(5000):
        following = top.node("Reroute", None, ":*")
        top.link(last, 0, following, "")
        last = following
    end = top.node("Save", ["x"], "images:IMAGE")
    top.link(last, 0, end, "images")
    assert prompt_of(read(top.document()))[str(end)]["inputs"]["images"] == ["1", 0]


def test_a_tangle_of_reroutes_ends(read: Read) -> None:
    """Thousands of inputs behind thousands of reroutes are refused, not waited for."""
    top = Sheet()
    last = top.node("Reroute", None, ":*")
    for _ in range(3000):
        following = top.node("Reroute", None, ":*")
        top.link(last, 0, following, "")
        last = following
    for _ in range(3000):
        top.link(last, 0, top.node("Decode", None, "samples:LATENT"), "samples")
    started = time.monotonic()
    with pytest.raises(Invalid):
        read(top.document())
    assert time.monotonic() - started < 20


def test_twins_are_left_out_and_told(read: Read) -> None:
    """Of nodes with one id the first counts."""
    top = Sheet()
    top.node("Number", [1], id=4)
    top.node("Number", [2], id=4)
    graph = read(top.document())
    assert graph.nodes["4"].inputs == {"value": 1}
    assert graph.problems


WRONG: list[Any] = [None, 0, -1, 1.5, True, "", "x", [], [[]], {}, {"a": 1}, [None], [{"id": 1}], 10**30]


def _document() -> dict[str, Any]:
    """A document with something of everything in it."""
    inner = Sheet(id="in", name="In")
    inner.node("Text", ["t"], "clip:CLIP", "=text:STRING", id=3)
    inner.opens("text", (3, "text"))
    inner.closes("out", 3)
    top = Sheet()
    top.node("Loader", ["a", "b"], id=1, widgets_values_named={"ckpt_name": "a"}, title="T")
    top.node("in", ["v"], "=text", id=2, properties={"proxyWidgets": [["3", "text"]]})
    top.node("Reroute", None, ":*", id=4)
    top.node("PrimitiveNode", [1, "fixed"], id=5)
    top.node("Sampler", [1, "fixed", 2, 3.0, "euler"], "positive:CONDITIONING", "=seed:INT", id=6)
    top.link(2, 0, 4, "")
    top.link(4, 0, 6, "positive")
    top.link(5, 0, 6, "seed")
    return top.document(inner, extra={"linearData": {"inputs": [["6", "seed"]]}})


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in below:
        found.extend(_places(inner, (*path, key)))
    return found


def test_wrong_types_everywhere(read: Read) -> None:
    """Whatever stands at any one place of a document, it is read or refused with a 4xx, and its prompt is JSON."""
    whole = json.dumps(_document())
    for path in _places(_document()):
        for wrong in WRONG:
            document = json.loads(whole)
            holder = document
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = wrong
            try:
                json.dumps(prompt_of(read(document)))
            except (Invalid, TooLarge):
                continue


@pytest.mark.parametrize(
    "inputs", [None, [], 5, {"a": ["1", 2, 3]}, {"a": [1, 0]}, {"a": ["9", -1]}, {"a": [["1"], {}]}]
)
def test_odd_inputs_of_the_api_format(read: Read, inputs: Any) -> None:
    """Inputs of any shape are kept or left out; nothing raises."""
    graph = read({"1": {"class_type": "Save", "inputs": inputs}})
    assert prompt_of(graph)["1"]["inputs"] == (inputs if isinstance(inputs, dict) else {})


def test_too_many_inputs_are_refused(read: Read) -> None:
    """A node with a hundred thousand inputs or values is refused, in either format and through subgraphs."""
    many = Sheet(id="many")
    many.node("Number", [1] * 6_000)
    top = Sheet()
    for _ in range(10):
        top.node("many")
    with pytest.raises(TooLarge):
        read(top.document(many))
    with pytest.raises(TooLarge):
        read({"1": {"class_type": "Save", "inputs": {str(number): 1 for number in range(100_000)}}})
