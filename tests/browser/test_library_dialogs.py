"""Dialogs and toasts of the shared library, on Penstock's own page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .library_page import happened, open_dialog, prepare, run

ACTIONS = """{ actions: [
  { label: "Stay", run: () => (note("stayed"), false) },
  { label: "Break", run: async () => { throw Object.assign(new Error("It broke."), { hint: "Mend it." }); } },
  { label: "Go", primary: true, run: () => note("went") },
] }"""
DROP = """() => {
  const transfer = new DataTransfer();
  transfer.items.add(new File(["x"], "x.png", { type: "image/png" }));
  const drop = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer });
  document.querySelector("dialog").dispatchEvent(drop);
  return drop.defaultPrevented;
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server without pools: what other tests made would stand where these press and look."""
    running = RunningServer(tmp_path_factory.mktemp("library"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """The list of pools, with the library at hand and the focus on the button New pool."""
    page = open_page(server.address)
    prepare(page)
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    page.get_by_role("button", name="New pool").first.focus()
    expect(page.get_by_role("button", name="New pool").first).to_be_focused()
    return page


def test_escape_closes_and_the_focus_comes_back(page: Any) -> None:
    """A dialog is named, takes the focus into its content, and gives it back when Escape closes it."""
    open_dialog(page, "{ onClose: () => note('closed') }")
    expect(page.get_by_role("dialog", name="Question")).to_be_visible()
    expect(page.get_by_label("First")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="New pool").first).to_be_focused()
    assert happened(page) == ["closed"]


def test_tab_stays_in_the_dialog(page: Any) -> None:
    """However often Tab is pressed, the page below never has the focus."""
    open_dialog(page)
    for _ in range(8):
        page.keyboard.press("Tab")
        below = "document.querySelector('.penstock-shell, .penstock-header').contains(document.activeElement)"
        assert page.evaluate(below) is False


def test_actions(page: Any) -> None:
    """Saying no keeps the dialog open, an error is shown inside it, Enter runs the primary action and closes it."""
    open_dialog(page, ACTIONS)
    page.get_by_role("button", name="Stay").click()
    page.get_by_role("button", name="Break").click()
    expect(page.get_by_role("alert")).to_have_text("It broke. Mend it.")
    page.get_by_label("Second").press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert happened(page) == ["stayed", "went"]


def test_a_dialog_above_a_dialog(page: Any) -> None:
    """Escape closes the upper one alone, and the focus is back where it was in the lower one."""
    open_dialog(page)
    page.get_by_label("Second").focus()
    run(
        page,
        "(await library('dialogs')).openFullDialog(host, { title: 'Full', content: document.createElement('b') });",
    )
    upper = page.get_by_role("dialog", name="Full")
    assert upper.bounding_box() == {"x": 0, "y": 0, "width": 1400, "height": 900}
    page.keyboard.press("Escape")
    expect(upper).to_have_count(0)
    expect(page.get_by_label("Second")).to_be_focused()


def test_ask_text(page: Any) -> None:
    """The answer is what was typed and found right; Escape answers null."""
    check = "check: (value) => value === 'good' ? '' : 'Not that one.'"
    ask = f"""const {{ askText }} = await library("dialogs");
    void askText(host, {{ title: "Name", label: "Which", value: argument, confirm: "Take", {check} }})
      .then((answer) => happened.push(answer));"""
    run(page, ask, "bad")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Not that one.")
    expect(page.get_by_label("Which")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Which").fill("good")
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    run(page, ask, "good")
    page.keyboard.press("Escape")
    page.wait_for_function("happened.length === 2")
    assert happened(page) == ["good", None]


def test_keys_go_nowhere_when_the_focused_element_goes(page: Any) -> None:
    """The page below hears no key although the element with the focus went away; the dialog has the focus again."""
    open_dialog(page)
    page.evaluate("document.addEventListener('keydown', ({ key }) => happened.push(key))")
    page.keyboard.press("a")
    page.evaluate("document.activeElement.remove()")
    page.keyboard.press("b")
    page.keyboard.press("c")
    assert happened(page) == []
    expect(page.get_by_role("dialog")).to_be_focused()


def test_a_file_dropped_beside_is_refused(page: Any) -> None:
    """A file that is dropped where nobody takes it does not replace the page."""
    open_dialog(page)
    assert page.evaluate(DROP) is True


def test_toasts_are_in_reach_above_a_dialog(page: Any) -> None:
    """A toast moves into the dialog that opens, works there, and is on the page again when the dialog has closed."""
    action = "{ label: `Undo ${argument}`, run: () => happened.push(argument) }"
    show = f"host.toasts.show({{ message: argument, action: {action} }});"
    run(page, show, "one")
    open_dialog(page)
    run(page, show, "two")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_count(2)
    page.get_by_role("button", name="Undo one").click()
    assert happened(page) == ["one"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Undo two").click()
    assert happened(page) == ["one", "two"]
    expect(page.locator(".penstock-toasts")).to_have_count(0)


def test_toasts_keep_their_time(page: Any) -> None:
    """Moving a toast between page and dialog does not make it stay longer, unless the pointer is on it."""
    page.clock.install()
    run(page, "host.toasts.show({ message: 'short' });")
    page.clock.fast_forward(5000)
    open_dialog(page)
    expect(page.get_by_text("short")).to_be_visible()
    page.clock.fast_forward(1500)
    expect(page.get_by_text("short")).to_have_count(0)
    run(page, "host.toasts.show({ message: 'read' });")
    page.get_by_text("read").hover()
    page.clock.fast_forward(60_000)
    expect(page.get_by_text("read")).to_be_visible()
