"""All frames of a picture file as a node's arrays, as ComfyUI's LoadImage reads an animation."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...core.contracts.pictures import Picture
from ...core.errors import TooLarge
from .opening import MOST_PIXELS, opened
from .reading import as_picture

if TYPE_CHECKING:
    from PIL import Image

_MOST_IN_ALL: Final = 4 * MOST_PIXELS
_SEVERAL: Final = ("PNG", "GIF", "WEBP", "TIFF", "AVIF")
"""The kinds whose further pictures are frames; those of a JPEG are other views of the same scene."""


def frames(path: Path) -> Picture:
    """The frames of the first one's size, upright. What is no animation has one."""
    import numpy as np

    with opened(path) as image:
        found = [_frame(image, number) for number in range(_count(image))]
    alike = [one for one in found if one.image.shape == found[0].image.shape]
    if len(alike) == 1:
        return alike[0]
    return Picture(image=np.concatenate([one.image for one in alike]), mask=np.concatenate([one.mask for one in alike]))


def _count(image: "Image.Image") -> int:
    count = int(getattr(image, "n_frames", 1)) if image.format in _SEVERAL else 1
    if count > 1 and count * image.width * image.height > _MOST_IN_ALL:
        raise TooLarge(
            f"The animation has {count:,} frames of {image.width} x {image.height}: too many pixels.",
            hint="Make it shorter or smaller, then try again.",
        )
    return max(count, 1)


def _frame(image: "Image.Image", number: int) -> Picture:
    if number:
        image.seek(number)
    image.load()
    return as_picture(image)
