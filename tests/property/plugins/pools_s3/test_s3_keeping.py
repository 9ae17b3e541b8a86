"""What is kept here and there, and for how long: pictures on this machine, undo, the trash, files on their way in."""

import contextlib
import json
import os
from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.invariants.pictures import png
from penstock.core.contracts.pools import NewImage
from penstock.core.errors import NotFound, ReadOnly, StorageFailed
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools_s3.store import MOST_CHANGES, S3PoolStore

from .memory_bucket import MemoryBucket
from .s3_stores import store_on

DAY_SECONDS = 24 * 3600


def image(store: S3PoolStore, number: int) -> NewImage:
    path = store.staging() / f"{number}.png"
    path.write_bytes(png(number))
    return NewImage(source=path, width=2, height=2)


def pictures(bucket: MemoryBucket) -> list[str]:
    return [key for key in bucket.objects if "/pictures/" in key]


def test_a_picture_is_fetched_once_and_checked(tmp_path: Path) -> None:
    """From then on it is read here; one that was changed in the bucket, or is gone from it, is told."""
    bucket = MemoryBucket()
    here = store_on(bucket, tmp_path / "a")
    here.create("p")
    slot = here.add("p", [image(here, 1)]).slots[0]
    bucket.arm(10**6, "refuse")
    here.image_path("p", slot.id)
    assert bucket.requests == 1  # whether the pool is still the same
    bucket.disarm()
    (key,) = pictures(bucket)
    bucket.objects[key] = png(2)
    with pytest.raises(StorageFailed, match="not the one"):
        store_on(bucket.another(), tmp_path / "b").image_path("p", slot.id)
    del bucket.objects[key]
    with pytest.raises(NotFound, match="gone from the bucket"):
        store_on(bucket.another(), tmp_path / "b").image_path("p", slot.id)
    assert here.image_path("p", slot.id).read_bytes() == png(1)


def test_a_damaged_copy_of_an_earlier_run_is_fetched_again(tmp_path: Path) -> None:
    """A power cut may leave a file of the right size and other bytes."""
    bucket = MemoryBucket()
    here = store_on(bucket, tmp_path)
    here.create("p")
    slot = here.add("p", [image(here, 1)]).slots[0]
    path = here.image_path("p", slot.id)
    path.write_bytes(b"\0" * path.stat().st_size)
    assert store_on(bucket.another(), tmp_path).image_path("p", slot.id).read_bytes() == png(1)


def test_pictures_here_are_bounded(tmp_path: Path) -> None:
    """The ones not read for longest go; what was read within five minutes stays."""
    clock = FakeClock()
    bucket = MemoryBucket()
    store = S3PoolStore(bucket, tmp_path, Files(), clock, RandomIds(), 4 * len(png(1)))
    store.create("p")
    slots = store.add("p", [image(store, number) for number in range(8)]).slots
    kept = sorted((tmp_path / bucket.address.digest).glob("*/*"))
    assert len(kept) == 8  # all in use
    clock.advance(1000)
    assert store.image_path("p", slots[0].id).read_bytes() == png(0)
    assert len(sorted((tmp_path / bucket.address.digest).glob("*/*"))) <= 4
    for number, slot in enumerate(slots):
        assert store.image_path("p", slot.id).read_bytes() == png(number)


def test_pictures_that_undo_cannot_bring_back_are_deleted(tmp_path: Path) -> None:
    """The history is bounded, and so is the bucket."""
    bucket = MemoryBucket()
    store = store_on(bucket, tmp_path)
    store.create("p")
    first, second = store.add("p", [image(store, 1), image(store, 2)]).slots
    store.remove("p", [first.id])
    for number in range(MOST_CHANGES):
        assert len(pictures(bucket)) == 2
        store.label("p", second.id, str(number))
    assert len(pictures(bucket)) == 1
    assert store.image_path("p", second.id).read_bytes() == png(2)


def test_old_pools_of_the_trash_and_old_files_go_once_a_day(tmp_path: Path) -> None:
    """After 30 days, with their pictures; younger ones stay."""
    clock = FakeClock()
    bucket = MemoryBucket()
    store = S3PoolStore(bucket, tmp_path, Files(), clock, RandomIds(), 10**9)
    for name in ("old", "young"):
        store.create(name)
        store.add(name, [image(store, 1)])
    store.delete("old")
    store.changed_pools()
    clock.advance(31 * DAY_SECONDS)
    bucket.clock.now += 31 * DAY_SECONDS
    store.delete("young")
    left = store.staging() / "left.png"
    left.write_bytes(b"x")
    os.utime(left, (0, 0))
    store.changed_pools()
    assert [one.pool_id for one in store.trash()] == ["young"]
    assert not left.exists()
    assert len(pictures(bucket)) == 1


