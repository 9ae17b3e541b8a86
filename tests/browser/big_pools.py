"""Pools of many images, written as Dataset Gates keeps them: a folder of PNGs and a manifest, opened as it is."""

import io
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image


def write_pool(data: Path, pool: str, pictures: Sequence[bytes], count: int) -> Path:
    """A pool of `count` images, the pictures one after the other again and again; returns its folder."""
    folder = data / "input/grid_pool" / pool
    folder.mkdir(parents=True)
    slots = []
    for number in range(count):
        name = f"img_{number + 1:04d}.png"
        if number < len(pictures):
            (folder / name).write_bytes(pictures[number])
        else:
            os.link(folder / f"img_{number % len(pictures) + 1:04d}.png", folder / name)
        slots.append({"image": name, "mask": None, "label": "", "added": number})
    manifest = {"active": 0, "slots": slots, "next_seq": count + 1}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def small_pictures(count: int = 250) -> list[bytes]:
    """Small pictures of different colours."""
    return [_png(Image.new("RGB", (8, 8), (number % 256, 90, 255 - number % 256))) for number in range(count)]


def photographs(originals: Sequence[Path], count: int = 6, side: int = 1280) -> Iterator[bytes]:
    """Photographs of `side` pixels with the grain of a camera, each different."""
    grain = np.random.default_rng(7).integers(-6, 7, (side, side, 3))
    for number in range(count):
        with Image.open(originals[number % len(originals)]) as original:
            pixels = np.asarray(original.convert("RGB").resize((side, side), Image.Resampling.LANCZOS), np.int16)
        turned = np.roll(np.rot90(pixels, number // len(originals)), 40 * number, axis=0)
        yield _png(Image.fromarray(np.clip(turned + grain, 0, 255).astype(np.uint8)), compress_level=1)


def _png(image: Image.Image, compress_level: int = 6) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=compress_level)
    return stream.getvalue()
