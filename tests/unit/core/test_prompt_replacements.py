"""Nodes that stand in for those of another pack, in graphs in API format."""

from copy import deepcopy

from penstock.core.node_replacements import NodeReplacement
from penstock.core.nodes import BOOLEAN, IMAGE, STRING, InputSpec, NodeSpec
from penstock.core.prompt_replacements import Replacements

NEW = NodeSpec(
    id="Flip",
    display_name="Flip",
    category="c",
    run=lambda _call, **_inputs: (),
    inputs=(
        InputSpec(id="img", type=IMAGE),
        InputSpec(id="axis", type=STRING, default="x"),
        InputSpec(id="twice", type=BOOLEAN, default=False, optional=True),
    ),
)
FLIP = NodeReplacement(
    old_id="old_Flip",
    new_id="Flip",
    old_widgets=("axis", "folder"),
    inputs={"img": "image", "axis": "axis", "twice": "again"},
    values={"twice": True},
    outputs={1: 0},
)
REPLACEMENTS = Replacements([FLIP], [NEW])
GRAPH = {
    "1": {"class_type": "old_Flip", "inputs": {"image": ["2", 0], "folder": "/x"}, "is_changed": ["a"]},
    "2": {"class_type": "Load", "inputs": {"image": "cat.png"}, "_meta": {"title": "Cat"}},
    "3": {"class_type": "Save", "inputs": {"images": ["1", 1], "report": ["1", 0], "prefix": "p"}},
}


def only_new(node_id: str) -> bool:
    return node_id != "old_Flip"


def test_a_missing_node_is_replaced_with_its_inputs_and_links() -> None:
    """The class, the named inputs, set values and links to its outputs are those of the new node."""
    got = REPLACEMENTS.in_prompt(GRAPH, only_new)
    assert got["1"] == {"class_type": "Flip", "inputs": {"img": ["2", 0], "axis": "x", "twice": True}}
    assert got["3"]["inputs"] == {"images": ["1", 0], "prefix": "p"}
    assert got["2"] == GRAPH["2"]


def test_what_is_given_is_never_changed() -> None:
    """The graph that was posted stays as it was, whatever is replaced in it."""
    before = deepcopy(GRAPH)
    REPLACEMENTS.in_prompt(GRAPH, only_new)
    assert before == GRAPH


def test_the_old_node_stays_where_it_is_installed() -> None:
    """Where the other pack is there, or ours is not, nothing is replaced."""
    assert REPLACEMENTS.in_prompt(GRAPH, lambda _node: True) is GRAPH
    assert REPLACEMENTS.in_prompt(GRAPH, lambda node: node == "old_Flip") is GRAPH
    assert REPLACEMENTS.in_prompt(GRAPH, lambda _node: False) is GRAPH


def test_a_chain_of_replaced_nodes_is_linked_by_the_new_outputs() -> None:
    """A replaced node that feeds a replaced one: both the name of the input and the output are the new ones."""
    chain = {**GRAPH, "4": {"class_type": "old_Flip", "inputs": {"image": ["1", 1]}}}
    assert REPLACEMENTS.in_prompt(chain, only_new)["4"]["inputs"]["img"] == ["1", 0]


def test_what_is_no_prompt_is_left_to_those_who_refuse_it() -> None:
    """Any JSON goes through: nothing raises, and nothing is made of it."""
    for odd in (
        None,
        3,
        "x",
        [],
        {"1": None},
        {"1": {"class_type": 4}},
        {"1": {"class_type": "old_Flip", "inputs": 3}},
    ):
        assert REPLACEMENTS.in_prompt(odd, only_new) == odd
    bare = REPLACEMENTS.in_prompt({"1": {"class_type": "old_Flip"}}, only_new)
    assert bare == {"1": {"class_type": "Flip", "inputs": {"axis": "x", "twice": True}}}


def test_a_replacement_by_a_node_that_is_not_there_is_left_out() -> None:
    """A plugin that is switched off takes its stand-ins with it; another pack's node of that name is no stand-in."""
    assert not list(Replacements([FLIP], []))
    assert not list(REPLACEMENTS.by(()))
    assert list(REPLACEMENTS.by({"Flip"})) == [FLIP]


def test_the_list_has_the_shape_of_comfyui() -> None:
    """As ComfyUI's `GET /node_replacements` answers it: by the old id, inputs and outputs as lists of pairs."""
    assert REPLACEMENTS.as_json() == {
        "old_Flip": [
            {
                "new_node_id": "Flip",
                "old_node_id": "old_Flip",
                "old_widget_ids": ["axis", "folder"],
                "input_mapping": [
                    {"new_id": "img", "old_id": "image"},
                    {"new_id": "axis", "old_id": "axis"},
                    {"new_id": "twice", "old_id": "again"},
                    {"new_id": "twice", "set_value": True},
                ],
                "output_mapping": [{"new_idx": 0, "old_idx": 1}],
            }
        ]
    }
