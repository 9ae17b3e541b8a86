"""Graphs with gates in ComfyUI's frontend, run by the embedded engine, as tests build and watch them."""

import time
from collections.abc import Callable
from typing import Any

from attrs import define, field

PATIENCE = 15.0
"""Seconds until what is awaited must have happened."""

ADD = """
    const made = {};
    for (const [name, kind, values] of argument.nodes) {
      const node = LiteGraph.createNode(kind);
      node.pos = [40 + 340 * (Object.keys(made).length % 4), 60 + 320 * Math.floor(Object.keys(made).length / 4)];
      app.graph.add(node);
      for (const [key, value] of Object.entries(values)) node.widgets.find((one) => one.name === key).value = value;
      made[name] = node;
    }
    await new Promise(requestAnimationFrame);
    for (const [from, slot, to, input] of argument.links) made[from].connect(slot, made[to], input);
    return Object.fromEntries(Object.entries(made).map(([name, node]) => [name, String(node.id)]));
"""
QUEUE = """
    const { output, workflow } = await app.graphToPrompt();
    const answer = await window.comfyAPI.api.api.queuePrompt(0, { output, workflow });
    return answer.prompt_id;
"""

Node = tuple[str, str, dict[str, Any]]
Link = tuple[str, int, str, str]


def image_nodes(routes: int = 2, **values: Any) -> tuple[list[Node], list[Link]]:
    """A picture, an Image Gate, and a preview after each of its routes."""
    nodes: list[Node] = [
        ("picture", "EmptyImage", {"width": 96, "height": 64, "color": 0x3366AA}),
        ("gate", "ImageGate", {"routes": routes, **values}),
    ]
    links: list[Link] = [("picture", 0, "gate", "image")]
    for route in range(1, min(routes, 2) + 1):
        nodes.append((f"after_{route}", "PreviewImage", {}))
        links.append(("gate", route, f"after_{route}", "images"))
    return nodes, links


def chooser_nodes(**values: Any) -> tuple[list[Node], list[Link]]:
    """A batch of four, an Image Chooser Gate, a preview."""
    batch = {"width": 64, "height": 64, "batch_size": 4, "color": 0xAA6633}
    nodes: list[Node] = [("picture", "EmptyImage", batch), ("gate", "ImageChooserGate", values)]
    nodes.append(("after", "PreviewImage", {}))
    return nodes, [("picture", 0, "gate", "images"), ("gate", 0, "after", "images")]


def text_nodes(text: str = "a cat", **values: Any) -> tuple[list[Node], list[Link]]:
    """A text (of a protected gate), a Text Gate that lets a picture through, a preview of that."""
    nodes: list[Node] = [
        ("picture", "EmptyImage", {"width": 32, "height": 32}),
        ("words", "TextGate", {"protected": True, "stored_text": text}),
        ("gate", "TextGate", values),
        ("after", "PreviewImage", {}),
    ]
    links: list[Link] = [("picture", 0, "gate", "signal"), ("words", 0, "gate", "text"), ("gate", 1, "after", "images")]
    return nodes, links


@define
class GateGraph:
    """What a test knows of the graph in the editor and of its runs."""

    editor: Any
    ids: dict[str, str] = field(factory=dict)

    def build(self, graph: tuple[list[Node], list[Link]]) -> None:
        """Put the nodes into the graph and link them."""
        self.ids = self.editor.run(ADD, {"nodes": graph[0], "links": graph[1]})

    def queue(self) -> str:
        """Queue the graph; returns the id of the run."""
        return str(self.editor.run(QUEUE))

    @property
    def view(self) -> Any:
        """The view in the gate node (the last one of the graph that is seen)."""
        return self.editor.page.locator("penstock-gate:visible").last

    def get(self, path: str) -> Any:
        """What the server answers."""
        answer = self.editor.page.request.get(f"{self.editor.server.address}{path}")
        assert answer.ok, answer.text()
        return answer.json()

    def gates(self) -> list[dict[str, Any]]:
        """The open gates, as the server knows them."""
        return list(self.get("/penstock/gates")["gates"])

    def expect_gates(self, count: int) -> list[dict[str, Any]]:
        """Wait until so many gates are open."""
        return self.until(self.gates, lambda found: len(found) == count)

    def outputs(self, prompt_id: str) -> dict[str, Any]:
        """Wait until a run has ended; what its nodes put out, by the names of this graph."""
        history = self.until(lambda: self.get(f"/history/{prompt_id}"), lambda found: prompt_id in found)[prompt_id]
        names = {node: name for name, node in self.ids.items()}
        return {names.get(node, node): output for node, output in history["outputs"].items()}

    def status(self, prompt_id: str) -> str:
        """How a run has ended."""
        history = self.until(lambda: self.get(f"/history/{prompt_id}"), lambda found: prompt_id in found)
        return str(history[prompt_id]["status"]["status_str"])

    def until(self, read: Callable[[], Any], holds: Callable[[Any], bool]) -> Any:
        """Read again and again until it is as it must be."""
        end = time.monotonic() + PATIENCE
        while not holds(found := read()):
            assert time.monotonic() < end, f"still {found!r}"
            self.editor.page.wait_for_timeout(30)
        return found

    def clear(self) -> None:
        """Stop what waits, and take away what is parked."""
        page, address = self.editor.page, self.editor.server.address
        for gate in self.gates():
            page.request.post(f"{address}/penstock/gates/{gate['token']}/stop")
        self.expect_gates(0)
