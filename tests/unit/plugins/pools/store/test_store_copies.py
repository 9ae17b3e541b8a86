"""Copies of slots on the disk: from pool to pool, whatever crashes, fails or happens meanwhile."""

import contextlib
import errno
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.file_faults import Crash
from penstock.core.errors import DiskFull, NotFound, PenstockError
from penstock.core.files import SystemCalls
from penstock.plugins.pools.checking import Trouble

WANTED = ["img_0002", "img_0001"]


class Painting(SystemCalls):
    """Calls that paint when the second staged file, the copy of the mask, is made."""

    def __init__(self, paint: Callable[[], object]) -> None:
        self.paint = paint
        self.created = 0

    def create(self, path: Path) -> int:
        self.created += 1
        if self.created == 2:
            self.paint()
        return super().create(path)


def with_target(lab) -> object:
    """The prepared pool and an empty one, both open."""
    store = lab.start()
    store.create("q")
    store.pool("p")
    store.pool("q")
    return store


def copy(store) -> None:
    store.add("q", store.copies("p", WANTED))


@pytest.mark.parametrize("mode", ["before", "power"])
def test_a_crash_at_every_call_leaves_both_pools_whole(mode: str, laboratories: Callable, seen: Callable):
    """The source is as it was, the target as before the copy or as after it, and a doctor finds nothing."""
    lab = laboratories()
    store = with_target(lab)
    source, states = seen(store), [seen(store, "q")]
    copy(store)
    states.append(seen(store, "q"))
    for number in itertools.count(1):
        lab = laboratories()
        store = with_target(lab)
        start = lab.calls.count
        lab.calls.crash_before = start + number
        done = 0
        with contextlib.suppress(Crash):
            copy(store)
            done = 1
        crashed, what = lab.calls.dead, f"{mode} call {number}: {lab.calls.log[start:]}"
        lab.kill(lose_bytes=mode == "power", lose_entries=mode == "power")
        store = lab.start()
        assert seen(store) == source, what
        assert seen(store, "q") in states[done:], what
        assert [found for found in store.check() if found.trouble is not Trouble.MANIFEST_BEHIND] == [], what
        if not crashed:
            return


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_disk_that_fails_at_any_call_leaves_no_trace(error: int, laboratories: Callable, seen: Callable):
    """Nothing is added, nothing stays in the staging folder that the disk lets go of, nothing is wrong."""
    for number in itertools.count(1):
        lab = laboratories()
        store = with_target(lab)
        before = seen(store), seen(store, "q")
        start = lab.calls.count
        lab.calls.fail = (start + number, error)
        try:
            images = store.copies("p", WANTED)
        except PenstockError as refused:
            assert refused.status in (403, 503, 507)
            assert list(store.staging().iterdir()) == []
            assert (seen(store), seen(store, "q")) == before
            continue
        assert lab.calls.count - start < number
        assert len(images) == len(WANTED)
        return


def test_a_full_disk_says_so(laboratory):
    """The error is the one that people know what to do about."""
    store = laboratory.start()
    store.pool("p")
    laboratory.calls.fail_from = (laboratory.calls.count + 1, errno.ENOSPC)
    with pytest.raises(DiskFull):
        store.copies("p", WANTED)
    laboratory.calls.fail_from = None


def test_an_image_that_is_painted_while_it_is_copied_is_copied_as_it_is_then(laboratory):
    """The old mask goes to the trash under the copy's hands: the copy takes the new one."""
    store = laboratory.start()
    before = store.mask_path("p", "img_0002").read_bytes()
    laboratory.calls.real = painting = Painting(lambda: store.set_mask("p", "img_0002", laboratory.staged(store, 77)))
    change = store.add("p", store.copies("p", ["img_0002"]))
    path, mask = store.mask_path("p", change.slots[0].id), store.mask_path("p", "img_0002")
    assert painting.created > 2
    assert path.read_bytes() == mask.read_bytes() != before
    assert list(store.staging().iterdir()) == []


def test_an_image_without_its_file_cannot_be_copied(laboratory):
    """It is not found, and the others are not copied either."""
    store = laboratory.start()
    store.image_path("p", "img_0001").unlink()
    with pytest.raises(NotFound):
        store.copies("p", ["img_0002", "img_0001"])
    assert list(store.staging().iterdir()) == []


def test_fields_of_others_travel(laboratory):
    """What another program keeps of a slot in the manifest stands at the copy too."""
    store = laboratory.start()
    store.settle()
    path = laboratory.pool / "manifest.json"
    told = json.loads(path.read_text())
    told["slots"][0]["stars"] = 5
    path.write_text(json.dumps(told))
    store.create("q")
    store.add("q", store.copies("p", ["img_0001"]))
    store.settle()
    written = json.loads((laboratory.root / "q" / "manifest.json").read_text())
    assert written["slots"][-1]["stars"] == 5


def test_a_place_without_room_is_made(laboratory, seen: Callable):
    """Copies go between two slots again and again: the order is exact, also when all are numbered anew."""
    store = laboratory.start()
    expected, before = list(store.order("p").slots), "img_0002"
    for _ in range(30):
        change = store.add("p", store.copies("p", ["img_0003"]), before)
        place = expected.index(before)
        before = change.slots[0].id
        expected.insert(place, before)
        assert change.positions == (place,)
        assert list(store.order("p").slots) == expected
    again = laboratory.start()
    assert list(again.order("p").slots) == expected
    assert {found.trouble for found in again.check("p")} <= {Trouble.MANIFEST_BEHIND}
