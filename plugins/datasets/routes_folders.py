"""What the routes of folders do: which may be used, what lies in one, a new one."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ...core.contracts.datasets import FolderListing
from ...core.errors import Conflict, PenstockError, from_os_error
from ...core.files import Files
from ...core.names import natural_order
from ...core.routes import RouteCall
from .folders import Found
from .routes_checks import check_depth, check_page, datasets_of
from .routes_pictures import tag_at
from .routes_shapes import FolderAddress, FolderList, ListedImage, Listing, ListingQuery, NewFolder, Subfolder
from .service import DatasetService

SHOWN: Final = 300
"""Characters of a caption in lists."""

_MOST_COUNTED: Final = 20_000
"""Pictures that are counted in the folders of a folder; behind them, and on later pages, no more are."""

_MOST_FOLDERS_COUNTED: Final = 500
"""Folders whose pictures are counted."""

_MOST_SKIPPED: Final = 100


def list_folders(call: RouteCall[Any]) -> FolderList:
    """GET /penstock/datasets/folders."""
    return FolderList(folders=datasets_of(call).folders())


def make_folder(call: RouteCall[NewFolder]) -> FolderAddress:
    """POST /penstock/datasets/folders."""
    found = datasets_of(call).places.to_save(call.body.folder)
    try:
        call.services.get(Files).make_folder(found.path)
    except (FileExistsError, NotADirectoryError) as error:
        raise Conflict("A file took its place.", hint="Choose another name.", field="folder") from error
    except OSError as error:
        raise from_os_error(error, f"make the folder {found.path.name}") from error
    return FolderAddress(folder=found.address)


def listing(call: RouteCall[ListingQuery]) -> Listing:
    """GET /penstock/datasets/listing."""
    query, service = call.query or ListingQuery(), datasets_of(call)
    check_page(query.start, query.limit)
    found = service.places.to_load(query.folder)
    listed = service.listing(query.folder, check_depth(query.depth))
    return Listing(
        folder=found.address,
        path=found.path,
        parent=_parent(service, found.path),
        can_save=_can_save(service, found.address),
        folders=_subfolders(service, found, _MOST_COUNTED if query.start == 0 else 0),
        count=len(listed.names),
        start=query.start,
        images=tuple(_page(service, listed, query.start, query.limit)),
        skipped=listed.skipped[:_MOST_SKIPPED],
    )


def _parent(service: DatasetService, path: Path) -> str | None:
    try:
        return service.places.address_of(path.parent)
    except PenstockError:  # a folder that may be used lies in one that may not
        return None


def _can_save(service: DatasetService, address: str) -> bool:
    try:
        service.places.to_save(address)
    except PenstockError:  # its reason is told where somebody wants to save
        return False
    return True


def _subfolders(service: DatasetService, found: Found, left: int) -> tuple[Subfolder, ...]:
    """The folders that may be used, in natural order; their pictures are counted until there are `left` of them."""
    made: list[Subfolder] = []
    for one in service.places.inside(found, sorted(_names(found.path), key=natural_order)):
        counts = left > 0 and len(made) < _MOST_FOLDERS_COUNTED
        try:
            images = len(service.listing(one.address).names) if counts else None
        except PenstockError:  # gone since, or not to be read: it is not offered
            continue
        left -= images or 0
        made.append(Subfolder(name=one.path.name, address=one.address, images=images))
    return tuple(made)


def _names(folder: Path) -> Iterator[str]:
    """Hidden folders and links are no folders here, as in listings."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                    yield entry.name
    except OSError as error:
        raise from_os_error(error, f"list {folder.name}") from error


def _page(service: DatasetService, listed: FolderListing, start: int, limit: int) -> Iterator[ListedImage]:
    for index in range(start, min(start + limit, len(listed.names))):
        yield _listed(service, listed, index)


def _listed(service: DatasetService, listed: FolderListing, index: int) -> ListedImage:
    """A picture with what lies beside it; where that cannot be read the picture is shown all the same."""
    name = listed.names[index]
    try:
        image = service.image(listed, index)
    except PenstockError as error:
        stem = name.rpartition("/")[2].rpartition(".")[0]
        return ListedImage(name=name, stem=stem, caption=None, mask=False, tag="", problem=error.message)
    caption = None if image.caption is None else image.caption[:SHOWN]
    return ListedImage(
        name=name, stem=image.stem, caption=caption, mask=image.mask_file is not None, tag=tag_at(image.path)
    )
