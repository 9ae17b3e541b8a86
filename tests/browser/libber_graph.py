"""Graphs with libraries of snippets in ComfyUI's frontend, as tests build, change and run them."""

import re
from typing import Any

from attrs import define, field
from playwright.sync_api import expect

from .node_graph import CONNECT, RUN, SET


@define
class LibberGraph:
    """Nodes of libraries, and what a test does with them."""

    editor: Any
    name: str
    """Unique for each test: all tests share the server."""
    made: list[str] = field(factory=list)

    @property
    def page(self) -> Any:
        """The page of the editor."""
        return self.editor.page

    @property
    def apply(self) -> Any:
        """What the node Libber Apply shows (the last one that is seen)."""
        return self.page.locator("penstock-libber-apply:visible").last

    @property
    def table(self) -> Any:
        """What the node Libber Manager shows (the last one that is seen)."""
        return self.page.locator("penstock-libber-editor:visible").last

    @property
    def text(self) -> Any:
        """The field for the text."""
        return self.apply.locator("textarea")

    @property
    def result(self) -> Any:
        """What the text becomes."""
        return self.apply.locator(".penstock-result-text")

    @property
    def problems(self) -> Any:
        """What is said about the text."""
        return self.apply.locator(".penstock-result-problems")

    def option(self, name: str) -> Any:
        """The line of a library in the open list: not the one that makes a new one of that name."""
        return self.page.get_by_role("option", name=re.compile(f"^{re.escape(name)}"))

    def called(self, word: str) -> str:
        """The name of a library of this test."""
        return f"{word} {self.name}"[:64].strip()

    def make(self, word: str, libs: dict[str, str]) -> str:
        """A library on the server; returns its name."""
        name = self.called(word)
        self.ask("post", "/penstock/libbers", data={"name": name, "libs": libs})
        return name

    def saved(self, word: str) -> dict[str, str]:
        """The snippets as they are saved."""
        return dict(self.ask("get", f"/penstock/libbers/{self.called(word)}")["libs"])

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """What the server answers."""
        answer = getattr(self.page.request, method)(f"{self.editor.server.address}{path}", **options)
        assert answer.ok, answer.text()
        return answer.json() if answer.text() else None

    def add(self, kind: str, x: int = 420, **values: Any) -> str:
        """A node with these values in its widgets."""
        node = str(self.editor.add(kind, x))
        if values:
            self.editor.run(SET, [node, values])
        return node

    def value(self, node: str, name: str) -> Any:
        """A widget's value."""
        return self.editor.widget(node, name)

    def link(self, source: str, target: str, name: str) -> None:
        """Link the first output of a node to an input of another."""
        self.editor.run(CONNECT, [source, 0, target, name])

    def run(self) -> dict[str, Any]:
        """Run the graph; what each node says, by its id."""
        return dict(self.editor.run(RUN))

    def write(self, text: str) -> None:
        """Type at the end of the field."""
        self.text.click()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(text)

    def expect_result(self, text: str) -> None:
        """Wait for what the text becomes."""
        expect(self.result).to_have_text(text)
