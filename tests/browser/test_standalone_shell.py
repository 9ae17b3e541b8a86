"""The frame of the standalone app: pages of plugins, navigation, theme, keys, connection."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import of_try
from .standalone_page import make_pool

NOTES = """export function standalone({ host }) {
  const root = () => {
    const root = document.createElement("section");
    root.append(Object.assign(document.createElement("h1"), { textContent: "All notes" }));
    return root;
  };
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  let broken = true;
  const open = () => {
    if (broken) { broken = false; throw new Error("The ink is dry."); }
    return { root: root(), title: "Notes", close() {}, keys: { n: () => { document.title = "n was pressed"; } } };
  };
  return { pages: [{ path: "/notes", title: "Notes", icon, order: 5, key: "t", open }] };
}"""


def add_plugins(page: Any, *plugins: tuple[str, str]) -> None:
    """Pretend that plugins with these modules are switched on too."""

    def more(route: Any) -> None:
        answer = route.fetch()
        known = answer.json()
        known["plugins"] += [
            {"name": name, "title": name.title(), "web": f"/penstock/web/{name}/index.js"} for name, _ in plugins
        ]
        route.fulfill(response=answer, json=known)

    page.route("**/penstock/plugins", more)
    for name, module in plugins:
        page.route(
            f"**/penstock/web/{name}/index.js",
            partial(_serve, module),
        )


def _serve(module: str, route: Any) -> None:
    route.fulfill(body=module, content_type="text/javascript")


def test_the_first_page_opens_and_is_marked(server: Any, open_page: Callable[..., Any]) -> None:
    """The address of the app leads to the pools; title and navigation say so."""
    page = open_page(server.address)
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()
    assert page.evaluate("location.hash") == "#/pools"
    expect(page).to_have_title("Pools · Penstock")
    expect(page.get_by_role("link", name="Pools", exact=True)).to_have_attribute("aria-current", "page")


def test_a_plugin_adds_its_pages(server: Any, open_page: Callable[..., Any]) -> None:
    """A plugin's module adds pages, in order; a broken one is named, and the others go on."""
    page = open_page("about:blank", width=1400, height=1000)
    add_plugins(page, ("notes", NOTES), ("broken", "export function standalone() { throw new Error('No way.'); }"))
    page.goto(server.address)
    expect(page.get_by_role("alert")).to_contain_text("The pages of the plugin Broken could not be loaded.")
    expect(page.get_by_role("alert")).to_contain_text("No way.")
    links = page.get_by_role("navigation").get_by_role("link")
    images = ["Pools", "Profiles", "Data sets", "Gates", "Scenes", "Stories", "Executions"]
    runs = ["Workflows", "Runs", "Batches", "Gallery"]
    expect(links).to_have_text(["Notes", *images, *runs, "Prompts", "Libbers", "Plugins"])


def test_a_page_that_fails_can_be_tried_again(server: Any, open_page: Callable[..., Any]) -> None:
    """A page that cannot be shown says why; trying again shows it, with the focus on its heading."""
    page = open_page("about:blank")
    add_plugins(page, ("notes", NOTES))
    page.goto(f"{server.address}/#/notes")
    expect(page.get_by_text("The ink is dry.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="All notes")).to_be_focused()
    expect(page.get_by_role("link", name="Notes")).to_have_attribute("aria-current", "page")
    page.keyboard.press("n")
    expect(page).to_have_title("n was pressed")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="All notes")).to_be_focused()


def test_no_plugin_with_pages(server: Any, open_page: Callable[..., Any]) -> None:
    """With every plugin switched off the page says what to do."""
    page = open_page("about:blank")
    page.route("**/penstock/plugins", lambda route: route.fulfill(json={"plugins": []}))
    page.goto(server.address)
    expect(page.get_by_text("penstock plugins")).to_be_visible()


