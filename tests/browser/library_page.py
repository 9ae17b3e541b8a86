"""Modules of the shared library in an open page."""

from typing import Any

# `window.host` is what a plugin's module gets; `window.library` imports a module of the library.
_PREPARE = """async (base) => {
  window.library = (name) => import(`${base}/penstock/web/library/${name}.js`);
  const { openHost } = await window.library("host");
  const address = (path) => new URL(base + path, location.href).href;
  window.host = await openHost({ address, events: { listen: () => () => {} }, language: "en" });
  window.happened = [];
}"""


def prepare(page: Any, base: str = "") -> None:
    """Make `host`, `library(name)` and the list `happened` known to the page's scripts."""
    page.evaluate(_PREPARE, base)


def run(page: Any, body: str, argument: Any = None) -> Any:
    """Evaluate the body of an async function of `argument` in the page."""
    return page.evaluate(f"async (argument) => {{ {body} }}", argument)


def happened(page: Any) -> list[Any]:
    """What the test's callbacks noted."""
    return list(page.evaluate("window.happened"))


def open_dialog(page: Any, options: str = "{}") -> None:
    """Open a dialog called Question, with two fields, and the given options on top."""
    run(
        page,
        f"""const {{ openDialog }} = await library("dialogs");
        const {{ element }} = await library("elements");
        const field = (name) => element("input", {{ attributes: {{ "aria-label": name }} }});
        const content = element("div", {{}}, field("First"), field("Second"));
        const note = (text) => void happened.push(text);
        window.dialog = openDialog(host, {{ title: "Question", content, ...{options} }});""",
    )
