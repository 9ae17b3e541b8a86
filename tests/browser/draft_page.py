"""A library's draft in an open page: `window.draft`, its save bar and a table of its snippets, on the real routes."""

import secrets
from typing import Any

from .standalone_page import ask
from .text_page import leave_pools

_PREPARE = """async () => {
  const from = (path) => import(`/penstock/web/${path}.js`);
  const [{ openHost }, { SocketEvents }] = await Promise.all([from("library/host"), from("library/events")]);
  const events = new SocketEvents(location.origin.replace("http", "ws") + "/ws");
  window.host = await openHost({ address: (path) => path, events, language: "en" });
  window.library = (name) => from(`library/${name}`);
  const connected = new Promise((resolve) => events.listen("connected", resolve));
  events.connect();
  await connected;
}"""

_SHOW = """async (libber) => {
  const [{ draftOf }, { makeTextTable }, { makeSaveBar }, { element }] = await Promise.all(
    ["texts/draft", "texts/table", "texts/save_bar", "elements"].map(library));
  window.draft?.close();
  document.querySelector("#box")?.remove();
  window.draft = draftOf(host, `/penstock/libbers/${libber}`);
  const table = window.table = makeTextTable();
  const bar = makeSaveBar();
  const box = element("div", { class: "penstock-page", attributes: { id: "box" } }, bar, table);
  box.style.cssText = "position: fixed; inset: 0; z-index: 50; display: flex; flex-direction: column; padding: 8px";
  box.style.background = "Canvas";
  table.style.minHeight = "0";
  document.body.append(box);
  bar.show({ host, draft, nameOf: (key) => key.replace("lib:", "") });
  const columns = [
    { id: "key", label: "Key", kind: "text", value: (row) => row.key.slice(4), width: "minmax(90px, 1fr)",
      edit: (row, key) => `lib:${key}` === row.key ? null : [{ key: `lib:${key}`, value: row.value, instead_of:
        row.key }] },
    { id: "value", label: "Snippet", kind: "long", value: (row) => row.value,
      edit: (row, text) => text === row.value ? null : [{ key: row.key, value: text }] },
  ];
  table.show({ host, document: draft, label: "Snippets", columns, isRow: (key) => key.startsWith("lib:"),
    add: (name) => [{ key: `lib:${name}`, value: "" }] });
}"""


def make_libber(server: Any, name: str, libs: dict[str, str] | None = None) -> str:
    """A saved library; returns its name, which begins so and is another for each try of a test."""
    name = f"{name}-{secrets.token_hex(3)}"
    ask(server, "POST", "/penstock/libbers", {"name": name, "libs": libs or {"hat": "a red hat", "cat": "a black cat"}})
    return name


def saved(server: Any, name: str) -> dict[str, str]:
    """What the library's file holds."""
    return dict(ask(server, "GET", f"/penstock/libbers/{name}")["libs"])


def show_draft(page: Any, name: str) -> Any:
    """The library's draft on top of the page; returns the grid of its snippets."""
    if not page.evaluate("'host' in window"):
        leave_pools(page)
        page.evaluate(_PREPARE)
    page.evaluate(_SHOW, name)
    grid = page.get_by_role("grid", name="Snippets")
    grid.get_by_role("row").nth(1).wait_for()
    return grid


def type_into(page: Any, grid: Any, cell: str, text: str) -> None:
    """Double-click the cell with this text, replace it and press Enter."""
    grid.get_by_text(cell, exact=True).dblclick()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")
