"""Graphs with prompts in ComfyUI's frontend, as tests build, change and run them."""

import json
from typing import Any

from attrs import define
from playwright.sync_api import expect

from .node_graph import CONNECT, RUN_AND_WAIT, SET

COMPOSED = f"""{RUN_AND_WAIT}
    const [composer] = Object.entries(output).find(([, one]) => one.class_type === "PromptComposer");
    return said[composer].text[0];
"""


@define
class PromptGraph:
    """Nodes of prompts, and what a test does with them."""

    editor: Any
    name: str
    """Unique for each test: all tests share the server."""

    @property
    def page(self) -> Any:
        """The page of the editor."""
        return self.editor.page

    @property
    def table(self) -> Any:
        """The prompts in the node Prompt Collection Edit (the last one that is seen)."""
        return self.page.locator("penstock-prompt-editor:visible").last

    @property
    def composed(self) -> Any:
        """The text that the node Prompt Composer shows."""
        return self.page.locator("[data-penstock-widget=penstock_composer] .penstock-composed-text")

    @property
    def chips(self) -> Any:
        """The prompts that the node Prompt Composer takes."""
        return self.page.locator(".penstock-composer-chips li")

    def folder(self, word: str = "beach") -> str:
        """The name of a collection of this test."""
        allowed = "".join(letter if letter.isalnum() else "_" for letter in self.name)
        return f"{word} {allowed}"[:60].strip()

    def add(self, kind: str, x: int = 60, y: int = 140, **values: Any) -> str:
        """A node with these values in its widgets."""
        node = str(self.editor.add(kind, x, y))
        if values:
            self.set(node, **values)
        return node

    def set(self, node: str, **values: Any) -> None:
        """Give widgets of a node other values, as a script does."""
        self.editor.run(SET, [node, values])

    def pair(self, **values: Any) -> tuple[str, str]:
        """Prompt Collection Edit with these values, linked to a Prompt Composer."""
        source, composer = self.add("PromptCollectionEdit", 60, **values), self.add("PromptComposer", 640)
        self.link(source, composer)
        self.use(composer)
        return source, composer

    def use(self, composer: str) -> None:
        """Let a run need the composer's text: an image is saved that is called so."""
        image, save = self.add("EmptyImage", 640, 560, width=16, height=16), self.add("SaveImage", 1080)
        self.link(image, save, "images")
        self.link(composer, save, "filename_prefix")

    def link(self, source: str, target: str, name: str = "prompt_collection_json_in") -> None:
        """Link the first output of a node to an input of another."""
        self.editor.run(CONNECT, [source, 0, target, name])

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """What the server answers."""
        answer = getattr(self.page.request, method)(f"{self.editor.server.address}{path}", **options)
        assert answer.ok, answer.text()
        return answer.json() if answer.text() else None

    @property
    def state(self) -> Any:
        """What the table says of its changes."""
        return self.table.locator("penstock-save-bar").get_by_role("status")

    @property
    def picker(self) -> Any:
        """The choice of the collection in the node Prompt Collection Edit (the last one that is seen)."""
        return self.page.locator("[data-penstock-widget=penstock_prompts] penstock-name-picker:visible").last

    def choose(self, name: str) -> None:
        """Choose a collection in the node."""
        self.picker.get_by_role("combobox").click()
        self.page.get_by_role("option", name=name, exact=True).click()

    def act(self, item: str) -> None:
        """Choose an entry of the node's menu of actions."""
        self.page.locator("[data-penstock-widget=penstock_prompts]").get_by_role("button", name="More actions").click()
        self.page.get_by_role("menuitem", name=item).click()

    def kept(self, node: str) -> dict[str, Any]:
        """The collection that a node keeps in the workflow."""
        text = self.editor.widget(node, "prompt_collection_json_in")
        return dict(json.loads(text)) if text else {}

    def run(self) -> str:
        """Run the graph; the text that the composer puts together."""
        return str(self.editor.run(COMPOSED))

    def cell(self, prompt: str, column: str) -> Any:
        """A cell of the table."""
        row = self.table.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=prompt, exact=True))
        return row.locator(f"[data-column={column}]")

    def write(self, prompt: str, text: str, column: str = "value") -> None:
        """Write another text into a cell."""
        self.cell(prompt, column).dblclick()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        expect(self.cell(text if column == "name" else prompt, column)).to_have_text(text)

    def add_prompt(self, name: str, text: str) -> None:
        """A new prompt, in the table."""
        self.table.get_by_role("button", name="Add prompt").click()
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")
        self.write(name, text)
