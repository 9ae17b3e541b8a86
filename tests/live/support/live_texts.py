"""Documents that people edit (libbers, prompts), through the routes and in the nodes of a page."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from live_client import Answer, LiveClient
from live_page import run
from playwright.sync_api import expect

SET = """([kind, values]) => {
    const node = app.graph.nodes.find((one) => one.type === kind);
    for (const [name, value] of Object.entries(values)) node.widgets.find((one) => one.name === name).value = value;
    node.onConfigure?.({});
}"""


class LiveDocument:
    """One document of a host, such as `/penstock/libbers/animals`, and its draft."""

    def __init__(self, tab: LiveClient, path: str) -> None:
        self.tab = tab
        self.path = path

    def ask(self, method: str, path: str = "", status: int = 200, **arguments: Any) -> Any:
        """A request below the document; another status is a failed assertion."""
        answer = self.tab.request(method, self.path + path, **arguments)
        assert answer.status == status, (method, path, answer.status, answer.body[:500])
        return answer.json() if answer.body else None

    def saved(self) -> Any:
        """The document as it is saved."""
        return self.ask("GET")

    def open(self, *, create: bool = False) -> Any:
        """Its draft."""
        return self.ask("POST", "/drafts", 201, json={"create": create})

    def draft(self) -> Any:
        """The draft as it stands, opened where there is none."""
        return self.ask("GET", f"/drafts/{self.open()['id']}")

    def values(self) -> dict[str, Any]:
        """The entries of the draft."""
        return {key: entry["value"] for key, entry in self.draft()["entries"].items()}

    def edit(self, seen: Mapping[str, int] | None = None, **values: Any) -> Answer:
        """Other values for entries, as one step; `:` in a key is written `__`."""
        edits = [{"key": key.replace("__", ":"), "value": value} for key, value in values.items()]
        body = json.dumps({"edits": edits, **({} if seen is None else {"seen": seen})}).encode()
        headers = {"Content-Type": "application/json"}
        path = f"{self.path}/drafts/{self.open()['id']}"
        return self.tab.request("PATCH", path, data=BytesIO(body), headers=headers)

    def save(self, take: Mapping[str, str] | None = None) -> Answer:
        """Save the draft as it stands."""
        draft = self.draft()
        body = {"revision": draft["revision"], **({} if take is None else {"take": take})}
        return self.tab.request("POST", f"{self.path}/drafts/{draft['id']}/save", json=body)


def shown(entry: Any, kind: str = "PreviewAny") -> str:
    """The text that a run showed in the one node of this kind."""
    (node,) = (name for name, one in entry["prompt"][2].items() if one["class_type"] == kind)
    return str(entry["outputs"][node]["text"][0])


class TextNodes:
    """The nodes of a sample workflow on a page."""

    def __init__(self, page: Any, editor: str) -> None:
        self.page = page
        self.editor = page.locator(f"{editor}:visible").last

    def set(self, kind: str, **values: Any) -> None:
        """Give widgets of the one node of this kind other values, as a script does."""
        self.page.evaluate(SET, [kind, values])

    def cell(self, key: str, column: str) -> Any:
        """A cell of the table."""
        return self.editor.locator(f"[role=row][data-key='{key}'] [data-column={column}]")

    def write(self, key: str, column: str, text: str) -> None:
        """Type another text into a cell, and take it with Enter."""
        self.cell(key, column).dblclick()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        expect(self.cell(key, column)).to_have_text(text)

    def expect_state(self, text: str) -> None:
        """Wait for what the editor says of its document."""
        expect(self.editor).to_contain_text(text)

    def save(self) -> None:
        """Press the button, and wait until it is done."""
        self.editor.get_by_role("button", name="Save", exact=True).click()
        expect(self.editor.get_by_role("status").filter(has_text="Saved")).to_be_visible()

    def runs(self, tab: Any) -> str:
        """Run the graph; the text that it shows."""
        return shown(run(self.page, tab))
