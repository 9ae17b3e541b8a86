"""Resizing pictures and masks into their bucket, in floats: nothing is rounded to 8 bits on the way.

numpy and Pillow are imported inside the functions: loading the plugin must not load them.
"""

from typing import TYPE_CHECKING, Any, Final

from ...core.arrays import as_numpy
from ...core.contracts.datasets import Fit
from ...core.errors import Invalid

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

_IMAGE: Final = "LANCZOS"
_MASK: Final = "BILINEAR"  # Lanczos would paint faint rings beside every edge


def fit_image(image: Any, fitted: Fit) -> "NDArray[float32]":
    """An IMAGE `[B,H,W,C]` as float32 `[B,fitted.height,fitted.width,C]` numpy, Lanczos, within 0..1.

    `Invalid` for another shape or another size than `fitted` is of. What is no number is black. Blocks; safe on any
    thread.
    """
    import numpy as np

    pixels = as_numpy(image)
    _check(pixels, 4, "An IMAGE has the shape [B,H,W,C]", fitted, "image")
    made = np.empty((pixels.shape[0], fitted.height, fitted.width, pixels.shape[3]), np.float32)
    for number, one in enumerate(pixels):
        for channel in range(pixels.shape[3]):
            made[number, :, :, channel] = _kept(one[:, :, channel], fitted, _IMAGE)
    return made


def fit_mask(mask: Any, fitted: Fit) -> "NDArray[float32]":
    """A MASK `[B,H,W]` of the picture's own size, as float32 `[B,fitted.height,fitted.width]` numpy, within 0..1.

    Errors as `fit_image`; what is no number is not painted.
    """
    import numpy as np

    pixels = as_numpy(mask)
    _check(pixels, 3, "A MASK has the shape [B,H,W]", fitted, "mask")
    made = np.empty((pixels.shape[0], fitted.height, fitted.width), np.float32)
    for number, one in enumerate(pixels):
        made[number] = _kept(one, fitted, _MASK)
    return made


def _check(pixels: "NDArray[float32]", axes: int, shape: str, fitted: Fit, field: str) -> None:
    if pixels.ndim != axes or not pixels.size:
        raise Invalid(f"{shape}, not {list(pixels.shape)}.", field=field)
    height, width = pixels.shape[1:3]
    left, top, right, bottom = fitted.box
    of = round(left + right), round(top + bottom)  # the middle is kept
    if of != (width, height):
        raise Invalid(f"It is {width} x {height}, not {of[0]} x {of[1]}.", hint="Fit it by its own size.", field=field)


def _kept(levels: "NDArray[float32]", fitted: Fit, method: str) -> Any:
    """What the box holds, at the bucket's size. Cleaned before, too: one NaN would spread over its surroundings."""
    import numpy as np
    from PIL import Image

    picture = Image.fromarray(np.nan_to_num(levels, nan=0.0, posinf=1.0, neginf=0.0))
    size = (fitted.width, fitted.height)
    return np.asarray(picture.resize(size, Image.Resampling[method], box=fitted.box)).clip(0.0, 1.0)