def test_a_damaged_document_hides_no_other_pool(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is told once; a newer Penstock's is read by nobody and written by nobody."""
    bucket = MemoryBucket()
    store = store_on(bucket, tmp_path)
    for name in ("damaged", "fine", "newer"):
        store.create(name)
    bucket.objects["all/pools/damaged.json"] = b"{"
    newer = json.loads(bucket.objects["all/pools/newer.json"])
    bucket.objects["all/pools/newer.json"] = json.dumps({**newer, "format": 2}).encode()
    for _ in range(3):
        assert [pool.id for pool in store.pools()] == ["fine"]
    assert caplog.text.count("damaged.json is left out") == 1
    with pytest.raises(StorageFailed, match="damaged"):
        store.pool("damaged")
    with pytest.raises(ReadOnly):
        store.set_note("newer", "a", b"")


@pytest.mark.parametrize("days", [40_000, -10_000], ids=["ahead", "behind"])
@pytest.mark.parametrize("aside", [False, True])
def test_the_clock_of_a_host_empties_no_trash(days: int, aside: bool, tmp_path: Path) -> None:
    """How long a pool is in the trash is told by the server: clocks of hosts may be years off."""
    bucket = MemoryBucket()
    clock = FakeClock()
    clock.advance(days * DAY_SECONDS) if days > 0 else None
    odd = S3PoolStore(bucket.another(), tmp_path / "odd", Files(), clock, RandomIds(), 10**9)
    even = store_on(bucket, tmp_path / "even")
    deleting, looking = (odd, even) if days < 0 else (even, odd)
    deleting.create("p")
    deleting.add("p", [image(deleting, 1)])
    trash = deleting.delete("p")
    if aside:
        deleting.create("p")
    bucket.clock.now += 29 * DAY_SECONDS
    looking.changed_pools()
    looking.undelete(trash) if not aside else None
    assert len(pictures(bucket)) == 1
    assert [one.id for one in looking.trash()] == ([trash] if aside else [])


def test_a_server_that_tells_no_time_keeps_the_trash(tmp_path: Path) -> None:
    """Rather too much is kept than too little."""
    bucket = MemoryBucket()
    store = store_on(bucket, tmp_path)
    store.create("p")
    store.delete("p")
    bucket.clock.now += 100 * DAY_SECONDS
    listed = bucket.send

    def timeless(name: str, action: str, **asked: object) -> dict[str, object]:
        answer = listed(name, action, **asked)
        answer.pop("ResponseMetadata", None)
        return answer

    bucket.send = timeless  # type: ignore[method-assign]
    store.changed_pools()
    assert len(store.trash()) == 1


def test_what_others_do_in_the_cache_stops_nobody(tmp_path: Path) -> None:
    """Links that lead nowhere or elsewhere, files that vanish, and those that another host is writing right now."""
    bucket = MemoryBucket()
    here = store_on(bucket, tmp_path / "a")
    here.create("p")
    first, second = here.add("p", [image(here, 1), image(here, 2)]).slots
    folder = here.image_path("p", first.id).parent
    secret = tmp_path / "secret"
    secret.write_bytes(png(1))
    here.image_path("p", first.id).unlink()
    (folder / first.image).symlink_to(secret)
    (folder / "old.png").symlink_to(tmp_path / "nowhere")
    writing, left = folder / "writing.part", folder / "left.part"
    writing.write_bytes(b"x")
    left.write_bytes(b"x")
    os.utime(left, (0, 0))
    there = S3PoolStore(bucket.another(), tmp_path / "a", Files(), FakeClock(), RandomIds(), 1)
    assert there.image_path("p", second.id).read_bytes() == png(2)
    assert there.image_path("p", first.id).read_bytes() == png(1)
    assert not (folder / first.image).is_symlink()
    assert (writing.exists(), left.exists()) == (True, False)
    assert secret.read_bytes() == png(1)


@pytest.mark.parametrize("daily", [False, True], ids=["at once", "after a tidy day"])
def test_what_stays_in_the_trash_by_mistake_takes_no_picture(daily: bool, tmp_path: Path) -> None:
    """A trash entry that was brought back and could not be deleted: whatever is done with it, the pool is whole."""
    bucket = MemoryBucket()
    store = store_on(bucket, tmp_path)
    store.create("p")
    slot = store.add("p", [image(store, 1)]).slots[0]
    trash = store.delete("p")
    store.create("p")
    store.delete("p")
    aside = bucket.objects[f"all/trash/{trash}.json"]
    store.undelete(trash)
    bucket.objects[f"all/trash/{trash}.json"] = aside  # as if the server had refused to delete it
    if daily:
        store.changed_pools()
        assert f"all/trash/{trash}.json" not in bucket.objects
    for _ in range(70):
        store.undelete(store.delete("p"))
    with contextlib.suppress(NotFound):
        store.purge(trash)
    assert store_on(bucket.another(), tmp_path / "other").image_path("p", slot.id).read_bytes() == png(1)
