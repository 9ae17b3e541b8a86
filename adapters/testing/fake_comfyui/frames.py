"""Binary frames as ComfyUI's websocket sends them, and the small pictures in them."""

import colorsys
import hashlib
import io
import json
import struct
from collections.abc import Mapping
from typing import Any


def preview(picture: bytes) -> bytes:
    """Type 1: a JPEG of whatever runs."""
    return struct.pack(">II", 1, 1) + picture


def text(node: str, said: str) -> bytes:
    """Type 3: a text of a node."""
    return struct.pack(">II", 3, len(node.encode())) + node.encode() + said.encode()


def preview_with_metadata(picture: bytes, metadata: Mapping[str, Any]) -> bytes:
    """Type 4: a picture with what it belongs to."""
    told = json.dumps({**metadata, "image_type": "image/jpeg"}).encode()
    return struct.pack(">II", 4, len(told)) + told + picture


def picture(meaning: str, side: int = 32, kind: str = "PNG") -> bytes:
    """A picture of one colour, which its meaning decides."""
    from PIL import Image

    hue = int.from_bytes(hashlib.sha256(meaning.encode()).digest()[:2]) / 65536
    colour = tuple(int(part * 255) for part in colorsys.hsv_to_rgb(hue, 0.6, 0.8))
    made = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(made, kind)
    return made.getvalue()
