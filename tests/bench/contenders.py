"""The pools that are compared: ours, the baseline's, the peer's, behind the same few calls by position."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from bench.baseline_pool import BaselinePool
from bench.pictures import DOT

from penstock.core.clock import SystemClock
from penstock.core.contracts.pools import NewImage, Slot
from penstock.core.files import Files, SystemCalls
from penstock.core.ids import RandomIds
from penstock.plugins.pools.store import DiskPoolStore

POOL: Final = "bench"


class PoolUnderTest(Protocol):
    """What the store goals need of a pool with many slots."""

    def fill(self, count: int) -> None: ...
    def staged(self) -> Any: ...
    def add(self, staged: Any) -> object: ...
    def label(self, position: int, label: str) -> object: ...
    def select(self, position: int) -> object: ...
    def move(self, position: int, before: int) -> object: ...
    def remove(self, position: int) -> object: ...
    def reverse(self) -> object: ...
    def listed(self) -> object: ...
    def close(self) -> None: ...


class StorePool:
    """Ours: the bundled store, durable as it comes. `staged` is part of adding and is timed with it."""

    def __init__(self, folder: Path, calls: SystemCalls | None = None) -> None:
        self.folder = folder
        self.files = Files(calls or SystemCalls())
        self.store = open_store(folder, self.files)
        if not self.store.exists(POOL):
            self.store.create(POOL)
        self.ids: list[str] = self._ids()

    def fill(self, count: int) -> None:
        """Add until there are `count` slots, many at once."""
        while (missing := count - len(self.ids)) > 0:
            self.add_all([DOT] * min(missing, 1000))

    def staged(self) -> bytes:
        """What is to be added: the bytes of an image, not yet on the disk."""
        return DOT

    def add(self, data: bytes) -> None:
        """One image, from its bytes to a durable slot."""
        self.add_all([data])

    def add_all(self, images: Sequence[bytes]) -> None:
        """Many images in one change."""
        made = []
        for data in images:
            with self.files.stage(self.store.staging(), ".png") as staged:
                staged.write(data)
            made.append(NewImage(source=staged.path, width=1, height=1))
        change = self.store.add(POOL, made)
        self.ids += [slot.id for slot in change.slots]

    def label(self, position: int, label: str) -> None:
        """Set one label."""
        self.store.label(POOL, self.ids[position], label)

    def select(self, position: int) -> None:
        """Select one slot."""
        self.store.select(POOL, self.ids[position])

    def move(self, position: int, before: int) -> None:
        """Put one slot before another."""
        self.store.move(POOL, [self.ids[position]], self.ids[before])
        self.ids.insert(before - (before > position), self.ids.pop(position))

    def remove(self, position: int) -> None:
        """Take one slot out; its file goes to the trash."""
        self.store.remove(POOL, [self.ids.pop(position)])

    def reverse(self) -> None:
        """Turn the whole order around."""
        self.ids.reverse()
        self.store.move(POOL, self.ids, None)

    def listed(self) -> int:
        """What a client asks that has seen the pool: is it still as it was?"""
        return self.store.pool(POOL).revision

    def page(self) -> tuple[Slot, ...]:
        """The first page of a client that has not."""
        return self.store.page(POOL, 0, 100).slots

    def close(self) -> None:
        """Let go of the files."""
        self.store.close()

    def _ids(self) -> list[str]:
        count = self.store.pool(POOL).count
        return [slot.id for slot in self.store.page(POOL, 0, max(count, 1)).slots]


def open_store(folder: Path, files: Files) -> DiskPoolStore:
    """The bundled store over `folder`/grid_pool, with the machine's own clock and ids."""
    root = folder / "grid_pool"
    trash = folder / "trash"
    for path in (root, trash):
        path.mkdir(exist_ok=True)
    return DiskPoolStore(root, trash, files, SystemClock(), RandomIds())


class ManifestPool:
    """The baseline, or anything else that answers to its calls."""

    def __init__(self, pool: "BaselinePool | PeerPool") -> None:
        self.pool = pool
        self.count = 0

    def fill(self, count: int) -> None:
        """Write the manifest and the files directly."""
        slots = [{"image": f"img_{n:04d}.png", "mask": None, "label": "", "added": 0} for n in range(1, count + 1)]
        for slot in slots:
            (self.pool.folder / str(slot["image"])).write_bytes(DOT)
        self.pool.write({"active": 0, "slots": slots, "next_seq": count + 1})
        self.count = count

    def staged(self) -> bytes:
        """The bytes of an image."""
        return DOT

    def add(self, data: bytes) -> None:
        """Append it."""
        self.pool.add(data)
        self.count += 1

    def label(self, position: int, label: str) -> None:
        """Set one label."""
        self.pool.label(position, label)

    def select(self, position: int) -> None:
        """Select one slot."""
        self.pool.select(position)

    def move(self, position: int, before: int) -> None:
        """There is only the whole order."""
        order = list(range(self.count))
        order.insert(before - (before > position), order.pop(position))
        self.pool.reorder(order)

    def remove(self, position: int) -> None:
        """Delete one slot."""
        self.pool.remove(position)
        self.count -= 1

    def reverse(self) -> None:
        """Turn the whole order around."""
        self.pool.reorder(list(range(self.count))[::-1])

    def listed(self) -> object:
        """There is only the whole manifest."""
        return self.pool.read()

    def close(self) -> None:
        """Nothing is kept open."""


class PeerPool:
    """The peer's store behind the calls of `BaselinePool`."""

    def __init__(self, module: Any, base: Path) -> None:
        self.module = module
        self.base = base
        self.folder = base / POOL
        self.folder.mkdir()

    def read(self) -> Any:
        """Its manifest."""
        return self.module.read_manifest(self.base, POOL)

    def write(self, manifest: Any) -> Any:
        """Store a manifest."""
        return self.module.write_manifest(self.base, POOL, manifest)

    def add(self, data: bytes) -> Any:
        """Append an image."""
        return self.module.add_image(self.base, POOL, data)

    def remove(self, position: int) -> Any:
        """Delete a slot."""
        return self.module.remove_slot(self.base, POOL, position)

    def label(self, position: int, label: str) -> Any:
        """Set a label."""
        return self.module.set_label(self.base, POOL, position, label)

    def select(self, position: int) -> Any:
        """Select a slot."""
        return self.module.set_active(self.base, POOL, position)

    def reorder(self, order: list[int]) -> Any:
        """Put the slots in this order."""
        return self.module.reorder(self.base, POOL, order)
