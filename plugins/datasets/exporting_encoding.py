"""The files of one picture of an export: the picture, and its mask, as bytes or as the stored file.

numpy and Pillow are imported inside the functions.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...core.contracts.datasets import ExportRequest, Fit
from ...core.contracts.pictures import Pictures
from ...core.errors import Invalid
from ...core.values import frozen
from .cropping import fit_image, fit_mask
from .exporting_choosing import Chosen
from .exporting_headers import Header, header_of
from .fitting import fit

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

Content = bytes | Path
"""New bytes, or a file to copy."""

MOST_OF_WEBP: Final = 16_383
"""Pixels along a side of a WebP picture at most."""


@frozen(kw_only=True)
class Encoded:
    """A picture's content with the ending of its name, and the file of its mask, None where it has none of its own."""

    kind: str
    picture: Content
    mask: Content | None = None


def encoded(pictures: Pictures, request: ExportRequest, one: Chosen) -> Encoded:
    """What an export writes for one slot. Raises what reading it raises; blocks: decoding and encoding is CPU work."""
    header, size = header_of(one.image), pictures.size(one.image)
    fitted = _fitted(request, size)
    if is_kept(request, one, header) and fitted is None:
        mask = _mask_file(pictures, request, one, header, size)
        return Encoded(kind=header.kind, picture=one.image, mask=mask)
    kind = "png" if request.images == "keep" else request.images
    pixels = pictures.read(one.image).image
    if fitted is not None:
        pixels = fit_image(pixels, fitted)
    mask_file = None if request.masks == "none" else one.mask
    painted = None if mask_file is None else _painted(pictures, mask_file, size, fitted)
    if painted is not None and request.masks == "alpha":
        return Encoded(kind=kind, picture=_encoded(pictures, request, kind, _with_alpha(pixels[0], painted)))
    return Encoded(
        kind=kind,
        picture=_encoded(pictures, request, kind, pixels[0]),
        mask=None if painted is None else pictures.png(_rounded(painted)),
    )


def is_kept(request: ExportRequest, one: Chosen, header: Header) -> bool:
    """Whether the stored bytes say the same as the slot: its first frame, and no other mask than it has."""
    if request.images != "keep" or header.moves:
        return False
    return request.masks != "alpha" or (one.mask is None and not header.may_be_clear)


def _fitted(request: ExportRequest, size: tuple[int, int]) -> Fit | None:
    """How it is resized; None where it stays as it is."""
    found = None if request.fit is None else fit(*size, request.fit)
    return None if found is None or (found.width, found.height) == size else found


def _encoded(pictures: Pictures, request: ExportRequest, kind: str, pixels: Any) -> bytes:
    height, width = pixels.shape[:2]
    if kind == "webp" and max(width, height) > MOST_OF_WEBP:
        raise Invalid(
            f"A WebP picture has at most {MOST_OF_WEBP:,} pixels along a side, this one is {width} x {height}.",
            hint="Export as PNG or JPEG, or fit the pictures into buckets.",
            field="images",
        )
    return pictures.encoded(pixels, kind, request.quality)


def _mask_file(
    pictures: Pictures, request: ExportRequest, one: Chosen, header: Header, size: tuple[int, int]
) -> Content | None:
    """The mask beside a stored picture.

    One that is transparent and has no mask gets an empty one: its transparency would be taken for a mask.
    """
    if request.masks not in ("file", "folder"):
        return None
    if one.mask is not None:
        if header_of(one.mask).is_gray and pictures.size(one.mask) == size:
            return one.mask
        return pictures.png(_painted(pictures, one.mask, size, None))
    if not header.may_be_clear:
        return None
    clear = pictures.read(one.image).mask
    return pictures.png(clear[0] * 0) if clear.any() else None


def _painted(pictures: Pictures, path: Path, size: tuple[int, int], fitted: Fit | None) -> "NDArray[float32]":
    """The mask `[H,W]` of 0..1 as the pool's node emits it, fitted as its picture is."""
    import numpy as np
    from PIL import Image

    gray = np.rint(pictures.read(path).image[0] * 255).astype(np.uint8)
    levels = Image.fromarray(gray).convert("L")
    if levels.size != size:
        levels = levels.resize(size, Image.Resampling.BILINEAR)
    painted: NDArray[float32] = np.asarray(levels, np.float32) / np.float32(255)
    return painted if fitted is None else fit_mask(painted[None], fitted)[0]


def _rounded(painted: "NDArray[float32]") -> "NDArray[float32]":
    """To levels: a mask that is written as it is would be cut down to them."""
    import numpy as np

    return (np.rint(painted * 255) / 255).astype(np.float32)


def _with_alpha(pixels: "NDArray[float32]", painted: "NDArray[float32]") -> "NDArray[float32]":
    """`[H,W,4]`. Counted in levels: 1 - 100/255 in floats would be a level too little once it is written."""
    import numpy as np

    alpha = (255 - np.rint(painted * 255)) / np.float32(255)
    return np.concatenate([pixels, alpha[..., None]], axis=2, dtype=np.float32)
