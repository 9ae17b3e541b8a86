"""Hosts with plugins switched off, broken or brought by strangers, and walks through all that their pages show."""

import json
import time
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import define, field

from .conftest import NOT_OURS

START = 60_000
SETTLED_WITHIN = 60.0
QUIET_LOOKS = 4
# What ComfyUI's frontend asks for and says by itself.
FRONTENDS = (*NOT_OURS, "userdata/user.css", "graph accessed before initialization")
WRONG = (404, 405, *range(500, 600))
USERS = ("/userdata", "/i18n", "/internal", "/experiment", "/global_subgraphs", "/assets", "/templates")
OURS = "custom_nodes.penstock"
READY = """() => !!(window.app?.extensionManager?.workflow?.activeWorkflow && app.canvas && app.graph?.nodes?.length
    && app.extensions?.some(({ name }) => name === "penstock"))"""
# What of the page is Penstock's; tabs, commands and keys are told by their ids.
SHOWN = """(ours) => {
  const mine = (all) => all.filter((id) => /penstock/i.test(id)).sort();
  const { extensionManager: manager, ui } = app;
  const types = Object.entries(LiteGraph.registered_node_types);
  const keys = [...app.extensions].flatMap(({ keybindings }) => keybindings ?? []).map(({ commandId }) => commandId);
  return {
    nodes: types.filter(([, type]) => type.nodeData?.python_module === ours).map(([name]) => name).sort(),
    tabs: mine(manager.sidebarTab.sidebarTabs.map(({ id }) => id)),
    commands: mine(manager.command.commands.map(({ id }) => id)),
    keys: mine(keys),
    settings: mine(Object.keys(ui.settings.settingsLookup)),
  };
}"""
ENTRIES = "[...document.querySelectorAll('header nav a[href^=\"#/\"]')].map((one) => one.hash.slice(1))"
ADD_ALL = """async (types) => {
  app.graph.clear();
  const frames = () => new Promise((resolve) => setTimeout(resolve, 30));
  for (const [place, type] of types.entries()) {
    const node = LiteGraph.createNode(type);
    node.pos = [(place % 6) * 420, Math.floor(place / 6) * 420];
    app.graph.add(node);
    for (const part of app.extensions) part.getNodeMenuItems?.(node);
    await frames();
  }
  await frames();
}"""


def prepare(data: Path, *, off: Iterable[str] = (), files: dict[str, str] | None = None, allow: bool = True) -> Path:
    """A data folder whose settings switch plugins `off`; `files` are plugins by name, enabled if `allow`."""
    private = data / "user" / "__penstock"
    (private / "plugins").mkdir(parents=True, exist_ok=True)
    digests = {}
    for name, text in (files or {}).items():
        (private / "plugins" / f"{name}.py").write_text(text)
        digests[name] = sha256(text.encode()).hexdigest()
    settings = {"format": 1, "disabled_plugins": sorted(off), "enabled_files": digests if allow else {}}
    (private / "settings.json").write_text(json.dumps(settings))
    stored = data / "user" / "default" / "comfy.settings.json"
    stored.parent.mkdir(parents=True, exist_ok=True)
    wanted = {"Comfy.TutorialCompleted": True, "Comfy.EnableTooltips": False, "Comfy.Minimap.Visible": False}
    stored.write_text(json.dumps(wanted | {"Comfy.Workflow.ShowMissingNodesWarning": False}))
    return data


@define
class Watched:
    """A page, the paths that it asked for, and all that went wrong: errors of scripts, of the console, of answers."""

    page: Any
    problems: list[str] = field(factory=list)
    asked: set[str] = field(factory=set)
    waiting: set[Any] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("console", lambda message: self._said(message))
        self.page.on("response", lambda response: self._answered(response))
        self.page.on("request", lambda request: self._is_answered(request) and self.waiting.add(request))
        for event in ("requestfinished", "requestfailed"):
            self.page.on(event, lambda request: self.waiting.discard(request))

    def settle(self) -> None:
        """Wait until the page has asked Penstock for nothing for a while."""
        end, looks = time.monotonic() + SETTLED_WITHIN, 0
        while looks < QUIET_LOOKS:
            assert time.monotonic() < end, [request.url for request in self.waiting]
            self.page.wait_for_timeout(50)
            looks = 0 if self.waiting else looks + 1

    @staticmethod
    def _is_answered(request: Any) -> bool:
        """Streams of events never end."""
        return "/penstock/" in request.url and not urlsplit(request.url).path.endswith("events")

    def _said(self, message: Any) -> None:
        if message.type == "error" and not any(known in message.text for known in FRONTENDS):
            self.problems.append(f"console: {message.text}")

    def _answered(self, response: Any) -> None:
        path = urlsplit(response.url).path.removeprefix("/api")
        self.asked.add(path)
        if response.status in WRONG and not path.startswith(USERS):
            self.problems.append(f"{response.status} {response.request.method} {path}")


def open_editor(page: Any, address: str) -> Watched:
    """ComfyUI's frontend, ready."""
    watched = Watched(page)
    page.goto(address, timeout=START)
    page.wait_for_function(READY, timeout=START)
    return watched


def walk_editor(watched: Watched) -> dict[str, list[str]]:
    """Add every node of ours, open every tab; returns what there is of ours."""
    page = watched.page
    shown: dict[str, list[str]] = page.evaluate(SHOWN, OURS)
    page.evaluate(ADD_ALL, shown["nodes"])
    for tab in shown["tabs"]:
        page.evaluate(f"app.extensionManager.command.execute('Workspace.ToggleSidebarTab.{tab}')")
        watched.settle()
    return shown


def walk_app(watched: Watched, address: str, more: Iterable[str] = ()) -> list[str]:
    """Go to every page of the navigation, and to `more`; returns the paths in the navigation."""
    page = watched.page
    page.goto(f"{address}/penstock/", timeout=START)
    page.locator("header nav a").first.wait_for()
    paths: list[str] = page.evaluate(ENTRIES)
    for path in [*paths, *more]:
        page.evaluate("(path) => void (location.hash = `#${path}`)", path)
        page.locator("main h1, main .penstock-empty, main penstock-pool-grid").first.wait_for(state="attached")
        watched.settle()
    return paths
