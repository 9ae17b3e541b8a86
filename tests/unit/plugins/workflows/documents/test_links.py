"""What feeds an input: through reroutes, bypassed and muted nodes, Set and Get nodes."""

from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.workflow_documents import Sheet, little_classes
from penstock.plugins.workflows.documents.prompts import prompt_of

Read = Callable[..., Any]


@pytest.fixture
def sheet() -> Sheet:
    """A load (1) and a save (2), not linked."""
    made = Sheet()
    made.node("Load", ["a.png", "image"], outputs=("IMAGE", "MASK"))
    made.node("Save", ["out"], "images:IMAGE")
    return made


def test_a_plain_graph_is_the_prompt(sheet: Sheet, read: Read) -> None:
    """Widgets are values, links are links, titles go along."""
    sheet.link(1, 0, 2, "images")
    prompt = prompt_of(read(sheet.document()))
    assert prompt["1"]["inputs"] == {"image": "a.png"}
    assert prompt["2"]["inputs"] == {"prefix": "out", "images": ["1", 0]}
    assert prompt["2"]["class_type"] == "Save"


def test_reroutes_are_seen_through(sheet: Sheet, read: Read) -> None:
    """Two reroutes in a row are no nodes."""
    first, second = sheet.node("Reroute", None, ":*"), sheet.node("Reroute", None, ":*")
    sheet.link(1, 0, first, "")
    sheet.link(first, 0, second, "")
    sheet.link(second, 0, 2, "images")
    prompt = prompt_of(read(sheet.document()))
    assert set(prompt) == {"1", "2"}
    assert prompt["2"]["inputs"]["images"] == ["1", 0]


def test_variables_are_seen_through(sheet: Sheet, read: Read) -> None:
    """A Get node gives what the Set node of its name takes."""
    setter, getter = sheet.node("SetNode", ["mine"], "IMAGE:IMAGE"), sheet.node("GetNode", ["mine"])
    sheet.link(1, 0, setter, "IMAGE")
    sheet.link(getter, 0, 2, "images")
    assert prompt_of(read(sheet.document()))["2"]["inputs"]["images"] == ["1", 0]


def test_a_class_of_the_server_is_never_virtual(sheet: Sheet, read: Read) -> None:
    """A server that has a class named Reroute runs it."""
    middle = sheet.node("Reroute", None, "image:IMAGE")
    sheet.link(1, 0, middle, "image")
    sheet.link(middle, 0, 2, "images")
    prompt = prompt_of(read(sheet.document(), {**little_classes(), "Reroute": {"input": {}}}))
    assert prompt["2"]["inputs"]["images"] == [str(middle), 0]


def test_bypassed_nodes_pass_by_type(sheet: Sheet, read: Read) -> None:
    """What a bypassed node took of the same type goes on; it is no node itself."""
    middle = sheet.node("Blend", None, "mask:MASK", "image:IMAGE", mode=4, outputs=("IMAGE",))
    sheet.link(1, 0, middle, "image")
    sheet.link(1, 1, middle, "mask")
    sheet.link(middle, 0, 2, "images")
    graph = read(sheet.document())
    assert prompt_of(graph)["2"]["inputs"]["images"] == ["1", 0]
    assert graph.skipped == 1


def test_muted_nodes_give_nothing(sheet: Sheet, read: Read) -> None:
    """An input that hangs on a muted node is not linked."""
    sheet.link(1, 0, 2, "images")
    sheet.nodes[0]["mode"] = 2
    prompt = prompt_of(read(sheet.document()))
    assert set(prompt) == {"2"}
    assert "images" not in prompt["2"]["inputs"]


def test_a_widget_takes_its_own_value_again(sheet: Sheet, read: Read) -> None:
    """A widget that hangs on a muted node counts by its own value, and can be edited."""
    number = sheet.node("Number", [4], mode=2)
    sheet.link(number, 0, 2, "prefix")
    graph = read(sheet.document())
    assert graph.nodes["2"].inputs["prefix"] == "out"
    assert [widget.name for widget in graph.nodes["2"].widgets] == ["prefix"]


def test_linked_widgets_are_not_editable(sheet: Sheet, read: Read) -> None:
    """The value behind a link counts nowhere."""
    number = sheet.node("Number", [4])
    sheet.link(number, 0, 2, "prefix")
    graph = read(sheet.document())
    assert graph.nodes["2"].widgets == ()
    assert prompt_of(graph)["2"]["inputs"]["prefix"] == [str(number), 0]


