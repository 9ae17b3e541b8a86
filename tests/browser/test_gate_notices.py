"""Sound and notifications: only when asked for, only for gates that stay open, once for all tabs of a browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .gate_page import GateServer, InboxPage, Run, open_inbox

# Notes what would be heard and seen; the browser of the tests shows no notifications.
WATCH = """() => {
  window.heard = 0;
  window.seen = [];
  window.AudioContext = class extends AudioContext { constructor() { super(); window.heard += 1; } };
  window.Notification = class extends EventTarget {
    static permission = localStorage.permission ?? "default";
    static async requestPermission() {
      return (Notification.permission = localStorage.permission = localStorage.wanted ?? "granted");
    }
    constructor(title) { super(); window.seen.push(title); window.shown = this; }
    close() {}
  };
  document.hasFocus = () => false;
}"""


@pytest.fixture
def gates(server: Any) -> Iterator[GateServer]:
    """The server's gates; none are left behind."""
    made = GateServer(server)
    yield made
    made.clear()


@pytest.fixture
def inbox(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> InboxPage:
    """The inbox of a page whose sounds and notifications are noted."""
    page = open_page("about:blank")
    page.context.add_init_script(f"({WATCH})()")
    page.goto(f"{server.address}/#/gates")
    expect(page.get_by_text("Nothing waits", exact=True)).to_be_visible()
    return InboxPage(page, gates)


def start(gates: GateServer, title: str) -> None:
    """A run that comes to one gate."""
    run = Run()
    run.route(title, ["Yes", "No"])
    gates.start(run)
    gates.expect(1)


def test_nothing_is_told_unasked(inbox: InboxPage, gates: GateServer) -> None:
    """Without the switches there is no sound, no notification, and the browser asks for no permission."""
    start(gates, "Quiet")
    expect(inbox.title).to_have_text("Quiet")
    inbox.page.wait_for_function("() => localStorage['penstock.gates.told'] !== undefined")
    assert inbox.page.evaluate("[heard, seen, Notification.permission]") == [0, [], "default"]


def test_a_gate_that_stays_open_is_told_once(inbox: InboxPage, gates: GateServer) -> None:
    """Switched on, a gate that is still open after a second is told, by one tab only; a click on it shows the gate."""
    inbox.page.get_by_role("button", name="Sound when a gate opens").click()
    assert inbox.page.evaluate("heard") == 1
    inbox.page.get_by_role("button", name="Notification when a gate opens").click()
    expect(inbox.page.get_by_role("button", name="Notification when a gate opens")).to_have_attribute(
        "aria-pressed", "true"
    )
    inbox.page.context.clock.install()
    other = inbox.page.context.new_page()
    for page in (inbox.page, other):
        page.goto(f"{gates.server.address}/#/gates")
        expect(page.get_by_text("Nothing waits", exact=True)).to_be_visible()
    start(gates, "Look here")
    for page in (inbox.page, other):
        expect(page.locator("penstock-gate h2")).to_have_text("Look here")
        page.clock.run_for(2000)
    for page in (inbox.page, other):
        page.evaluate("navigator.locks.request('whatever was asked for before is decided now', () => null)")
    told = [*inbox.page.evaluate("seen"), *other.evaluate("seen")]
    assert told == ["Look here waits"]
    assert inbox.page.evaluate("heard") + other.evaluate("heard") == 2
    teller = inbox.page if inbox.page.evaluate("seen.length") else other
    teller.goto(f"{gates.server.address}/#/pools")
    teller.evaluate("shown.dispatchEvent(new Event('click'))")
    expect(teller.locator("penstock-gate h2")).to_have_text("Look here")


@pytest.mark.nightly
def test_what_is_decided_at_once_is_not_told(inbox: InboxPage, gates: GateServer) -> None:
    """A gate that is answered within a second makes no noise."""
    inbox.page.get_by_role("button", name="Sound when a gate opens").click()
    inbox.page.clock.install()
    start(gates, "Fast")
    expect(inbox.title).to_have_text("Fast")
    inbox.press("1")
    expect(inbox.page.get_by_text("Nothing else waits.")).to_be_visible()
    inbox.page.clock.run_for(5000)
    assert inbox.page.evaluate("heard") == 1


@pytest.mark.nightly
def test_what_the_browser_forbids_is_said(inbox: InboxPage) -> None:
    """Where notifications are not allowed, the page says what to do, and the switch stays off."""
    inbox.page.evaluate("localStorage.wanted = 'denied'")
    bell = inbox.page.get_by_role("button", name="Notification when a gate opens")
    bell.click()
    expect(inbox.page.get_by_text("The browser does not allow notifications.")).to_be_visible()
    expect(bell).to_have_attribute("aria-pressed", "false")


@pytest.mark.nightly
def test_the_switches_are_remembered(inbox: InboxPage, server: Any, open_page: Callable[..., Any]) -> None:
    """The sound stays on over a reload, for this browser only."""
    inbox.page.get_by_role("button", name="Sound when a gate opens").click()
    inbox.page.reload()
    expect(inbox.page.get_by_role("button", name="Sound when a gate opens")).to_have_attribute("aria-pressed", "true")
    elsewhere = open_inbox(server, open_page)
    sound = elsewhere.page.get_by_role("button", name="Sound when a gate opens")
    expect(sound).to_have_attribute("aria-pressed", "false")
