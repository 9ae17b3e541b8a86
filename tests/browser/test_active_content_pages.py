"""30 scripts in every text that the standalone app shows, with its policy switched off: text, and nothing else."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from .active_content import PAYLOADS, POOL, Watched, furnish, pages_of, watched
from .conftest import RunningServer

Figure = Callable[..., None]
ERROR = {"code": "invalid", "message": " ".join(PAYLOADS), "hint": " ".join(PAYLOADS), "field": "", "retryable": False}
ASKED = tuple(f"/{kind}/another" for kind in ("pools", "libbers", "prompts", "scenes", "stories", "runs"))


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with payloads everywhere."""
    running = RunningServer(tmp_path_factory.mktemp("hostile"))
    running.start()
    furnish(running, tmp_path_factory.mktemp("pictures"))
    yield running
    running.stop()


@pytest.fixture
def page(chromium: Any, furnished: RunningServer) -> Iterator[Watched]:
    """The app, with an eye on it."""
    made = watched(chromium, furnished.address)
    made.page.route("**/penstock/plugins", _with_odd_plugins)
    made.page.goto(f"{furnished.address}/")
    made.page.locator("nav a").first.wait_for()
    yield made
    made.page.context.close()


def _with_odd_plugins(route: Any) -> None:
    """Plugins whose makers named them so."""
    answer = route.fetch()
    told = answer.json()
    first = told["plugins"][0]
    odd = [{**first, "name": f"odd{at}", "summary": text, "version": text} for at, text in enumerate(PAYLOADS)]
    route.fulfill(response=answer, json={**told, "plugins": [*told["plugins"], *odd]})


def test_what_pages_show_is_text(page: Watched, furnished: RunningServer, figure: Figure) -> None:
    """Names, labels, captions, prompts, snippets, titles, values, errors, plugins: shown as they are, on every page."""
    shown = 0
    for path, least in pages_of(furnished):
        page.page.goto(f"{furnished.address}/#{path}")
        shown += page.wait_for(least)

    assert shown > 15 * len(PAYLOADS)
    figure("G15", "scripts in what the pages of the app show", shown, "texts shown")


def test_what_the_server_answers_is_text(page: Watched, furnished: RunningServer, figure: Figure) -> None:
    """Messages and hints of errors, whoever wrote them, are text on pages and in what pops up."""

    def refuse(route: Any) -> None:
        route.fulfill(status=422, content_type="application/json", body=json.dumps({"error": ERROR}))

    shown = 0
    for path in ASKED:
        page.page.route(f"**/penstock{path}**", refuse)
        page.page.goto(f"{furnished.address}/#{path}")
        shown += page.wait_for(1)
    page.page.goto(f"{furnished.address}/#/pools/{POOL}")
    page.wait_for(len(PAYLOADS))
    page.page.route("**/slots/*", lambda route: refuse(route) if route.request.method == "PATCH" else route.continue_())
    label = page.page.locator("input.penstock-label").first
    label.fill("another")
    label.press("Enter")
    page.page.locator(".penstock-toast").first.wait_for()
    shown += page.wait_for(len(PAYLOADS))

    figure("G15", "scripts in errors that the server answers", shown, "texts shown")


def test_a_page_that_took_it_for_html_would_be_seen(page: Watched) -> None:
    """The eye of these tests is good: where a payload becomes an element, or is run, `look` fails."""
    page.look()
    for text in (PAYLOADS[1], PAYLOADS[4], PAYLOADS[13], PAYLOADS[28]):
        page.page.evaluate("(text) => document.body.insertAdjacentHTML('beforeend', text)", text)
        with pytest.raises(AssertionError):
            page.look()
        page.page.evaluate("document.querySelectorAll('[data-pwned]').forEach((one) => one.remove())")


ACTIVE = {
    "a.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "b.html": b"<!doctype html><script>alert(1)</script><h1>pwned</h1>",
    "c.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "d.xml": b'<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    "e.png": b"<!doctype html><script>alert(1)</script>",
    "f.txt": b"<!doctype html><script>alert(1)</script>",
    "g.json": b"<!doctype html><script>alert(1)</script>",
    "h.gif": b"GIF89a/*<script>alert(1)</script>*/=alert(1)//",
    "i.js": b"alert(1)",
}


def test_bytes_that_are_opened_run_nothing(furnished: RunningServer, chromium: Any, figure: Figure) -> None:
    """Files of any kind, opened as pages of their own or included as scripts, are downloads, pictures or plain text."""
    folder = Path(furnished.data) / "input"
    for name, data in ACTIVE.items():
        (folder / name).write_bytes(data)
    context = chromium.new_context()
    page = context.new_page()
    ran: list[str] = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    urls = [f"{furnished.address}/view?type=input&filename={name}" for name in ACTIVE]
    urls += [f"{furnished.address}/penstock/input_images/{name}" for name in ("e.png", "h.gif")]
    for url in urls:
        page.goto("about:blank")
        try:
            page.goto(url)
        except Exception as error:  # what is downloaded is no page
            assert "Download is starting" in str(error) or "ERR_ABORTED" in str(error), error
        assert page.evaluate("document.querySelector('h1, script') === null"), url
    page.goto(f"{furnished.address}/penstock/")
    loaded = page.evaluate(
        """async (urls) => Promise.all(urls.map((url) => new Promise((done) => {
          const script = Object.assign(document.createElement("script"), { src: url });
          script.onload = () => done(url);
          script.onerror = () => done(null);
          document.head.append(script);
        })))""",
        urls,
    )
    context.close()

    assert ran == []
    assert [url for url in loaded if url] == []
    figure("G15", "active files opened and included in a browser", 2 * len(urls), "loads")