def test_a_primitive_is_a_binding(sheet: Sheet, read: Read) -> None:
    """One value for all inputs that take it; it is no node, and they are no widgets of their own."""
    other = sheet.node("Save", ["other"], "images:IMAGE")
    primitive = sheet.node("PrimitiveNode", ["shared", "fixed"], title="Name")
    sheet.link(primitive, 0, 2, "prefix")
    sheet.link(primitive, 0, other, "prefix")
    graph = read(sheet.document())
    (binding,) = graph.bindings
    assert (binding.node, binding.field, binding.kind) == (str(primitive), "value", "primitive")
    assert (binding.value, binding.control, binding.title) == ("shared", "fixed", "Name")
    assert [target.address for target in binding.targets] == ["2.prefix", f"{other}.prefix"]
    assert prompt_of(graph)["2"]["inputs"]["prefix"] == prompt_of(graph)[str(other)]["inputs"]["prefix"] == "shared"
    assert graph.nodes["2"].widgets == ()


def test_circles_of_links_end(sheet: Sheet, read: Read) -> None:
    """Reroutes that feed each other feed nothing, and it is told."""
    first, second = sheet.node("Reroute", None, ":*"), sheet.node("Reroute", None, ":*")
    sheet.link(first, 0, second, "")
    sheet.link(second, 0, first, "")
    sheet.link(second, 0, 2, "images")
    graph = read(sheet.document())
    assert "images" not in graph.nodes["2"].inputs
    assert any("circle" in problem for problem in graph.problems)


def test_lists_are_wrapped_in_the_prompt(read: Read) -> None:
    """An array would be a link there: it is written as ComfyUI does, and plain in the widget."""
    sheet = Sheet()
    sheet.node("Many", [["a", "b"]])
    graph = read(sheet.document())
    assert graph.nodes["1"].inputs == {"list": {"__value__": ["a", "b"]}}
    assert graph.nodes["1"].widgets[0].value == ["a", "b"]


def test_what_the_page_adds_is_added(read: Read) -> None:
    """An input that the page fills at each run is there, and is no widget."""
    sheet = Sheet()
    sheet.node("Compare")
    graph = read(sheet.document())
    assert graph.nodes["1"].inputs == {"view": {"__value__": ["", ""]}}
    assert graph.nodes["1"].widgets == ()


def test_titles_of_users_are_kept(read: Read) -> None:
    """A title that is the class's own name is none."""
    sheet = Sheet()
    sheet.node("Sampler", None, title="The Sampler")
    sheet.node("Sampler", None, title="Mine")
    sheet.node("Sampler", None, title="Shown", properties={"Node name for S&R": "Shown"})
    assert [node.title for node in read(sheet.document()).nodes.values()] == ["", "Mine", ""]


def test_limits_of_the_author_are_hints(read: Read) -> None:
    """Numbers whose limits a user set carry them."""
    sheet = Sheet()
    sheet.node("PrimitiveInt", [4], properties={"min": 1, "max": 9, "step": "x", "other": 3})
    assert read(sheet.document()).nodes["1"].hints == {"min": 1, "max": 9}


def test_classes_that_nobody_knows_are_read_by_the_documents_names(read: Read) -> None:
    """A missing class has its inputs by the names in the file."""
    sheet = Sheet()
    sheet.node(
        "Unheard", [1, "fixed", "x"], widgets_values_named={"seed": 1, "control_after_generate": "fixed", "t": "x"}
    )
    assert read(sheet.document(), {}).nodes["1"].inputs == {"seed": 1, "t": "x"}


def test_the_api_format_is_unchanged(read: Read) -> None:
    """A prompt that is read and written is the same, whatever else it says."""
    prompt = {
        "7:1": {"class_type": "Sampler", "inputs": {"seed": 2**64 - 1, "model": ["4", 0]}, "_meta": {"title": "Mine"}},
        "4": {"class_type": "Loader", "inputs": {"list": {"__value__": [1]}, "odd": ["4", "x"]}, "is_changed": ["z"]},
    }
    graph = read(prompt)
    assert prompt_of(graph) == prompt
    assert [widget.name for widget in graph.nodes["7:1"].widgets] == ["seed"]
    assert graph.nodes["7:1"].title == "Mine"
    assert graph.nodes["4"].widgets[0].value == [1]


def test_group_nodes_of_old_are_told(read: Read) -> None:
    """They are not unfolded: what to do about it is said."""
    sheet = Sheet()
    sheet.node("workflow>Mine", [1])
    assert any("Group nodes" in problem for problem in read(sheet.document()).problems)
