"""Saved values get the right names: the server's, then the document's own, then a plugin's rule."""

from typing import Any

import pytest

from penstock.adapters.testing.workflow_documents import little_classes
from penstock.core.parameter_rules import ParameterRule, WidgetRule
from penstock.plugins.workflows.documents.schemas import Schemas
from penstock.plugins.workflows.documents.scopes import RawNode, RawSlot
from penstock.plugins.workflows.documents.widget_names import Named, name_widgets

SAMPLER = [2**64 - 1, "randomize", 30, 7.5, "euler"]
NAMES = ("seed", "steps", "cfg", "sampler_name")


def named(kind: str, values: Any, told: Any = None, *, known: bool = True, rule: Any = None, slots: Any = ()) -> Named:
    """The widgets of a node."""
    made = tuple(RawSlot(slot, "*", widget=slot) for slot in slots)
    node = RawNode(id="1", type=kind, values=values, named=told or {}, slots=made)
    return name_widgets(node, Schemas(little_classes()).of(kind) if known else None, rule)


def values(found: Named) -> dict[str, Any]:
    """Values by name."""
    return {widget.name: widget.value for widget in found.widgets}


def test_the_schema_names_in_its_order() -> None:
    """The control that follows a seed is the seed's, and the seed stays exact."""
    found = named("Sampler", SAMPLER)
    assert values(found) == dict(zip(NAMES, [2**64 - 1, 30, 7.5, "euler"], strict=True))
    assert found.widgets[0].control == "randomize"
    assert {widget.source for widget in found.widgets} == {"schema"}


def test_values_without_a_control_are_read_too() -> None:
    """Files older than the control have no value for it."""
    assert values(named("Sampler", [5, 30, 7.5, "euler"]))["steps"] == 30


def test_what_the_document_lacks_is_what_the_page_would_show() -> None:
    """Widgets that a class got later have the schema's default, None of them unnamed."""
    assert values(named("Sampler", [5, "fixed", 30])) == {"seed": 5, "steps": 30, "cfg": 8.0, "sampler_name": "euler"}
    assert values(named("Sampler", None))["steps"] == 20


def test_upload_buttons_are_nobody() -> None:
    """Values that only buttons save are dropped."""
    found = named("Load", ["a.png", "image"])
    assert (values(found), found.unnamed) == ({"image": "a.png"}, 0)


def test_a_choice_and_what_it_brings() -> None:
    """Dynamic combos take the values of their choice from behind them."""
    assert values(named("Resize", ["by size", 640, 480])) == {"kind": "by size", "kind.width": 640, "kind.height": 480}


def test_an_unknown_choice_names_nothing_behind_it() -> None:
    """Where the server does not know the choice, only what stands before is sure; the rest is counted."""
    found = named("Resize", ["by magic", 3, 4])
    assert (values(found), found.unnamed) == ({"kind": "by magic"}, 2)


def test_values_come_from_the_list_and_names_from_the_names() -> None:
    """Where a document has both, the list counts as in the page, which restores it."""
    told = dict(zip(("seed", "control_after_generate", *NAMES[1:]), [1, "fixed", 2, 3.0, "x"], strict=True))
    found = named("Sampler", SAMPLER, told, known=False)
    assert values(found)["seed"] == 2**64 - 1
    assert found.widgets[0].control == "randomize"
    assert found.widgets[0].source == "workflow"


def test_names_alone_are_enough() -> None:
    """A list of another length is not laid onto the names."""
    assert values(named("Sampler", [1], {"seed": 4, "steps": 9}, known=False)) == {"seed": 4, "steps": 9}


def test_the_document_wins_where_the_schema_does_not_fit() -> None:
    """A class that had a widget more when the document was saved: its names count, and nothing moves."""
    told = {
        "seed": 1,
        "control_after_generate": "fixed",
        "shift": 2.5,
        "steps": 30,
        "cfg": 1.0,
        "sampler_name": "euler",
    }
    found = named("Sampler", list(told.values()), told)
    assert found.drifted
    assert values(found) == {"seed": 1, "shift": 2.5, "steps": 30, "cfg": 1.0, "sampler_name": "euler"}


