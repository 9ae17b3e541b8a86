"""Folders of pictures without a host."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
from attrs import define, field
from PIL import Image

from penstock.core.contracts.datasets import FolderListing, LoadedItem
from penstock.core.files import Files
from penstock.core.host import HostPaths
from penstock.plugins.datasets.folders import Folders
from penstock.plugins.datasets.listing import list_images
from penstock.plugins.datasets.loading import load_item
from penstock.plugins.pictures.service import PictureService


@define
class Sets:
    """A host's folders in `root`; `both` and `load` are the settings of allowed folders."""

    root: Path
    both: str = ""
    load: str = ""
    folders: Folders = field(init=False)
    pictures: PictureService = field(init=False)

    def __attrs_post_init__(self) -> None:
        named = {name: self.root / name for name in ("input", "output", "temp", "user")}
        for path in named.values():
            path.mkdir(parents=True, exist_ok=True)
        self.folders = Folders(HostPaths(**named), lambda: (self.both, self.load))
        self.pictures = PictureService(self.root / "thumbnails", Files())

    @property
    def input(self) -> Path:
        return self.folders.paths.input

    @property
    def output(self) -> Path:
        return self.folders.paths.output

    def touch(self, *names: str) -> None:
        """Empty files below the input folder."""
        for name in names:
            path = self.input / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    def draw(self, name: str, color: Any = 0, mode: str = "RGB", size: tuple[int, int] = (4, 3)) -> Path:
        """A picture below the input folder."""
        return self.save(name, Image.new(mode, size, color))

    def save(self, name: str, image: Image.Image, **options: Any) -> Path:
        """A picture below the input folder."""
        path = self.input / name
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path, **options)
        return path

    def listed(self, folder: str = "", depth: int = 0) -> FolderListing:
        return list_images(self.folders, folder, depth)

    def names(self, folder: str = "", depth: int = 0) -> tuple[str, ...]:
        return self.listed(folder, depth).names

    def loaded(self, folder: str = "", index: int = 0, depth: int = 0) -> LoadedItem:
        return load_item(self.folders, self.pictures, self.listed(folder, depth), index)


def levels(array: Any) -> Sequence[Any]:
    """An IMAGE or a MASK as 8-bit levels, in lists."""
    made: Sequence[Any] = numpy.rint(numpy.asarray(array) * 255).astype(int).tolist()
    return made
