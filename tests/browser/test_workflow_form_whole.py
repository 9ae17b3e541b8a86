"""The form as a whole: its groups, its search, what others change in it, what the server refuses, and large ones."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .workflow_form_page import every_kind, opened_form_page, parameter, row, shape, show_form, told, values

MOST_MS = 2500


@pytest.fixture(scope="module")
def page(server: Any, chromium: Any) -> Iterator[Any]:
    """A page that forms are put on."""
    with opened_form_page(chromium, server.address) as opened:
        yield opened


@pytest.fixture
def form(page: Any) -> Any:
    """A form with a parameter of every kind, as the document has them."""
    page.evaluate("localStorage.clear()")
    return show_form(page, every_kind(), width="420px", showNode=True)


def test_groups_have_headings_in_their_order(form: Any) -> None:
    """Groups stand by rank, with the page's words for those that it knows; what few need is folded at the end."""
    headings = form.get_by_role("heading", level=2)
    expect(headings).to_have_text(["Pictures and media", "Prompt", "Size", "Sampling", "Models", "Output", "Advanced2"])
    expect(form.get_by_role("textbox", name="Curve")).to_have_count(0)
    form.get_by_role("button", name="Advanced").click()
    expect(form.get_by_role("heading", level=3)).to_have_text(["Tone"])
    expect(form.get_by_role("spinbutton", name="Strength")).to_be_visible()


def test_what_is_folded_stays_folded(form: Any) -> None:
    """Groups that were folded and opened are so at the next visit, too."""
    form.get_by_role("button", name="Advanced").click()
    form.get_by_role("button", name="Size").press("Enter")
    expect(form.get_by_role("spinbutton", name="Width")).to_be_hidden()
    again = show_form(form.page, every_kind())
    expect(again.get_by_role("button", name="Size")).to_have_attribute("aria-expanded", "false")
    expect(again.get_by_role("textbox", name="Curve")).to_be_visible()


def test_a_search_shows_what_it_finds_wherever_it_is_folded(form: Any) -> None:
    """Words find labels, nodes and fields; Escape brings back all, folded as it was."""
    search = form.get_by_role("searchbox")
    search.fill("STRENGTH 21")
    expect(form.locator("[data-address]")).to_have_count(1)
    expect(form.get_by_role("spinbutton", name="Strength")).to_be_visible()
    search.fill("nowhere")
    expect(form.get_by_text("Nothing here is called that.")).to_be_visible()
    search.press("Escape")
    expect(form.get_by_role("spinbutton", name="Steps")).to_be_visible()
    expect(form.get_by_role("spinbutton", name="Strength")).to_have_count(0)


def test_the_search_stays_in_sight(form: Any) -> None:
    """At the end of a long form the search is still there, and a field that is gone to is not hidden below it."""
    page, search = form.page, form.get_by_role("searchbox")
    form.get_by_role("button", name="Advanced").click()
    page.evaluate("document.querySelector('#box').scrollTop = 9999")
    assert page.evaluate("document.querySelector('#box').scrollTop") > 100
    expect(search).to_be_in_viewport()
    page.evaluate("form.focusOn('10.image')")
    bar, image = search.bounding_box(), form.get_by_role("combobox", name="Image").bounding_box()
    assert image["y"] >= bar["y"] + bar["height"]


def test_changes_are_counted_marked_and_taken_back(form: Any) -> None:
    """The number of changes filters the form to them; each has a way back that says to what."""
    expect(form.get_by_role("button", name="changed")).to_be_hidden()
    form.get_by_role("textbox", name="File name").fill("dogs")
    form.get_by_role("spinbutton", name="Steps").fill("30")
    form.get_by_role("button", name="2 changed").click()
    expect(form.locator("[data-address]")).to_have_count(2)
    back = form.get_by_role("button", name="Reset Steps")
    expect(back).to_have_attribute("title", "Reset to “20”")
    back.click()
    expect(form.get_by_role("spinbutton", name="Steps")).to_be_focused()
    assert told(form.page)[-1] == ["change", {"address": "3.steps", "value": 20}]
    form.get_by_role("button", name="1 changed").click()
    expect(form.get_by_role("button", name="Reset Steps")).to_be_hidden()
    assert values(form.page) == {"9.prefix": "dogs"}


def test_what_others_change_is_shown_and_not_told(form: Any) -> None:
    """A value from outside shows, leaves the field that has the focus alone where it is the same, and tells nobody."""
    page, cfg = form.page, form.get_by_role("spinbutton", name="CFG")
    cfg.fill("5.0")
    page.evaluate("told.length = 0; form.setValue('3.cfg', 5); form.setValue('3.steps', 33); form.setValue('99.x', 1)")
    expect(cfg).to_have_value("5.0")
    expect(cfg).to_be_focused()
    expect(form.get_by_role("slider", name="Steps")).to_have_value("33")
    page.evaluate("form.setValue('20.curve', [])")  # was never shown
    form.get_by_role("button", name="Advanced").click()
    expect(form.get_by_role("textbox", name="Curve")).to_have_value("[]")
    assert (values(page), told(page)) == ({"3.cfg": 5, "3.steps": 33, "20.curve": []}, [])


def test_values_are_entered_all_at_once(form: Any) -> None:
    """A preset changes what it names, takes back everything else, and tells each; an empty one resets the form."""
    page = form.page
    form.get_by_role("textbox", name="File name").fill("dogs")
    form.get_by_role("spinbutton", name="Steps").fill("no number")
    page.evaluate("told.length = 0; form.enter({ '3.seed': '7', '20.curve': 1, 'gone.x': 2 })")
    assert values(page) == {"3.seed": "7", "20.curve": 1}
    assert {detail["address"] for _, detail in told(page)} == {"3.seed", "20.curve", "9.prefix"}
    expect(form.get_by_role("spinbutton", name="Steps")).to_have_value("20")
    page.evaluate("form.enter({})")
    assert (values(page), page.evaluate("form.faults")) == ({}, [])


