"""Pictures to measure with: made here from a fixed seed, as large and as hard to compress as photographs."""

import struct
import zlib
from pathlib import Path
from typing import Any, Final


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def dot(number: int) -> bytes:
    """The smallest PNG there is, one pixel coloured by `number`: it measures the store, not decoding."""
    levels = (number % 0x1000000).to_bytes(3, "big")
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(b"\0" + levels))
        + _chunk(b"IEND", b"")
    )


DOT: Final = dot(0x804020)


def photograph(side: int, seed: int = 1) -> Any:
    """A Pillow RGB image of `side` x `side` pixels: soft shapes of every scale, edges, and a sensor's grain.

    As PNG it has about 1.5 bytes a pixel, as many photographs do.
    """
    import numpy as np
    from PIL import Image

    random = np.random.default_rng(seed)
    total = np.zeros((side, side, 3), np.float32)
    for scale in (4, 8, 16, 32, 64, 128):
        coarse = random.normal(0, 1, (scale, scale, 3)).astype(np.float32)
        layers = [
            Image.fromarray(coarse[:, :, band]).resize((side, side), Image.Resampling.BICUBIC) for band in range(3)
        ]
        total += np.stack([np.asarray(layer) for layer in layers], axis=2) / np.float32(scale**0.5)
    grain = random.normal(0, 1.6, (side, side, 1)).astype(np.float32)
    levels = 128 + 64 * np.tanh(total / 1.2) + grain
    return Image.fromarray(levels.clip(0, 255).astype(np.uint8))


def saved(folder: Path, side: int, kind: str, seed: int = 1) -> Path:
    """A photograph as a file, `kind` being PNG or JPEG."""
    path = folder / f"photograph_{side}_{seed}.{kind.lower()}"
    if not path.exists():
        image = photograph(side, seed)
        image.save(path, kind, **({"quality": 92} if kind == "JPEG" else {"compress_level": 4}))
    return path
