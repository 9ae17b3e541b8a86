"""The inbox of gates: all that wait, oldest first, decided one after the other by keyboard."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .gate_page import GateServer, InboxPage, Run, open_inbox

MOST_GATES = 20


@pytest.fixture
def gates(server: Any) -> Iterator[GateServer]:
    """The server's gates; none are left behind."""
    made = GateServer(server)
    yield made
    made.clear()


@pytest.fixture
def many(gates: GateServer) -> str:
    """A run that waits at 20 gates; returns its id."""
    run = Run()
    pictures = [run.picture(color=0x202020 * (one % 6 + 1)) for one in range(4)]
    for one in range(MOST_GATES):
        run.route(f"Picture {one:02}", ["Keep", "Reject"], pictures[one % 4])
    prompt = gates.start(run)
    gates.expect(MOST_GATES)
    return prompt


def titles(inbox: InboxPage) -> list[str]:
    """The titles in the list, from the top."""
    return list(inbox.page.locator(".penstock-inbox-row strong").all_inner_texts())


def test_twenty_gates_are_decided_with_one_key_each(
    gates: GateServer, many: str, server: Any, open_page: Callable[..., Any]
) -> None:
    """One key decides a gate and shows the next, oldest first, with its picture there already; the count goes down."""
    inbox = open_inbox(server, open_page)
    expect(inbox.rows).to_have_count(MOST_GATES)
    assert titles(inbox) == [gate["title"] for gate in gates.gates()]
    expect(inbox.page).to_have_title("(20) Gates · Penstock")
    order = titles(inbox)
    for place, title in enumerate(order):
        expect(inbox.title).to_have_text(title)
        expect(inbox.view.locator(".penstock-gate-picture")).to_have_js_property("complete", True)
        inbox.press("1" if place % 2 == 0 else "2")
    expect(inbox.page.get_by_text("Nothing else waits.")).to_be_visible()
    expect(inbox.page.locator(".penstock-badge")).to_be_hidden()
    expect(inbox.page).to_have_title("Gates · Penstock")
    assert len(gates.outputs(many)) == MOST_GATES


