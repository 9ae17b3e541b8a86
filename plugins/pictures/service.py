"""The picture service: the modules of this plugin behind one contract."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...core.contracts.pictures import Picture, SmallPicture
from ...core.files import Files
from . import encoding, opening, reading, reading_frames, resizing
from .kept_thumbnails import DEFAULT_QUOTA, KeptThumbnails
from .thumbnails import check_side, made, thumbnail_key


class PictureService:
    """See `core.contracts.pictures.Pictures`. Thumbnails are kept in `folder`, at most `quota` bytes of them."""

    def __init__(self, folder: Path, files: Files, quota: int = DEFAULT_QUOTA) -> None:
        self._kept = KeptThumbnails(folder, files, quota)

    def read(self, path: Path) -> Picture:
        """The first frame as arrays."""
        return reading.read(path)

    def frames(self, path: Path) -> Picture:
        """All frames of the first one's size as arrays."""
        return reading_frames.frames(path)

    def size(self, path: Path) -> tuple[int, int]:
        """Width and height in pixels."""
        return opening.upright_size(path)

    def png(self, image: Any, text: Mapping[str, str] | None = None) -> bytes:
        """One picture as PNG."""
        return encoding.encoded(image, "png", text=text)

    def encoded(self, image: Any, kind: str, quality: int = 95, text: Mapping[str, str] | None = None) -> bytes:
        """One picture as png, jpg or webp."""
        return encoding.encoded(image, kind, quality, text)

    def resized(self, image: Any, width: int, height: int, method: str = "lanczos") -> Any:
        """An IMAGE at another size."""
        return resizing.resized(image, width, height, method)

    def thumbnail(self, path: Path, side: int = 256) -> SmallPicture:
        """A small JPEG, made where it is not kept yet."""
        key = thumbnail_key(path, check_side(side))
        data = self._kept.read(key)
        if data is None:
            data = made(path, side)
            self._kept.write(key, data)
        return SmallPicture(data=data, etag=key[:32], content_type="image/jpeg")
