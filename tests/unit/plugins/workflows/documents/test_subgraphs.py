"""Subgraphs are unfolded where they stand, and what they promote is one value."""

from collections.abc import Callable
from typing import Any

from penstock.adapters.testing.workflow_documents import Sheet
from penstock.plugins.workflows.documents.prompts import prompt_of

Read = Callable[..., Any]


def writer() -> Sheet:
    """A subgraph: `text` goes to a Text (3), whose conditioning comes out."""
    made = Sheet(id="writer", name="Writer")
    made.node("Text", ["inner"], "clip:CLIP", "=text:STRING", id=3)
    made.opens("clip", (3, "clip"), kind="CLIP")
    made.opens("text", (3, "text"), kind="STRING")
    made.closes("out", 3)
    return made


def addresses(graph: Any) -> dict[str, tuple[Any, list[str]]]:
    """Bindings: value and targets by address."""
    return {
        f"{one.node}.{one.field}": (one.value, [target.address for target in one.targets]) for one in graph.bindings
    }


def test_the_inside_runs_under_the_ids_of_its_place(read: Read) -> None:
    """A node inside has the id of the place in front, and links go through both walls."""
    top = Sheet()
    top.node("Loader", ["a"], id=1)
    top.node("writer", ["outer"], "clip:CLIP", "=text:STRING", id=57, title="Words")
    top.node("Sampler", None, "positive:CONDITIONING", id=9)
    top.link(1, 1, 57, "clip")
    top.link(57, 0, 9, "positive")
    graph = read(top.document(writer()))
    prompt = prompt_of(graph)
    assert set(prompt) == {"1", "57:3", "9"}
    assert prompt["57:3"]["inputs"] == {"text": "outer", "clip": ["1", 1]}
    assert prompt["9"]["inputs"]["positive"] == ["57:3", 0]
    assert graph.nodes["57:3"].inside == ("Words",)


def test_two_places_of_one_subgraph_are_two(read: Read) -> None:
    """Each place has values of its own."""
    top = Sheet()
    top.node("writer", ["one"], "=text:STRING", id=5)
    top.node("writer", ["two"], "=text:STRING", id=6)
    found = addresses(read(top.document(writer())))
    assert found == {"5.text": ("one", ["5:3.text"]), "6.text": ("two", ["6:3.text"])}


def test_a_place_without_values_has_the_inner_one(read: Read) -> None:
    """What the place does not keep is what the widget inside says."""
    top = Sheet()
    top.node("writer", None, "=text:STRING", id=5)
    assert addresses(read(top.document(writer()))) == {"5.text": ("inner", ["5:3.text"])}


def test_a_place_saved_before_the_input_was_made(read: Read) -> None:
    """The input of the definition counts, even where the place does not list it."""
    top = Sheet()
    top.node("writer", ["outer"], id=5)
    assert addresses(read(top.document(writer()))) == {"5.text": ("outer", ["5:3.text"])}


def test_inputs_are_found_by_name(read: Read) -> None:
    """A place that lists its inputs in another order gets the links that it has by name."""
    top = Sheet()
    top.node("Loader", ["a"], id=1)
    top.node("Number", [1], id=2)
    top.node("writer", [], "=text:STRING", "clip:CLIP", id=5)
    top.link(2, 0, 5, "text")
    top.link(1, 1, 5, "clip")
    inputs = prompt_of(read(top.document(writer())))["5:3"]["inputs"]
    assert inputs == {"text": ["2", 0], "clip": ["1", 1]}


def test_a_linked_promotion_is_no_binding(read: Read) -> None:
    """Where a node feeds the promoted input, nobody edits it."""
    top = Sheet()
    top.node("Number", [1], id=2)
    top.node("writer", ["outer"], "=text:STRING", id=5)
    top.link(2, 0, 5, "text")
    graph = read(top.document(writer()))
    assert graph.bindings == ()
    assert graph.nodes["5:3"].widgets == ()


def nested() -> tuple[Sheet, Sheet]:
    """A subgraph with a writer (8) in it, whose text it promotes once more as `words`."""
    outer = Sheet(id="outer", name="Outer")
    outer.node("writer", ["middle"], "clip:CLIP", "=text:STRING", id=8)
    outer.opens("words", (8, "text"), kind="STRING")
    outer.closes("out", 8)
    return outer, writer()


def test_the_outermost_promotion_wins(read: Read) -> None:
    """A value through two walls is the outer place's, under its address."""
    top = Sheet()
    top.node("outer", ["top"], "=words:STRING", id=57)
    graph = read(top.document(*nested()))
    assert addresses(graph) == {"57.words": ("top", ["57:8:3.text"])}
    assert prompt_of(graph)["57:8:3"]["inputs"]["text"] == "top"
    assert graph.nodes["57:8:3"].inside == ("Outer", "Writer")


def test_without_outer_values_the_next_wall_counts(read: Read) -> None:
    """The nearest value on the way out is taken where the outermost has none."""
    top = Sheet()
    top.node("outer", None, "=words:STRING", id=57)
    assert addresses(read(top.document(*nested()))) == {"57.words": ("middle", ["57:8:3.text"])}


def test_values_by_name_on_a_place(read: Read) -> None:
    """Named values of a place are found by the names of its inputs, values from the list where it fits."""
    top = Sheet()
    top.node("writer", ["listed"], "=text:STRING", id=5, widgets_values_named={"text": "named"})
    assert addresses(read(top.document(writer())))["5.text"][0] == "listed"
    top.nodes[0]["widgets_values"] = ["a", "b"]
    assert addresses(read(top.document(writer())))["5.text"][0] == "named"