@pytest.mark.nightly
def test_a_decision_sends_nothing_but_itself(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> None:
    """The next picture was loaded ahead: between a key and the next gate no large picture is asked for."""
    run = Run()
    for title in ("One", "Other"):
        run.route(title, ["Keep", "Reject"], run.picture(width=600, height=400))
    gates.start(run)
    gates.expect(2)
    inbox = open_inbox(server, open_page)
    first, second = gates.gates()[:2]
    expect(inbox.title).to_have_text(first["title"])
    loaded = "(token) => performance.getEntriesByType('resource').filter((one) => one.name.includes(token)).length"
    inbox.page.wait_for_function(f"(token) => ({loaded})(token) > 1", arg=second["token"])
    before = inbox.page.evaluate(loaded, second["token"])
    inbox.press("1")
    expect(inbox.title).to_have_text(second["title"])
    expect(inbox.view.locator(".penstock-gate-picture")).to_be_visible()
    assert inbox.page.evaluate(loaded, second["token"]) == before


def test_keys_go_between_gates(gates: GateServer, many: str, server: Any, open_page: Callable[..., Any]) -> None:
    """J and K, Alt and the arrows, and the arrows in the list go to the gate beside; Escape decides nothing."""
    inbox = open_inbox(server, open_page)
    order = titles_when_read(inbox)
    inbox.press("j", "j", "k")
    expect(inbox.title).to_have_text(order[1])
    inbox.press("Alt+ArrowDown", "Alt+ArrowDown", "Alt+ArrowUp")
    expect(inbox.title).to_have_text(order[2])
    inbox.chosen.focus()
    inbox.press("ArrowDown")
    expect(inbox.title).to_have_text(order[3])
    expect(inbox.chosen).to_be_focused()
    inbox.press("Escape", "Enter")
    expect(inbox.title).to_have_text(order[3])
    assert len(gates.gates()) == MOST_GATES


def titles_when_read(inbox: InboxPage) -> list[str]:
    """The titles, once all are listed."""
    expect(inbox.rows).to_have_count(MOST_GATES)
    return titles(inbox)


def test_nothing_moves_from_gate_to_gate(
    gates: GateServer, many: str, server: Any, open_page: Callable[..., Any]
) -> None:
    """The buttons stand where they stood before; pictures come without moving anything."""
    inbox = open_inbox(server, open_page)
    expect(inbox.view.locator(".penstock-gate-picture")).to_be_visible()
    inbox.page.evaluate(
        "() => { window.shifts = 0; new PerformanceObserver((list) => {"
        " for (const one of list.getEntries()) window.shifts += one.value; }).observe({ type: 'layout-shift' }); }"
    )
    answer = inbox.view.get_by_role("button", name="Keep")
    before = answer.bounding_box()
    for title in titles_when_read(inbox)[1:6]:
        inbox.press("j")
        expect(inbox.title).to_have_text(title)
        assert answer.bounding_box() == before
    assert inbox.page.evaluate("window.shifts") < 0.01


def test_a_reload_in_the_middle_loses_nothing(
    gates: GateServer, many: str, server: Any, open_page: Callable[..., Any]
) -> None:
    """After a reload the gates that are left are there again, and are answered as before."""
    inbox = open_inbox(server, open_page)
    order = titles_when_read(inbox)
    inbox.press("2")
    expect(inbox.title).to_have_text(order[1])
    inbox.page.reload()
    expect(inbox.rows).to_have_count(MOST_GATES - 1)
    expect(inbox.title).to_have_text(order[1])
    inbox.press("1")
    expect(inbox.title).to_have_text(order[2])


def test_a_second_tab_follows(gates: GateServer, many: str, server: Any, open_page: Callable[..., Any]) -> None:
    """What one tab answers goes from the list of the other; who looked at it is told, and goes on with Enter."""
    one = open_inbox(server, open_page)
    order = titles_when_read(one)
    other = InboxPage(one.page.context.new_page(), gates)
    other.page.goto(one.page.url)
    expect(other.title).to_have_text(order[0])
    one.press("1")
    expect(one.title).to_have_text(order[1])
    expect(other.rows).to_have_count(MOST_GATES - 1)
    expect(other.view).to_contain_text("Routed to Keep elsewhere")
    other.press("2")
    expect(other.rows).to_have_count(MOST_GATES - 1)
    other.press("Enter")
    expect(other.title).to_have_text(order[1])


def test_a_double_click_decides_one_gate(
    gates: GateServer, many: str, server: Any, open_page: Callable[..., Any]
) -> None:
    """The second click of a double click, and a key that is held, do not decide the next gate."""
    inbox = open_inbox(server, open_page)
    order = titles_when_read(inbox)
    inbox.view.get_by_role("button", name="Keep").dblclick()
    expect(inbox.title).to_have_text(order[1])
    inbox.page.evaluate(
        "() => { for (let at = 0; at < 5; at += 1) document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', { key: '1', code: 'Digit1', bubbles: true, cancelable: true, repeat: true })); }"
    )
    inbox.press("j")
    expect(inbox.title).to_have_text(order[2])
    assert len(gates.gates()) == MOST_GATES - 1


def test_new_gates_come_by_themselves(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> None:
    """An empty inbox shows a gate as soon as a run comes to one, and every page its number."""
    inbox = open_inbox(server, open_page)
    expect(inbox.page.get_by_text("Nothing waits", exact=True)).to_be_visible()
    inbox.page.goto(f"{server.address}/#/pools")
    run = Run()
    run.route("Late", ["Yes", "No"])
    gates.start(run)
    expect(inbox.page.locator(".penstock-badge")).to_have_text("1")
    expect(inbox.page).to_have_title("(1) Pools · Penstock")
    inbox.press("g", "g")
    expect(inbox.title).to_have_text("Late")


def test_parked_gates_are_discarded_with_undo(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> None:
    """Park keeps the gate and lets the run end; Discard hides it, Undo brings it back, closing the message ends it."""
    run = Run()
    run.route("Later", ["Yes", "No"])
    gates.start(run)
    inbox = open_inbox(server, open_page)
    inbox.view.get_by_role("button", name="Park").click()
    expect(inbox.chosen).to_contain_text("Parked")
    discard = inbox.view.get_by_role("button", name="Discard")
    discard.click()
    expect(inbox.rows).to_have_count(0)
    assert len(gates.gates()) == 1
    inbox.page.get_by_role("button", name="Undo").click()
    expect(inbox.title).to_have_text("Later")
    discard.click()
    inbox.page.locator(".penstock-toast").get_by_role("button", name="Close").click()
    gates.expect(0)


@pytest.mark.nightly
def test_leaving_the_page_discards(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> None:
    """What was discarded stays so when the page is closed before the message has gone."""
    run = Run()
    run.route("Later", ["Yes", "No"], wait="park")
    gates.start(run)
    inbox = open_inbox(server, open_page)
    inbox.view.get_by_role("button", name="Discard").click()
    expect(inbox.rows).to_have_count(0)
    inbox.page.goto("about:blank")
    gates.expect(0)


def test_a_parked_gate_is_answered(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> None:
    """The answer to a parked gate queues the rest; the gate is gone when that has ended well."""
    run = Run()
    run.route("Later", ["Yes", "No"], wait="park")
    gates.start(run)
    inbox = open_inbox(server, open_page)
    expect(inbox.chosen).to_contain_text("Parked")
    inbox.press("2")
    expect(inbox.page.locator(".penstock-badge")).to_be_hidden()
    gates.expect(0)
    expect(inbox.rows).to_have_count(0)
