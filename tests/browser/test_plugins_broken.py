"""Broken plugins, switches and limits in both hosts: what is wrong is shown with its traceback, all else works."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Page, expect

from .conftest import RunningServer
from .looks import LOOKS
from .plugin_hosts import Watched, open_editor, prepare
from .standalone_page import ask, make_pool
from .test_accessibility import NO_REGIONS, faults

HEAD = "from penstock import Plugin, hookimpl\nfrom penstock.core.nodes import NodeSpec\n"
FILES = {
    "torn": "import no_such_module\n",
    "raising": HEAD + "@hookimpl\ndef penstock_nodes():\n    raise RuntimeError('no nodes today')\n",
    "misspelt": HEAD + "@hookimpl\ndef penstock_pool_craeted(event):\n    pass\n",
    "shy": HEAD + "PLUGIN = Plugin(name='shy', title='Shy', web='shy_web')\n",
    "clumsy": HEAD + "PLUGIN = Plugin(name='clumsy', title='Clumsy', web='clumsy_web')\n",
    "sound": HEAD
    + "PLUGIN = Plugin(name='sound', title='Sound', web='sound_web')\n\n\n@hookimpl\ndef penstock_nodes():\n"
    + "    yield NodeSpec(id='SoundNode', display_name='Sound', category='Guests', run=lambda call: ())\n",
}
MODULES = {
    # Neither host can start it.
    "shy": "export function comfyui() { throw new Error('shy here'); }\n"
    "export function standalone() { throw new Error('shy here'); }\n",
    # It starts, and fails with each node.
    "clumsy": "export const comfyui = () => ({ nodeCreated() { throw new Error('clumsy with nodes'); } });\n",
    "sound": "export const comfyui = () => ({\n"
    "  nodeCreated(node) { node.sound = true; },\n"
    "  commands: [{ id: 'Sound.Play', label: 'Play', function: () => {} }],\n"
    "  keybindings: [{ combo: { key: 'j', ctrl: true, alt: true }, commandId: 'Sound.Play' }],\n"
    "});\n",
}
WRONG = {"torn", "raising", "misspelt"}
SHOW = "app.extensionManager.command.execute('Penstock.ShowPlugins')"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """With all of these files, and what the environment switches off."""
    data = prepare(tmp_path_factory.mktemp("broken"), files=FILES)
    for name, text in MODULES.items():
        folder = data / "user" / "__penstock" / "plugins" / f"{name}_web"
        folder.mkdir()
        (folder / "index.js").write_text(text)
    running = RunningServer(data, frontend=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PENSTOCK_DISABLED_PLUGINS", "compat,nobody")
        running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def opened(host: RunningServer, chromium: Any) -> Iterator[Watched]:
    """ComfyUI's frontend on it."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    yield open_editor(context.new_page(), host.address)
    context.close()


@pytest.fixture
def editor(opened: Watched) -> Iterator[Page]:
    """The frontend, with nothing open above it afterwards."""
    yield opened.page
    for _ in range(3):
        opened.page.keyboard.press("Escape")


@pytest.fixture
def app_page(host: RunningServer, chromium: Any) -> Iterator[Callable[..., Page]]:
    """Opens the page of plugins of the standalone app."""
    contexts: list[Any] = []

    def open_at(width: int = 1400, scheme: str = "dark", address: str = host.address) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page: Page = context.new_page()
        page.goto(f"{address}/penstock/#/plugins")
        expect(page.locator("[data-plugin=pools]")).to_be_visible()
        return page

    yield open_at
    for context in contexts:
        context.close()


def shown_wrong(page: Page) -> set[str]:
    """The plugins that are marked."""
    marked = page.locator(".penstock-plugin[data-attention]")
    return {str(card.get_attribute("data-plugin")) for card in marked.all()}


def traceback_of(page: Page, plugin: str) -> str:
    card = page.locator(f"[data-plugin={plugin}]")
    card.locator(".penstock-plugin-fault summary").first.click()
    return card.locator("pre").first.inner_text()


def test_comfyui_shows_the_list_with_tracebacks(editor: Page) -> None:
    """By command, above everything: what is wrong first, with the line that raised; browser modules too."""
    editor.evaluate("void app.graph.add(LiteGraph.createNode('GridImagePool'))")  # clumsy fails with each node
    editor.evaluate(SHOW)
    expect(editor.locator(".penstock-plugins-dialog [data-plugin=torn]")).to_be_visible()
    assert shown_wrong(editor) == WRONG | {"shy", "clumsy"}
    assert 'torn.py", line 1' in traceback_of(editor, "torn")
    assert "no nodes today" in traceback_of(editor, "raising")
    expect(editor.locator("[data-plugin=misspelt] .penstock-plugin-fault")).to_contain_text("penstock_pool_craeted")
    assert "shy here" in traceback_of(editor, "shy")
    assert "clumsy with nodes" in traceback_of(editor, "clumsy")


def test_the_others_work_in_comfyui(host: RunningServer, opened: Watched, editor: Page) -> None:
    """A grid beside the parts that fail, the sound guest's node, its command and its key."""
    editor.evaluate("app.graph.clear(); void app.graph.add(LiteGraph.createNode('GridImagePool'))")
    expect(editor.locator("penstock-pool-grid .penstock-pool-body").first).to_be_attached()
    assert editor.evaluate("LiteGraph.createNode('SoundNode').sound === true")
    commands = editor.evaluate("app.extensionManager.command.commands.map(({ id }) => id)")
    assert {"Sound.Play", "Penstock.ShowPlugins"} <= set(commands)
    ours = [line for line in opened.problems if "the browser module of the plugin" not in line]
    assert ours == []
    failed = {line.split("of the plugin ")[1].split()[0] for line in opened.problems if "browser module" in line}
    assert failed <= {"shy", "clumsy"}
    assert ask(host, "GET", "/penstock/about")["name"] == "penstock"


