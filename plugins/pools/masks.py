"""Uploaded masks: whatever a person or ComfyUI's mask editor hands in becomes an 8-bit gray PNG, white = painted.

Which channel is the mask:

- gray (1, L, 16-bit) and opaque palettes and colours: the luminance.
- colour with transparency (RGBA, palette with transparency): as ComfyUI's mask editor saves it, painted where
  transparent: 255 - alpha. `alpha_is_mask=False` takes the luminance instead, as Dataset Gates stores its masks.
- gray with transparency (LA), which the editor never makes: gray strokes on nothing, gray * alpha / 255.
"""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from .arrays import gray
from .image_checks import DEFAULT_LIMITS, ImageLimits, opened
from .orientation import upright
from .still_pictures import decode_still

if TYPE_CHECKING:
    from PIL import Image


def prepare_mask(
    source: Path, width: int, height: int, limits: ImageLimits = DEFAULT_LIMITS, *, alpha_is_mask: bool = True
) -> bytes:
    """The mask at `source` as an 8-bit gray PNG of `width` x `height` pixels (those of its upright image).

    A mask of another size is resized bilinearly. Raises `BadImage`, `TooLarge`, or an error of the disk. Blocks; run
    it on a heavy worker thread.
    """
    from PIL import Image

    with opened(source, limits, "mask", upload=True) as image:
        decode_still(image, source, "mask")
        levels = _levels(upright(image), alpha_is_mask=alpha_is_mask)
        if levels.size != (width, height):
            levels = levels.resize((width, height), Image.Resampling.BILINEAR)
        return _png(levels)


def _levels(image: "Image.Image", *, alpha_is_mask: bool) -> "Image.Image":
    from PIL import ImageChops

    if not alpha_is_mask:
        return gray(image)
    if image.mode == "LA":
        return ImageChops.multiply(image.getchannel("L"), image.getchannel("A"))
    if image.mode in ("RGBA", "RGBa", "PA") or (image.mode in ("P", "RGB") and "transparency" in image.info):
        return ImageChops.invert(image.convert("RGBA").getchannel("A"))
    return gray(image)


def _png(levels: "Image.Image") -> bytes:
    """Only the levels: no metadata of the upload travels along."""
    buffer = io.BytesIO()
    levels.info.clear()
    levels.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()
