"""A bucket with pools as they are in life, one host, and everything that can be done to them."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import define, field

from penstock.adapters.testing.invariants.pictures import png
from penstock.adapters.testing.invariants.pool_model import PoolState, read_state
from penstock.core.contracts.pools import NewImage, PoolStore
from penstock.plugins.pools_s3.store import S3PoolStore

from .memory_bucket import MemoryBucket
from .s3_stores import store_on


@define
class World:
    """A bucket with the pools `p` (two images, one with a mask) and `old`, which is deleted, and one host."""

    folder: Path
    bucket: MemoryBucket
    store: S3PoolStore
    trash: str = ""
    numbers: Iterator[int] = field(factory=itertools.count)

    def image(self, *, mask: bool = False) -> NewImage:
        """A new picture in the staging folder."""
        paths = [self.store.staging() / f"new{next(self.numbers)}.png" for _ in range(2)]
        for number, path in enumerate(paths):
            path.write_bytes(png(number + 7))
        return NewImage(source=paths[0], width=2, height=2, mask=paths[1] if mask else None)

    def unpacked(self) -> Path:
        """A folder with a picture in the staging folder."""
        folder = self.store.staging() / f"unpacked{next(self.numbers)}"
        folder.mkdir()
        (folder / "a.png").write_bytes(png(5))
        return folder

    def ids(self) -> list[str]:
        """The slots of `p`."""
        return [slot.id for slot in self.store.page("p").slots]


def world(folder: Path) -> World:
    """See `World`."""
    bucket = MemoryBucket()
    made = World(folder, bucket, store_on(bucket, folder))
    made.store.create("p", {"a": b"note"})
    made.store.add("p", [made.image(), made.image(mask=True)])
    made.store.create("old")
    made.store.add("old", [made.image()])
    made.trash = made.store.delete("old")
    return made


Operation = Callable[[World], object]

OPERATIONS: dict[str, Operation] = {
    "create": lambda one: one.store.create("new", {"a": b"x"}),
    "create over a deleted one": lambda one: one.store.create("old", {"a": b"x"}),
    "add": lambda one: one.store.add("p", [one.image(), one.image(mask=True)]),
    "label": lambda one: one.store.label("p", one.ids()[0], "new"),
    "select": lambda one: one.store.select("p", one.ids()[1]),
    "move": lambda one: one.store.move("p", [one.ids()[1]], one.ids()[0]),
    "remove": lambda one: one.store.remove("p", one.ids()[:1]),
    "mask": lambda one: one.store.set_mask("p", one.ids()[0], one.image().source),
    "clear mask": lambda one: one.store.clear_mask("p", one.ids()[1]),
    "undo": lambda one: one.store.undo("p"),
    "note": lambda one: one.store.set_note("p", "b", b"new"),
    "delete": lambda one: one.store.delete("p"),
    "undelete": lambda one: one.store.undelete(one.trash),
    "purge": lambda one: one.store.purge(one.trash),
    "copy": lambda one: one.store.copy("p", "new"),
    "install": lambda one: one.store.install("new", one.unpacked()),
}

Told = tuple[dict[str, tuple[PoolState, dict[str, bytes | None]]], frozenset[str]]


def told(store: PoolStore) -> Told:
    """Everything that a person sees: pools with their pictures and notes, and what is in the trash."""
    pools = {
        pool.id: (read_state(store, pool.id), {name: store.note(pool.id, name) for name in "ab"})
        for pool in store.pools()
    }
    return pools, frozenset(one.pool_id for one in store.trash())
