"""What the tests of the pages of libbers share: libraries on the server, and the parts of the pages."""

import json
from typing import Any
from urllib.parse import quote

from playwright.sync_api import expect

from .standalone_page import ask

# A file is dragged over the element that `selector` finds, and dropped on it.
_DROP = """([selector, text, name]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], name, { type: "application/json" }));
  const options = { bubbles: true, cancelable: true, composed: true, dataTransfer };
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.querySelector(selector).dispatchEvent(new DragEvent(kind, options));
  }
}"""


def make_libber(server: Any, name: str, libs: dict[str, str] | None = None) -> str:
    """A library; returns its name."""
    return str(ask(server, "POST", "/penstock/libbers", {"name": name, "libs": libs or {}})["name"])


def saved(server: Any, name: str) -> dict[str, str]:
    """The snippets of a library as they are saved."""
    return dict(ask(server, "GET", f"/penstock/libbers/{quote(name)}")["libs"])


def names(server: Any) -> list[str]:
    """What the libraries are called."""
    return [one["name"] for one in ask(server, "GET", "/penstock/libbers")["libbers"]]


def clear(server: Any) -> None:
    """Moves all libraries to the trash."""
    for name in names(server):
        ask(server, "DELETE", f"/penstock/libbers/{quote(name)}")


def line(page: Any, name: str) -> Any:
    """The line of a library."""
    return page.locator(f".penstock-list li[data-libber='{name}']")


def shown(page: Any) -> list[str]:
    """The libraries on the page, in their order."""
    return list(page.locator(".penstock-list .penstock-list-name").all_text_contents())


def drop_json(page: Any, selector: str, name: str, content: Any) -> None:
    """A JSON file is dropped."""
    page.evaluate(_DROP, [selector, content if isinstance(content, str) else json.dumps(content), name])


def answer(page: Any, name: str, button: str) -> None:
    """Type a name into the dialog that asks for one, and confirm."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(name)
    dialog.get_by_role("button", name=button, exact=True).click()
    dialog.wait_for(state="detached")


def snippet(root: Any, key: str) -> Any:
    """The row of a snippet in the table of an editor."""
    return root.locator(f"[role=row][data-key='lib:{key}']")


def edit_cell(root: Any, key: str, before: str, text: str, column: str = "text") -> None:
    """Type into a cell, and take it with Enter."""
    cell = snippet(root, key).locator(f"[data-column={column}]")
    expect(cell).to_have_text(before)
    cell.dblclick()
    field = root.locator("textarea:focus, input:focus").first
    expect(field).to_have_value(before)
    field.fill(text)
    field.press("Enter")
    expect(root.locator("textarea:focus")).to_have_count(0)
