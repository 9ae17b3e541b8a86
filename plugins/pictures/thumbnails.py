"""Making one small picture: JPEG, upright, never enlarged, what is transparent laid on middle gray."""

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...core.errors import Invalid, NotFound, from_os_error
from .opening import opened, upright
from .reading import has_alpha, is_deep

if TYPE_CHECKING:
    from PIL import Image

SMALLEST: Final = 16
LARGEST: Final = 2_048
_QUALITY: Final = 82
_GAP: Final = 1.0  # shrink by averaging first: a third of the time, and nobody sees it
_GROUND: Final = (118, 118, 118)  # neither white nor black drawings vanish on it
_RECIPE: Final = "1"  # part of every key: change it when thumbnails come out differently


def check_side(side: int) -> int:
    """`side` if a thumbnail can have so many pixels, else `Invalid`."""
    if not SMALLEST <= side <= LARGEST:
        raise Invalid(f"A thumbnail has {SMALLEST} to {LARGEST:,} pixels a side, not {side}.", field="side")
    return side


def thumbnail_key(path: Path, side: int) -> str:
    """64 hex digits that change with the file, the size of the thumbnail and the way it is made. `NotFound`."""
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound("There is no such picture.") from error
    except OSError as error:
        raise from_os_error(error, "read the picture") from error
    parts = (_RECIPE, str(side), str(path), str(state.st_mtime_ns), str(state.st_size))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def made(path: Path, side: int) -> bytes:
    """JPEG bytes of the picture at `path`, at most `side` pixels along its longer side, without metadata."""
    with opened(path) as image:
        image.draft("RGB", (side, side))  # a JPEG is decoded at an eighth to a half of its size
        image.load()
        small = _flat(upright(image))
        small.thumbnail((side, side), reducing_gap=_GAP)
        small.info.clear()
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=_QUALITY)
        return buffer.getvalue()


def _flat(image: "Image.Image") -> "Image.Image":
    """In L or RGB, a copy of its own where the file's picture would be changed."""
    from PIL import Image

    if is_deep(image):
        return _eight_bits(image)
    if has_alpha(image):
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, _GROUND)
        ground.paste(layer, mask=layer)
        return ground
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _eight_bits(image: "Image.Image") -> "Image.Image":
    import numpy as np
    from PIL import Image

    return Image.fromarray((np.asarray(image).clip(0, 65_535).astype(np.uint32) // 257).astype(np.uint8))
