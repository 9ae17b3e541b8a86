"""A disk without a byte left: reading, removing, deleting and emptying the trash work, the rest says what is wrong."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from penstock.core.errors import DiskFull, ReadOnly
from penstock.plugins.pools.checking import Trouble


def mount(folder: Path, options: str) -> None:
    """Mount a file system in memory, or skip the test where that is not possible."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a file system")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.decode()}")


@pytest.fixture(params=[1, 2, 3, 5, 8, 13])
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB in memory, and how full it is to get: so many bytes less than full, of no round size."""
    mount(tmp_path, "size=2m")
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def fill(folder: Path, pages_left: int) -> Path:
    """Fill the disk but for some pages of 4 KiB."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as stream:
        try:
            while stream.write(bytes(4096)):
                pass
        except OSError:
            pass
        stream.truncate(max(stream.tell() - pages_left * 4096, 0))
    return path


@pytest.fixture
def on_small_disk(small_disk: Path, laboratory, request: pytest.FixtureRequest) -> Callable:
    """The prepared pool on the small disk, the room for hard times kept; `fill` it when the store is open."""
    folder = small_disk / "laboratory"
    shutil.copytree(laboratory.folder, folder)
    laboratory.folder = folder
    store = laboratory.start()
    store.settle()
    store.label("p", "img_0001", "label 0!")
    store.settle()
    store.close()
    laboratory.stores.clear()
    return laboratory


def write_labels(store) -> None:
    """Write until something stops it."""
    for number in range(4000):
        store.label("p", "img_0001", f"{number}" * 700)


@pytest.mark.parametrize("restart", [False, True])
def test_removing_and_deleting_work_on_a_full_disk(
    restart: bool, on_small_disk, small_disk: Path, seen: Callable, request: pytest.FixtureRequest
):
    """With no room left nothing is lost, adding says so, and every way to get rid of something works."""
    laboratory = on_small_disk
    store = laboratory.start()
    before = seen(store)
    if restart:
        store.close()
        laboratory.stores.clear()
    filler = fill(small_disk, request.node.callspec.params["small_disk"] - 1)
    if restart:
        store = laboratory.start()
    assert seen(store) == before
    with pytest.raises(DiskFull):
        write_labels(store)
    store.remove("p", ["img_0002"])
    assert [slot[0] for slot in seen(store)[1]] == ["img_0001", "img_0003"]
    store.empty_trash()
    trash_id = store.delete("p")
    filler.unlink()
    store.undelete(trash_id)
    assert [slot[0] for slot in seen(store)[1]] == ["img_0001", "img_0003"]
    store.add("p", [laboratory.image(store, "again")])
    store.settle()
    assert [found for found in store.check() if found.trouble is not Trouble.TEMPORARY] == []


def test_removing_works_when_a_burst_filled_a_new_folder(small_disk: Path, laboratory):
    """A disk that fills up before there was a moment of rest has room for removing too."""
    laboratory.folder = small_disk / "new"
    store = laboratory.start()
    store.create("p")
    store.add("p", [laboratory.image(store, "first"), laboratory.image(store, "second")])
    fill(small_disk, 0)
    with pytest.raises(DiskFull):
        write_labels(store)
    store.remove("p", ["img_0001"])
    assert store.pool("p").count == 1


def test_a_pool_that_was_made_a_moment_before_the_disk_was_full_can_be_read(small_disk: Path, laboratory):
    """Room is kept from the first pool on: one that was never opened can be looked at, and deleted."""
    laboratory.folder = small_disk / "new"
    store = laboratory.start()
    store.create("p")
    fill(small_disk, 0)
    assert store.page("p", 0, 10).slots == ()
    store.delete("p")


def test_a_disk_that_cannot_be_written_can_be_read(tmp_path: Path, laboratory, seen: Callable):
    """On a read-only file system everything is shown, every change is refused with the reason, nothing is written."""
    before = seen(laboratory.start())
    laboratory.close()
    laboratory.stores.clear()
    mount(tmp_path, "size=8m")
    try:
        shutil.copytree(laboratory.folder, tmp_path / "laboratory")
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)
        laboratory.folder = tmp_path / "laboratory"
        store = laboratory.start()
        assert seen(store) == before
        steps = (
            lambda: store.select("p", "img_0003"),
            lambda: store.label("p", "img_0001", "x"),
            lambda: store.move("p", ["img_0003"], None),
            lambda: store.remove("p", ["img_0001"]),
            lambda: store.clear_mask("p", "img_0002"),
            lambda: store.undo("p"),
            lambda: store.create("q"),
            lambda: store.copy("p", "q"),
            lambda: store.delete("p"),
            store.staging,
        )
        refused = []
        for step in steps:
            try:
                step()
            except ReadOnly:
                refused.append(step)
        assert refused == [*steps[:-1]], "the staging folder exists already"
        assert seen(store) == before
        store.close()
        laboratory.stores.clear()
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)