def test_an_unknown_address(server: Any, open_page: Callable[..., Any]) -> None:
    """An address without a page says so, and leads on."""
    page = open_page(f"{server.address}/#/no/such/place")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    expect(page.get_by_text("/no/such/place")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Pools").click()
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_focused()


def test_the_skip_link_leads_into_the_page(server: Any, open_page: Callable[..., Any]) -> None:
    """The first Tab reaches a link past the navigation."""
    page = open_page(server.address)
    page.get_by_role("heading", name="Pools", level=1).wait_for()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    assert page.evaluate("location.hash") == "#/pools"


def test_the_theme_is_kept(server: Any, open_page: Callable[..., Any]) -> None:
    """A chosen theme wins over the system's, also after a reload; the system's can be had back."""
    page = open_page(server.address, scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    theme = page.get_by_role("button", name="Theme")
    theme.wait_for()
    dark = page.evaluate(background)
    theme.click()
    expect(page.get_by_role("menuitemradio", name="As the system")).to_be_checked()
    page.get_by_role("menuitemradio", name="Light").click()
    light = page.evaluate(background)
    assert light != dark
    page.reload()
    theme.click()
    expect(page.get_by_role("menuitemradio", name="Light")).to_be_checked()
    assert page.evaluate(background) == light
    page.get_by_role("menuitemradio", name="As the system").click()
    assert page.evaluate(background) == dark


def test_the_keys_are_shown(server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest) -> None:
    """The key ? shows the keys of the page and those of every page, a text field keeps it for itself."""
    make_pool(server, of_try(request, "shell_keys"))
    page = open_page(server.address)
    page.get_by_role("searchbox").press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    shown = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(shown).to_contain_text("New pool")
    expect(shown).to_contain_text("Go to Pools")


def test_a_lost_connection_is_shown(
    start_server: Callable[..., Any], tmp_path: Any, open_page: Callable[..., Any]
) -> None:
    """While the server is gone a bar says so; when it is back the bar goes and the pools are read again."""
    server = start_server(tmp_path)
    page = open_page(server.address)
    expect(page.get_by_text("No pools yet")).to_be_visible()
    server.stop()
    expect(page.get_by_text("The connection is lost")).to_be_visible()
    again = start_server(tmp_path, server.port)
    make_pool(again, "back")
    expect(page.get_by_text("The connection is lost")).to_be_hidden(timeout=15_000)
    expect(page.get_by_role("link", name="Open the pool back")).to_be_visible()


def test_it_starts_by_itself_when_the_server_answers(server: Any, open_page: Callable[..., Any]) -> None:
    """Where the server does not answer when the page loads, the page says so, and starts as soon as it does."""
    page = open_page("about:blank")
    page.route("**/penstock/about", lambda route: route.abort())
    page.goto(server.address)
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    page.unroute("**/penstock/about")
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("width", [390, 1400])
def test_targets_can_be_hit(
    server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest, width: int
) -> None:
    """Nothing is wider than the screen; on a telephone everything that is pressed is at least 44 pixels high."""
    make_pool(server, of_try(request, f"targets{width}"))
    page = open_page(server.address, width=width, height=844)
    page.locator(".penstock-card").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = """() => [...document.querySelectorAll("button, nav a, .penstock-home, input")]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
      .map((one) => one.getAttribute("aria-label") ?? one.textContent)"""
    if width == 390:
        assert page.evaluate(small) == []


def test_nothing_is_shown_without_its_styles(server: Any, open_page: Callable[..., Any]) -> None:
    """Where a style sheet comes late the page waits for it, rather than jumping when it is there."""
    page = open_page("about:blank")
    held: list[Any] = []
    page.route("**/overview.css", lambda route: held.append(route))
    page.goto(server.address, wait_until="commit")
    page.wait_for_function("() => document.querySelector('link[href$=\"overview.css\"]')")
    assert page.get_by_role("heading", name="Pools", level=1).count() == 0
    held.pop().continue_()
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()


def test_what_does_not_fit_into_a_narrow_bar_is_behind_more(server: Any, open_page: Callable[..., Any]) -> None:
    """A phone reaches every page: the entry of the page that is shown stands in the bar, others in the menu."""
    page = open_page(server.address, width=390, height=844)
    bar = page.get_by_role("navigation")
    expect(bar.get_by_role("link", name="Pools", exact=True)).to_be_visible()
    expect(bar.get_by_role("link", name="Libbers")).to_be_hidden()
    bar.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Libbers").click()
    expect(bar.get_by_role("link", name="Libbers")).to_be_visible()
    page.set_viewport_size({"width": 1400, "height": 900})
    expect(bar.get_by_role("button", name="More")).to_be_hidden()
    expect(bar.get_by_role("link", name="Prompts")).to_be_visible()
