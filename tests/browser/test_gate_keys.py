"""Keys of the inbox where the focus is in the list or in a text, and what is said while an answer is on its way."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .gate_page import GateServer, InboxPage, Run, open_inbox


@pytest.fixture
def gates(server: Any) -> Iterator[GateServer]:
    """A chooser, an image gate and a text gate that wait; none are left behind."""
    made = GateServer(server)
    run = Run()
    run.choose("Which?", run.picture(count=6))
    run.route("Keep it?", ["Keep", "Reject"])
    run.edit("Words", "a cat in the sun")
    made.start(run)
    made.expect(3)
    yield made
    made.clear()


@pytest.fixture
def inbox(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> InboxPage:
    """The inbox with all three."""
    opened = open_inbox(server, open_page)
    expect(opened.rows).to_have_count(3)
    return opened


def row(inbox: InboxPage, title: str) -> Any:
    """A row of the list."""
    return inbox.rows.filter(has_text=title)


def token(gates: GateServer, title: str) -> str:
    """The token of an open gate."""
    return next(str(gate["token"]) for gate in gates.gates() if gate["title"] == title)


def test_a_click_in_the_list_leads_to_the_gate(inbox: InboxPage, gates: GateServer) -> None:
    """After a click on a row the keys are those of the gate, Enter too."""
    chooser = token(gates, "Which?")
    row(inbox, "Which?").click()
    expect(inbox.title).to_have_text("Which?")
    inbox.press("2", "4", "Enter")
    gates.expect(2)
    assert gates.gate(chooser)["decided"]["selection"] == [1, 3]


def test_enter_in_the_list_decides_nothing(inbox: InboxPage, gates: GateServer) -> None:
    """Enter on the chosen row goes into the gate; a key of the gate does so too, and then Enter is the gate's."""
    chooser = token(gates, "Which?")
    row(inbox, "Keep it?").click()
    inbox.chosen.focus()
    inbox.press("Enter")
    expect(inbox.chosen).not_to_be_focused()
    assert len(gates.gates()) == 3
    row(inbox, "Which?").click()
    inbox.chosen.focus()
    inbox.press("3", "Enter")
    gates.expect(2)
    assert gates.gate(chooser)["decided"]["selection"] == [2]


def test_escape_leaves_a_text(inbox: InboxPage, gates: GateServer) -> None:
    """Escape in the field keeps what was typed and decides nothing; letters are keys again."""
    row(inbox, "Words").click()
    field = inbox.view.get_by_role("textbox")
    inbox.press("e")
    expect(field).to_be_focused()
    inbox.press("End", "!", "Escape")
    expect(field).not_to_be_focused()
    expect(field).to_have_value("a cat in the sun!")
    inbox.press("k")
    expect(inbox.title).not_to_have_text("Words")
    assert len(gates.gates()) == 3


def test_a_slow_answer_says_so(inbox: InboxPage, gates: GateServer) -> None:
    """While an answer is on its way for long, the last line says so, until it is taken."""
    row(inbox, "Keep it?").click()
    expect(inbox.title).to_have_text("Keep it?")
    held: list[Any] = []
    inbox.page.route("**/answer", lambda route: held.append(route))
    inbox.view.get_by_role("button", name="Reject").click()
    expect(inbox.view.locator(".penstock-gate-foot")).to_contain_text("Sending…")
    held[0].continue_()
    gates.expect(2)
    expect(inbox.view.locator(".penstock-gate-foot")).not_to_contain_text("Sending…")


def test_what_cannot_be_sent_is_said_until_it_can_be(inbox: InboxPage, gates: GateServer) -> None:
    """Without the server an answer says so; when the server is back the message goes, and the gate is answered."""
    row(inbox, "Keep it?").click()
    expect(inbox.title).to_have_text("Keep it?")
    inbox.page.route("**/penstock/gates**", lambda route: route.abort())
    inbox.press("2")
    problem = inbox.view.get_by_role("alert")
    expect(problem).to_contain_text("cannot be reached")
    inbox.page.unroute("**/penstock/gates**")
    inbox.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(problem).to_be_hidden()
    inbox.press("2")
    gates.expect(2)
