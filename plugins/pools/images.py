"""What becomes of an uploaded picture: PNG stays as it is, byte for byte; anything else becomes a lossless PNG.

"Lossless" is meant for the pixels that ComfyUI's LoadImage would make of the file: what has no counterpart in PNG
(CMYK, YCbCr) is converted exactly as it converts it, and 16 bits of colour become 8 because Pillow reads no more. The
orientation of a converted photograph is applied to its pixels, that of a PNG is left for whoever reads it.
"""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import field

from ...core.errors import BadImage
from ...core.values import frozen
from .image_checks import DEFAULT_LIMITS, ImageLimits, check_pixels, opened
from .orientation import orientation_of, upright, upright_size
from .picture_metadata import png_metadata
from .still_pictures import decode_still

if TYPE_CHECKING:
    from PIL import Image

_KEPT: Final = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"})
_CONVERTED: Final = {
    "PA": "RGBA",
    "RGBa": "RGBA",
    "La": "LA",
    "RGBX": "RGB",
    "CMYK": "RGB",
    "YCbCr": "RGB",
    "LAB": "RGB",
    "HSV": "RGB",
}
_COMPRESSION: Final = 1  # half the time of 4 and a quarter of that of 6, for some 10 % more bytes


@frozen(kw_only=True)
class PreparedImage:
    """A checked picture. `width` and `height` are pixels as people see them, EXIF orientation applied.

    `png` holds the bytes to store; None means that the source is a PNG and is stored as it is. `format` is what the
    file really was.
    """

    width: int
    height: int
    format: str
    png: bytes | None = field(default=None, repr=False)


def prepare_image(source: Path, limits: ImageLimits = DEFAULT_LIMITS, *, file_name: str = "") -> PreparedImage:
    """Decode and check the picture at `source`; `file_name` is kept in the metadata of converted files.

    Raises `BadImage` (not a picture, damaged, incomplete, animated), `TooLarge` (bytes or pixels), or an error of the
    disk. Blocks for as long as decoding takes; run it on a heavy worker thread. Memory: the decoded picture, twice
    that while it is converted.
    """
    with opened(source, limits, upload=True) as image:
        decode_still(image, source)
        if image.format == "PNG":
            width, height = upright_size(image)
            return PreparedImage(width=width, height=height, format="PNG")
        return _converted(image, limits, file_name)


def checked_size(source: Path, limits: ImageLimits = DEFAULT_LIMITS, what: str = "image") -> tuple[int, int]:
    """Width and height as people see them of a picture that is stored as it is; decoded and checked like an upload."""
    with opened(source, limits, what, upload=True) as image:
        decode_still(image, source, what)
        return upright_size(image)


def _converted(image: "Image.Image", limits: ImageLimits, file_name: str) -> PreparedImage:
    orientation = orientation_of(image)
    pixels = upright(_storable(image), orientation)
    check_pixels(pixels.size, limits)
    buffer = io.BytesIO()
    metadata = png_metadata(image, pixels.mode, file_name, turned=orientation != 1)
    pixels.save(buffer, "PNG", compress_level=_COMPRESSION, **metadata)
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    return PreparedImage(width=pixels.width, height=pixels.height, format=kind, png=buffer.getvalue())


def _storable(image: "Image.Image") -> "Image.Image":
    """The picture in a mode that PNG has."""
    if image.mode in _KEPT:
        return image
    if image.mode.startswith("I;16"):
        return _sixteen_bits(image)
    if image.mode in _CONVERTED:
        return image.convert(_CONVERTED[image.mode])
    raise BadImage(f"The image has an unusual kind of pixels ({image.mode}).", hint="Save it as PNG, then try again.")


def _sixteen_bits(image: "Image.Image") -> "Image.Image":
    """16-bit gray in whatever byte order as little-endian, the only one that Pillow converts and saves throughout."""
    import numpy as np
    from PIL import Image

    return Image.fromarray(np.asarray(image).astype("<u2"))
