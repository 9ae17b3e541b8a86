"""The pictures of a folder, listed once and quickly, in natural order."""

from ...core.contracts.datasets import FolderListing
from .folders import Folders


def list_images(folders: Folders, address: str, depth: int = 0) -> FolderListing:
    """See `Datasets.listing`."""
    raise NotImplementedError
