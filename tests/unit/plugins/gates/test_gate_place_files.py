"""One file for each place: replaced whole, removed for good; a disk that fails and a crash at any call lose nothing."""

import contextlib
import errno
import itertools
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import define, field

from penstock.adapters.testing.file_faults import ERRORS, Crash, FaultyCalls
from penstock.core.errors import BadName, ClientError, DiskFull
from penstock.core.files import Files
from penstock.plugins.gates.place_files import PlaceFiles

A, B = "a" * 32, "b" * 32
NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
MODES = ("before", "power", "torn", *(("after", "bytes", "entries") if NIGHTLY else ()))


@define
class Disk:
    """A folder, and stores that are opened on it one after the other."""

    folder: Path
    calls: FaultyCalls = field(factory=FaultyCalls)

    def start(self, first: int = 0) -> PlaceFiles:
        """A store as another process would open it."""
        self.calls = FaultyCalls()
        return PlaceFiles(self.folder, Files(self.calls), ".png", first)

    def names(self) -> list[str]:
        """What lies in the folder."""
        found = self.folder.iterdir() if self.folder.is_dir() else ()
        return sorted(path.name for path in found if path.name != ".lock")


@pytest.fixture
def disks(tmp_path: Path) -> Callable[[], Disk]:
    numbers = itertools.count()
    return lambda: Disk(tmp_path / f"{next(numbers)}" / "masks")


@pytest.fixture
def disk(disks: Callable[[], Disk]) -> Disk:
    return disks()


def read(store: PlaceFiles, place: str) -> bytes | None:
    found = store.latest(place)
    return None if found is None else found.path.read_bytes()


def state(store: PlaceFiles) -> dict[str, bytes]:
    return {place: found.path.read_bytes() for place, found in store.all().items()}


def test_what_is_put_is_there_for_every_process(disk: Disk) -> None:
    """Whole, under a revision that grows, and alone: nothing of the file before it stays."""
    store = disk.start()
    assert (store.latest(A), store.all(), store.revision(A)) == (None, {}, 0)
    first, second = store.put(A, b"one"), store.put(A, b"two")
    assert 0 < first.revision < second.revision == store.revision(A)
    assert (read(store, A), read(disk.start(), A)) == (b"two", b"two")
    assert disk.names() == [f"{A}.{second.revision}.png"]


def test_places_do_not_touch_each_other(disk: Disk) -> None:
    """Each has its own file; the oldest comes first in the list of all."""
    store = disk.start()
    store.put(B, b"b")
    store.put(A, b"a")
    store.put(B, b"b again")
    assert list(store.all()) == [A, B]
    store.remove(A)
    assert state(store) == {B: b"b again"}


def test_what_is_removed_stays_removed(disk: Disk) -> None:
    """Its revision grows all the same, also when it comes back; removing nothing changes nothing."""
    store = disk.start()
    before = store.put(A, b"one").revision
    removed = store.remove(A)
    assert removed > before
    assert (store.revision(A), store.remove(A), store.latest(A), disk.names()) == (removed, removed, None, [])
    assert store.put(A, b"two").revision > removed
    assert (store.remove(B), store.revision(B)) == (0, 0)


def test_revisions_begin_where_they_are_told_to(disk: Disk) -> None:
    """A time that grows from start to start lets them go on growing after a removal and a restart."""
    store = disk.start(1_000)
    store.put(A, b"one")
    removed = store.remove(A)
    assert disk.start(2_000).put(A, b"two").revision > removed > 1_000


@pytest.mark.parametrize(
    "place", ["", "a", "A" * 32, "a" * 33, "../" + "a" * 29, "a" * 31 + "/", "a" * 31 + "\n", "g" * 32]
)
def test_only_places_are_names(disk: Disk, place: str) -> None:
    """Nothing from outside becomes a path: there is nothing at such a place, and nothing can be put there."""
    store = disk.start()
    with pytest.raises(BadName):
        store.put(place, b"x")
    assert (store.latest(place), store.remove(place), store.revision(place)) == (None, 0, 0)
    assert disk.names() == []


