"""BASELINE, for comparison only: the straightforward way to read pictures, written again for this bench.

Upright as ComfyUI's LoadImage shows them, since ours are, too.
"""

import io
from pathlib import Path
from typing import Any


def load_image(path: Path) -> Any:
    """IMAGE `[1,H,W,3]` float32 0..1: Pillow, then float32, then divided by 255."""
    import numpy as np
    from PIL import Image, ImageOps

    with Image.open(path) as image:
        return (np.array(ImageOps.exif_transpose(image).convert("RGB")).astype(np.float32) / 255.0)[None]


def thumbnail(path: Path, side: int = 256) -> bytes:
    """A small JPEG: decode all of it, shrink, encode."""
    from PIL import Image, ImageOps

    with Image.open(path) as image:
        small = ImageOps.exif_transpose(image).convert("RGB")
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=82)
        return buffer.getvalue()


def grid_bytes(paths: list[Path]) -> int:
    """What a grid of these pictures sends: the originals."""
    return sum(path.stat().st_size for path in paths)
