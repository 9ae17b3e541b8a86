"""Small pictures for grids: made once on the server, kept on disk by content, dropped when they are too many."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import field

from ...core.errors import from_os_error
from ...core.files import Files
from ...core.values import frozen
from .arrays import gray, is_deep
from .image_checks import DEFAULT_LIMITS, ImageLimits, default_limits, opened
from .orientation import orientation_of, upright
from .thumbnail_files import DEFAULT_QUOTA, ThumbnailFiles

if TYPE_CHECKING:
    from PIL import Image

SIDE: Final = 256
"""Pixels along the longer side of a thumbnail."""

# A grid shows the middle square of a panorama: its shorter side must suffice for a tile, at the cost of some more
# bytes. Pictures up to 8:5 have that already.
_SHORTER: Final = 5 / 8
_LONGEST: Final = 4
_QUALITY: Final = 82
_GAP: Final = 1.0  # shrink by averaging first: a third of the time, half a level of 255 away from the best there is
_GROUND: Final = (118, 118, 118)  # middle gray: neither white nor black drawings vanish on it
_RECIPE: Final = "2"  # part of every key: change it when thumbnails come out differently


@frozen(kw_only=True)
class Thumbnail:
    """A small picture as bytes. `etag` changes whenever the picture does, so its URL may be cached for ever."""

    data: bytes = field(repr=False)
    etag: str
    content_type: str = "image/jpeg"


class Thumbnails:
    """Thumbnails of pictures, JPEG, upright, transparency on middle gray.

    They have 256 px along the longer side; of panoramas up to 1024 px, so that the shorter one has 160.

    They are kept in `folder`, at most `quota` bytes; where that cannot be written (read-only, full) they are kept in
    memory. `limits` is asked before each picture that is read. Blocks; safe on any thread and with several processes
    on one folder.
    """

    def __init__(
        self,
        folder: Path,
        files: Files,
        quota: int = DEFAULT_QUOTA,
        limits: Callable[[], ImageLimits] = default_limits,
    ) -> None:
        self._kept = ThumbnailFiles(folder, files, quota)
        self._limits = limits

    def get(self, path: Path, tag: str = "", side: int = SIDE) -> Thumbnail:
        """The thumbnail of the picture at `path`; made where it is not there yet.

        `tag` names the content (it must change when the bytes do); without one, path, modification time and size do.
        Raises `BadImage`, `TooLarge`, or an error of the disk for the picture, never for the thumbnail's own file.
        """
        key = thumbnail_key(path, tag, side)
        data = self._kept.read(key)
        if data is None:
            data = make_thumbnail(path, side, self._limits())
            self._kept.write(key, data)
        return Thumbnail(data=data, etag=key[:32])


def thumbnail_key(path: Path, tag: str = "", side: int = SIDE) -> str:
    """64 hex digits that change with the content, the size of the thumbnail and the way it is made."""
    if not tag:
        try:
            state = path.stat()
        except OSError as error:
            raise from_os_error(error, "read the image") from error
        tag = f"{path}\x00{state.st_mtime_ns}\x00{state.st_size}"
    return hashlib.sha256(f"{_RECIPE}\x00{side}\x00{tag}".encode("utf-8", "surrogatepass")).hexdigest()


def make_thumbnail(path: Path, side: int = SIDE, limits: ImageLimits = DEFAULT_LIMITS) -> bytes:
    """JPEG bytes of the picture at `path`, `side` pixels along its longer side, never enlarged, without metadata.

    A panorama is longer, up to four times, as `thumbnail_size` says. A JPEG is decoded at an eighth to a half of its
    size where that suffices.
    """
    with opened(path, limits) as image:
        size = thumbnail_size(*image.size, side)
        image.draft("RGB", size)
        image.load()
        orientation = orientation_of(image)
        small = _flat(image)
        small.thumbnail((max(size), max(size)), reducing_gap=_GAP)
        small = upright(small, orientation)
        buffer = io.BytesIO()
        small.info.clear()
        small.save(buffer, "JPEG", quality=_QUALITY)
        return buffer.getvalue()


def thumbnail_size(width: int, height: int, side: int = SIDE) -> tuple[int, int]:
    """Width and height of the thumbnail of a picture of that size."""
    longer, shorter = max(width, height), min(width, height)
    wanted = max(side / longer, side * _SHORTER / shorter)
    scale = min(1.0, wanted, side * _LONGEST / longer)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _flat(image: "Image.Image") -> "Image.Image":
    """The picture in L or RGB, what is transparent laid on middle gray."""
    from PIL import Image

    if is_deep(image) or image.mode in ("1", "L"):
        return gray(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, _GROUND)
        ground.paste(layer, mask=layer)
        return ground
    return image if image.mode == "RGB" else image.convert("RGB")