def test_another_form_keeps_the_focus_the_search_and_what_is_typed(form: Any) -> None:
    """When a node is added while somebody types, the field stays the same one with the focus in it."""
    page = form.page
    prompt = form.get_by_role("textbox", name="Prompt", exact=True)
    prompt.fill("half a sen")
    page.evaluate("document.activeElement.setSelectionRange(4, 4)")
    made = every_kind()
    made["parameters"].insert(0, parameter("90.text", "text", "new", group="prompt", label="Another"))
    page.evaluate("(made) => form.show(made, form.values)", made)
    expect(form.get_by_role("textbox", name="Another")).to_have_value("new")
    expect(prompt).to_be_focused()
    page.keyboard.type("X")
    assert values(page)["6.text"] == "halfX a sen"


def test_what_the_server_refuses_is_shown_where_it_is(form: Any) -> None:
    """Faults open what folds them, lead to the first, go away with the next edit; unknown keys are handed back."""
    page = form.page
    form.get_by_role("searchbox").fill("steps")
    left = page.evaluate("""form.showFaults([{ field: "strength", message: "Too strong." }, { field: "3.cfg", message:
      "Too free." }, { field: "99.x", message: "Who?" }])""")
    assert left == [{"field": "99.x", "message": "Who?"}]
    strength = form.get_by_role("spinbutton", name="Strength")
    expect(strength).to_be_focused()
    expect(strength).to_have_attribute("aria-invalid", "true")
    expect(row(form, "21.strength").get_by_role("status")).to_have_text("Too strong.")
    expect(row(form, "3.cfg").get_by_role("status")).to_have_text("Too free.")
    strength.fill("0.5")
    expect(row(form, "21.strength").get_by_role("status")).to_be_hidden()
    page.evaluate("form.showFaults([])")
    expect(row(form, "3.cfg").get_by_role("status")).to_be_hidden()


def test_each_row_leads_to_its_node(form: Any) -> None:
    """Where the page can show nodes, each parameter has a button for it, also by key."""
    form.get_by_role("button", name="Show the node of CFG").press("Enter")
    assert form.page.evaluate("shown") == ["3.cfg"]
    assert show_form(form.page, every_kind()).get_by_role("button", name="Show the node of CFG").count() == 0


def test_states_are_told(page: Any) -> None:
    """A form that is read, one without parameters, and what is odd about a workflow say so."""
    form = show_form(page, None)
    expect(form.get_by_role("status").filter(has_text="Reading the form…")).to_be_visible()
    page.evaluate("(made) => form.show(made)", shape([]))
    expect(form.get_by_text("This workflow has nothing that can be changed.")).to_be_visible()
    odd = shape([parameter("1.a", "string", "x")], problems=["Two nodes have the id 4."], unnamed=3, stale=True)
    page.evaluate("(made) => form.show(made)", odd)
    form.get_by_text("3 notes about this workflow").click()
    expect(form.get_by_role("listitem")).to_have_text(
        [
            "Two nodes have the id 4.",
            "3 values have no known name. They are kept and not shown.",
            "ComfyUI does not answer. Choices are those of its last answer.",
        ]
    )
    expect(form.get_by_role("searchbox")).to_be_hidden()


def test_seeds_without_a_control_of_their_own_have_none_in_the_editor(page: Any) -> None:
    """Where the page's own controls rule, only seeds that have one get the choice."""
    seed = {"minimum": 0, "maximum": 100}
    made = shape(
        [parameter("1.seed", "seed", 1, **seed), parameter("2.seed", "seed", 1, control="fixed", label="b", **seed)]
    )
    form = show_form(page, made, ownControls=True)
    expect(form.get_by_role("button", name="After each run")).to_have_count(1)
    assert show_form(page, made).get_by_role("button", name="After each run").count() == 2


def test_keys_that_are_typed_stay_in_the_form(form: Any) -> None:
    """Plain keys do not reach the page's own shortcuts; chords and Escape do."""
    page = form.page
    page.evaluate("""() => { window.heard = []; window.addEventListener("keydown", ({ key }) => heard.push(key)); }""")
    form.get_by_role("spinbutton", name="Steps").focus()
    for key in ["5", "Delete", "Control+k", "Escape"]:
        page.keyboard.press(key)
    assert page.evaluate("heard") == ["Control", "k", "Escape"]


def test_large_forms_are_there_at_once(page: Any) -> None:
    """Two thousand parameters, most of them advanced, are shown and searched within a moment."""
    many = [
        parameter(
            f"{at}.x", "float", 0.5, minimum=0.0, maximum=1.0, group=f"node:{at % 200}", group_label=f"N{at % 200}"
        )
        for at in range(2000)
    ]
    for one in many[300:]:
        one["advanced"] = True
    page.evaluate("localStorage.clear()")
    show_form(page, None)
    took = page.evaluate(
        """(made) => {
      const start = performance.now();
      form.show(made);
      form.getBoundingClientRect();
      const search = form.querySelector("input[type=search]");
      search.value = "1999.x";
      search.dispatchEvent(new Event("input", { bubbles: true }));
      form.getBoundingClientRect();
      return performance.now() - start;
    }""",
        shape(many),
    )
    assert took < MOST_MS
    expect(row(page.locator("penstock-parameter-form"), "1999.x")).to_be_visible()
