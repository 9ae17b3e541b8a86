"""`MemoryPoolStore`: the second store that keeps the `PoolStore` contract, for tests and for plugin authors.

The index is in memory, the image files lie in a folder of the test. Nothing survives the process, all else is as in
the store on disk: the published invariant suite holds for both.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

from attrs import asdict

from ...core.contracts.pools import Change, ChangeKind, NewImage, Pool, PoolOrder, Slot, SlotPage
from ...core.errors import Conflict
from ...core.names import check_label
from .memory_pool import MemoryPool
from .memory_undo import redo, undo
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
            return PoolOrder(pool=pool.state(), slots=tuple(pool.order))

    def slot(self, pool_id: str, slot_id: str) -> Slot:
        """One slot."""
        with self._lock:
            return self._get(pool_id).live(slot_id)

    def at(self, pool_id: str, position: int) -> tuple[Slot, int] | None:
        """The slot at `position`, clamped; -1 is the selected one."""
        with self._lock:
            pool = self._get(pool_id)
            if not pool.order:
                return None
            place = pool.state().position if position < 0 else min(position, len(pool.order) - 1)
            return pool.slots[pool.order[place]], place

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

    def _copied(self, pool: MemoryPool, slot: Slot) -> NewImage:
        mask = self._staged(pool, slot.mask) if slot.mask else None
        source = self._staged(pool, slot.image)
        return NewImage(
            source=source, mask=mask, width=slot.width, height=slot.height, label=slot.label, image_tag=slot.image_tag
        )

    def _staged(self, pool: MemoryPool, name: str) -> Path:
        path = self.staging() / f"{self._ids.new()}.png"
        shutil.copyfile(self._folder / pool.id / name, path)
        return path

    def add(self, pool_id: str, images: Sequence[NewImage], before: str | None = None) -> Change:
        """Add images."""
        for image in images:
            check_label(image.label)
        with self._lock:
            pool = self._get(pool_id)
            if not images:
                return Change(id=0, kind=ChangeKind.ADDED, pool=pool.state())
            start = len(pool.order) if before is None else pool.positions([pool.live(before).id])[0]
            new = [self._take(pool, image) for image in images]
            pool.order[start:start] = new
            pool.selected = pool.selected or new[0]
            data = {"slots": new, "positions": list(range(start, start + len(new))), "work": pool.work(new)}
            number = pool.record(ChangeKind.ADDED, data)
            return pool.change(number, ChangeKind.ADDED, new)

    def _take(self, pool: MemoryPool, image: NewImage) -> str:
        slot_id = f"img_{pool.next_image:04d}"
        pool.next_image += 1
        shutil.move(image.source, self._folder / pool.id / f"{slot_id}.png")
        added = image.added or self._clock.wall_ms()
        pool.slots[slot_id] = Slot(
            id=slot_id, image=f"{slot_id}.png", label=image.label, added=added, width=image.width, height=image.height,
            image_tag=image.image_tag or slot_id,
        )  # fmt: skip
        if image.mask is not None:
            name = f"{slot_id}.1.mask.png"
            shutil.move(image.mask, self._folder / pool.id / name)
            pool.set_mask(pool.slots[slot_id], name, name)
        return slot_id

    def select(self, pool_id: str, slot_id: str) -> Change:
        """Make `slot_id` the selected slot."""
        with self._lock:
            pool = self._get(pool_id)
            pool.live(slot_id)
            number = 0
            if pool.selected != slot_id:
                before, pool.selected = pool.selected, slot_id
                number = pool.record(ChangeKind.SELECTED, {"before": before, "after": slot_id})
            return pool.change(number, ChangeKind.SELECTED, [slot_id])

    def label(self, pool_id: str, slot_id: str, label: str, revision: int | None = None) -> Change:
        """Set the label."""
        check_label(label)
        with self._lock:
            pool = self._get(pool_id)
            slot = self._seen(pool.live(slot_id), "label_revision", revision)
            number = 0
            if slot.label != label:
                pool.set_label(slot, label)
                number = pool.record(ChangeKind.LABELLED, {"slot": slot_id, "before": slot.label, "after": label})
            return pool.change(number, ChangeKind.LABELLED, [slot_id])

    def move(self, pool_id: str, slot_ids: Sequence[str], before: str | None) -> Change:
        """Put the slots before the slot `before`, None: at the end."""
        with self._lock:
            pool = self._get(pool_id)
            pool.all_live([*slot_ids, before] if before is not None else slot_ids)
            number = 0
            if not pool.stands(slot_ids, before):
                data = {"ids": list(slot_ids), "positions": list(pool.positions(slot_ids)), "before": before}
                pool.arrange(slot_ids, before)
                number = pool.record(ChangeKind.MOVED, data)
            return pool.change(number, ChangeKind.MOVED, slot_ids, before=before)

    def remove(self, pool_id: str, slot_ids: Sequence[str]) -> Change:
        """Take slots out."""
        with self._lock:
            pool = self._get(pool_id)
            pool.all_live(slot_ids)
            if not slot_ids:
                return Change(id=0, kind=ChangeKind.REMOVED, pool=pool.state())
            before = pool.selected
            leaving, places, after = pool.take_out(slot_ids)
            data = {"slots": leaving, "positions": places, "selected": (before, after)}
            number = pool.record(ChangeKind.REMOVED, data)
            slots = tuple(pool.slots[slot_id] for slot_id in leaving)
            return Change(id=number, kind=ChangeKind.REMOVED, pool=pool.state(), slots=slots, positions=tuple(places))

    def set_mask(self, pool_id: str, slot_id: str, mask: Path, revision: int | None = None) -> Change:
        """Store a mask file."""
        with self._lock:
            pool = self._get(pool_id)
            slot = self._seen(pool.live(slot_id), "mask_revision", revision)
            name = f"{slot_id}.{slot.mask_revision + 1}.mask.png"
            shutil.move(mask, self._folder / pool_id / name)
            return self._masked(pool, slot, ChangeKind.MASK_SAVED, name)

    def clear_mask(self, pool_id: str, slot_id: str, revision: int | None = None) -> Change:
        """Take the mask away."""
        with self._lock:
            pool = self._get(pool_id)
            slot = self._seen(pool.live(slot_id), "mask_revision", revision)
            if slot.mask is None:
                return pool.change(0, ChangeKind.MASK_CLEARED, [slot_id])
            return self._masked(pool, slot, ChangeKind.MASK_CLEARED, None)

    def undo(self, pool_id: str, change: int | None = None) -> Change:
        """Undo a change."""
        with self._lock:
            return undo(self._get(pool_id), change)

    def redo(self, pool_id: str) -> Change:
        """Redo what undo undid last."""
        with self._lock:
            return redo(self._get(pool_id))

    def changed_pools(self) -> tuple[Pool, ...]:
        """Nothing: no other process can change these pools."""
        return ()

    def close(self) -> None:
        """Nothing to let go of."""

    def _masked(self, pool: MemoryPool, slot: Slot, kind: ChangeKind, name: str | None) -> Change:
        tag = name or ""
        pool.set_mask(slot, name, tag)
        data = {"slot": slot.id, "before": (slot.mask, slot.mask_tag), "after": (name, tag)}
        return pool.change(pool.record(kind, data), kind, [slot.id])

    def _seen(self, slot: Slot, revision: str, seen: int | None) -> Slot:
        if seen is not None and seen != getattr(slot, revision):
            raise Conflict("It was changed by somebody else.", details={"current": asdict(slot)})
        return slot
