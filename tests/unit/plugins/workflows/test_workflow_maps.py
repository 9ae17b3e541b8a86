"""The small drawing of a workflow's graph: of every document, and never more than a card can show."""

import json
import math
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.adapters.testing.workflow_house import WorkflowHouse
from penstock.plugins.workflows.documents.formats import recognised
from penstock.plugins.workflows.map_drawing import HEIGHT, WIDTH, map_of
from penstock.plugins.workflows.map_layout import MOST_BOXES, layout_of

API = {
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {}},
    "2": {"class_type": "KSampler", "inputs": {"model": ["1", 0]}},
    "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0]}},
}


def ui(*nodes: Any, links: Any = ()) -> dict[str, Any]:
    return {"nodes": list(nodes), "links": list(links)}


def node(node_id: int, x: float = 0, y: float = 0, **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": "KSampler", "pos": [x, y], "size": [200, 100], **more}


def drawn(document: Any) -> ElementTree.Element:
    svg = map_of(document)
    assert svg is not None
    return ElementTree.fromstring(svg)


def boxes(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [one for one in root.iter() if one.tag.endswith("rect") and float(one.get("rx", "0")) > 1]


def test_every_node_is_a_box_and_every_link_a_wire() -> None:
    """The map shows what the canvas shows."""
    root = drawn(ui(node(1), node(2, 400), links=[[1, 1, 0, 2, 0, "LATENT"]]))
    assert len(boxes(root)) == 2
    assert sum(one.tag.endswith("path") for one in root.iter()) == 1


def test_an_api_document_stands_in_columns_by_its_links() -> None:
    """What feeds a node is left of it."""
    first, second, third = layout_of(recognised(API)).boxes
    assert first.x < second.x < third.x


def test_a_cycle_has_a_map_too() -> None:
    """The columns of a graph that runs in circles come to an end."""
    cycle = {"1": {"class_type": "A", "inputs": {"x": ["2", 0]}}, "2": {"class_type": "A", "inputs": {"x": ["1", 0]}}}
    assert len(boxes(drawn(cycle))) == 2


def test_nodes_that_do_not_run_are_faint() -> None:
    """Muted and bypassed nodes step back."""
    asleep = [box.asleep for box in layout_of(recognised(ui(node(1), node(2, mode=2), node(3, mode=4)))).boxes]
    assert asleep == [False, True, True]


def test_notes_are_no_part_of_the_graph() -> None:
    """What is written beside a graph would make it small."""
    assert len(boxes(drawn(ui(node(1), node(2, 900) | {"type": "MarkdownNote"})))) == 1


def test_a_large_document_is_drawn_within_bounds() -> None:
    """A map of many thousand nodes stays small."""
    document = ui(*(node(one, one * 300) for one in range(5000)))
    assert len(boxes(drawn(document))) == MOST_BOXES


def test_a_document_without_places_has_no_map() -> None:
    """There is nothing to draw, and nobody is told of an error."""
    assert map_of(ui({"id": 1, "type": "A"}, node(2, math.nan))) is None


NUMBERS = st.one_of(st.floats(), st.integers(), st.none(), st.text(max_size=3), st.booleans())
PLACES = st.one_of(st.lists(NUMBERS, max_size=3), st.dictionaries(st.sampled_from(["0", "1"]), NUMBERS), NUMBERS)
NODES = st.fixed_dictionaries(
    {"id": NUMBERS, "type": st.one_of(st.text(), NUMBERS), "pos": PLACES},
    optional={"size": PLACES, "mode": NUMBERS, "flags": st.one_of(NUMBERS, st.just({"collapsed": True}))},
)


@given(st.lists(st.one_of(NODES, NUMBERS), max_size=6), st.lists(st.lists(NUMBERS, max_size=6), max_size=6))
def test_whatever_a_document_holds_its_map_lies_in_its_frame(nodes: list[Any], links: list[Any]) -> None:
    """Wrong types and odd numbers are left out; every box is inside, and the SVG is well formed."""
    svg = map_of({"nodes": nodes, "links": links})
    if svg is None:
        return
    assert not re.search(rb"nan|inf", svg)
    for box in boxes(ElementTree.fromstring(svg)):
        assert -3 <= float(box.attrib["x"]) <= WIDTH + 3
        assert -3 <= float(box.attrib["y"]) <= HEIGHT + 3


@pytest.mark.parametrize("document", [API, ui(node(1))], ids=["api", "ui"])
def test_the_newest_version_is_the_one_that_is_drawn(houses: Any, document: dict[str, Any]) -> None:
    """A kept workflow has a map whatever its format is."""
    house: WorkflowHouse = houses()

    made = house.workflows.import_file(json.dumps(document).encode(), name="fox").workflow
    assert house.workflows.map(made.id) == map_of(document)
