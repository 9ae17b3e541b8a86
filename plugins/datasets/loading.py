"""One picture of a folder with what lies beside it: its caption and its mask."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ...core.contracts.datasets import FolderImage, FolderListing, LoadedItem
from ...core.contracts.pictures import Pictures
from ...core.errors import BadName, EndOfFolder, NotFound, PenstockError
from .captions import read_caption
from .companions import OnDisk, There, caption_file, mask_file
from .folders import Folders, shown

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray


def folder_image(folders: Folders, listing: FolderListing, index: int) -> FolderImage:
    """See `Datasets.image`. `NotFound` for an empty folder, `TooLarge` for a caption of more than 1 MiB."""
    return image_with(picture_path(folders, listing, index), listing.names[index], OnDisk(folders))


def image_with(path: Path, name: str, there: There) -> FolderImage:
    """The picture at `path` with the companions that are `there`; its caption is read."""
    text = caption_file(path, there)
    return FolderImage(
        name=name,
        stem=path.stem,
        path=path,
        caption=None if text is None else read_caption(text),
        caption_file=text,
        mask_file=mask_file(path, there),
    )


def picture_path(folders: Folders, listing: FolderListing, index: int) -> Path:
    """The file at `index`; `EndOfFolder`, `NotFound` for an empty folder, `BadName` where it leads out by now."""
    path = listing.path / _name_at(listing, index)
    if os.path.realpath(path) != str(path) and not folders.allows(path):
        raise BadName(f"{shown(path.name)} leads out of the allowed folders.", field="folder")
    return path


def load_item(folders: Folders, pictures: Pictures, listing: FolderListing, index: int) -> LoadedItem:
    """See `Datasets.load`: `[B,H,W,3]` and `[B,H,W]`, B > 1 for an animation."""
    found = folder_image(folders, listing, index)
    try:
        frames = pictures.frames(found.path)
    except NotFound as error:
        raise NotFound(
            f"{found.name} of {listing.address} is gone.", hint="Run again: the folder is read anew.", field="folder"
        ) from error
    except PenstockError as error:
        raise _named(error, f"{found.name} of {listing.address}") from error
    return LoadedItem(
        image=frames.image,
        mask=frames.mask if found.mask_file is None else _mask_of(pictures, listing, found, frames.image.shape),
        caption=found.caption or "",
        stem=found.stem,
        index=index,
    )


def _mask_of(
    pictures: Pictures, listing: FolderListing, found: FolderImage, shape: tuple[int, ...]
) -> "NDArray[float32]":
    file = cast("Path", found.mask_file)
    try:
        return _mask(pictures, file, shape)
    except PenstockError as error:
        raise _named(error, f"The mask {file.name} of {found.name} of {listing.address}") from error


def _named(error: PenstockError, what: str) -> PenstockError:
    """The error with the file that it is about: one of thousands."""
    return type(error)(f"{what}: {error.message}", hint=error.hint, field="folder", details=error.details)


def _name_at(listing: FolderListing, index: int) -> str:
    count = len(listing.names)
    if not count:
        raise NotFound(
            f"There are no pictures in {listing.address}.",
            hint="Choose a folder with pictures, or a larger depth to look into the folders below.",
            field="folder",
        )
    if 0 <= index < count:
        return listing.names[index]
    if index < 0:
        raise EndOfFolder(f"There is no picture at {index}.", hint="The first one is 0.", field="index")
    which = "The only picture" if count == 1 else f"All {count} pictures"
    raise EndOfFolder(
        f"{which} of {listing.address} {'was' if count == 1 else 'were'} used.",
        hint="Set index to 0 to begin again.",
        field="index",
    )


def _mask(pictures: Pictures, path: Path, shape: tuple[int, ...]) -> "NDArray[float32]":
    """The mask in a file as `[B,H,W]` for an image of this shape: white is painted."""
    import numpy as np

    frames, height, width = shape[:3]
    gray = _gray(pictures.read(path).image)
    if gray.shape[1:3] != (height, width):
        gray = pictures.resized(gray, width, height, "bilinear")
    return np.ascontiguousarray(np.repeat(gray[..., 0], frames, axis=0), np.float32)


def _gray(image: Any) -> "NDArray[float32]":
    """`[1,H,W,3]` as `[1,H,W,1]`: exactly the levels of a gray picture, the brightness of a coloured one."""
    import numpy as np

    red, green, blue = (image[..., number : number + 1] for number in range(3))
    if np.array_equal(red, green) and np.array_equal(red, blue):
        return np.asarray(red, np.float32)
    return np.asarray(red * 0.299 + green * 0.587 + blue * 0.114, np.float32).clip(0.0, 1.0)
