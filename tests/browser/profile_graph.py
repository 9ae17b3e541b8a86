"""Graphs with profiles in ComfyUI's frontend, as tests build, change and run them."""

import io
import re
import time
from pathlib import Path
from typing import Any

from attrs import define, field
from PIL import Image

PATIENCE = 15.0
"""Seconds until what is awaited must have happened."""

LINK = "const [from, to] = argument.map((id) => app.graph.getNodeById(id)); from.connect(0, to, 'profile');"
CAPTURE = (
    "const tracker = app.extensionManager.workflow.activeWorkflow.changeTracker;"
    "(tracker.captureCanvasState ?? tracker.checkState).call(tracker);"
)
RUN = """
    const { api } = window.comfyAPI.api;
    const done = new Promise((resolve, reject) => {
      api.addEventListener("executed", ({ detail }) => resolve(detail.output.images[0]), { once: true });
      const failed = ({ detail }) => reject(new Error(JSON.stringify(detail)));
      api.addEventListener("execution_error", failed, { once: true });
    });
    const { output, workflow } = await app.graphToPrompt();
    await api.queuePrompt(0, { output, workflow });
    return await done;
"""
# What the queued graph says, by the ids of runs, and what the grids show.
POOLS = """
    const { output } = await app.graphToPrompt();
    const used = {};
    for (const [id, node] of Object.entries(output).filter(([, one]) => one.class_type === "GridImagePool")) {
      const { profile, pool_id: own } = node.inputs;
      used[id] = (Array.isArray(profile) ? output[profile[0]].inputs.profile_id : profile) || own;
    }
    const shown = {};
    const look = (graph, before) => {
      for (const node of graph.nodes) {
        if (node.subgraph) look(node.subgraph, `${before}${node.id}:`);
        const widget = node.widgets?.find((one) => one.name === "penstock_pool_grid");
        if (widget) shown[`${before}${node.id}`] = widget.element.getAttribute("pool-id");
      }
    };
    look(app.rootGraph ?? app.graph, "");
    return [used, shown];
"""


@define
class ProfileGraph:
    """A node Pool Profile, a node Image Pool (Grid), a preview; and what a test does with them."""

    editor: Any
    name: str
    """Unique for each test: all tests share the server."""
    profile: str = ""
    grid: str = ""
    made: list[str] = field(factory=list)

    @property
    def page(self) -> Any:
        """The page of the editor."""
        return self.editor.page

    @property
    def picker(self) -> Any:
        """What the node Pool Profile shows (the last one that is seen)."""
        return self.page.locator(".penstock-picker:visible").last

    @property
    def shown(self) -> Any:
        """The grid (the last one that is seen)."""
        return self.page.locator("penstock-pool-grid:visible").last

    @property
    def registry(self) -> list[dict[str, Any]]:
        """The profiles as the server lists them."""
        return list(self.ask("get", "/penstock/profiles")["profiles"])

    def build(self, linked: bool = True) -> None:
        """The nodes; unlinked, the grid has nothing to do with the profile."""
        self.profile, self.grid = self.editor.add("PoolProfile", 60), self.editor.add("GridImagePool", 420)
        preview = self.editor.add("PreviewImage", 860)
        body = "const [grid, preview] = argument.map((id) => app.graph.getNodeById(id)); grid.connect(0, preview, 0);"
        self.editor.run(body, [self.grid, preview])
        if linked:
            self.link()

    def link(self) -> None:
        """Link the profile to the grid."""
        self.editor.run(LINK, [self.profile, self.grid])

    def make(self, word: str, *pictures: Path) -> str:
        """A profile on the server, with pictures; returns its id. `called(word)` is its name."""
        profile = str(self.ask("post", "/penstock/profiles", data={"name": self.called(word)})["id"])
        for picture in pictures:
            self.put(profile, picture)
        return profile

    def put(self, pool: str, picture: Path) -> None:
        """Add a picture to a pool."""
        file = {"name": picture.name, "mimeType": "image/*", "buffer": picture.read_bytes()}
        self.ask("post", f"/penstock/pools/{pool}/slots", multipart={"images": file})

    def called(self, word: str) -> str:
        """The name of a profile of this test."""
        return f"{word} {self.name}"

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """What the server answers."""
        answer = getattr(self.page.request, method)(f"{self.editor.server.address}{path}", **options)
        assert answer.ok, answer.text()
        return answer.json() if answer.text() else None

    def choose(self, word: str) -> None:
        """Choose a profile in the node."""
        self.picker.locator(".penstock-picker-main").click()
        name = re.escape(self.called(word)) if word != "No profile" else word
        self.page.get_by_role("option", name=re.compile(f"^{name}")).first.click()

    def act(self, item: str) -> None:
        """Choose an entry of the node's menu of actions."""
        self.picker.get_by_role("button", name="Profile actions").click()
        self.page.get_by_role("menuitem", name=item).click()

    def answer(self, name: str, button: str) -> None:
        """Type a name into the dialog that asks for one, and confirm."""
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("textbox").fill(name)
        dialog.get_by_role("button", name=button, exact=True).click()
        dialog.wait_for(state="detached")

    def run(self) -> Image.Image:
        """Run the graph; the picture that the preview gets."""
        image = self.editor.run(RUN)
        query = "&".join(f"{key}={value}" for key, value in image.items())
        answer = self.page.request.get(f"{self.editor.server.address}/view?{query}")
        assert answer.ok
        return Image.open(io.BytesIO(answer.body())).convert("RGB")

    def capture(self) -> None:
        """Let ComfyUI see what a script changed, as it does after every click."""
        self.editor.run(CAPTURE)

    def expect_truth(self) -> dict[str, str]:
        """Wait until every grid shows the pool that a run would use; which pool, by the grid's id in a run."""
        end = time.monotonic() + PATIENCE
        while True:
            used, shown = self.editor.run(POOLS)
            if used == shown:
                return dict(used)
            assert time.monotonic() < end, f"a run uses {used}, the grids show {shown}"
            self.page.wait_for_timeout(30)


def same_picture(seen: Image.Image, photograph: Path) -> bool:
    """Whether the pixels are those of the photograph."""
    with Image.open(photograph) as expected:
        return seen.size == expected.size and seen.tobytes() == expected.convert("RGB").tobytes()
