"""What the tests of the standalone app share: pools over the wire, and files that are dropped."""

import json
import urllib.request
from pathlib import Path
from typing import Any

# Drops a teal picture on the element that `selector` finds.
_DROP = """([selector, events]) => {
  const transfer = new DataTransfer();
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
  const url = canvas.toDataURL("image/png");
  const bytes = Uint8Array.from(atob(url.split(",")[1]), (letter) => letter.charCodeAt(0));
  transfer.items.add(new File([bytes], "teal.png", { type: "image/png" }));
  const target = document.querySelector(selector);
  const options = { bubbles: true, cancelable: true, dataTransfer: transfer };
  for (const type of events) target.dispatchEvent(new DragEvent(type, options));
}"""


def make_pool(server: Any, pool: str) -> str:
    """An empty pool; returns its id."""
    ask(server, "POST", "/penstock/pools", {"id": pool})
    return pool


def fill_pool(server: Any, pool: str, files: list[Path]) -> str:
    """A pool with images; returns its id."""
    edge = "penstock-test-edge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="images"; filename="{path.name}"\r\n\r\n'.encode()
        + path.read_bytes()
        + b"\r\n"
        for path in files
    ]
    body = b"".join(parts) + f"--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    _open(urllib.request.Request(f"{server.address}/penstock/pools/{pool}/slots", body, headers))
    return pool


def ask(server: Any, method: str, path: str, body: Any = None) -> Any:
    """A request to the server, and its answer."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} if data else {}
    return _open(urllib.request.Request(server.address + path, data, headers, method=method))


def name_pool(server: Any, pool: str, name: str) -> None:
    """Gives a pool a profile."""
    registry = server.data / "input" / "grid_pool" / "profiles.json"
    known = json.loads(registry.read_text())["profiles"] if registry.exists() else []
    registry.write_text(json.dumps({"profiles": [*known, {"id": pool, "name": name, "created": 1}]}))


def drop_file(page: Any, selector: str, *events: str) -> None:
    """A picture is dragged over the element and dropped on it."""
    page.evaluate(_DROP, [selector, list(events or ("dragenter", "dragover", "drop"))])


def _open(request: urllib.request.Request) -> Any:
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None