def test_a_module_that_fails_is_told_with_the_way_to_the_list(editor: Page) -> None:
    """The message names the plugin and leads to its traceback."""
    message = editor.locator(".penstock-toast", has_text="Shy")
    message.get_by_role("button", name="Show plugins").click()
    expect(editor.locator(".penstock-plugins-dialog [data-plugin=shy]")).to_contain_text("shy here")


def open_settings(page: Page) -> None:
    page.evaluate("app.extensionManager.command.execute('Comfy.ShowSettingsDialog')")
    page.get_by_text("Penstock", exact=True).first.click()
    expect(switch(page, "gates")).to_be_visible()


def switch(page: Page, plugin: str) -> Any:
    return page.locator(f"[id='Penstock.Plugins.{plugin}'][role=switch]")


def wanted(server: RunningServer, name: str) -> bool:
    return {one["name"]: bool(one["wanted"]) for one in ask(server, "GET", "/penstock/plugins")["plugins"]}[name]


def test_switches_in_comfyuis_settings(host: RunningServer, editor: Page) -> None:
    """One for each plugin; it is stored at once, and the dialog says that it counts from the next start."""
    open_settings(editor)
    expect(editor.get_by_text("Plugins (switched at the next start)")).to_be_visible()
    names = [one["name"] for one in ask(host, "GET", "/penstock/plugins")["plugins"] if not one["essential"]]
    for name in names:
        expect(switch(editor, name)).to_have_count(1)
    summary = editor.locator(".penstock-plugins-summary")
    expect(summary).to_contain_text("with problems")
    switch(editor, "gates").click()
    expect(summary).to_contain_text("Restart Penstock to change: Gates")
    assert not wanted(host, "gates")
    switch(editor, "gates").click()
    expect(summary).not_to_contain_text("Restart")
    assert wanted(host, "gates")


def test_what_the_environment_decides_cannot_be_switched_in_the_settings(editor: Page) -> None:
    """And what failed says so beside its name."""
    open_settings(editor)
    expect(switch(editor, "compat")).to_be_disabled()
    expect(editor.get_by_text("torn (Failed)")).to_be_visible()


def test_the_settings_lead_to_the_list(editor: Page) -> None:
    """Above the settings, and back to them."""
    open_settings(editor)
    editor.locator(".penstock-plugins-summary").get_by_role("button", name="Show plugins").click()
    dialog = editor.locator("dialog.penstock-plugins-dialog")
    expect(dialog.locator("[data-plugin=torn]")).to_be_visible()
    dialog.get_by_label("Search plugins").fill("GridImagePool")
    expect(dialog.locator(".penstock-plugin")).to_have_count(1)
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    expect(switch(editor, "gates")).to_be_visible()


def test_a_switch_in_the_list_turns_the_one_in_the_settings(host: RunningServer, editor: Page) -> None:
    """Both show what is stored."""
    open_settings(editor)
    editor.evaluate(SHOW)
    in_list = editor.locator(".penstock-plugins-dialog [data-plugin=profiles]").get_by_role("switch")
    in_list.click()
    expect(switch(editor, "profiles")).to_have_attribute("aria-checked", "false")
    in_list.click()
    expect(switch(editor, "profiles")).to_have_attribute("aria-checked", "true")
    assert wanted(host, "profiles")


def test_the_page_shows_the_same(app_page: Callable[..., Page]) -> None:
    """What is wrong with its traceback, what the environment keeps off, and the way to a safe start."""
    page = app_page()
    assert shown_wrong(page) == WRONG | {"shy"}
    assert "shy here" in traceback_of(page, "shy")
    notes = page.locator(".penstock-plugins-notes")
    expect(notes).to_contain_text("PENSTOCK_DISABLED_PLUGINS switches off for this start: ")
    expect(notes).to_contain_text("PENSTOCK_DISABLED_PLUGINS names nobody, and there is no such plugin.")
    expect(notes).to_contain_text("PENSTOCK_SAFE=1")


def test_the_other_pages_work_beside_broken_plugins(host: RunningServer, app_page: Callable[..., Page]) -> None:
    """All entries of the navigation are there, and a pool opens."""
    make_pool(host, "beside")
    page = app_page()
    page.evaluate("location.hash = '#/pools/beside'")
    expect(page.locator("penstock-pool-grid")).to_contain_text("No images yet")


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_the_page_of_a_limited_start_has_no_faults(app_page: Callable[..., Page], scheme: str, width: int) -> None:
    """Names, contrast, and nothing wider than the screen."""
    page = app_page(width, scheme)
    traceback_of(page, "torn")
    assert faults(page, rules=NO_REGIONS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_safe_start_leaves_the_strangers_out(
    start_server: Callable[..., RunningServer],
    app_page: Callable[..., Page],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the hint says: none of them is imported, nothing is wrong any more, and the page says why they are off."""
    monkeypatch.setenv("PENSTOCK_SAFE", "1")
    server = start_server(prepare(tmp_path_factory.mktemp("safe"), files=FILES))
    page = app_page(address=server.address)
    assert shown_wrong(page) == set()
    expect(page.locator(".penstock-plugins-notes")).to_contain_text("Safe mode switches off for this start: ")
    expect(page.locator(".penstock-plugins-notes")).to_contain_text("torn")
    expect(page.locator("[data-plugin=sound]").get_by_role("switch")).to_be_disabled()
    assert ask(server, "GET", "/penstock/plugins")["limits"] == [
        {"by": "PENSTOCK_SAFE", "plugins": sorted(FILES), "unknown": []}
    ]
