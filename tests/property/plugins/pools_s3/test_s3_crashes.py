"""A process that ends, or a server that goes away, at any request of any operation: all of it is there, or nothing."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from attrs import define, field

from penstock.adapters.testing.invariants.pictures import png
from penstock.adapters.testing.invariants.pool_model import PoolState, read_state
from penstock.core.contracts.pools import NewImage, PoolStore
from penstock.core.errors import NotFound, PenstockError
from penstock.plugins.pools_s3.store import S3PoolStore

from .memory_bucket import MemoryBucket
from .s3_stores import Killed, store_on


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
}

Told = tuple[dict[str, tuple[PoolState, dict[str, bytes | None]]], frozenset[str]]


def told(store: PoolStore) -> Told:
    """Everything that a person sees: pools with their pictures and notes, and what is in the trash."""
    pools = {
        pool.id: (read_state(store, pool.id), {name: store.note(pool.id, name) for name in "ab"})
        for pool in store.pools()
    }
    return pools, frozenset(one.pool_id for one in store.trash())


def outcomes(operation: Operation, folder: Path) -> tuple[Told, Told, int]:
    """What is seen before and after the operation, and how many requests it makes."""
    one = world(folder)
    before = told(one.store)
    one.bucket.arm(10**6, "refuse")
    operation(one)
    requests = one.bucket.requests
    one.bucket.disarm()
    return before, told(one.store), requests


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("how", ["kill", "kill_after"])
def test_a_process_may_end_at_any_request(name: str, how: str, tmp_path: Path) -> None:
    """Another host sees the state before or the state after, whole, with every picture; then everything works."""
    operation = OPERATIONS[name]
    before, after, requests = outcomes(operation, tmp_path / "whole")
    for at in range(1, requests + 1):
        one = world(tmp_path / f"{how}{at}")
        one.bucket.arm(at, how)
        with pytest.raises(Killed):
            operation(one)
        other = World(
            tmp_path, one.bucket.another(), store_on(one.bucket.another(), tmp_path / f"other{at}"), one.trash
        )
        assert told(other.store) in (before, after), (name, at)
        with suppress(PenstockError):
            operation(other)
        told(other.store)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("how", ["refuse", "lose"])
@pytest.mark.parametrize("times", [1, 10**6], ids=["once", "for good"])
def test_a_server_may_go_away_at_any_request(name: str, how: str, times: int, tmp_path: Path) -> None:
    """What returned is there. What raised is not, unless the server stays away and the error says that nobody knows."""
    operation = OPERATIONS[name]
    before, after, requests = outcomes(operation, tmp_path / "whole")
    for at in range(1, requests + 1):
        one = world(tmp_path / f"{how}{at}")
        one.bucket.arm(at, how, times)
        try:
            operation(one)
        except PenstockError as error:
            assert error.retryable
            unknown = "nobody knows" in error.message
            one.bucket.disarm()
            assert told(one.store) in ((before, after) if unknown else (before,)), (name, at)
            assert not unknown or times > 1, (name, at)
        else:
            one.bucket.disarm()
            assert told(one.store) == after, (name, at)


@pytest.mark.parametrize("second", ["create", "undelete", "purge"])
@pytest.mark.parametrize("at", range(1, 12))
def test_what_waits_in_the_trash_is_there_once(second: str, at: int, tmp_path: Path) -> None:
    """Two hosts that create over, bring back and purge one deleted pool, the first ended midway: never two of it."""
    one = world(tmp_path / "one")
    one.bucket.arm(at, "kill")
    with suppress(Killed):
        one.store.create("old")
    other = store_on(one.bucket.another(), tmp_path / "other")
    steps: dict[str, Callable[[], object]] = {
        "create": lambda: other.create("old"),
        "undelete": lambda: other.undelete(one.trash),
        "purge": lambda: other.purge(one.trash),
    }
    with suppress(PenstockError):
        steps[second]()
    waiting = [entry for entry in other.trash() if entry.pool_id == "old"]
    living = other.exists("old") and other.pool("old").count == 1
    gone = second == "purge"
    assert len(waiting) + living == (0 if gone else 1)
    if gone:
        with pytest.raises(NotFound):
            other.undelete(one.trash)
