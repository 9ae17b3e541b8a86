"""Graphs with nodes of scenes in ComfyUI's frontend, as tests build, change and run them."""

from typing import Any
from urllib.parse import quote

from attrs import define

from .node_graph import SET

RUN = """
    const { api } = window.comfyAPI.api;
    const said = {};
    const done = new Promise((resolve, reject) => {
      const stop = new AbortController();
      const on = (name, callback) => api.addEventListener(name, ({ detail }) => callback(detail), stop);
      on("executed", ({ node, output }) => void (said[node] = output));
      on("execution_success", () => (stop.abort(), resolve(said)));
      on("execution_error", (detail) => (stop.abort(), reject(new Error(JSON.stringify(detail)))));
    });
    const { output, workflow } = await app.graphToPrompt();
    const refused = await api.queuePrompt(0, { output, workflow });
    if (Object.keys(refused?.node_errors ?? {}).length) throw new Error(JSON.stringify(refused));
    await done;
    return said[argument]?.images?.[0] ?? null;
"""
CONNECT = """
    const [from, to] = argument.slice(0, 2).map((id) => app.graph.getNodeById(id));
    from.connect(argument[2], to, argument[3]);
"""


@define
class SceneGraph:
    """Nodes of scenes, and what a test does with them."""

    editor: Any
    name: str
    """Unique for each test: all tests share the server."""

    @property
    def page(self) -> Any:
        """The page of the editor."""
        return self.editor.page

    @property
    def server(self) -> Any:
        """What serves it."""
        return self.editor.server

    def scene(self, word: str = "beach") -> str:
        """The name of a scene of this test."""
        allowed = "".join(letter if letter.isalnum() else "_" for letter in self.name)
        return f"{word} {allowed}"[:60].strip()

    def add(self, kind: str, x: int = 80, y: int = 80, **values: Any) -> str:
        """A node with these values in its widgets."""
        node = str(self.editor.add(kind, x, y))
        self.editor.run(SET, [node, values])
        return node

    def link(self, source: str, output: str, target: str, name: str) -> None:
        """Link an output of a node to an input of another."""
        self.editor.run(CONNECT, [source, target, output, name])

    def saver(self, scene: str) -> str:
        """A node that saves the base picture of a Scene Select under the text of its prompt; returns its id."""
        node = self.add("SaveImage", 760, 80)
        self.link(scene, "base_image", node, "images")
        self.link(scene, "prompt", node, "filename_prefix")
        return node

    def run(self, saver: str = "") -> str:
        """Run the graph; the name of the file that a Save Image made."""
        return str((self.editor.run(RUN, saver) or {}).get("filename", ""))

    def values(self, node: str, *names: str) -> list[Any]:
        """What the widgets of a node hold."""
        return [self.editor.widget(node, name) for name in names]

    def part(self, node: str | None = None) -> Any:
        """What a node shows of its scene: that of the only one, or of the one that was added so many others before."""
        parts = self.page.locator("[data-penstock-widget=penstock_scene]:visible")
        return parts.last if node is None else parts.nth(int(node))

    def picker(self, label: str) -> Any:
        """The field for a name in the node that was added last."""
        return self.part().get_by_role("combobox", name=label, exact=True)

    def choose(self, label: str, name: str) -> None:
        """Choose a name in the node that was added last."""
        self.picker(label).click()
        self.page.get_by_role("option", name=name).first.click()

    def pictures(self) -> list[str]:
        """The pictures that the node which was added last shows, in their order."""
        found = self.part().locator(".penstock-scene-strip li")
        return [str(one.get_attribute("data-picture")) for one in found.all()]

    def ask(self, method: str, scene: str, **options: Any) -> Any:
        """What the server answers about a scene."""
        answer = getattr(self.page.request, method)(f"{self.server.address}/penstock/scenes/{quote(scene)}", **options)
        assert answer.ok, answer.text()
        return answer.json()

    def open_editor(self) -> Any:
        """The editor of the node that was added last, in its dialog."""
        self.part().get_by_role("button", name="Edit scene").click()
        return self.page.get_by_role("dialog")
