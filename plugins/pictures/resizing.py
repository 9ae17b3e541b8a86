"""IMAGEs at another size, by Pillow's filters on floats: nothing is rounded to 8 bits on the way."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ...core.arrays import as_numpy
from ...core.errors import Invalid
from .opening import check_size

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

METHODS: Final[Mapping[str, str]] = {
    "nearest-exact": "NEAREST",
    "bilinear": "BILINEAR",
    "area": "BOX",
    "bicubic": "BICUBIC",
    "lanczos": "LANCZOS",
}
"""Pillow's filter for each of ComfyUI's methods."""


def resized(image: Any, width: int, height: int, method: str = "lanczos") -> "NDArray[float32]":
    """`[B,H,W,C]` as `[B,height,width,C]`, a new array within 0..1; smooth when it gets smaller, by every method but
    nearest-exact. `Invalid` for another shape or method, `TooLarge` for a size that no picture may have."""
    import numpy as np

    pixels = as_numpy(image)
    if pixels.ndim != 4 or not pixels.size:
        raise Invalid(f"An IMAGE has the shape [B,H,W,C], not {list(pixels.shape)}.", field="image")
    if method not in METHODS:
        hint = f"Use one of {', '.join(METHODS)}."
        raise Invalid(f"{repr(method)[:40]} is no way to resize.", hint=hint, field="upscale_method")
    check_size(width, height)
    made = np.empty((pixels.shape[0], height, width, pixels.shape[3]), np.float32)
    for number, one in enumerate(pixels):
        for channel in range(pixels.shape[3]):
            made[number, :, :, channel] = _channel(one[:, :, channel], width, height, method)
    return np.nan_to_num(made, copy=False, nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0, out=made)


def _channel(levels: "NDArray[float32]", width: int, height: int, method: str) -> Any:
    import numpy as np
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(levels))
    return np.asarray(picture.resize((width, height), Image.Resampling[METHODS[method]]))