def test_a_value_goes_to_sockets_beside_the_widget(read: Read) -> None:
    """One input that feeds a widget and a socket gives both its value."""
    inner = Sheet(id="both")
    inner.node("Crop", None, "image:IMAGE", id=1)
    inner.node("Number", [3], "=value:INT", id=2)
    inner.opens("n", (1, "image"), (2, "value"))
    top = Sheet()
    top.node("both", [7], "=n", id=5)
    graph = read(top.document(inner))
    assert addresses(graph) == {"5.n": (7, ["5:1.image", "5:2.value"])}
    assert graph.nodes["5:1"].inputs["image"] == 7


def test_the_older_format_names_inner_widgets(read: Read) -> None:
    """`proxyWidgets` shows widgets inside under their own addresses; the value of the place wins where it has one."""
    inner = Sheet(id="older")
    inner.node("Number", [3], "=value:INT", id=2)
    inner.node("Text", ["in"], id=4)
    shown = [["2", "value"], ["4", "text"], ["9", "gone"], ["4", "$$preview"], 7, [1]]
    top = Sheet()
    top.node("older", [11], id=5, properties={"proxyWidgets": shown})
    graph = read(top.document(inner, extra={"linearData": {"inputs": [["5", "text"], ["9", "x"]]}}))
    assert addresses(graph) == {"5:2.value": (11, ["5:2.value"]), "5:4.text": ("in", ["5:4.text"])}
    assert prompt_of(graph)["5:2"]["inputs"]["value"] == 11
    assert [place.address for place in graph.app_inputs] == ["5:4.text", "9.x"]


def test_older_and_newer_promotions_meet(read: Read) -> None:
    """`-1` names the place's own input; null is no value; an inner place's input is found by name."""
    outer, inner = nested()
    top = Sheet()
    top.node(
        "outer", ["a", None], "=words:STRING", id=57, properties={"proxyWidgets": [["-1", "words"], ["8", "text"]]}
    )
    assert addresses(read(top.document(outer, inner))) == {"57.words": ("a", ["57:8:3.text"])}


def test_a_primitive_inside_is_shown(read: Read) -> None:
    """A primitive inside a subgraph is a binding there, and takes the value that the place keeps for it."""
    inner = Sheet(id="older")
    inner.node("Number", [3], "=value:INT", id=2)
    inner.node("PrimitiveNode", [4, "fixed"], id=6)
    inner.link(6, 0, 2, "value")
    top = Sheet()
    top.node("older", [12], id=5, properties={"proxyWidgets": [["6", "value"]]})
    assert addresses(read(top.document(inner))) == {"5:6.value": (12, ["5:2.value"])}


def test_a_primitive_reaches_through_the_wall(read: Read) -> None:
    """A primitive linked to a promoted input is the value inside."""
    top = Sheet()
    top.node("writer", ["outer"], "=text:STRING", id=5)
    top.node("PrimitiveNode", ["shared"], id=6)
    top.link(6, 0, 5, "text")
    assert addresses(read(top.document(writer()))) == {"6.value": ("shared", ["5:3.text"])}


def test_muted_and_bypassed_places_are_absent(read: Read) -> None:
    """A bypassed place passes by type like a node; nothing inside runs."""
    top = Sheet()
    top.node("Loader", ["a"], id=1)
    top.node("writer", ["x"], "clip:CLIP", id=5, mode=4, outputs=("CLIP",))
    top.node("writer", ["x"], "clip:CLIP", id=6, mode=2, outputs=("CLIP",))
    top.node("Text", ["t"], "clip:CLIP", id=7)
    top.node("Text", ["t"], "clip:CLIP", id=8)
    top.link(1, 1, 5, "clip")
    top.link(5, 0, 7, "clip")
    top.link(6, 0, 8, "clip")
    graph = read(top.document(writer()))
    assert set(graph.nodes) == {"1", "7", "8"}
    assert prompt_of(graph)["7"]["inputs"]["clip"] == ["1", 1]
    assert "clip" not in graph.nodes["8"].inputs
    assert graph.skipped == 2


def test_what_was_set_aside_comes_back(read: Read) -> None:
    """A value that the page could not place is used where its input exists."""
    aside = [{"originalEntry": ["-1", "text"], "hostValue": "kept"}, {"originalEntry": None}, 5]
    top = Sheet()
    top.node("writer", [], "=text:STRING", id=5, properties={"proxyWidgetErrorQuarantine": aside})
    assert addresses(read(top.document(writer())))["5.text"][0] == "kept"


def test_the_choice_behind_an_index_follows(read: Read) -> None:
    """A promoted choice moves the index that belongs to it."""
    inner = Sheet(id="choosing")
    inner.node("CustomCombo", ["a", 0, "a", "b", ""], "=choice:COMBO", id=2)
    inner.opens("choice", (2, "choice"))
    top = Sheet()
    top.node("choosing", ["b"], "=choice", id=5)
    assert prompt_of(read(top.document(inner)))["5:2"]["inputs"]["index"] == 1


def test_definitions_inside_definitions_are_found(read: Read) -> None:
    """A subgraph that is defined inside the one that uses it."""
    outer, inner = nested()
    top = Sheet()
    top.node("outer", ["top"], "=words:STRING", id=57)
    document = top.document(outer)
    document["definitions"]["subgraphs"][0]["definitions"] = {"subgraphs": [inner.inside()]}
    assert set(read(document).nodes) == {"57:8:3"}
