"""Small pictures of a gate's candidates: the float image is shrunk by averaging first, then encoded, once.

numpy and Pillow are imported inside the functions: loading the plugin must not load them. Everything blocks.
"""

import io
from typing import TYPE_CHECKING, Any, Final

from ...core.arrays import as_numpy
from ...core.errors import NotFound

if TYPE_CHECKING:
    from numpy import float32, uint8
    from numpy.typing import NDArray
    from PIL import Image

_QUALITY: Final = 82
_GROUND: Final = 118 / 255
"""What transparent pixels are laid on: middle gray, on which neither white nor black drawings vanish."""


_ONE_THREAD: Final = 200_000
"""Multiplications in one product of matrices: larger ones are spread over threads that wait for each other, which takes
ten times as long while the cores are busy with a run."""


class GatePictures:
    """Encodes candidates. Keeps nothing; safe on any thread."""

    def encode(self, images: Any, index: int, size: int) -> bytes:
        """Image `index` of an IMAGE `[B,H,W,C]` as a JPEG of at most `size` pixels a side, never enlarged.

        With `size` 0 a PNG at full size, with the levels that ComfyUI saves. `NotFound` where there is no such image.
        """
        if images is None or not 0 <= index < len(images):
            raise NotFound(f"The gate has no image {index}.", field="index")
        pixels = as_numpy(images[index])
        return _png(pixels) if size == 0 else _jpeg(pixels, size)


def _png(pixels: "NDArray[float32]") -> bytes:
    import numpy

    buffer = io.BytesIO()
    _picture(_scaled(pixels).astype(numpy.uint8)).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _jpeg(pixels: "NDArray[float32]", size: int) -> bytes:
    from PIL import Image

    height, width = pixels.shape[:2]
    scale = min(1.0, size / max(width, height))
    target = max(1, round(width * scale)), max(1, round(height * scale))
    small = _picture(_levels(_opaque(shrunk(pixels, max(1, min(width // target[0], height // target[1]))))))
    if small.size != target:
        small = small.resize(target, Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def shrunk(pixels: "NDArray[float32]", factor: int) -> "NDArray[float32]":
    """`[H,W,C]` averaged over squares of `factor` pixels a side; what is left over at two edges is dropped."""
    import numpy

    if factor == 1:
        return pixels
    height, width, channels = pixels.shape[0] // factor, pixels.shape[1] // factor, pixels.shape[2]
    made: NDArray[float32] = numpy.empty((height, width, channels), numpy.float32)
    weights = numpy.tile(numpy.eye(channels, dtype=numpy.float32), (factor, 1)) / (factor * factor)
    strip = max(1, _ONE_THREAD // (width * factor * channels * channels))
    with numpy.errstate(invalid="ignore", over="ignore"):  # a pixel that is no number spoils its square only
        for top in range(0, height, strip):
            cut = pixels[top * factor : min(top + strip, height) * factor, : width * factor]
            rows = cut.reshape(-1, factor, width * factor * channels).sum(axis=1)
            # Neighbours in a row are added by a product of matrices: thirty times faster than a sum over a short axis.
            made[top : top + strip] = (rows.reshape(-1, factor * channels) @ weights).reshape(-1, width, channels)
    return made


def _opaque(pixels: "NDArray[float32]") -> "NDArray[float32]":
    """RGB for RGBA, on middle gray; other numbers of channels stay."""
    if pixels.shape[2] != 4:
        return pixels
    alpha = pixels[:, :, 3:].clip(0.0, 1.0)
    laid: NDArray[float32] = pixels[:, :, :3] * alpha + (1.0 - alpha) * _GROUND
    return laid


def _levels(pixels: "NDArray[float32]") -> "NDArray[uint8]":
    import numpy

    levels: NDArray[uint8] = numpy.rint(_scaled(pixels)).astype(numpy.uint8)
    return levels


def _scaled(pixels: "NDArray[float32]") -> "NDArray[float32]":
    """0..255 for whatever comes in: what is no number is black."""
    import numpy

    levels = numpy.nan_to_num(pixels, nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0)
    scaled: NDArray[float32] = numpy.multiply(levels, numpy.float32(255), dtype=numpy.float32)
    return scaled


def _picture(levels: "NDArray[uint8]") -> "Image.Image":
    """A picture of 1, 3 or 4 channels; of any other number the first counts."""
    from PIL import Image

    return Image.fromarray(levels if levels.shape[2] in (3, 4) else levels[:, :, 0])
