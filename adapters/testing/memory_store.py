"""`MemoryPoolStore`: the second store that keeps the `PoolStore` contract, for tests and for plugin authors.

The index is in memory, the image files lie in a folder of the test. Nothing survives the process, all else is as in
the store on disk: the published invariant suite holds for both.
"""

import itertools
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from ...core.contracts.pools import Change, NewImage, Pool, PoolOrder, Slot, SlotPage
from ...core.names import check_label
from ...core.pool_rules import changes
from ...core.pool_rules.record import Changed, PoolRecord
from ...core.pool_rules.undoing import redo, undo
from .memory_whole_pools import MemoryWholePools


class MemoryPoolStore(MemoryWholePools):
    """See the module. `folder` holds the files; safe on any thread."""

    def pool(self, pool_id: str) -> Pool:
        """The pool's state."""
        with self._lock:
            return self._get(pool_id).state()

    def page(self, pool_id: str, start: int = 0, limit: int = 100) -> SlotPage:
        """At most `limit` slots from position `start` on."""
        with self._lock:
            pool = self._get(pool_id)
            ids = pool.order[start : start + limit]
            return SlotPage(pool=pool.state(), start=start, slots=tuple(pool.slots[slot_id] for slot_id in ids))

    def first_pages(self, limit: int, pool_ids: Sequence[str] | None = None) -> tuple[SlotPage, ...]:
        """The first slots of every pool, by id, or of these."""
        with self._lock:
            wanted = sorted(self._pools) if pool_ids is None else filter(self.exists, pool_ids)
            return tuple(self.page(pool_id, 0, limit) for pool_id in wanted)

    def order(self, pool_id: str) -> PoolOrder:
        """The ids of all slots."""
        with self._lock:
            pool = self._get(pool_id)
            return PoolOrder(pool=pool.state(), slots=pool.order)

    def slot(self, pool_id: str, slot_id: str) -> Slot:
        """One slot."""
        with self._lock:
            return self._get(pool_id).live(slot_id)

    def at(self, pool_id: str, position: int) -> tuple[Slot, int] | None:
        """The slot at `position`, clamped; -1 is the selected one."""
        with self._lock:
            return self._get(pool_id).at(position)

    def image_path(self, pool_id: str, slot_id: str) -> Path:
        """The slot's image file."""
        return self._folder / pool_id / self.slot(pool_id, slot_id).image

    def mask_path(self, pool_id: str, slot_id: str) -> Path | None:
        """The slot's mask file, None where it has none."""
        mask = self.slot(pool_id, slot_id).mask
        return None if mask is None else self._folder / pool_id / mask

    def copies(self, pool_id: str, slot_ids: Sequence[str]) -> tuple[NewImage, ...]:
        """Copies of slots in the staging folder."""
        with self._lock:
            pool = self._get(pool_id)
            return tuple(self._copied(pool, slot) for slot in pool.all_live(slot_ids))

    def _copied(self, pool: PoolRecord, slot: Slot) -> NewImage:
        mask = self._staged(pool, slot.mask) if slot.mask else None
        source = self._staged(pool, slot.image)
        return NewImage(
            source=source, mask=mask, width=slot.width, height=slot.height, label=slot.label, image_tag=slot.image_tag
        )

    def _staged(self, pool: PoolRecord, name: str) -> Path:
        path = self.staging() / f"{self._ids.new()}.png"
        shutil.copyfile(self._folder / pool.id / name, path)
        return path

    def add(self, pool_id: str, images: Sequence[NewImage], before: str | None = None) -> Change:
        """Add images."""
        for image in images:
            check_label(image.label)
        with self._lock:
            pool = self._get(pool_id)
            if before is not None:
                pool.live(before)
            ids = changes.new_ids(pool, len(images))
            taken = [self._take(pool, *pair) for pair in zip(ids, images, strict=True)]
            return self._changed(pool_id, lambda pool: changes.add(pool, taken, before))

    def _take(self, pool: PoolRecord, slot_id: str, image: NewImage) -> Slot:
        shutil.move(image.source, self._folder / pool.id / f"{slot_id}.png")
        slot = Slot(
            id=slot_id, image=f"{slot_id}.png", label=image.label, added=image.added or self._clock.wall_ms(),
            width=image.width, height=image.height, image_tag=image.image_tag or slot_id,
        )  # fmt: skip
        if image.mask is None:
            return slot
        name = f"{slot_id}.1.mask.png"
        shutil.move(image.mask, self._folder / pool.id / name)
        return changes.masked(slot, name, name)

    def select(self, pool_id: str, slot_id: str) -> Change:
        """Make `slot_id` the selected slot."""
        return self._changed(pool_id, lambda pool: changes.select(pool, slot_id))

    def label(self, pool_id: str, slot_id: str, label: str, revision: int | None = None) -> Change:
        """Set the label."""
        check_label(label)
        return self._changed(pool_id, lambda pool: changes.label(pool, slot_id, label, revision))

    def move(self, pool_id: str, slot_ids: Sequence[str], before: str | None) -> Change:
        """Put the slots before the slot `before`, None: at the end."""
        return self._changed(pool_id, lambda pool: changes.move(pool, slot_ids, before))

    def remove(self, pool_id: str, slot_ids: Sequence[str]) -> Change:
        """Take slots out."""
        return self._changed(pool_id, lambda pool: changes.remove(pool, slot_ids))

    def set_mask(self, pool_id: str, slot_id: str, mask: Path, revision: int | None = None) -> Change:
        """Store a mask file."""
        with self._lock:
            slot = self._get(pool_id).live(slot_id)
            name = self._new_mask(pool_id, slot)
            change = self._changed(pool_id, lambda pool: changes.set_mask(pool, slot_id, name, name, revision))
            shutil.move(mask, self._folder / pool_id / name)
            return change

    def _new_mask(self, pool_id: str, slot: Slot) -> str:
        """A name that is not used: an installed pool brings names of its own, and undo needs their files."""
        numbers = itertools.count(slot.mask_revision + 1)
        names = (f"{slot.id}.{number}.mask.png" for number in numbers)
        return next(name for name in names if not (self._folder / pool_id / name).exists())

    def clear_mask(self, pool_id: str, slot_id: str, revision: int | None = None) -> Change:
        """Take the mask away."""
        return self._changed(pool_id, lambda pool: changes.clear_mask(pool, slot_id, revision))

    def undo(self, pool_id: str, change: int | None = None) -> Change:
        """Undo a change."""
        return self._changed(pool_id, lambda pool: undo(pool, change))

    def redo(self, pool_id: str) -> Change:
        """Redo what undo undid last."""
        return self._changed(pool_id, redo)

    def changed_pools(self) -> tuple[Pool, ...]:
        """Nothing: no other process can change these pools."""
        return ()

    def close(self) -> None:
        """Nothing to let go of."""

    def _changed(self, pool_id: str, step: Callable[[PoolRecord], Changed]) -> Change:
        with self._lock:
            self._pools[pool_id], change = step(self._get(pool_id))
            return change
