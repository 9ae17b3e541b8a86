"""Hundreds of pools: listed without being opened, watched all the same, few of them open at once."""

import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools.store import DiskPoolStore


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def crowded(lab) -> DiskPoolStore:
    """A store that keeps one pool open."""
    store = DiskPoolStore(lab.root, lab.trash, Files(), lab.clock, RandomIds(), most_open=1)
    lab.stores.append(store)
    return store


def made(lab, count: int) -> list[str]:
    """Pools of two images each, at rest, made by a process that is gone."""
    store = lab.start()
    ids = [f"pool_{number:03d}" for number in range(count)]
    for pool_id in ids:
        store.create(pool_id)
        store.add(pool_id, [lab.image(store, "a"), lab.image(store, "b")])
        store.select(pool_id, "img_0002")
    store.close()
    lab.stores.clear()
    return ids


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors are counted in /proc")
def test_a_list_opens_no_pool_and_use_opens_few(laboratory):
    """A list of pools needs no descriptors afterwards; reading all of them one by one keeps some dozens of them."""
    ids = made(laboratory, 40)
    store = laboratory.start()
    before = descriptors()
    pages = store.first_pages(1)
    assert [page.pool.id for page in pages] == ["p", *ids]
    assert descriptors() <= before
    for pool_id in ids:
        store.page(pool_id)
    assert descriptors() <= before + 5 * 33


def test_a_list_says_what_the_open_pools_say(laboratory):
    """State and first slots are the same, whether a pool is open or not, after undo and after a removal too."""
    ids = made(laboratory, 3)
    store = laboratory.start()
    store.remove(ids[0], ["img_0001"])
    store.undo("p")
    store.move(ids[1], ["img_0002"], "img_0001")
    store.close()
    store = laboratory.start()
    peeked = store.first_pages(2)
    opened = tuple(store.page(page.pool.id, 0, 2) for page in peeked)
    assert peeked == opened == store.first_pages(2)
    assert {page.pool.id: page.pool.position for page in peeked} == {"p": 0, ids[0]: 0, ids[1]: 0, ids[2]: 1}


def test_what_another_process_does_to_a_listed_pool_is_noticed(laboratory):
    """Once, with its new state; what this process does is not."""
    ids = made(laboratory, 3)
    store = laboratory.start()
    other = laboratory.start()
    store.first_pages(0)
    assert store.changed_pools() == ()
    other.label(ids[1], "img_0001", "changed")
    (changed,) = store.changed_pools()
    assert changed == other.pool(ids[1])
    assert store.changed_pools() == ()
    store.label(ids[2], "img_0001", "mine")
    assert store.changed_pools() == ()
    other.delete(ids[0])
    assert store.changed_pools() == ()


def test_a_pool_that_was_closed_to_make_room_is_watched(laboratory):
    """Also where it never was in a list."""
    ids = made(laboratory, 3)
    store = crowded(laboratory)
    for pool_id in ids:
        store.page(pool_id)
    assert store.changed_pools() == ()
    other = laboratory.start()
    for pool_id in ids:
        other.label(pool_id, "img_0001", "changed")
    assert {pool.id for pool in store.changed_pools()} == set(ids)
    assert store.changed_pools() == ()


def test_a_change_that_was_seen_and_not_told_is_told_after_closing(laboratory):
    """Reading what another process did, and making room then, does not hide it from who watches."""
    ids = made(laboratory, 2)
    store = crowded(laboratory)
    store.page(ids[0])
    laboratory.start().label(ids[0], "img_0001", "changed")
    store.page(ids[0])
    store.page(ids[1])
    assert [pool.id for pool in store.changed_pools()] == [ids[0]]
    assert store.changed_pools() == ()


def foreign_manifest(lab, pool_id: str) -> None:
    path = lab.root / pool_id / "manifest.json"
    told = json.loads(path.read_text())
    told["slots"][0]["label"] = "theirs"
    path.write_text(json.dumps(told))


def no_index(lab, pool_id: str) -> None:
    (lab.root / pool_id / "pool.db").unlink()


def damaged_index(lab, pool_id: str) -> None:
    (lab.root / pool_id / "pool.db").write_bytes(b"SQLite format 3\0" + bytes(5000))


def no_database(lab, pool_id: str) -> None:
    (lab.root / pool_id / "pool.db").write_bytes(b"x" * 5000)


def no_manifest(lab, pool_id: str) -> None:
    (lab.root / pool_id / "manifest.json").unlink()


def newer_index(lab, pool_id: str) -> None:
    connection = sqlite3.connect(lab.root / pool_id / "pool.db")
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("disturb", [foreign_manifest, no_index, damaged_index, no_database, no_manifest, newer_index])
def test_what_is_out_of_the_ordinary_is_opened(laboratory, quiet: Callable, disturb: Callable):
    """And listed as it is then: no pool is missing from the list, none is listed as it was."""
    (pool_id,) = made(laboratory, 1)
    disturb(laboratory, pool_id)
    quiet()
    store = laboratory.start()
    listed = {page.pool.id: page for page in store.first_pages(2)}
    assert listed[pool_id] == store.page(pool_id, 0, 2)
    assert len(listed[pool_id].slots) == 2
    assert (listed[pool_id].slots[0].label == "theirs") == (disturb is foreign_manifest)


def test_a_pool_is_not_closed_before_its_manifest_is_written(laboratory):
    """Others may be used meanwhile: the change is in the manifest when the store is closed."""
    ids = made(laboratory, 3)
    store = crowded(laboratory)
    store.label(ids[0], "img_0001", "changed")
    for pool_id in ids[1:]:
        store.page(pool_id)
    store.close()
    assert "changed" in (laboratory.root / ids[0] / "manifest.json").read_text()


def test_what_dataset_gates_does_to_a_listed_pool_is_noticed(laboratory):
    """Its manifest is taken in though the pool was not open, once."""
    (pool_id,) = made(laboratory, 1)
    store = laboratory.start()
    store.first_pages(0)
    foreign_manifest(laboratory, pool_id)
    assert [pool.id for pool in store.changed_pools()] == [pool_id]
    assert store.slot(pool_id, "img_0001").label == "theirs"
    assert store.changed_pools() == ()
