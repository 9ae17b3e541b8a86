"""Pictures as arrays: read as ComfyUI's LoadImage reads them, kept small while cached, handed out as one's own.

IMAGE is `[1,H,W,3]` float32 0..1, MASK `[1,H,W]` float32 0..1 with white = painted = 1.0. What is cached is the
decoded integer array; every call makes a new writable, contiguous float array. numpy and Pillow are imported inside
the functions. Everything blocks and is safe on any thread.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from .image_checks import DEFAULT_LIMITS, ImageLimits, decoding, default_limits, opened
from .orientation import upright

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Pixels = NDArray[np.uint8] | NDArray[np.uint16]
    Floats = NDArray[np.float32]

DEFAULT_QUOTA: Final = 256 * 1024 * 1024
"""Bytes of decoded pictures that `DecodedImages` keeps."""

_STRIP: Final = 256 * 1024  # bytes copied out of Pillow at once: all at once touches twice as much fresh memory


def load_rgb(path: Path, limits: ImageLimits = DEFAULT_LIMITS) -> "Pixels":
    """The picture at `path`, upright, `[H,W,3]` uint8, or uint16 where the file is 16-bit gray; read-only.

    As ComfyUI's LoadImage: EXIF orientation applied, transparency dropped and the colour beneath it kept, the first
    frame of several. Raises `BadImage`, `TooLarge`, or an error of the disk.
    """
    with opened(path, limits) as image:
        image.load()
        pixels: Pixels = _read_only(_rgb(upright(image)))
        return pixels


def load_levels(path: Path, limits: ImageLimits = DEFAULT_LIMITS) -> "NDArray[np.uint8]":
    """The stored mask at `path`, `[H,W]` uint8, 255 = painted: its luminance, whatever its mode; read-only."""
    import numpy as np

    with opened(path, limits, "mask") as image:
        image.load()
        levels: NDArray[np.uint8] = _read_only(np.asarray(gray(image)))
        return levels


def gray(image: "Image.Image") -> "Image.Image":
    """The picture in mode L; 16 bits are scaled, not cut."""
    import numpy as np
    from PIL import Image

    if is_deep(image):
        scaled = (_deep(image).astype(np.uint32) * 255 + 32_767) // 65_535
        return Image.fromarray(scaled.astype(np.uint8))
    return _opaque_palette(image).convert("L")


def image_array(pixels: "Pixels") -> "Floats":
    """`[H,W,3]` uint8 or uint16 as an IMAGE: `[1,H,W,3]` float32 0..1, a new array."""
    return _unit(pixels)[None]


def mask_array(levels: "NDArray[np.uint8] | None", height: int, width: int) -> "Floats":
    """`[H,W]` uint8 as a MASK resized to the picture: `[1,height,width]` float32 0..1, a new array; None is zeros."""
    import numpy as np
    from PIL import Image

    if levels is None:
        return np.zeros((1, height, width), np.float32)
    if levels.shape != (height, width):
        levels = np.asarray(Image.fromarray(levels).resize((width, height), Image.Resampling.BILINEAR))
    return _unit(levels)[None]


class DecodedImages:
    """The pictures and masks that were read last, decoded, at most `quota` bytes of them.

    An entry belongs to path, modification time and size of its file, so a changed file is never served stale.
    `limits` is asked before each picture that is read.
    """

    def __init__(self, quota: int = DEFAULT_QUOTA, limits: Callable[[], ImageLimits] = default_limits) -> None:
        self._quota = quota
        self._limits = limits
        self._lock = Lock()
        self._used = 0
        self._arrays: OrderedDict[Hashable, Any] = OrderedDict()

    @property
    def used(self) -> int:
        """Bytes that are kept at the moment."""
        return self._used

    def rgb(self, path: Path) -> "Pixels":
        """See `load_rgb`."""
        pixels: Pixels = self._get(path, load_rgb)
        return pixels

    def levels(self, path: Path) -> "NDArray[np.uint8]":
        """See `load_levels`."""
        levels: NDArray[np.uint8] = self._get(path, load_levels)
        return levels

    def image(self, path: Path) -> "Floats":
        """The picture at `path` as an IMAGE, `[1,H,W,3]`."""
        return image_array(self.rgb(path))

    def mask(self, path: Path | None, height: int, width: int) -> "Floats":
        """The mask at `path` as a MASK, `[1,height,width]`; zeros where there is none."""
        return mask_array(None if path is None else self.levels(path), height, width)

    def forget(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._arrays.clear()
            self._used = 0

    def _get(self, path: Path, load: Callable[[Path, ImageLimits], Any]) -> Any:
        key = _key(path, load)
        with self._lock:
            if key in self._arrays:
                self._arrays.move_to_end(key)
                return self._arrays[key]
        array = load(path, self._limits())
        self._keep(key, array)
        return array

    def _keep(self, key: Hashable, array: Any) -> None:
        with self._lock:
            if array.nbytes > self._quota or key in self._arrays:
                return
            self._arrays[key] = array
            self._used += array.nbytes
            while self._used > self._quota:
                self._used -= self._arrays.popitem(last=False)[1].nbytes


def _key(path: Path, load: Callable[..., Any]) -> Hashable:
    """Taken before reading: a file that changes meanwhile is read again the next time."""
    with decoding():
        state = path.stat()
    return load.__name__, str(path), state.st_mtime_ns, state.st_size


def _unit(pixels: "Pixels") -> "Floats":
    """True division (a product with 1/255 is off for half of the levels), straight into fresh memory."""
    import numpy as np

    scale = np.float32(65_535 if pixels.dtype == np.uint16 else 255)
    return np.divide(pixels, scale, out=np.empty(pixels.shape, np.float32), dtype=np.float32)


def _rgb(image: "Image.Image") -> "Pixels":
    import numpy as np

    if is_deep(image):
        return np.repeat(_deep(image)[:, :, None], 3, axis=2)
    if image.mode != "RGB":
        image = _opaque_palette(image).convert("RGB")
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    rows = max(1, _STRIP // (3 * image.width))
    for top in range(0, image.height, rows):
        bottom = min(image.height, top + rows)
        pixels[top:bottom] = np.asarray(image.crop((0, top, image.width, bottom)))
    return pixels


def _opaque_palette(image: "Image.Image") -> "Image.Image":
    """A palette with transparency converts with a warning unless by way of RGBA; the colours are the same."""
    return image.convert("RGBA") if image.mode == "P" and "transparency" in image.info else image


def is_deep(image: "Image.Image") -> bool:
    """Whether it is 16-bit gray; Pillow would cut that off at 255 instead of scaling it."""
    return image.mode == "I" or image.mode.startswith("I;16")


def _deep(image: "Image.Image") -> "NDArray[np.uint16]":
    import numpy as np

    return np.asarray(image).clip(0, 65_535).astype(np.uint16)


def _read_only(array: Any) -> Any:
    array.flags.writeable = False
    return array
