"""Folders that somebody is copying into the pools' folder: left alone until they are whole."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.plugins.pools.comings import PoolComings
from penstock.plugins.pools.half_made import is_half_made
from penstock.plugins.pools.watch_folders import FolderIds

from .conftest import png


@pytest.fixture
def arriving(tmp_path: Path) -> Path:
    """A folder with two pictures and no manifest yet."""
    folder = tmp_path / "arriving"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"img_000{number}.png").write_bytes(png(number))
    return folder


def tell(folder: Path, *names: str) -> None:
    slots = [{"image": name, "mask": None, "label": "x", "added": 1} for name in names]
    (folder / "manifest.json").write_text(json.dumps({"active": 0, "slots": slots, "next_seq": 3}))


def test_pictures_without_a_manifest_are_half_made_until_it_is_quiet(arriving: Path, quiet: Callable) -> None:
    """A second after the last change they count as a pool of their own."""
    assert is_half_made(arriving)
    quiet()
    assert not is_half_made(arriving)


def test_files_that_keep_their_old_times_are_noticed(arriving: Path) -> None:
    """Copying keeps the time of a file's last change; the time of its arrival tells."""
    for path in (*arriving.iterdir(), arriving):
        os.utime(path, (1, 1))
    assert is_half_made(arriving)


def test_a_manifest_whose_files_are_all_there_is_whole(arriving: Path) -> None:
    """Dataset Gates' new pools are seen at once; one that waits for a picture is not."""
    tell(arriving, "img_0001.png", "img_0002.png")
    assert not is_half_made(arriving)
    tell(arriving, "img_0001.png", "img_0003.png")
    assert is_half_made(arriving)
    (arriving / "manifest.json").write_bytes(b'{"slots": [')
    assert is_half_made(arriving)


def test_an_index_that_is_cut_off_is_half_made(laboratory, tmp_path: Path) -> None:
    """It has to be as long as its first page says; one that has not arrived tells nothing."""
    folder = tmp_path / "copied"
    shutil.copytree(laboratory.pool, folder)
    assert not is_half_made(folder)
    for size in (4096, 10, 0):
        os.truncate(folder / "pool.db", size)
        assert is_half_made(folder)
    (folder / "pool.db").unlink()
    assert is_half_made(folder), "a manifest of ours has an index beside it"


def test_a_folder_that_goes_at_this_moment_is_no_pool(tmp_path: Path) -> None:
    """Neither for the list nor for who watches."""
    assert is_half_made(tmp_path / "gone")


def test_what_is_half_made_is_not_listed_and_not_touched(laboratory, arriving: Path, monkeypatch) -> None:
    """No index is made beside files that are yet to come; then the pool is there with its labels."""
    store = laboratory.start()
    target = laboratory.root / "arriving"
    shutil.copytree(arriving, target)
    before = sorted(path.name for path in target.iterdir())
    assert [pool.id for pool in store.pools()] == ["p"]
    assert sorted(path.name for path in target.iterdir()) == before
    tell(target, "img_0002.png", "img_0001.png")
    assert [pool.id for pool in store.pools()] == ["arriving", "p"]
    assert [slot.label for slot in store.page("arriving").slots] == ["x", "x"]
    assert [slot.id for slot in store.page("arriving").slots] == ["img_0002", "img_0001"]


def test_a_pool_that_is_known_is_always_listed(laboratory) -> None:
    """Whatever is being done to its files: only what was never seen before can be on its way in."""
    store = laboratory.start()
    store.pool("p")
    (laboratory.pool / "manifest.json").write_bytes(b"{")
    (laboratory.pool / "pool.db").unlink()
    assert [pool.id for pool in store.pools()] == ["p"]


def test_a_pool_that_goes_while_the_list_is_made_is_left_out(laboratory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deleting one pool fails no list of the others."""
    store = laboratory.start()
    (laboratory.root / "going").mkdir()
    listing: Callable[[Path], object] = Path.iterdir

    def iterdir(path: Path) -> object:
        if path.name == "going":
            path.rmdir()
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert [pool.id for pool in store.pools()] == ["p"]


def test_a_pool_is_told_once_it_is_whole(tmp_path: Path) -> None:
    """Who watches is told of a folder when it is, and of one that never is not at all."""
    unready = {"a"}
    folders = PoolComings(FolderIds(tmp_path, lambda pool_id: pool_id in unready))
    folders.look()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert folders.look().appeared == {"b"}
    assert folders.look().appeared == set()
    unready.clear()
    assert folders.look().appeared == {"a"}
    assert folders.look().appeared == set()
    unready.add("a")
    (tmp_path / "a").rmdir()
    assert folders.look().gone == {"a"}


def test_who_makes_a_pool_keeps_nobody_from_making_others(tmp_path: Path) -> None:
    """A copy of thousands of images takes minutes: others come, go and are told meanwhile, it is not."""
    folders = PoolComings(FolderIds(tmp_path))
    folders.look()
    with folders.making("large"):
        with folders.changing():
            (tmp_path / "small").mkdir()
            folders.made("small")
        (tmp_path / "foreign").mkdir()
        (tmp_path / "large").mkdir()
        assert folders.look().appeared == {"foreign"}
    assert folders.look().appeared == set()
    with folders.making("small"):
        assert folders.look().gone == set()
    with pytest.raises(KeyError), folders.making("failed"):
        raise KeyError
    (tmp_path / "failed").mkdir()
    assert folders.look().appeared == {"failed"}
