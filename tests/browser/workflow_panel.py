"""The tab of workflows in ComfyUI's sidebar, as tests see it, and graphs for it."""

import json
import re
import time
from typing import Any

from attrs import define
from playwright.sync_api import expect

from .node_graph import CONNECT, SET

WAIT_MS = 20_000
SUBGRAPH = "8c0f2a34-1f4e-4f0e-9a3e-2b7f5d1c6a90"
TOGGLE = "await app.extensionManager.command.execute('Workspace.ToggleSidebarTab.penstock-workflows');"
PROMPT = "return (await app.graphToPrompt()).output;"
FINISHED = """
    () => new Promise((resolve, reject) => {
      const { api } = window.comfyAPI.api;
      const said = {};
      api.addEventListener("executed", ({ detail }) => void (said[detail.node] = detail.output));
      const once = { once: true };
      api.addEventListener("execution_success", () => resolve(said), once);
      api.addEventListener("execution_error", ({ detail }) => reject(new Error(JSON.stringify(detail))), once);
      document.querySelector("penstock-workflow-tab .penstock-workflow-head [aria-haspopup=menu]").click();
      const items = [...document.querySelectorAll(".penstock-menu button")];
      items.find((item) => item.textContent.includes("Queue in ComfyUI")).click();
    })
"""


@define
class WorkflowPanel:
    """The tab, and the graph on the canvas."""

    editor: Any
    name: str
    """Unique for each test: all tests share the server."""

    @property
    def page(self) -> Any:
        """The page of the editor."""
        return self.editor.page

    @property
    def root(self) -> Any:
        """The tab."""
        return self.page.locator("penstock-workflow-tab")

    @property
    def state(self) -> Any:
        """Whether the open workflow is kept."""
        return self.root.locator(".penstock-workflow-state")

    def open(self) -> None:
        """Show the tab, with the form."""
        if not self.root.is_visible():
            self.editor.run(TOGGLE)
        self.root.get_by_role("tab", name="Open workflow").click()

    def close(self) -> None:
        """Hide the tab: the page is that of all tests, and it covers the canvas."""
        if self.root.is_visible():
            self.editor.run(TOGGLE)
        expect(self.root).to_have_count(0)

    def library(self) -> None:
        """Show the tab, with all that is kept."""
        self.open()
        self.root.get_by_role("tab", name="Library").click()
        self.root.get_by_role("searchbox").fill("")  # a test before may have left what it searched for

    def row(self, address: str) -> Any:
        """A parameter's row."""
        return self.root.locator(f'[data-address="{address}"]')

    def expect_value(self, address: str, value: str) -> None:
        """The field shows it."""
        expect(self.field(address)).to_have_value(value, timeout=WAIT_MS)

    def field(self, address: str) -> Any:
        """The field in which a value is typed."""
        return self.row(address).locator("textarea, input:not([type=range], [type=checkbox], [type=file])").first

    def write(self, address: str, value: str) -> None:
        """Type a value and leave the field."""
        self.field(address).fill(value)
        self.field(address).press("Tab")

    def add(self, kind: str, x: int = 420, **values: Any) -> str:
        """A node with these values in its widgets."""
        node = str(self.editor.add(kind, x, 140))
        if values:
            self.set(node, **values)
        return node

    def set(self, node: str, **values: Any) -> None:
        """Give widgets of a node other values, as a script does."""
        self.editor.run(SET, [node, values])

    def link(self, source: str, target: str, name: str) -> None:
        """Link the first output of a node to an input of another."""
        self.editor.run(CONNECT, [source, 0, target, name])

    def image(self, **values: Any) -> tuple[str, str]:
        """A blank image that is saved: both nodes."""
        source = self.add("EmptyImage", 420, **{"width": 64, "height": 32, **values})
        target = self.add("SaveImage", 840, filename_prefix=re.sub(r"\W", "_", self.name))
        self.link(source, target, "images")
        return source, target

    def load(self, document: dict[str, Any]) -> None:
        """Open a workflow on the canvas."""
        self.editor.run("await app.loadGraphData(argument, true, true, null);", document)

    def prompt(self) -> dict[str, Any]:
        """The graph that ComfyUI would run."""
        return dict(self.editor.run(PROMPT))

    def expect_given(self, node: str, name: str, value: Any) -> None:
        """Wait until a run would be given this value: the tab writes to the canvas a little later."""
        end = time.monotonic() + WAIT_MS / 1000
        while (given := self.prompt()[node]["inputs"][name]) != value and time.monotonic() < end:
            self.page.wait_for_timeout(30)
        assert given == value

    def run(self) -> dict[str, Any]:
        """Have ComfyUI itself queue it, from the tab's menu; what the nodes said, by node."""
        expect(self.root.get_by_role("button", name="Run", exact=True)).to_be_enabled(timeout=WAIT_MS)
        return dict(self.page.evaluate(FINISHED))

    def drop(self, name: str, document: dict[str, Any]) -> None:
        """Drop a file on the tab."""
        self.root.evaluate(
            """(root, [name, text]) => {
              const dataTransfer = new DataTransfer();
              dataTransfer.items.add(new File([text], name, { type: "application/json" }));
              const options = { dataTransfer, bubbles: true, cancelable: true };
              for (const type of ["dragenter", "dragover", "drop"]) root.dispatchEvent(new DragEvent(type, options));
            }""",
            [name, json.dumps(document)],
        )


