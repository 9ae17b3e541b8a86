"""Decoding one whole, still picture of a kind that a pool keeps."""

from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import BadImage
from .png_pixels import check_all_pixels

if TYPE_CHECKING:
    from PIL import Image


def decode_still(image: "Image.Image", path: Path, what: str = "image") -> None:
    """Decode the just opened `image` from `path`; `BadImage` where it is several pictures, incomplete or too deep."""
    _refuse_several(image, what)
    image.load()
    if image.mode == "F" or (image.mode == "I" and image.format != "PNG"):  # a PNG in mode I has 16 bits
        raise BadImage(f"The {what} has 32 bits per pixel and channel.", hint="Save it with 8 or 16 bits.")
    if image.format == "PNG":
        check_all_pixels(image, path)


def _refuse_several(image: "Image.Image", what: str) -> None:
    """Several pictures in a JPEG (MPO: a preview, the other eye) are one for ComfyUI; elsewhere they are frames."""
    if image.format not in ("JPEG", "MPO") and getattr(image, "is_animated", False):
        kind = "has several pages" if image.format == "TIFF" else "is an animation"
        raise BadImage(f"The {what} {kind}; a pool keeps still pictures.", hint="Save the one you want as PNG.")
