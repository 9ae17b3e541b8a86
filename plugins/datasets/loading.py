"""One picture of a folder with what lies beside it: its caption and its mask."""

from ...core.contracts.datasets import FolderImage, FolderListing, LoadedItem
from ...core.contracts.pictures import Pictures
from .folders import Folders


def folder_image(folders: Folders, listing: FolderListing, index: int) -> FolderImage:
    """See `Datasets.image`."""
    raise NotImplementedError


def load_item(folders: Folders, pictures: Pictures, listing: FolderListing, index: int) -> LoadedItem:
    """See `Datasets.load`."""
    raise NotImplementedError
