"""The parts of the editors of texts in an open page: a table over texts that live in the page."""

from typing import Any

from .library_page import prepare as prepare_library

# A box as wide as asked, with a table of `count` snippets in it; `window.texts` is the document.
_TABLE = """async ({ count, width, height, readOnly }) => {
  const { LocalTexts } = await library("texts/local_texts");
  const { makeTextTable } = await library("texts/table");
  const { element } = await library("elements");
  const kinds = ["animals", "places", "light", "lenses"];
  const made = Array.from({ length: count }, (_, at) => [`lib:key_${at}`, {
    value: `a snippet of number ${at} ` + (at % 3 ?
      "that is rather long, so that it does not fit into its cell at all: " + "more ".repeat(30) : "short"),
    category: kinds[at % 4], tags: at % 2 ? ["one", "two"] : [] }]);
  window.told = [];
  window.texts = new LocalTexts({ changed: (values) => void told.push(values), readOnly, save: async () =>
    (happened.push("saved"), true) });
  texts.fill({ ...Object.fromEntries(made), delimiter: "%" });
  const field = (row, name, value) => [{ key: row.key, value: { ...row.value, [name]: value } }];
  const columns = [
    { id: "key", label: "Key", kind: "text", value: (row) => row.key.slice(4), width: "minmax(90px, 1fr)",
      edit: (row, key) => !key.trim() ? "A key has a letter." : texts.entries.has(`lib:${key}`) &&
        row.key !== `lib:${key}` ? "There is such a key."
        : row.key === `lib:${key}` ? null : [{ key: `lib:${key}`, value: row.value, instead_of: row.key }] },
    { id: "value", label: "Snippet", kind: "long", value: (row) => row.value.value, edit: (row, text) => field(row,
      "value", text), width: "minmax(140px, 3fr)" },
    { id: "category", label: "Category", kind: "choice", value: (row) => row.value.category, filters: true, narrow:
      false,
      edit: (row, text) => field(row, "category", text), choices: () => [{ value: "", label: "None" },
        ...kinds.map((value) => ({ value }))] },
    { id: "tags", label: "Tags", kind: "tags", value: (row) => row.value.tags, filters: true, narrow: false, edit:
      (row, tags) => field(row, "tags", tags) },
    { id: "length", label: "Length", kind: "readonly", value: (row) => row.value.value.length, sort: (row) =>
      row.value.value.length, narrow: false, width: "64px" },
  ];
  window.table = makeTextTable();
  const box = element("div", { class: "penstock-page", attributes: { id: "box" } }, table);
  box.style.cssText = "position: fixed; inset: 0 auto auto 0; z-index: 50; padding: 8px; background: Canvas";
  Object.assign(box.style, { width, height });
  document.querySelector("#box")?.remove();
  document.body.append(box);
  table.show({ host, document: texts, label: "Snippets", columns, isRow: (key) => key.startsWith("lib:"),
    add: (name) => texts.entries.has(`lib:${name}`) ? "There is such a key." : [{ key: `lib:${name}`, value: { value:
      "", category: "", tags: [] } }],
    duplicate: (row) => [{ key: `${row.key}_copy`, value: row.value }],
    detail: (row) => element("p", { text: `All of it: ${row.value.value}` }) });
}"""


def leave_pools(page: Any) -> None:
    """Behind what is shown there is nothing that other tests have left."""
    page.get_by_role("heading", level=1).first.wait_for()
    if page.evaluate("location.hash") != "#/pools":
        return
    page.evaluate("location.hash = '#/nowhere'")
    page.get_by_role("heading", name="There is no such page").wait_for()


def show_table(page: Any, count: int = 40, width: str = "100vw", height: str = "100vh", read_only: bool = False) -> Any:
    """A table of so many snippets on top of the page; returns its grid."""
    if not page.evaluate("'library' in window"):
        leave_pools(page)
        prepare_library(page)
    page.evaluate(_TABLE, {"count": count, "width": width, "height": height, "readOnly": read_only})
    grid = page.get_by_role("grid", name="Snippets")
    grid.get_by_role("row").nth(1).wait_for() if count else None
    return grid


def values(page: Any) -> dict[str, Any]:
    """The texts as they are now, in their order."""
    return dict(page.evaluate("window.texts.values()"))


def keys(page: Any) -> list[str]:
    """The keys of all texts, in their order."""
    return [key[4:] for key in page.evaluate("window.texts.order") if key.startswith("lib:")]