def test_as_many_values_at_other_places_are_seen() -> None:
    """A schema that fits by number only does not put values under wrong names."""
    told = {"seed": 1, "control_after_generate": "fixed", "shift": 2, "steps": 7.0, "sampler_name": "euler"}
    assert values(named("Sampler", list(told.values()), told))["shift"] == 2


def test_slots_name_where_nothing_else_does() -> None:
    """Inputs that stand for widgets are names, too, with the control behind a number."""
    found = named("Sampler", SAMPLER, known=False, slots=NAMES)
    assert values(found)["sampler_name"] == "euler"
    assert found.widgets[0].control == "randomize"


def test_a_rule_names_last() -> None:
    """A plugin's rule with all widgets names what neither the server nor the document does."""
    widgets = [WidgetRule(name="seed", control=True), *(WidgetRule(name=name) for name in NAMES[1:])]
    rule = ParameterRule(class_type="Sampler", widgets=widgets, complete=True)
    found = named("Sampler", SAMPLER, known=False, rule=rule)
    assert values(found)["cfg"] == 7.5
    assert {widget.source for widget in found.widgets} == {"rule"}


def test_nobody_is_guessed() -> None:
    """Values that nobody names are counted: buttons and controls are none."""
    assert named("Odd", [1, "fixed", "", None, "x"], known=False).unnamed == 2
    assert named("Sampler", ["a", "b", True, "c", 4, 5]).unnamed == 6


def test_values_by_name_are_read_as_they_are() -> None:
    """Some nodes save an object; what only the page needs is no input."""
    found = named("Number", {"value": 4, "videopreview": {"hidden": True}, "more": 2})
    assert values(found) == {"value": 4, "more": 2}
    assert [widget.source for widget in found.widgets] == ["schema", "workflow"]


def test_own_choices_have_an_index() -> None:
    """A combo with choices of its own keeps them; its index is no widget."""
    found = named("CustomCombo", ["b", 1, "a", "b", ""])
    assert values(found) == {"choice": "b", "option1": "a", "option2": "b", "option3": ""}
    assert found.fixed == {"index": 1}


def test_the_sides_of_a_box_are_in_the_box() -> None:
    """The four numbers beside a box are the page's."""
    box = {"x": 1, "y": 2, "width": 3, "height": 4}
    assert values(named("Crop", [box, 1, 2, 3, 4])) == {"box": box}
    assert values(named("Crop", [box, 1, 2, 3, 4], {"box": box, **box}, known=False)) == {"box": box}


def test_values_of_forced_sockets_are_left_out() -> None:
    """Old pages saved values of inputs that are sockets now."""
    assert values(named("Forced", ["old text", 7])) == {"more": 7}
    assert values(named("Forced", [7])) == {"more": 7}


@pytest.mark.parametrize("saved", [[[1], {}], [None, None], [{"a": [1]}, [{}]], ["x"] * 500, 7, "text", [[]]])
@pytest.mark.parametrize("kind", ["Sampler", "Resize", "CustomCombo", "Crop", "Odd"])
def test_nothing_raises(kind: str, saved: Any) -> None:
    """Values of any shape are read or counted."""
    assert named(kind, saved).unnamed >= 0
    assert named(kind, saved, {"a": [1], "b": {}}, slots=("a",)).unnamed >= 0


def test_previews_and_buttons_of_views_are_nobody() -> None:
    """What only shows results saves nothing of ours; buttons among the widgets of a 3D view are left out."""
    assert named("Decode", [None, None, False]).unnamed == 0
    assert named("Decode", [None, 5, False]).unnamed == 3
    found = named("View", ["a.glb", "upload3dmodel", "uploadExtraResources", "clear", "", 10])
    assert values(found) == {"model_file": "a.glb", "image": "", "width": 10}
    assert named("Load", ["a.png", {"name": "upload", "type": "button"}]).unnamed == 0
