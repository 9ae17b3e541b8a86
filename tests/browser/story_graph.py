"""Graphs with stories in ComfyUI's frontend, as tests build, change and run them."""

from typing import Any

from attrs import define
from playwright.sync_api import expect

from .node_graph import CONNECT, RUN, SET
from .story_page import WAIT_MS, Board, board_of


@define
class StoryGraph:
    """Nodes of stories, and what a test does with them."""

    editor: Any
    story: str
    """A story of the test's own: all tests share the server."""

    @property
    def page(self) -> Any:
        """The page of the editor."""
        return self.editor.page

    @property
    def board(self) -> Board:
        """The board that is seen."""
        return board_of(self.page)

    def add(self, kind: str, x: int = 60, y: int = 100, **values: Any) -> str:
        """A node with these values in its widgets."""
        node = str(self.editor.add(kind, x, y))
        if values:
            self.editor.run(SET, [node, values])
        return node

    def link(self, source: str, slot: int, target: str, name: str) -> None:
        """Link an output of a node to an input of another."""
        self.editor.run(CONNECT, [source, slot, target, name])

    def run(self) -> dict[str, Any]:
        """Run the graph; what its nodes say, by node."""
        return dict(self.editor.run(RUN))

    def view(self) -> str:
        """Story Load, linked to a Story View, which a run needs; its id."""
        source, view = self.add("StoryLoad", 620, story_name=self.story), self.add("StoryView", 960)
        self.link(source, 0, view, "story_info")
        return view

    def picker(self, label: str) -> Any:
        """A picker in a node (the last one that is seen)."""
        return self.page.get_by_role("combobox", name=label, exact=True).last

    def choose(self, label: str, name: str) -> None:
        """Choose a name in a node."""
        self.picker(label).click()
        self.page.get_by_role("option", name=name).first.click()

    def tiles(self) -> Any:
        """The small scenes in a node (the last one that shows any)."""
        return self.page.locator(".penstock-story-strip:visible").last.locator("li")

    def expect_tiles(self, count: int) -> None:
        """Wait for so many small scenes."""
        expect(self.tiles()).to_have_count(count, timeout=WAIT_MS)
