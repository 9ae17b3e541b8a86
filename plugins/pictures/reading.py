"""A picture file as a node's arrays, as ComfyUI's LoadImage reads it. numpy is imported inside the functions."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.contracts.pictures import Picture
from .opening import opened, upright

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray
    from PIL import Image


def read(path: Path) -> Picture:
    """The first frame, upright. Colour beneath transparent pixels is kept; the mask says where they are."""
    with opened(path) as image:
        image.load()
        return as_picture(image)


def as_picture(image: "Image.Image") -> Picture:
    """A decoded frame, turned upright."""
    turned = upright(image)
    return Picture(image=_colours(turned)[None], mask=_mask(turned)[None])


def is_deep(image: "Image.Image") -> bool:
    """Whether it is gray with 16 bits: Pillow would cut that off at 255 where it has to be scaled."""
    return image.mode == "I" or image.mode.startswith("I;16")


def has_alpha(image: "Image.Image") -> bool:
    """Whether some of it may be transparent."""
    return "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info


def _colours(image: "Image.Image") -> "NDArray[float32]":
    """`[H,W,3]` of 0..1."""
    import numpy as np

    if is_deep(image):
        return np.repeat(_unit(np.asarray(image).clip(0, 65_535), 65_535)[:, :, None], 3, axis=2)
    if image.mode == "P" and "transparency" in image.info:
        image = image.convert("RGBA")  # a palette with transparency converts with a warning otherwise
    return _unit(np.asarray(image.convert("RGB")), 255)


def _mask(image: "Image.Image") -> "NDArray[float32]":
    """`[H,W]`, 1.0 where it is transparent."""
    import numpy as np

    if is_deep(image) or not has_alpha(image):
        return np.zeros((image.height, image.width), np.float32)
    alpha = np.asarray(image.convert("RGBA").getchannel("A"))
    clear: NDArray[float32] = 1.0 - _unit(alpha, 255)
    return clear


def _unit(levels: Any, most: int) -> "NDArray[float32]":
    """True division: a product with 1/255 is off for half of the levels."""
    import numpy as np

    made: NDArray[float32] = np.empty(levels.shape, np.float32)
    np.divide(levels, np.float32(most), out=made, dtype=np.float32)
    return made
