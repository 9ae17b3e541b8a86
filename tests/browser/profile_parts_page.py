"""The parts of profiles in an open page: `window.host`, `window.book`, `part(name)`, a button to choose a profile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .conftest import watch
from .standalone_page import ask, fill_pool

_PREPARE = """async () => {
  const from = (path) => import(`/penstock/web/${path}.js`);
  window.part = (name) => from(`profiles/${name}`);
  const [{ openHost }, { SocketEvents }, { ProfileBook }] = await Promise.all(
    [from("library/host"), from("library/events"), part("profile_book")]);
  const events = new SocketEvents(location.origin.replace("http", "ws") + "/ws");
  window.host = await openHost({ address: (path) => path, events, language: "en" });
  const connected = new Promise((resolve) => events.listen("connected", resolve));
  events.connect();
  await connected;
  window.book = ProfileBook.of(host);
  await book.refresh();
  const { chooseProfile } = await part("profile_chooser");
  const { button } = await from("library/elements");
  window.choices = [];
  window.chosen = "";
  const choose = async () => void choices.push(await chooseProfile(host, book, { anchor, chosen }));
  const anchor = button("Choose here", choose, { class: "penstock-button" });
  anchor.dataset.choose = "";
  anchor.style.margin = "8px";
  document.querySelector("h1").after(anchor);
  anchor.focus();
}"""

# The page's policy forbids what Playwright's own waiting does.
_CHOICES = """async () => {
  const end = performance.now() + 15_000;
  while (!choices.length && performance.now() < end) await new Promise(requestAnimationFrame);
  return choices;
}"""
_FORGET = """async () => {
  for (const left of document.querySelectorAll("dialog, .penstock-toast, .penstock-popover")) left.remove();
  await book.refresh();
  await new Promise(requestAnimationFrame); // lists that close tell it a little later
  choices.length = 0;
  chosen = "";
}"""


def prepare(page: Any) -> Any:
    """Make the parts known to the page's scripts; returns the button that opens the list of profiles."""
    page.get_by_role("heading", level=1).first.wait_for()
    page.evaluate(_PREPARE)
    return page.get_by_role("button", name="Choose here")


@contextmanager
def opened_parts(chromium: Any, address: str) -> Iterator[Any]:
    """A page with the parts, for many tests, since opening one takes seconds; nothing may go wrong on it."""
    context, problems = chromium.new_context(viewport={"width": 1400, "height": 900}), []
    page = context.new_page()
    watch(page, problems)
    page.goto(address)
    prepare(page)
    yield page
    context.close()
    assert problems == []


def forget(page: Any) -> None:
    """What a test left: open lists and dialogs, messages, choices, answers in place of the server's."""
    page.keyboard.press("Escape")
    page.unroute_all()
    page.evaluate(_FORGET)


def make_profile(server: Any, name: str, files: list[Path] | None = None) -> str:
    """A profile with images; returns its id."""
    profile = str(ask(server, "POST", "/penstock/profiles", {"name": name})["id"])
    if files:
        fill_pool(server, profile, files)
    return profile


def ids(server: Any) -> dict[str, str]:
    """The id of each profile by its name."""
    return {one["name"]: one["id"] for one in ask(server, "GET", "/penstock/profiles")["profiles"]}


def choices(page: Any) -> list[Any]:
    """What was chosen, as soon as anything was."""
    return list(page.evaluate(_CHOICES))