def blank(width: int = 64) -> dict[str, Any]:
    """A workflow that saves a blank image whose width is a subgraph's own widget."""
    return {
        "id": "f1c4d1d0-5a63-4d39-b0a5-6a6f0a1c7e11",
        "version": 0.4,
        "last_node_id": 9,
        "last_link_id": 3,
        "nodes": [
            _node(5, SUBGRAPH, [_input("width", None)], [_output("IMAGE", [1])], [width], x=300),
            _node(9, "SaveImage", [{"name": "images", "type": "IMAGE", "link": 1}], [], ["blank"], x=700),
        ],
        "links": [[1, 5, 0, 9, 0, "IMAGE"]],
        "groups": [],
        "config": {},
        "extra": {},
        "definitions": {"subgraphs": [_definition(width)]},
    }


def flat(width: int = 64) -> dict[str, Any]:
    """The same without a subgraph, so that the page can be used by the next test as it is."""
    document = blank(width)
    image = _node(5, "EmptyImage", [], [_output("IMAGE", [1])], [width, 32, 1, 0], x=300)
    return {**document, "nodes": [image, document["nodes"][1]], "definitions": {"subgraphs": []}}


def _definition(width: int) -> dict[str, Any]:
    return {
        "id": SUBGRAPH,
        "version": 1,
        "state": {"lastGroupId": 0, "lastNodeId": 3, "lastLinkId": 3, "lastRerouteId": 0},
        "revision": 0,
        "config": {},
        "name": "Blank",
        "inputNode": {"id": -10, "bounding": [0, 0, 120, 60]},
        "outputNode": {"id": -20, "bounding": [700, 0, 120, 60]},
        "inputs": [_slot("6d6f8e10-0000-4000-8000-000000000001", "width", "INT", 2)],
        "outputs": [_slot("6d6f8e10-0000-4000-8000-000000000002", "IMAGE", "IMAGE", 3)],
        "widgets": [],
        "nodes": [_node(3, "EmptyImage", [_input("width", 2)], [_output("IMAGE", [3])], [width, 32, 1, 0], x=240)],
        "groups": [],
        "links": [_inner_link(2, -10, 3, "INT"), _inner_link(3, 3, -20, "IMAGE")],
        "extra": {},
    }


def _node(key: int, kind: str, inputs: list[Any], outputs: list[Any], values: list[Any], *, x: int) -> dict[str, Any]:
    return {
        "id": key,
        "type": kind,
        "pos": [x, 140],
        "size": [270, 160],
        "flags": {},
        "order": 0,
        "mode": 0,
        "inputs": inputs,
        "outputs": outputs,
        "properties": {},
        "widgets_values": values,
    }


def _input(name: str, link: int | None) -> dict[str, Any]:
    return {"name": name, "type": "INT", "widget": {"name": name}, "link": link}


def _output(name: str, links: list[int]) -> dict[str, Any]:
    return {"name": name, "type": name, "links": links}


def _slot(key: str, name: str, kind: str, link: int) -> dict[str, Any]:
    return {"id": key, "name": name, "type": kind, "linkIds": [link], "pos": [80, 20]}


def _inner_link(number: int, origin: int, target: int, kind: str) -> dict[str, Any]:
    return {"id": number, "origin_id": origin, "origin_slot": 0, "target_id": target, "target_slot": 0, "type": kind}
