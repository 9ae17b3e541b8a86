"""Pictures as bytes: the levels that ComfyUI's SaveImage writes, with the graph that made them."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ...core.arrays import as_numpy
from ...core.errors import Invalid, TooLarge
from .opening import LONGEST_SIDE, MOST_PIXELS

if TYPE_CHECKING:
    from numpy import float32, uint8
    from numpy.typing import NDArray
    from PIL import Image

FORMATS: Final[Mapping[str, str]] = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
_PNG_LEVEL: Final = 4  # as SaveImage: a tenth smaller than 1, three times as fast as 9
_MODEL: Final = 0x0110
_MAKE: Final = 0x010F
_MOST_EXIF_IN_JPEG: Final = 65_000


def encoded(image: Any, kind: str, quality: int = 95, text: Mapping[str, str] | None = None) -> bytes:
    """One picture `[H,W]`, `[H,W,C]` or `[1,H,W,C]` of 0..1 as a file of `kind`; `Invalid` for anything else.

    What is no number is black. JPEG has no transparency: alpha is left out there, the colours stay.
    """
    if kind not in FORMATS:
        raise Invalid(f"{repr(kind)[:40]} is no kind of picture.", hint="Use png, jpg or webp.", field="image_format")
    if not 1 <= quality <= 100:
        raise Invalid(f"The quality is 1 to 100, not {quality}.", field="quality")
    picture = _picture(_levels(_one(image)))
    buffer = io.BytesIO()
    if kind == "jpg" and picture.mode == "RGBA":
        picture = picture.convert("RGB")
    picture.save(buffer, FORMATS[kind], **_options(kind, quality, text or {}))
    return buffer.getvalue()


def _options(kind: str, quality: int, text: Mapping[str, str]) -> dict[str, Any]:
    if kind == "png":
        return {"compress_level": _PNG_LEVEL, "pnginfo": _chunks(text)}
    options: dict[str, Any] = {"quality": quality}
    if kind == "webp":
        options |= {"exact": True, "lossless": quality == 100}  # the colours beneath transparent pixels are kept
    exif = _exif(text)
    if exif and (kind == "webp" or len(exif) <= _MOST_EXIF_IN_JPEG):
        options["exif"] = exif
    return options


def _chunks(text: Mapping[str, str]) -> Any:
    from PIL.PngImagePlugin import PngInfo

    chunks = PngInfo()
    for key, value in text.items():
        chunks.add_text(key, value)
    return chunks


def _exif(text: Mapping[str, str]) -> bytes:
    """The texts as ComfyUI's own WebP has them, so that its frontend finds them: `prompt:...` as the camera's model."""
    from PIL import Image

    if not text:
        return b""
    exif = Image.Exif()
    others = iter(range(_MAKE, 0, -1))
    for key, value in text.items():
        exif[_MODEL if key == "prompt" else next(others)] = f"{key}:{value}"
    return exif.tobytes()


def _one(image: Any) -> "NDArray[float32]":
    pixels = as_numpy(image)
    if pixels.ndim == 4 and pixels.shape[0] == 1:
        pixels = pixels[0]
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if (pixels.ndim != 2 and not (pixels.ndim == 3 and pixels.shape[2] in (3, 4))) or not pixels.size:
        raise Invalid(f"A picture has the shape [H,W] or [H,W,3 or 4], not {list(pixels.shape)}.", field="image")
    height, width = pixels.shape[:2]
    if max(height, width) > LONGEST_SIDE or height * width > MOST_PIXELS:
        raise TooLarge(f"A picture of {width} x {height} could not be read again.", hint="Make it smaller first.")
    return pixels


def _levels(pixels: "NDArray[float32]") -> "NDArray[uint8]":
    """0..255, cut off as SaveImage does: a picture that is loaded and saved keeps its levels."""
    import numpy as np

    scaled = np.nan_to_num(pixels, nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0) * np.float32(255)
    levels: NDArray[uint8] = scaled.astype(np.uint8)
    return levels


def _picture(levels: "NDArray[uint8]") -> "Image.Image":
    from PIL import Image

    return Image.fromarray(levels)
