"""A MASK as the bucket node takes it: of any size, one or as many as there are images."""

from typing import TYPE_CHECKING, Any

from ...core.arrays import as_numpy
from ...core.errors import Invalid

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray


def mask_for(mask: Any, count: int, width: int, height: int) -> "NDArray[float32]":
    """`mask` as `[1 or count,height,width]`, resized bilinearly where it has another size; `Invalid` for other counts.

    `[H,W]` is one mask, as in ComfyUI.
    """
    if not hasattr(mask, "shape"):
        raise Invalid(f"A MASK is an array, not a {type(mask).__name__}.", hint="Link a MASK.", field="mask")
    pixels = as_numpy(mask)
    if pixels.ndim < 2 or not pixels.size:
        raise Invalid(f"A MASK has the shape [B,H,W], not {list(pixels.shape)}.", field="mask")
    pixels = pixels.reshape(-1, *pixels.shape[-2:])
    if pixels.shape[0] not in (1, count):
        hint = "Link one mask, or as many as there are images."
        raise Invalid(f"There are {pixels.shape[0]} masks for {_images(count)}.", hint=hint, field="mask")
    return pixels if pixels.shape[1:] == (height, width) else _resized(pixels, width, height)


def _images(count: int) -> str:
    return "1 image" if count == 1 else f"{count} images"


def _resized(pixels: "NDArray[float32]", width: int, height: int) -> "NDArray[float32]":
    import numpy as np
    from PIL import Image

    made = np.empty((pixels.shape[0], height, width), np.float32)
    for number, one in enumerate(pixels):
        picture = Image.fromarray(np.nan_to_num(one, nan=0.0, posinf=1.0, neginf=0.0))
        made[number] = np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR))
    return made