def test_files_of_others_are_left_alone(disk: Disk) -> None:
    """Only names that the store makes up count."""
    store = disk.start()
    store.put(A, b"a")
    others = [f"{A}.json", f"{A}.1.json", f"{A}.x.png", f"x{A}.1.png", f"{A}.1.png.bak", "notes.txt", f"{A}.-1.png"]
    for name in others:
        (disk.folder / name).write_bytes(b"other")
    assert state(store) == {A: b"a"}
    store.remove(A)
    assert disk.names() == sorted(others)


def test_leftovers_of_a_killed_process_go(disk: Disk) -> None:
    """Half written files once they are hours old, since another host may be writing; older revisions at once."""
    disk.start().put(A, b"old")
    old, young = disk.folder / "0123456789abcdef.part", disk.folder / "fedcba9876543210.part"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    (disk.folder / f"{A}.0.png").write_bytes(b"older")
    store = disk.start()
    assert read(store, A) == b"old"
    store.put(A, b"new")
    assert (old.exists(), young.exists(), state(store)) == (False, True, {A: b"new"})
    assert not (disk.folder / f"{A}.0.png").exists()


def test_threads_and_hosts_never_lose_the_last_one(disk: Disk) -> None:
    """Two stores and eight threads on one place: in the end one file of one of them, and every revision once."""
    stores = [disk.start(), disk.start()]
    found: list[int] = []

    def work(number: int) -> None:
        for turn in range(10):
            found.append(stores[number % 2].put(A, f"{number}.{turn}".encode()).revision)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == len(found) == 80
    assert stores[0].revision(A) == stores[1].revision(A) == max(found)
    assert read(stores[0], A) is not None
    assert disk.names() == [f"{A}.{max(found)}.png"]


OPERATIONS = {
    "put": lambda store: store.put(A, b"new" * 50),
    "put for the first time": lambda store: store.put(B, b"new" * 50),
    "remove": lambda store: store.remove(A),
}


def prepared(disk: Disk) -> None:
    store = disk.start()
    store.put(A, b"older")
    store.put(A, b"old")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_crash_at_every_call_leaves_before_or_after(disks: Callable[[], Disk], name: str, mode: str) -> None:
    """Whenever the process or the power goes, the place is as before or as after; what returned is after."""
    operation = OPERATIONS[name]
    untouched = disks()
    prepared(untouched)
    store = untouched.start()
    before = state(store)
    operation(store)
    after = state(store)
    for number in itertools.count(1):
        disk = disks()
        prepared(disk)
        store = disk.start()
        if mode == "torn":
            disk.calls.torn = (number, 0.5)
        elif mode == "before":
            disk.calls.crash_before = number
        else:
            disk.calls.crash_after = number
        done = False
        with contextlib.suppress(Crash):
            operation(store)
            done = True
        made = disk.calls.count
        disk.calls.power_loss(lose_bytes=mode in ("power", "bytes"), lose_entries=mode in ("power", "entries"))
        again = disk.start()
        assert state(again) in ([after] if done else [before, after]), (number, disk.calls.log)
        again.put(A, b"afterwards")
        assert read(again, A) == b"afterwards"
        if number > made:
            return


@pytest.mark.parametrize("error", ERRORS if NIGHTLY else ERRORS[:2], ids=lambda number: errno.errorcode[number])
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_disk_that_refuses_changes_nothing_and_is_said(disks: Callable[[], Disk], name: str, error: int) -> None:
    """At any call: an answer of ours and the state before, or success. From a call on it cannot be taken back."""
    untouched = disks()
    prepared(untouched)
    OPERATIONS[name](store := untouched.start())
    after = state(store)
    for number in range(1, 12):
        for lasting in (False, True):
            disk = disks()
            prepared(disk)
            store = disk.start()
            before = state(store)
            fault = (number, error)
            disk.calls.fail, disk.calls.fail_from = (None, fault) if lasting else (fault, None)
            try:
                OPERATIONS[name](store)
            except ClientError as refused:
                assert refused.status in (400, 403, 503, 507)
                assert state(disk.start()) in ((before, after) if lasting else (before,)), number
            else:
                assert state(disk.start()) == after


def test_a_full_disk_is_called_full(disk: Disk) -> None:
    """The one that can do something about it hears it, and removing works."""
    prepared(disk)
    store = disk.start()
    disk.calls.fail_from = (2, errno.ENOSPC)
    with pytest.raises(DiskFull):
        store.put(A, b"x")
    assert read(store, A) == b"old"


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    before = threading.active_count()
    yield
    assert threading.active_count() <= before
