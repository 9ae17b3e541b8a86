"""What the route of a folder's pictures does: the file, the file of its mask, a small picture of either."""

import os
from pathlib import Path
from typing import Final

from ...core.contracts.datasets import FolderImage, FolderListing
from ...core.contracts.pictures import Pictures
from ...core.errors import BadName, NotFound
from ...core.routes import BytesAnswer, FileAnswer, RouteCall
from .measuring_kinds import kind_of
from .routes_checks import check_within, datasets_of
from .routes_shapes import PictureQuery
from .service import DatasetService

_TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jfif": "image/jpeg",
    ".webp": "image/webp",
    ".bmp": "image/bmp",
    ".gif": "image/gif",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".avif": "image/avif",
}
_SMALLEST: Final = 16
_LARGEST: Final = 2_048


def picture(call: RouteCall[PictureQuery]) -> FileAnswer | BytesAnswer:
    """GET /penstock/datasets/picture."""
    query: PictureQuery = call.query
    if query.side is not None:
        check_within(query.side, _SMALLEST, _LARGEST, "side")
    path, kind = _file(datasets_of(call), query)
    tag = tag_at(path)
    if not tag:
        raise _missing(query.name)
    immutable = query.v == tag
    if query.side is None:
        return FileAnswer(path=path, content_type=kind, etag=tag, immutable=immutable)
    small = call.services.get(Pictures).thumbnail(path, query.side)
    return BytesAnswer(data=small.data, content_type=small.content_type, etag=small.etag, immutable=immutable)


def tag_at(path: Path) -> str:
    """Changes whenever the file does; empty where it is gone."""
    try:
        state = path.stat()
    except OSError:
        return ""
    return f"{state.st_mtime_ns:x}-{state.st_size:x}"


def _file(service: DatasetService, query: PictureQuery) -> tuple[Path, str]:
    """The real file and its type."""
    found = service.places.to_load(query.folder)
    _check_name(query.name)
    listing = FolderListing(address=found.address, path=found.path, depth=-1, names=(query.name,))
    path = _plain(service, found.path / query.name, query.name)
    if not query.mask:
        return path
    image: FolderImage = service.image(listing, 0)
    if image.mask_file is None:
        raise NotFound(f"{query.name[:80]!r} has no mask file.", field="name")
    return _plain(service, image.mask_file, query.name)


def _check_name(name: str) -> None:
    """A name as listings have them: parts of a path below the folder, none hidden, none that leads out."""
    parts = name.split("/")
    if (
        "\0" in name
        or (os.sep == "\\" and os.sep in name)
        or not all(parts)
        or any(part.startswith(".") for part in parts)
    ):
        raise BadName(f"{name[:80]!r} is not the name of a picture.", field="name")
    if any(len(part.encode()) > 255 for part in parts) or len(name) > 4_096:
        raise BadName("That name is too long.", field="name")


def _plain(service: DatasetService, path: Path, name: str) -> tuple[Path, str]:
    """The real file, which must be a picture and lie where it is allowed; links to folders are not followed."""
    kind = _TYPES.get(path.suffix.lower())
    try:
        real = path.resolve()
        usable = path.parent.resolve() == path.parent and real.is_file() and service.places.allows(real)
        if kind is None or not usable or not _is_picture(real):
            raise _missing(name)
    except (OSError, RuntimeError, ValueError) as error:
        raise _missing(name) from error
    return real, _TYPES.get(real.suffix.lower(), kind)


def _is_picture(real: Path) -> bool:
    """By its name, or by its bytes: caches keep files without an ending, which links name."""
    return real.suffix.lower() in _TYPES or bool(kind_of(real))


def _missing(name: str) -> NotFound:
    return NotFound(f"There is no picture {name[:80]!r} in this folder.", hint="Look at the list again.", field="name")
