"""A switch in ComfyUI's settings, a restart, and the plugin is gone; switched on again and restarted, it is back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Page, expect

from .conftest import RunningServer
from .plugin_hosts import open_editor, prepare
from .standalone_page import ask

NODES = {"ImageGate", "ImageChooserGate", "TextGate"}


@pytest.fixture
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A host of this test's own, which is restarted."""
    running = RunningServer(prepare(tmp_path_factory.mktemp("switching")), frontend=True)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def editor(host: RunningServer, chromium: Any) -> Iterator[Callable[[], Page]]:
    """`editor()`: ComfyUI's frontend, opened anew."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()

    def opened() -> Page:
        page.goto("about:blank")
        watched = open_editor(page, host.address)
        assert watched.problems == []
        return watched.page

    yield opened
    context.close()


def gate_parts(page: Page) -> tuple[set[str], bool]:
    """Which nodes of gates there are, and whether their tab is."""
    nodes = set(page.evaluate("Object.keys(LiteGraph.registered_node_types)"))
    tabs = page.evaluate("app.extensionManager.sidebarTab.sidebarTabs.map(({ id }) => id)")
    return nodes & NODES, "penstock-gates" in tabs


def turn(page: Page) -> None:
    """Click the switch of gates in ComfyUI's settings; a message says when it counts."""
    page.evaluate("app.extensionManager.command.execute('Comfy.ShowSettingsDialog')")
    page.get_by_text("Penstock", exact=True).first.click()
    with page.expect_response(lambda answer: "/penstock/plugins/gates/" in answer.url) as said:
        page.locator("[id='Penstock.Plugins.gates'][role=switch]").click()
    assert said.value.ok
    expect(page.locator(".penstock-toast").last).to_contain_text("after a restart")


def test_off_and_on_again_by_the_settings(host: RunningServer, editor: Callable[[], Page]) -> None:
    """Nothing changes before the restart; after it the plugin is off in both hosts, and the switch brings it back."""
    page = editor()
    assert gate_parts(page) == (NODES, True)
    turn(page)
    assert ask(host, "GET", "/penstock/gates") is not None
    host.restart()
    page = editor()
    assert gate_parts(page) == (set(), False)
    found = {one["name"]: one for one in ask(host, "GET", "/penstock/plugins")["plugins"]}
    assert (found["gates"]["status"], found["gates"]["title"]) == ("disabled", "Gates")
    turn(page)
    host.restart()
    assert gate_parts(editor()) == (NODES, True)
