"""What the tests of scenes share: scenes on the server as other programs write them, and pictures that are given."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import quote

from PIL import Image

from .standalone_page import ask

PROMPTS = {"positive": {"value": "a cat on a sofa"}, "negative": {"value": "blurry", "tags": ["bad"]}}
LORAS = [
    {"lora": "grain.safetensors", "strength_model": 0.8, "strength_clip": 1.0, "model_target": "Qwen", "enabled": True},
    {"lora": "soft.safetensors", "strength_model": 0.5, "strength_clip": 1.0, "model_target": "", "enabled": True},
]
RED, GREEN, BLUE = (200, 30, 30), (30, 160, 30), (30, 30, 200)

# A picture of one colour is given to the element that `selector` finds: dropped there, or pasted.
_GIVE = """async ([selector, name, colour, kind]) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 48, height: 32 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = `rgb(${colour})`;
  pen.fillRect(0, 0, 48, 32);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const transfer = new DataTransfer();
  transfer.items.add(new File([blob], name, { type: "image/png" }));
  const target = document.querySelector(selector);
  const options = { bubbles: true, cancelable: true, composed: true };
  const paste = new ClipboardEvent("paste", { ...options, clipboardData: transfer });
  if (kind === "paste") return target.dispatchEvent(paste);
  for (const type of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: transfer }));
  }
}"""


def put_scene(server: Any, name: str, *, pictures: dict[str, Any] | None = None, **files: Any) -> str:
    """A scene as fbTools writes it: pictures by name (colours), JSON files by their stems; returns its name."""
    folder = server.data / "output" / "scenes" / name
    folder.mkdir(parents=True, exist_ok=True)
    files = {"prompts": {"version": 2, "prompts": PROMPTS, "compositions": {}}} | files
    for stem, content in files.items():
        if content is not None:
            (folder / f"{stem}.json").write_text(json.dumps(content), encoding="utf-8")
    for picture, colour in ({"base": RED} if pictures is None else pictures).items():
        (folder / f"{picture}.png").write_bytes(png(colour))
    return name


def png(colour: tuple[int, ...]) -> bytes:
    """A picture of one colour."""
    data = BytesIO()
    Image.new("RGBA" if len(colour) == 4 else "RGB", (48, 32), colour).save(data, "PNG")
    return data.getvalue()


def give(page: Any, selector: str, colour: tuple[int, ...], *, name: str = "given.png", kind: str = "drop") -> None:
    """A picture of one colour is dropped on an element, or pasted there."""
    page.evaluate(_GIVE, [selector, name, list(colour), kind])


def colour_of(server: Any, scene: str, picture: str) -> tuple[int, ...] | None:
    """The colour of a picture in the folder of a scene, None where there is none."""
    path = server.data / "output" / "scenes" / scene / f"{picture}.png"
    if not path.exists():
        return None
    with Image.open(path) as image:
        return tuple(image.convert("RGB").getpixel((5, 5)))  # type: ignore[arg-type]


def saved(server: Any, scene: str) -> dict[str, Any]:
    """What is saved of a scene."""
    return dict(ask(server, "GET", f"/penstock/scenes/{quote(scene)}"))


def saved_prompts(server: Any, scene: str) -> dict[str, str]:
    """The texts of the prompts of a scene, as they are saved."""
    found = ask(server, "GET", f"/penstock/prompts/{quote(scene)}")["prompts"]
    return {name: prompt["value"] for name, prompt in found.items()}


def tile(page: Any, picture: str) -> Any:
    """The tile of a picture in the editor that is shown."""
    return page.locator(f"penstock-scene-editor [data-picture='{picture}']")


def card(page: Any, name: str) -> Any:
    """The card of a scene, a link."""
    return page.locator(f".penstock-scene-cards [data-scene='{name}'] a")


def state(page: Any) -> Any:
    """What the editor's bar says of its changes."""
    return page.locator("penstock-scene-editor penstock-save-bar").get_by_role("status")


def answer(page: Any, name: str) -> None:
    """Type a name into the dialog that asks for one, and confirm."""
    page.get_by_role("dialog").get_by_role("textbox").fill(name)
    page.keyboard.press("Enter")
