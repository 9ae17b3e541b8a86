"""`S3PoolStore`: implements `PoolStore` on a bucket. What can be done to the slots of a pool."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from attrs import evolve

from ...core.clock import Clock
from ...core.contracts.pools import Change, ChangeKind, NewImage, Pool, Slot
from ...core.errors import PenstockError, from_os_error
from ...core.files import Files
from ...core.ids import Ids
from ...core.names import check_label
from ...core.pool_rules import changes
from ...core.pool_rules.history import bounded, files_of
from ...core.pool_rules.notes import check_note
from ...core.pool_rules.record import Changed, PoolRecord
from ...core.pool_rules.undoing import redo, undo
from .bucket import Bucket
from .documents import Document, Facts
from .failures import Unknown
from .reading import missing_pool
from .tidying import Tidying
from .uploading import Uploaded
from .whole_pools import WholePools

MOST_CHANGES: Final = 200
"""So many changes of a pool can be undone; pictures that only older ones need are deleted."""
_LOG: Final = logging.getLogger("penstock.pools_s3")


class S3PoolStore(WholePools):
    """See the module, and `PoolStore` for what each method does. Safe on any thread and beside other hosts."""

    def __init__(self, bucket: Bucket, folder: Path, files: Files, clock: Clock, ids: Ids, quota: int) -> None:
        super().__init__(bucket, folder, files, clock, ids, quota)
        self._tidying = Tidying(files, clock)

    def changed_pools(self) -> tuple[Pool, ...]:
        """The pools that another host changed since the last call; once a day what is old is removed first."""
        self._tidying.daily(self)
        return super().changed_pools()

    def copies(self, pool_id: str, slot_ids: Sequence[str]) -> tuple[NewImage, ...]:
        """Copies of slots in the staging folder."""
        document, pool = self._read(pool_id)
        made: list[NewImage] = []
        try:
            for slot in pool.all_live(slot_ids):
                made.append(self._copied(document, pool, slot))
        except BaseException:
            for path in [path for image in made for path in image.files]:
                self._drop(path)
            raise
        return tuple(made)

    def _copied(self, document: Document, pool: PoolRecord, slot: Slot) -> NewImage:
        mask = None if slot.mask is None else self._staged_copy(self._local(document, pool, slot.mask))
        try:
            source = self._staged_copy(self._local(document, pool, slot.image))
        except BaseException:
            if mask is not None:
                self._drop(mask)
            raise
        return NewImage(
            source=source, mask=mask, width=slot.width, height=slot.height, label=slot.label, image_tag=slot.image_tag
        )

    def _staged_copy(self, path: Path) -> Path:
        try:
            with self._files.stage(self.staging(), ".png", passing=True) as staged:
                self._files.copy(path, staged)
        except OSError as error:
            raise from_os_error(error, "copy the image") from error
        return staged.path

    def add(self, pool_id: str, images: Sequence[NewImage], before: str | None = None) -> Change:
        """Add images: their bytes first, then the pool tells of them."""
        for image in images:
            check_label(image.label)
        pool = self._get(pool_id)
        if before is not None:
            pool.live(before)
        guessed = changes.new_ids(pool, len(images))
        wanted = [pair for slot_id, image in zip(guessed, images, strict=True) for pair in self._named(slot_id, image)]
        uploaded = {one.source: one for one in self._uploading.upload(pool_id, wanted)}

        def step(pool: PoolRecord) -> Changed:
            ids = changes.new_ids(pool, len(images))
            slots = [self._slot(*pair, uploaded) for pair in zip(ids, images, strict=True)]
            return changes.add(pool, slots, before)

        return self._committed(pool_id, step, tuple(uploaded.values()))

    def _named(self, slot_id: str, image: NewImage) -> list[tuple[Path, str]]:
        named = [(image.source, self._uploading.name(slot_id))]
        return named if image.mask is None else [*named, (image.mask, self._uploading.name(slot_id, ".mask.png"))]

    def _slot(self, slot_id: str, image: NewImage, uploaded: dict[Path, Uploaded]) -> Slot:
        stored = uploaded[image.source]
        slot = Slot(
            id=slot_id, image=stored.name, label=image.label, added=image.added or self._clock.wall_ms(),
            width=image.width, height=image.height, image_tag=image.image_tag or stored.facts.digest,
        )  # fmt: skip
        if image.mask is None:
            return slot
        mask = uploaded[image.mask]
        return changes.masked(slot, mask.name, mask.facts.digest)

    def select(self, pool_id: str, slot_id: str) -> Change:
        """Make `slot_id` the selected slot."""
        return self._committed(pool_id, lambda pool: changes.select(pool, slot_id))

    def label(self, pool_id: str, slot_id: str, label: str, revision: int | None = None) -> Change:
        """Set the label."""
        check_label(label)
        return self._committed(pool_id, lambda pool: changes.label(pool, slot_id, label, revision))

    def move(self, pool_id: str, slot_ids: Sequence[str], before: str | None) -> Change:
        """Put the slots before the slot `before`, None: at the end."""
        return self._committed(pool_id, lambda pool: changes.move(pool, slot_ids, before))

    def remove(self, pool_id: str, slot_ids: Sequence[str]) -> Change:
        """Take slots out; their pictures stay as long as undo may need them."""
        return self._committed(pool_id, lambda pool: changes.remove(pool, slot_ids))

    def set_mask(self, pool_id: str, slot_id: str, mask: Path, revision: int | None = None) -> Change:
        """Store a mask."""
        changes.set_mask(self._get(pool_id), slot_id, "", "", revision)  # raises before anything is sent
        name = self._uploading.name(slot_id, ".mask.png")
        (stored,) = self._uploading.upload(pool_id, [(mask, name)])
        tag = stored.facts.digest
        return self._committed(pool_id, lambda pool: changes.set_mask(pool, slot_id, name, tag, revision), (stored,))

    def clear_mask(self, pool_id: str, slot_id: str, revision: int | None = None) -> Change:
        """Take the mask away."""
        return self._committed(pool_id, lambda pool: changes.clear_mask(pool, slot_id, revision))

    def undo(self, pool_id: str, change: int | None = None) -> Change:
        """Undo a change."""
        return self._committed(pool_id, lambda pool: undo(pool, change))

    def redo(self, pool_id: str) -> Change:
        """Redo what undo undid last."""
        return self._committed(pool_id, redo)

    def set_note(self, pool_id: str, name: str, data: bytes) -> None:
        """Write a note; the pool's revision stays."""
        check_note(name, data)
        nothing = Change(id=0, kind=ChangeKind.MOVED, pool=Pool(id=pool_id))

        def step(pool: PoolRecord) -> Changed:
            return evolve(pool, notes={**pool.notes, name: bytes(data)}), nothing

        self._committed(pool_id, step)

    def _committed(
        self, pool_id: str, step: Callable[[PoolRecord], Changed], uploaded: Sequence[Uploaded] = ()
    ) -> Change:
        """Make a change of the pool durable; what was uploaded for it is taken back where it was not made."""
        key, facts = self._key(pool_id), {one.name: one.facts for one in uploaded}

        def write(document: Document | None) -> tuple[Document | None, tuple[Change, frozenset[str]]]:
            pool = None if document is None else document.live
            if document is None or pool is None:
                raise missing_pool(pool_id)
            made, change = step(pool)
            if made is pool:
                return None, (change, frozenset())
            kept = bounded(made, MOST_CHANGES)
            files = _files(kept, {**document.files, **facts})
            return evolve(document, record=kept, files=files), (change, frozenset(document.files) - frozenset(files))

        try:
            change, unneeded = self._book.change(key, write)
        except Unknown:
            raise  # the pool may tell of them by now
        except PenstockError:
            if uploaded:
                self._take_back(pool_id, facts)
            raise
        for one in uploaded:
            self._cache.keep(one.source, pool_id, one.name, one.facts)
        if unneeded:
            self._uploading.take_back(pool_id, unneeded)
        return change

    def _drop(self, path: Path) -> None:
        try:
            self._files.discard(path)
        except OSError as error:
            _LOG.warning("%s stays in the staging folder: %s", path.name, error)


def _files(record: PoolRecord, facts: dict[str, Facts]) -> dict[str, Facts]:
    """The facts of those pictures that the pool has or may have again."""
    wanted = files_of(record)
    return {name: one for name, one in facts.items() if name in wanted}
