"""What ComfyUI's real frontend makes of workflows: the truth that the reading of documents is measured by.

Opens every UI workflow of a folder in the installed `comfyui-frontend-package` (headless Chromium, no server: every
request is answered here) and writes what `app.graphToPrompt()` gives to a folder. Nothing of it is committed:

    OBJECT_INFO=object_info.json.gz python tests/corpus/frontend_oracle.py WORKFLOWS_FOLDER OUTPUT_FOLDER [name ...]

`COMFYUI_FRONTEND` names the `static` folder of another version.
"""

import gzip
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import comfyui_frontend_package
from playwright.sync_api import Page, Route, WebSocketRoute, sync_playwright

ORIGIN = "http://oracle.test"
STATIC = Path(os.environ.get("COMFYUI_FRONTEND") or Path(comfyui_frontend_package.__file__).parent / "static")
SETTINGS = {"Comfy.TutorialCompleted": True, "Comfy.VueNodes.Enabled": False, "Comfy.Workflow.Persist": False}
SYSTEM = {"system": {"os": "posix", "comfyui_version": "0.33.0", "python_version": "3.11", "argv": []}, "devices": []}
ANSWERS: dict[str, Any] = {
    "/api/settings": SETTINGS,
    "/api/users": {"storage": "server", "migrated": True},
    "/api/extensions": [],
    "/api/embeddings": [],
    "/api/system_stats": SYSTEM,
    "/api/i18n": {},
    "/api/features": {},
    "/api/queue": {"queue_running": [], "queue_pending": []},
    "/api/history": {},
    "/api/jobs": {"jobs": [], "pagination": {"offset": 0, "limit": 0, "total": 0, "has_more": False}},
    "/api/prompt": {"exec_info": {"queue_remaining": 0}},
    "/api/experiment/models": [],
    "/api/global_subgraphs": {},
    "/api/workflow_templates": {},
    "/api/node_replacements": {},
    "/api/upload/image": {"name": "view.png", "subfolder": "", "type": "temp"},
}
READY = """Boolean(
  window.app?.extensionManager && window.app?.graph && window.LiteGraph?.registered_node_types?.KSampler
)"""
CONVERT = """async (text) => {
  const complaints = [];
  const kept = console.warn;
  console.warn = (...words) => complaints.push(words.map(String).join(' ').slice(0, 300));
  try {
    await window.app.loadGraphData(JSON.parse(text), true, false, null);
    await new Promise((done) => setTimeout(done, 30));
    const { output } = await window.app.graphToPrompt();
    return JSON.stringify({ output, complaints });
  } catch (error) {
    return JSON.stringify({ error: String(error?.stack ?? error).slice(0, 2000), complaints });
  } finally {
    console.warn = kept;
  }
}"""


def read_object_info(path: Path) -> bytes:
    """The schema file, unpacked."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def answer(route: Route, object_info: bytes) -> None:
    """Answer one request as a ComfyUI without models would."""
    path = route.request.url.removeprefix(ORIGIN).split("?")[0]
    if path == "/api/object_info":
        route.fulfill(body=object_info, content_type="application/json")
    elif path in ANSWERS:
        route.fulfill(json=ANSWERS[path])
    elif path.startswith("/api/"):
        route.fulfill(status=404, json={})
    else:
        found = STATIC / (path.lstrip("/") or "index.html")
        route.fulfill(path=found) if found.is_file() else route.fulfill(status=404, body="")


def greet(socket: WebSocketRoute) -> None:
    """A socket that says only its id."""
    data = {"status": {"exec_info": {"queue_remaining": 0}}, "sid": "oracle"}
    socket.send(json.dumps({"type": "status", "data": data}))


def open_page(page: Page, object_info: bytes) -> None:
    """The frontend, ready."""
    page.route("**/*", lambda route: answer(route, object_info))
    page.route_web_socket("**/ws*", greet)
    page.goto(ORIGIN + "/")
    page.wait_for_function(READY, timeout=120_000)


def is_workflow(data: Any) -> bool:
    """Whether it is a workflow in UI format."""
    return isinstance(data, dict) and isinstance(data.get("nodes"), list)


def convert_all(source: Path, target: Path, names: list[str], object_info: bytes) -> None:
    """Write `<name>.json` with `output` or `error` for every workflow that has none yet."""
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page: Page | None = None
        for count, file in enumerate(sorted(source.rglob("*.json"))):
            out = target / file.name
            text = file.read_text(encoding="utf-8")
            if out.exists() or (names and file.stem not in names) or not is_workflow(json.loads(text)):
                continue
            if page is None or count % 100 == 0:  # a fresh page now and then: what one leaves behind stays small
                if page is not None:
                    page.close()
                page = browser.new_page()
                open_page(page, object_info)
            start = time.monotonic()
            out.write_text(page.evaluate(CONVERT, text), encoding="utf-8")
            print(f"{file.stem} {time.monotonic() - start:.2f} s", flush=True)  # noqa: T201
        browser.close()


if __name__ == "__main__":
    folder, result, *wanted = sys.argv[1:]
    convert_all(Path(folder), Path(result), wanted, read_object_info(Path(os.environ["OBJECT_INFO"])))
