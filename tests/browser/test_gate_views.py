"""One gate and its answer: routes, masks, chosen images, texts; what goes wrong is said in its place."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .gate_page import GateServer, InboxPage, Run, open_inbox, until
from .standalone_page import ask


@pytest.fixture
def gates(server: Any) -> Iterator[GateServer]:
    """The server's gates; none are left behind."""
    made = GateServer(server)
    yield made
    made.clear()


@pytest.fixture
def show(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> Callable[[Run], InboxPage]:
    """Starts a run and shows its gate."""

    def shown(run: Run) -> InboxPage:
        gates.start(run)
        gates.expect(1)
        inbox = open_inbox(server, open_page)
        expect(inbox.rows).to_have_count(1)
        return inbox

    return shown


def image_run(**inputs: Any) -> Run:
    """A gate on a plain picture."""
    run = Run()
    run.route("Keep it?", ["Keep", "Reject"], run.picture(width=300, height=200), **inputs)
    return run


def chooser_run(count: int = 6) -> Run:
    """A gate on a batch."""
    run = Run()
    run.choose("Which?", run.picture(count=count))
    return run


def text_run() -> Run:
    """A gate on a text."""
    run = Run()
    run.edit("Words", "a cat in the sun")
    return run


def paint(inbox: InboxPage) -> None:
    """Paint the whole mask in the painter, and save it."""
    inbox.press("m")
    expect(inbox.page.locator(".penstock-painter-dialog canvas").first).to_be_visible()
    inbox.page.get_by_role("button", name="Fill all").click()
    inbox.page.get_by_role("button", name="Save", exact=True).click()
    expect(inbox.page.locator(".penstock-painter-dialog")).to_have_count(0)


def test_a_mask_goes_along(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """A painted mask lies over the picture, survives a reload, and goes along with the answer."""
    inbox = show(image_run())
    paint(inbox)
    overlay = inbox.view.locator(".penstock-gate-mask")
    expect(overlay).to_be_visible()
    assert gates.gates()[0]["has_mask"] is True
    inbox.view.get_by_role("button", name="Hide mask").click()
    expect(overlay).to_be_hidden()
    inbox.press("o")
    expect(overlay).to_be_visible()
    inbox.page.reload()
    expect(overlay).to_be_visible()
    token = gates.gates()[0]["token"]
    inbox.press("1")
    gates.expect(0)
    assert gates.gate(token)["decided"]["masked"] is True


@pytest.mark.nightly
def test_clearing_a_mask_can_be_undone(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """Clear mask takes it away everywhere; Undo brings the same mask back."""
    inbox = show(image_run())
    paint(inbox)
    inbox.view.get_by_role("button", name="Clear mask").click()
    expect(inbox.view.locator(".penstock-gate-mask")).to_be_hidden()
    until(lambda: gates.gates()[0]["has_mask"], lambda has_mask: has_mask is False)
    inbox.page.get_by_role("button", name="Undo").click()
    expect(inbox.view.locator(".penstock-gate-mask")).to_be_visible()
    until(lambda: gates.gates()[0]["has_mask"], lambda has_mask: has_mask is True)
    inbox.view.get_by_role("button", name="Clear mask").click()
    expect(inbox.view.locator(".penstock-gate-mask")).to_be_hidden()
    ask(gates.server, "POST", f"/penstock/gates/{gates.gates()[0]['token']}/stop")


def test_a_mask_is_kept_while_the_server_is_away(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """A mask that could not be sent stays in the browser, also over a reload, and goes with the answer."""
    inbox = show(image_run())
    inbox.page.route(
        "**/penstock/gates/*/mask", lambda route: route.abort() if route.request.method == "PUT" else route.fallback()
    )
    paint(inbox)
    expect(inbox.page.get_by_text("The mask is kept in this browser")).to_be_visible()
    inbox.page.reload()
    expect(inbox.view.locator(".penstock-gate-mask")).to_be_visible()
    token = gates.gates()[0]["token"]
    assert gates.gate(token)["has_mask"] is False
    inbox.press("2")
    gates.expect(0)
    assert gates.gate(token)["decided"]["masked"] is True


@pytest.mark.nightly
def test_a_batch_is_looked_through(show: Callable[[Run], InboxPage]) -> None:
    """The images of a batch stand in a row; the arrows show one after the other, Z shows it large."""
    run = Run()
    run.route("Batch", ["Keep", "Reject"], run.picture(count=5))
    inbox = show(run)
    strip = inbox.view.locator(".penstock-gate-strip button")
    expect(strip).to_have_count(5)
    inbox.press("ArrowRight", "ArrowRight")
    expect(strip.nth(2)).to_have_attribute("aria-current", "true")
    inbox.press("z", "ArrowRight", "Escape")
    expect(strip.nth(3)).to_have_attribute("aria-current", "true")
    expect(inbox.rows).to_have_count(1)


def test_a_refusal_is_said_in_place(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """What the server refuses stands in the view, in its words; the gate stays as it was, and is answered then."""
    inbox = show(image_run())
    problem = {"code": "busy", "message": "The disk is full.", "hint": "Make room.", "field": None, "retryable": True}
    refuse = {"on": True}
    inbox.page.route(
        "**/answer",
        lambda route: route.fulfill(status=507, json={"error": problem}) if refuse["on"] else route.fallback(),
    )
    inbox.press("1")
    expect(inbox.view.get_by_role("alert")).to_contain_text("The disk is full. Make room.")
    assert len(gates.gates()) == 1
    refuse["on"] = False
    inbox.press("1")
    gates.expect(0)
    expect(inbox.page.get_by_text("Nothing else waits.")).to_be_visible()


def test_who_comes_second_is_told(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """An answer that comes too late is not taken: the view says what was decided, and by whom."""
    inbox = show(image_run())
    token = gates.gates()[0]["token"]

    def be_slower(route: Any) -> None:
        gates.answer(token, route=2)
        route.fallback()

    inbox.page.route("**/answer", be_slower)
    inbox.press("1")
    expect(inbox.view.get_by_role("alert")).to_contain_text("Too late. Routed to Reject elsewhere")
    expect(inbox.view.locator(".penstock-gate-foot")).not_to_contain_text("Routed to")
    expect(inbox.view.locator(".penstock-gate-answer[data-chosen]")).to_contain_text("Reject")
    expect(inbox.page.locator(".penstock-badge")).to_be_hidden()


@pytest.mark.nightly
def test_a_lost_answer_is_not_told_as_anothers(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """Where the answer arrived and the word of it was lost, what was decided is not told as somebody else's doing."""
    inbox = show(image_run())
    token = gates.gates()[0]["token"]

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    inbox.page.route("**/answer", lose)
    inbox.press("1")
    expect(inbox.page.get_by_text("Nothing else waits.")).to_be_visible()
    expect(inbox.page.locator("strong").get_by_text("Routed to Keep", exact=True)).to_be_visible()
    assert gates.gate(token)["decided"]["route"] == 1


def test_stop_ends_the_run(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """Stop at a gate stops its run."""
    inbox = show(image_run())
    inbox.view.get_by_role("button", name="Stop the run").click()
    gates.expect(0)
    expect(inbox.page.get_by_role("strong").get_by_text("The run was stopped")).to_be_visible()


def test_images_are_chosen_by_key(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """Digits, arrows and Space choose; Ctrl+A takes all, Ctrl+Z takes that back; a reload keeps it; Enter passes."""
    inbox = show(chooser_run())
    token = gates.gates()[0]["token"]
    tiles = inbox.view.locator(".penstock-gate-tile")
    chosen = inbox.view.locator(".penstock-gate-tile[aria-pressed=true]")
    expect(tiles).to_have_count(6)
    inbox.press("Enter")
    expect(inbox.view.get_by_role("alert")).to_contain_text("Nothing is selected.")
    inbox.press("2", "ArrowRight", "ArrowRight", "Space")
    expect(chosen).to_have_count(2)
    inbox.press("Control+a")
    expect(chosen).to_have_count(6)
    inbox.press("Control+z")
    expect(chosen).to_have_count(2)
    inbox.page.reload()
    expect(inbox.view.get_by_role("button", name="Pass selected (2)")).to_be_visible()
    inbox.press("Enter")
    gates.expect(0)
    assert len(gates.gate(token)["decided"]["selection"]) == 2


@pytest.mark.nightly
def test_images_are_chosen_by_pointer(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """A click chooses, with Shift up to there; Clear leaves all; looking closely chooses too."""
    inbox = show(chooser_run())
    tiles = inbox.view.locator(".penstock-gate-tile")
    tiles.nth(0).click()
    tiles.nth(3).click(modifiers=["Shift"])
    passing = inbox.view.locator(".penstock-gate-answer")
    expect(passing).to_contain_text("Pass selected (4)")
    inbox.view.get_by_role("button", name="Clear").click()
    expect(passing).to_contain_text("Pass selected (0)")
    tiles.nth(1).hover()
    inbox.view.get_by_role("button", name="Look closely at image 2").click()
    inbox.page.get_by_role("button", name="Choose (X)").click()
    inbox.press("ArrowRight", "x", "Escape")
    expect(passing).to_contain_text("Pass selected (2)")
    expect(tiles.nth(2)).to_be_focused()
    token = gates.gates()[0]["token"]
    passing.click()
    gates.expect(0)
    assert gates.gate(token)["decided"]["selection"] == [1, 2]


def test_a_text_is_edited_and_passed(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """What is typed survives a reload and shows in another tab; Ctrl+Enter in the field passes it."""
    inbox = show(text_run())
    token = gates.gates()[0]["token"]
    inbox.press("e")
    inbox.page.keyboard.press("End")
    inbox.page.keyboard.type(", j and 1")
    inbox.page.reload()
    field = inbox.view.get_by_role("textbox")
    expect(field).to_have_value("a cat in the sun, j and 1")
    other = InboxPage(inbox.page.context.new_page(), gates)
    other.page.goto(inbox.page.url)
    expect(other.view.get_by_role("textbox")).to_have_value("a cat in the sun, j and 1")
    field.fill("a dog")
    expect(other.view.get_by_role("textbox")).to_have_value("a dog")
    field.press("Control+Enter")
    gates.expect(0)
    assert gates.gate(token)["decided"]["text"] == "a dog"
    assert (
        inbox.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('penstock.gate.')).length") == 0
    )


@pytest.mark.nightly
def test_a_reset_can_be_undone(show: Callable[[Run], InboxPage]) -> None:
    """Reset puts the text back as it came; Undo brings back what was typed."""
    inbox = show(text_run())
    field = inbox.view.get_by_role("textbox")
    field.fill("mine")
    inbox.view.get_by_role("button", name="Reset").click()
    expect(field).to_have_value("a cat in the sun")
    inbox.page.get_by_role("button", name="Undo").click()
    expect(field).to_have_value("mine")


def test_a_typed_text_is_not_lost_to_another_answer(show: Callable[[Run], InboxPage], gates: GateServer) -> None:
    """When somebody else passes the text meanwhile, what was typed is still there to be copied."""
    inbox = show(text_run())
    field = inbox.view.get_by_role("textbox")
    field.fill("my long work")
    gates.answer(gates.gates()[0]["token"], text="theirs")
    expect(inbox.view).to_contain_text("Your text was not used.")
    expect(inbox.view).to_contain_text("Passed the text elsewhere")
    expect(field).to_have_value("my long work")
    expect(field).to_have_js_property("readOnly", True)


def test_a_picture_that_cannot_be_loaded_says_so(
    gates: GateServer, server: Any, open_page: Callable[..., Any], photographs: list[Path]
) -> None:
    """A picture that does not come says so, with a way to try again; the gate can be answered all the same."""
    run = Run()
    run.route("Cat", ["Keep", "Reject"], run.picture(gates.upload(photographs[0])))
    gates.start(run)
    gates.expect(1)
    page = open_page("about:blank")
    broken = {"on": True}
    page.route("**/images/0?size=*", lambda route: route.abort() if broken["on"] else route.fallback())
    page.goto(f"{server.address}/#/gates")
    expect(page.get_by_text("This picture could not be loaded.")).to_be_visible()
    broken["on"] = False
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".penstock-gate-picture")).to_be_visible()
    expect(page.get_by_text("This picture could not be loaded.")).to_be_hidden()


def test_no_picture_of_the_gate_before(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> None:
    """While the pictures of a gate are on their way, the picture of the one before is not shown in their place."""
    run = Run()
    for title, color in (("First", 0xFF0000), ("Second", 0x00FF00)):
        run.route(title, ["Keep", "Reject"], run.picture(width=300, height=200, color=color))
    gates.start(run)
    first, second = gates.expect(2)
    page = open_page("about:blank")
    page.route(f"**/penstock/gates/{second['token']}/images/*", lambda _: None)
    page.goto(f"{server.address}/#/gates")
    inbox = InboxPage(page, gates)
    expect(inbox.title).to_have_text(first["title"])
    expect(inbox.view.locator(".penstock-gate-picture")).to_be_visible()
    inbox.press("1")
    expect(inbox.title).to_have_text(second["title"])
    shown = "(frame) => [...frame.querySelectorAll('img')].filter((one) => one.naturalWidth > 0).length"
    assert inbox.view.locator(".penstock-gate-frame").evaluate(shown) == 0


def test_a_rest_that_failed_is_queued_again(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> None:
    """A parked gate whose rest failed says why, counts as waiting, and is queued again with its decision."""
    run = image_run()
    gates.start(run)
    (gate,) = gates.expect(1)
    decided = {"by": "user", "route": 2, "selection": None, "text": None, "masked": False, "plugin": "", "at": 1}
    parked = {
        **gate,
        "state": "parked",
        "decided": decided,
        "run_state": "failed",
        "run_error": "Node 5: no memory left.",
    }
    page = open_page("about:blank")
    page.route("**/penstock/gates", lambda route: route.fulfill(json={"gates": [parked]}))
    page.route("**/requeue", lambda route: route.fulfill(json={**parked, "run_state": "queued", "run_error": ""}))
    page.goto(f"{server.address}/#/gates")
    inbox = InboxPage(page, gates)
    expect(inbox.view).to_contain_text("Routed to RejectNode 5: no memory left.")
    expect(inbox.chosen).to_contain_text("The rest failed")
    expect(page.locator(".penstock-badge")).to_have_text("1")
    inbox.press("1")
    inbox.view.get_by_role("button", name="Queue again").click()
    expect(inbox.view).to_contain_text("Queued")
    expect(page.locator(".penstock-badge")).to_be_hidden()
