"""Gates on a phone: 390 pixels, a finger, no keyboard; and what axe says of the inbox and of every view."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .gate_page import GateServer, InboxPage, Run, open_inbox
from .looks import LOOKS
from .test_accessibility import faults

SMALLEST_TARGET = 44
# What a finger presses and is smaller than a fingertip; links of the frame around are checked with it.
TOO_SMALL = f"""() => [...document.querySelectorAll("penstock-gate-inbox button:not([tabindex='-1'])")]
  .filter((one) => one.checkVisibility())
  .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < {SMALLEST_TARGET})
  .map((one) => one.outerHTML.slice(0, 120))"""
NAME_OF_FOCUSED = """() => document.activeElement.getAttribute('aria-label')
  || document.activeElement.innerText.split('Enter')[0]"""
OVERFLOWS = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def gates(server: Any, photographs: list[Path]) -> Iterator[GateServer]:
    """A run that waits at a gate of each kind, all at once, and one with ten routes."""
    made = GateServer(server)
    run = Run()
    run.route(
        "Portrait",
        ["Keep", "A name that is much too long for its button", "Reject"],
        run.picture(made.upload(photographs[0])),
    )
    run.choose("Batch", run.picture(count=5))
    run.edit("Words", "a cat in the sun")
    run.route("Ten", [str(one) for one in range(1, 11)])
    made.start(run)
    made.expect(4)
    yield made
    made.clear()


@pytest.fixture
def phone(chromium: Any, gates: GateServer) -> Iterator[InboxPage]:
    """The inbox on a phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{gates.server.address}/#/gates")
    inbox = InboxPage(page, gates)
    expect(inbox.rows).to_have_count(4)
    yield inbox
    context.close()


def test_a_finger_decides_everything(phone: InboxPage, gates: GateServer) -> None:
    """Every kind of gate is answered by taps, each with its buttons in sight; after the last nothing is left."""
    for left in (3, 2, 1, 0):
        title = phone.title.inner_text()
        answer = phone.view.locator(".penstock-gate-answer").last
        expect(answer).to_be_in_viewport(ratio=1)
        assert phone.page.evaluate(TOO_SMALL) == []
        assert phone.page.evaluate(OVERFLOWS) is False
        if title == "Batch":
            for tile in (0, 3):
                phone.view.locator(".penstock-gate-tile").nth(tile).tap()
        # Who taps again at once taps twice: the second tap is for nobody.
        shown_at = phone.page.evaluate("performance.now()")
        phone.page.wait_for_function("(since) => performance.now() - since > 400", arg=shown_at)
        answer.tap()
        if left:
            expect(phone.title).not_to_have_text(title)
    expect(phone.page.get_by_text("Nothing else waits.")).to_be_visible()


def test_a_finger_goes_between_gates(phone: InboxPage) -> None:
    """The arrows above and the list below lead to other gates; the chosen one is then in sight."""
    first = phone.title.inner_text()
    phone.page.get_by_role("button", name="Next gate").tap()
    expect(phone.title).not_to_have_text(first)
    phone.rows.nth(3).tap()
    expect(phone.chosen).to_have_attribute("aria-current", "true")
    expect(phone.title).to_be_in_viewport(ratio=1)
    assert phone.rows.nth(3).get_attribute("aria-current") == "true"


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_views_have_no_faults(
    gates: GateServer, server: Any, open_page: Callable[..., Any], scheme: str, width: int
) -> None:
    """Axe finds nothing at any kind of gate, in the dark and in the light, wide and narrow."""
    inbox = open_inbox(server, open_page, width=width, scheme=scheme)
    expect(inbox.rows).to_have_count(4)
    found = {}
    for place in range(4):
        title = inbox.title.inner_text()
        if title == "Batch":
            inbox.press("1")
        found[title] = faults(inbox.page)
        if place < 3:
            inbox.press("j")
            expect(inbox.title).not_to_have_text(title)
    assert {state: some for state, some in found.items() if some} == {}


def test_other_states_have_no_faults(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> None:
    """Axe finds nothing with a problem, after another's answer, when nothing waits, and when the server fails."""
    inbox = open_inbox(server, open_page)
    expect(inbox.rows).to_have_count(4)
    found = {}
    refused = {"error": {"code": "busy", "message": "Asleep.", "hint": "Wake it.", "field": None, "retryable": True}}
    inbox.page.route("**/answer", lambda route: route.fulfill(status=423, json=refused))
    while inbox.title.inner_text() not in ("Portrait", "Ten"):
        inbox.press("j")
    inbox.press("1")
    expect(inbox.view.get_by_role("alert")).to_contain_text("Asleep.")
    found["problem"] = faults(inbox.page)
    shown = next(gate for gate in gates.gates() if gate["title"] == inbox.title.inner_text())
    gates.answer(shown["token"], route=1)
    expect(inbox.view).to_contain_text("elsewhere")
    found["ended"] = faults(inbox.page)
    gates.clear()
    inbox.page.reload()
    expect(inbox.page.get_by_text("Nothing waits", exact=True)).to_be_visible()
    found["empty"] = faults(inbox.page)
    inbox.page.route("**/penstock/gates", lambda route: route.fulfill(status=423, json=refused))
    inbox.page.reload()
    expect(inbox.page.get_by_role("button", name="Try again")).to_be_visible()
    found["failed"] = faults(inbox.page)
    assert {state: some for state, some in found.items() if some} == {}


def test_tab_reaches_everything(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> None:
    """Tab leads from the list through the picture and the answers to Stop, and shows where it is."""
    inbox = open_inbox(server, open_page)
    expect(inbox.rows).to_have_count(4)
    while inbox.title.inner_text() != "Ten":
        inbox.press("j")
    inbox.chosen.focus()
    stops = []
    for _ in range(20):
        inbox.press("Tab")
        stops.append(inbox.page.evaluate(NAME_OF_FOCUSED))
        if stops[-1] == "Stop the run":
            break
    assert stops[0].endswith("look closely")
    assert stops[1] == "Paint mask"
    assert [stop.split()[-1] for stop in stops[2:12]] == [str(one) for one in range(1, 11)]
    assert stops[12:] == ["Park", "Stop the run"]
