"""Pools through the routes, as the page uses them, and graphs around the pool node."""

from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import numpy
from live_client import LiveClient
from live_server import CHECKOUT
from PIL import Image, ImageOps

PHOTOGRAPHS = CHECKOUT / "adapters" / "standalone" / "demo_photographs"


def photographs() -> list[Path]:
    """Real photographs, in the public domain: JPEG and PNG, colour and gray."""
    return sorted(path for path in PHOTOGRAPHS.iterdir() if path.suffix in (".jpg", ".png"))


def rgb(path: Path) -> "numpy.ndarray[Any, Any]":
    """The pixels that must come out for a photograph."""
    with Image.open(path) as image:
        return numpy.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def stripes(width: int, height: int) -> Image.Image:
    """A mask that looks different everywhere and turned around: white = painted."""
    levels = numpy.add.outer(numpy.arange(height) * 3, numpy.arange(width)) % 256
    return Image.fromarray(levels.astype(numpy.uint8))


def png(image: Image.Image) -> bytes:
    """The bytes of a PNG file."""
    data = BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


class LivePool:
    """One pool of a running ComfyUI."""

    def __init__(self, tab: LiveClient, pool_id: str) -> None:
        self.tab = tab
        self.id = pool_id
        self.path = f"/penstock/pools/{pool_id}"

    def add(self, *photos: Path) -> list[str]:
        """Upload files in one request; their slot ids."""
        form = aiohttp.FormData()
        for photo in photos:
            form.add_field("images", photo.read_bytes(), filename=photo.name, content_type="image/png")
        answer = self.call("POST", "/slots", data=form)
        return [result["slot"]["id"] for result in answer["results"]]

    def select(self, slot: str) -> None:
        """Select a slot."""
        self.call("PUT", "/selected", json={"slot": slot})

    def label(self, slot: str, label: str) -> None:
        """Label a slot."""
        self.call("PATCH", f"/slots/{slot}", json={"label": label})

    def mask(self, slot: str, mask: Image.Image) -> None:
        """Set a slot's mask."""
        form = aiohttp.FormData()
        form.add_field("mask", png(mask), filename="mask.png", content_type="image/png")
        self.call("PUT", f"/slots/{slot}/mask", data=form)

    def slots(self) -> list[dict[str, Any]]:
        """Every slot, in order."""
        slots: list[dict[str, Any]] = self.call("GET", "/slots")["slots"]
        return slots

    def call(self, method: str, path: str, **arguments: Any) -> Any:
        """A request below the pool; an error is a failed assertion."""
        answer = self.tab.request(method, self.path + path, **arguments)
        assert answer.status in (200, 201), (method, path, answer.status, answer.body[:500])
        return answer.json()


def pool_graph(pool_id: str, *, index: int = -1, profile: str | None = None) -> dict[str, Any]:
    """The sample graph: the pool's image and mask, each saved, and the label shown (nodes 1 to 4, profile 9)."""
    inputs: dict[str, Any] = {"index": index, "pool_id": pool_id}
    graph: dict[str, Any] = {
        "1": {"class_type": "GridImagePool", "inputs": inputs},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "live/image"}},
        "3": {"class_type": "MaskToImage", "inputs": {"mask": ["1", 1]}},
        "4": {"class_type": "SaveImage", "inputs": {"images": ["3", 0], "filename_prefix": "live/mask"}},
        "5": {
            "class_type": "LiveShow",
            "inputs": {
                "whole": 0, "real": 0.0, "secret": "", "flag": True, "choice": "a",
                "text": ["1", 4], "linked": ["1", 2], "anything": ["1", 3],
            },
        },
    }  # fmt: skip
    if profile is not None:
        graph["9"] = {"class_type": "PoolProfile", "inputs": {"profile": "any name", "profile_id": profile}}
        inputs["profile"] = ["9", 0]
    return graph
