"""The painter as a person uses it: by pointer and keys, at places of the image."""

import io
import json
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
from attrs import define
from PIL import Image
from playwright.sync_api import expect

DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@define
class Painter:
    """The open painter."""

    page: Any
    root: Any

    @property
    def stage(self) -> Any:
        """What is painted on."""
        return self.root.locator(".penstock-painter-stage")

    def button(self, name: str) -> Any:
        """A button by its exact name."""
        return self.root.get_by_role("button", name=name, exact=True)

    def set(self, name: str, value: float) -> None:
        """Type the value of a setting."""
        field = self.root.get_by_role("textbox", name=name)
        field.fill(f"{value:g}")
        field.press("Enter")

    def zoom(self, percent: float) -> None:
        """Show the image at this size, about the middle."""
        self.set("Zoom in percent", percent)
        self.page.evaluate(DRAWN)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the image is on the screen."""
        return tuple(
            self.page.evaluate(
                """([x, y]) => {
                  const width = document.querySelector(".penstock-painter-image").style.width;
                  const box = document.querySelector(".penstock-painter-paper").getBoundingClientRect();
                  const scale = box.width / parseFloat(width);
                  return [box.left + x * scale, box.top + y * scale];
                }""",
                [x, y],
            )
        )

    def draw(self, *points: tuple[float, float], button: str = "left") -> None:
        """Drag the mouse through points of the image."""
        mouse = self.page.mouse
        self.page.evaluate(DRAWN)
        places = [self.at(*point) for point in points]
        mouse.move(*places[0])
        mouse.down(button=button)
        for place in places[1:]:
            mouse.move(*place)
        mouse.up(button=button)

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def pick(self, tool: str) -> None:
        """Choose a tool by its key and see that it is chosen."""
        names = {"b": "Brush", "e": "Eraser", "g": "Fill", "r": "Rectangle", "l": "Lasso"}
        self.press(tool)
        expect(self.button(names[tool])).to_have_attribute("aria-pressed", "true")

    def brush(self, size: float, softness: float = 0, strength: float = 100) -> None:
        """Choose the brush and how it paints."""
        self.pick("b")
        for name, value in (("Size", size), ("Softness", softness), ("Strength", strength)):
            self.set(name, value)
        self.stage.focus()

    def save(self) -> None:
        """Save, and wait until the painter is gone."""
        self.press("Control+s")
        expect(self.root).to_have_count(0)


@define
class Slot:
    """One image of a pool on the server."""

    address: str
    pool: str
    position: int = 0

    @property
    def page(self) -> str:
        """The address of the pool's page."""
        return f"{self.address}/#/pools/{self.pool}"

    @property
    def state(self) -> dict[str, Any]:
        """What the server tells of it."""
        return dict(self._read(f"slots?start={self.position}&limit=1")["slots"][0])

    @property
    def mask(self) -> Any:
        """The mask as the server has it, None without one."""
        state = self.state
        if not state["mask"]:
            return None
        with urllib.request.urlopen(f"{self.address}/penstock/pools/{self.pool}/slots/{state['id']}/mask") as answer:
            image = Image.open(io.BytesIO(answer.read()))
            assert image.mode == "L"
            return np.asarray(image)

    def put_mask(self, mask: Any) -> None:
        """Give it a mask, as another tab would."""
        file = io.BytesIO()
        Image.fromarray(mask).save(file, "PNG")
        url = f"{self.address}/penstock/pools/{self.pool}/slots/{self.state['id']}/mask"
        send(url, "PUT", "mask", "mask.png", file.getvalue())

    def _read(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.address}/penstock/pools/{self.pool}/{path}") as answer:
            return json.load(answer)


def add_image(address: str, pool: str, path: Path) -> Slot:
    """Put an image into a pool."""
    send(f"{address}/penstock/pools/{pool}/slots", "POST", "images", path.name, path.read_bytes())
    return Slot(address, pool)


def send(url: str, method: str, field: str, name: str, content: bytes) -> None:
    """Send one file as a form."""
    edge = "penstock-edge"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    request = urllib.request.Request(url, body, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


def open_painter(page: Any) -> Painter:
    """Open it by key, and wait until it can be painted in."""
    start_painter(page)
    return shown_painter(page)


def start_painter(page: Any) -> Painter:
    """Press M on the first image of the pool's grid."""
    tile = page.locator(".penstock-tile").first
    tile.focus()
    expect(tile).to_be_focused()
    page.keyboard.press("m")
    return Painter(page, page.locator(".penstock-painter"))


def shown_painter(page: Any) -> Painter:
    """The painter, once it can be painted in."""
    painter = Painter(page, page.locator(".penstock-painter"))
    painter.stage.wait_for()
    page.evaluate(DRAWN)
    return painter


def picture(path: Path, width: int, height: int) -> Path:
    """A photograph-like image of a size of one's own: red to the left, blue to the right."""
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    pixels[:, : width // 2] = (200, 40, 40)
    pixels[:, width // 2 :] = (40, 60, 200)
    Image.fromarray(pixels).save(path)
    return path
