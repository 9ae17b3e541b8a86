"""Sizes, captions and masks of the pictures of a source; headers are read once for each state of a file."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import define, field

from ...core.contracts.datasets import DatasetSource, FolderListing, ImageFacts, Progress
from ...core.contracts.pictures import Pictures
from ...core.contracts.pools import Pools, Slot
from ...core.errors import Invalid, NotFound, PenstockError
from .companions import InFolders, caption_file, mask_file
from .folders import Folders
from .listing import list_images
from .measuring_files import Caption, Measured, MeasuredFiles, shortened
from .measuring_texts import texts_without_picture

_TOLD_EVERY: Final = 16


@define
class Measuring:
    """See the module. All methods block and are safe on any thread."""

    folders: Folders
    pools: Pools
    pictures: Pictures
    _files: MeasuredFiles = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._files = MeasuredFiles(self.pictures)

    def facts(self, source: DatasetSource, progress: Progress) -> tuple[ImageFacts, ...]:
        """See `Datasets.facts`. The names of a pool's pictures are the ids of their slots."""
        if _is_pool(source):
            slots = self._slots(source)
            return tuple(_watched((self._of_slot(source.pool, one) for one in slots), len(slots), progress))
        listing = list_images(self.folders, source.folder, source.depth)
        there = InFolders(self.folders)
        found = (self._of_file(listing, name, there) for name in listing.names)
        return tuple(_watched(found, len(listing.names), progress))

    def unmeasured(self, source: DatasetSource) -> int:
        """How many pictures `facts` would have to open now; 0 for a pool, whose slots say their sizes."""
        if _is_pool(source):
            return 0
        listing = list_images(self.folders, source.folder, source.depth)
        return sum(not self._files.is_measured(listing.path / name) for name in listing.names)

    def orphans(self, source: DatasetSource, facts: Sequence[ImageFacts]) -> tuple[str, ...]:
        """The captions that belong to none of these pictures, in the folders that hold some."""
        if _is_pool(source):
            return ()
        root = self.folders.to_load(source.folder).path
        return texts_without_picture(root, [one.name for one in facts])

    def _slots(self, source: DatasetSource) -> tuple[Slot, ...]:
        store = self.pools.store
        return store.page(source.pool, 0, max(1, store.pool(source.pool).count)).slots

    def _of_slot(self, pool: str, slot: Slot) -> ImageFacts:
        label = shortened(slot.label or None)
        try:
            path = self.pools.store.image_path(pool, slot.id)
        except NotFound as error:
            return _facts(slot.id, Measured(problem=error.message), 0, label, mask=bool(slot.mask))
        size = (slot.width, slot.height) if slot.width and slot.height else None
        measured, length = self._files.picture(path, size)
        return _facts(slot.id, measured, length, label, mask=bool(slot.mask))

    def _of_file(self, listing: FolderListing, name: str, there: InFolders) -> ImageFacts:
        path = listing.path / name
        measured, length = self._files.picture(path)
        caption, problem = self._caption(caption_file(path, there))
        mask = mask_file(path, there) is not None
        return _facts(name, measured, length, caption, mask=mask, problem=problem)

    def _caption(self, file: Path | None) -> tuple[Caption | None, str]:
        """The text, and what is wrong with its file."""
        try:
            return None if file is None else self._files.caption(file), ""
        except PenstockError as error:
            return None, error.message


def _is_pool(source: DatasetSource) -> bool:
    if source.pool and source.folder:
        raise Invalid("A data set is a folder or a pool, not both.", hint="Name one of them.", field="source")
    return bool(source.pool)


def _facts(
    name: str, measured: Measured, length: int, caption: Caption | None, *, mask: bool, problem: str = ""
) -> ImageFacts:
    return ImageFacts(
        name=name,
        width=measured.width,
        height=measured.height,
        bytes=length,
        kind=measured.kind,
        caption=None if caption is None else caption.text,
        characters=None if caption is None else caption.characters,
        mask=mask,
        problem=measured.problem or problem,
    )


def _watched(found: Iterable[ImageFacts], total: int, progress: Progress) -> Iterator[ImageFacts]:
    progress(0, total)
    for done, one in enumerate(found, 1):
        yield one
        if done % _TOLD_EVERY == 0 or done == total:
            progress(done, total)
