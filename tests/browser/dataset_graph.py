"""Graphs with nodes of data sets in ComfyUI's frontend, as tests build, change and run them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import define
from PIL import Image
from playwright.sync_api import expect

from .node_graph import CONNECT, RUN, SET

WAIT_MS = 15_000
COLOURS = ((200, 40, 40), (40, 160, 60), (50, 70, 200), (220, 180, 40), (150, 60, 170), (40, 170, 180))


@define
class DatasetGraph:
    """Nodes of data sets, and what a test does with them."""

    editor: Any
    folder: str
    """A folder of the test's own below the input folder: all tests share the server."""

    @property
    def page(self) -> Any:
        """The page of the editor."""
        return self.editor.page

    @property
    def path(self) -> Path:
        """Where the folder is."""
        return Path(self.editor.server.data, "input", self.folder)

    def pictures(self, names: Iterable[str], captions: Iterable[str] = (), size: tuple[int, int] = (60, 40)) -> None:
        """Put pictures into the folder, and captions beside the first ones."""
        self.path.mkdir(parents=True, exist_ok=True)
        for number, name in enumerate(names):
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", size, COLOURS[number % len(COLOURS)]).save(file)
        for file, caption in zip(sorted(self.path.glob("*.png")), captions, strict=False):
            file.with_suffix(".txt").write_text(caption, encoding="utf-8")

    def add(self, kind: str, x: int = 80, y: int = 80, **values: Any) -> str:
        """A node with these values in its widgets."""
        node = str(self.editor.add(kind, x, y))
        if values:
            self.editor.run(SET, [node, values])
        return node

    def loader(self, **values: Any) -> str:
        """A Folder Image Loader of the folder; its pictures are previewed, so that they run."""
        node = self.add("FolderImageLoader", 80, 80, folder=self.folder, **values)
        preview = self.add("PreviewImage", 760, 80)
        self.link(node, 0, preview, "images")
        return node

    def link(self, source: str, slot: int, target: str, name: str) -> None:
        """Link an output of a node to an input of another."""
        self.editor.run(CONNECT, [source, slot, target, name])

    def run(self) -> dict[str, Any]:
        """Run the graph; what its nodes say, by node."""
        return dict(self.editor.run(RUN))

    def part(self, widget: str) -> Any:
        """What a node of ours shows (the last one that is seen)."""
        return self.page.locator(f"[data-penstock-widget={widget}]:visible").last

    def expect_value(self, node: str, name: str, value: str) -> None:
        """Wait for the value of a widget."""
        self.page.wait_for_function(
            "([id, name, value]) => app.graph.getNodeById(id).widgets.find((one) => one.name === name).value === value",
            arg=[node, name, value],
        )

    @property
    def strip(self) -> Any:
        """The small pictures of a loader."""
        return self.part("penstock_folder").locator(".penstock-dataset-strip-tile")

    def expect_place(self, text: str) -> None:
        """Wait for what a loader says of its place."""
        expect(self.part("penstock_folder").locator(".penstock-dataset-next-place")).to_have_text(text, timeout=WAIT_MS)
