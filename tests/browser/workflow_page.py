"""What the tests of the pages of workflows share: documents, workflows on the server, and files that are given."""

import json
import struct
import urllib.request
import zlib
from typing import Any

from .standalone_page import ask

# It runs on the embedded engine: an empty image of these sizes is saved.
PLAIN: dict[str, Any] = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 32, "batch_size": 1, "color": 255}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "plain"}},
}
# It needs a model, and classes that the embedded engine has not.
PAINTING: dict[str, Any] = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 18446744073709551615,
            "steps": 20,
            "cfg": 8.0,
            "sampler_name": "euler",
            "scheduler": "normal",
            "denoise": 1.0,
            "model": ["4", 0],
            "positive": ["6", 0],
            "negative": ["7", 0],
            "latent_image": ["5", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "model.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a red fox in the snow at dawn", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "painting"}},
}
_EDGE = "penstock-test-edge"

# Files are dropped on the element that `selector` finds; their bytes are base64.
_DROP = """([selector, files]) => {
  const transfer = new DataTransfer();
  for (const [name, type, data] of files) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  const target = document.querySelector(selector);
  const options = { bubbles: true, cancelable: true, composed: true, dataTransfer: transfer };
  for (const type of ["dragenter", "dragover", "drop"]) target.dispatchEvent(new DragEvent(type, options));
}"""


def put_workflow(server: Any, name: str, document: dict[str, Any] = PLAIN, *, into: str = "") -> dict[str, Any]:
    """A workflow that is imported, or a version of one; returns what the server answers of it."""
    fields = [("into", into)] if into else [("name", name)]
    head = f'--{_EDGE}\r\nContent-Disposition: form-data; name="file"; filename="{name}.json"\r\n\r\n'
    parts = [head.encode() + json.dumps(document).encode() + b"\r\n"]
    for field, value in fields:
        parts.append(f'--{_EDGE}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode())
    body = b"".join(parts) + f"--{_EDGE}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={_EDGE}"}
    request = urllib.request.Request(f"{server.address}/penstock/workflows", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return dict(json.load(answer)["workflow"])


def changed(document: dict[str, Any], **inputs: Any) -> dict[str, Any]:
    """A copy of a graph with other values: `n6_text="a cat"` is the input `text` of the node 6."""
    copy = json.loads(json.dumps(document))
    for place, value in inputs.items():
        node, field = place[1:].split("_", 1)
        copy[node]["inputs"][field] = value
    return dict(copy)


def change(server: Any, workflow: dict[str, Any], **changes: Any) -> None:
    """Changes what a workflow says about itself, as another page would."""
    now = ask(server, "GET", f"/penstock/workflows/{workflow['id']}")
    ask(server, "PATCH", f"/penstock/workflows/{workflow['id']}", {"revision": now["revision"], **changes})


def kept(server: Any, workflow: dict[str, Any]) -> dict[str, Any]:
    """All that the server knows of a workflow."""
    return dict(ask(server, "GET", f"/penstock/workflows/{workflow['id']}"))


def clear(server: Any) -> None:
    """Every workflow goes to the trash."""
    for one in ask(server, "GET", "/penstock/workflows")["workflows"]:
        ask(server, "DELETE", f"/penstock/workflows/{one['id']}")


def picture_with(workflow: dict[str, Any]) -> bytes:
    """A PNG of one pixel that carries a workflow, as ComfyUI writes it."""
    text = b"prompt\x00" + json.dumps(workflow).encode("latin-1")
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"tEXt", text), (b"IDAT", zlib.compress(b"\0\xc8\x1e\x1e")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def drop(page: Any, selector: str, *files: tuple[str, bytes]) -> None:
    """Files with these names are dropped on an element."""
    import base64

    types = {"json": "application/json", "png": "image/png"}
    given = [[name, types.get(name.rsplit(".", 1)[-1], ""), base64.b64encode(data).decode()] for name, data in files]
    page.evaluate(_DROP, [selector, given])


def card(page: Any, name: str) -> Any:
    """The card of a workflow, a link."""
    return page.locator(".penstock-workflow-link").filter(has=page.get_by_text(name, exact=True))


def field(page: Any, address: str) -> Any:
    """The first field of a parameter in the form."""
    return page.locator(f"[data-address='{address}']").locator("input, textarea").last


def presets(page: Any) -> Any:
    """The bar of presets."""
    return page.locator("penstock-preset-bar")


def choose_values(page: Any, name: str) -> None:
    """Chooses values in the bar of presets."""
    presets(page).locator(".penstock-preset-chooser").click()
    page.get_by_role("menuitemradio", name=name, exact=True).click()


def answer(page: Any, text: str) -> None:
    """Type into the dialog that asks for a line, and confirm."""
    page.get_by_role("dialog").get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")
