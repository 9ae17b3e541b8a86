"""What the tests of prompts share: collections on the server, and the editor over a document in the page."""

import json
from typing import Any

from .standalone_page import ask

PROMPTS = {
    "face": {"value": "a friendly face", "category": "people", "tags": ["close", "warm"]},
    "body": {"value": "a tall body", "category": "people"},
    "light": {"value": "soft light", "category": "look", "tags": ["warm"]},
    "beast": {"value": "a %dog%", "processing_type": "libber", "libber_name": "animals"},
}
COMPOSITIONS = {"portrait": ["face", "light"], "zoo": ["beast", "gone"]}

# The editor over a document of its own, in place of the page. `window.edited` is the document.
_SHOW = """async ([prompts, compositions]) => {
  const load = (name) => import(`/penstock/web/${name}.js`);
  const [{ LocalTexts }, { makePromptEditor }, { openHost }] =
    await Promise.all(["library/texts/local_texts", "prompts/prompt_editor", "library/host"].map(load));
  const events = { listen: () => () => {} };
  const host = await openHost({ address: (path) => path, events, language: "en" });
  window.edited = new LocalTexts({ changed: (values) => void (window.values = values) });
  const keyed = (kind, all) => Object.entries(all).map(([name, value]) => [`${kind}:${name}`, value]);
  edited.fill(Object.fromEntries([...keyed("prompt", prompts), ...keyed("composition", compositions)]));
  const editor = makePromptEditor();
  editor.show({ host, document: edited });
  document.querySelector("main").replaceChildren(editor);
}"""


def document(prompts: dict[str, Any] | None = None, compositions: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a file of version 2 holds."""
    prompts = PROMPTS if prompts is None else prompts
    return {"version": 2, "prompts": prompts, "compositions": COMPOSITIONS if compositions is None else compositions}


def put_collection(server: Any, folder: str, content: dict[str, Any]) -> str:
    """A file as another program writes it; returns its folder."""
    path = server.data / "output" / "scenes" / folder / "prompts.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return folder


def put_libber(server: Any, name: str, libs: dict[str, str]) -> None:
    """A library as another program writes it."""
    path = server.data / "output" / "libbers" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"libs": libs, "delimiter": "%", "max_depth": 10}), encoding="utf-8")


def stored(server: Any, folder: str) -> dict[str, Any]:
    """The file of a collection as it is."""
    path = server.data / "output" / "scenes" / folder / "prompts.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def saved_value(server: Any, folder: str, prompt: str) -> str | None:
    """The text of a saved prompt, None where there is none."""
    found = ask(server, "GET", f"/penstock/prompts/{folder}")["prompts"].get(prompt)
    return None if found is None else str(found["value"])


def show_editor(page: Any, prompts: dict[str, Any], compositions: dict[str, Any]) -> Any:
    """The editor over a document in the page, at its compositions."""
    page.evaluate(_SHOW, [prompts, compositions])
    page.get_by_role("tab", name="Compositions").click()
    return page.locator("penstock-compositions")


def parts(page: Any, composition: str) -> list[str]:
    """The prompts of a composition in the document of `show_editor`."""
    found = page.evaluate("(name) => edited.entries.get(`composition:${name}`)?.value ?? null", composition)
    return list(found)
