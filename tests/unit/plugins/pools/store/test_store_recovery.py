"""An index or a manifest that is missing, cut, emptied or foreign: the pool opens by itself and no label is lost."""

import json
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from penstock.core.errors import NotFound, ReadOnly
from penstock.plugins.pools.checking import Trouble
from penstock.plugins.pools.schema import VERSION


def cut(path: Path, share: float) -> None:
    os.truncate(path, int(path.stat().st_size * share))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "missing": Path.unlink,
    "emptied": lambda path: os.truncate(path, 0),
    "cut to a byte": lambda path: os.truncate(path, 1),
    "cut in half": lambda path: cut(path, 0.5),
    "cut at the end": lambda path: cut(path, 0.97),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "zeros in the middle": lambda path: path.write_bytes(
        path.read_bytes()[:1500] + bytes(3000) + path.read_bytes()[4500:]
    ),
    "texts that are none": lambda path: path.write_bytes(path.read_bytes().replace(b".png", b".p\xff\xff")),
    "tables that are no text": lambda path: path.write_bytes(
        path.read_bytes().replace(b"CREATE TABLE slot", b"CREATE TABLE \xff\xff\xff\xff")
    ),
    "another file": lambda path: path.write_bytes(b"<!doctype html><title>504</title>" * 100),
}


def labels(state) -> dict[str, str]:
    return {slot[0]: slot[1] for slot in state[1]}


@pytest.mark.parametrize("name", ["pool.db", "manifest.json"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_one_damaged_file_loses_nothing(name: str, damage: str, laboratory, seen: Callable):
    """Either file can be made again from the other: order, labels, masks, selection and images are as before."""
    store = laboratory.start()
    before = seen(store)
    store.close()
    DAMAGES[damage](laboratory.pool / name)
    again = laboratory.start()
    assert seen(again) == before
    added = again.add("p", [laboratory.image(again, "new")]).slots[0]
    assert added.id == "img_0005", "no name is used twice"
    again.settle()
    assert [finding for finding in again.check() if finding.trouble is not Trouble.SET_ASIDE] == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_while_open_is_noticed(damage: str, laboratory, seen: Callable):
    """An index that is damaged under an open store, or removed, is made again without an error."""
    store = laboratory.start()
    before = seen(store)
    DAMAGES[damage](laboratory.pool / "pool.db")
    again = laboratory.start()
    assert seen(again) == before
    again.label("p", "img_0001", "after the damage")
    assert labels(seen(store))["img_0001"] == "after the damage"


@pytest.mark.parametrize("damage", ["missing", "emptied", "cut to a byte", "cut in half", "another file"])
def test_a_change_right_after_a_damage_stays(damage: str, laboratory, seen: Callable):
    """What is answered after the index was damaged under an open store is there after a restart, labels included."""
    store = laboratory.start()
    for number in range(40):
        store.label("p", "img_0001", f"{number}" * 1000)
    store.settle()
    DAMAGES[damage](laboratory.pool / "pool.db")
    store.label("p", "img_0001", "after the damage")
    assert labels(seen(store))["img_0001"] == "after the damage"
    laboratory.kill()
    assert labels(seen(laboratory.start()))["img_0001"] == "after the damage"


@pytest.mark.parametrize("damage", ["cut in half", "zeros", "another file", "zeros in the middle"])
@pytest.mark.parametrize("name", ["pool.db", "manifest.json"])
def test_a_damaged_file_is_set_aside(name: str, damage: str, laboratory):
    """What was damaged is kept under another name, for people to look at."""
    DAMAGES[damage](laboratory.pool / name)
    content = (laboratory.pool / name).read_bytes()
    laboratory.start().pool("p")
    aside = list(laboratory.pool.glob(f"{name}.corrupt-*"))
    assert [path.read_bytes() for path in aside if not path.name.endswith(("-wal", "-shm"))] == [content]


def test_without_both_the_files_are_the_pool(laboratory, seen: Callable):
    """With index and manifest gone every image is still there, each with its mask, in the order of their numbers."""
    store = laboratory.start()
    _, slots = seen(store)
    store.close()
    for name in ("pool.db", "manifest.json"):
        (laboratory.pool / name).unlink()
    again = laboratory.start()
    assert {(sid, image, mask) for sid, _, image, mask in seen(again)[1]} == {
        (sid, image, mask) for sid, _, image, mask in slots
    }


def test_changes_after_the_last_manifest_survive_its_loss(laboratory, seen: Callable):
    """The index alone holds everything, also what the manifest never had."""
    store = laboratory.start()
    store.label("p", "img_0001", "fresh")
    store.move("p", ["img_0003"], "img_0001")
    before = seen(store)
    laboratory.kill()
    (laboratory.pool / "manifest.json").unlink()
    assert seen(laboratory.start()) == before


def test_files_tell_what_the_manifest_does_not_know_yet(laboratory, seen: Callable):
    """When the index goes before the manifest was written, new images, masks and removals are taken from the files."""
    store = laboratory.start()
    store.add("p", [laboratory.image(store, "new", 77)])
    store.set_mask("p", "img_0001", laboratory.staged(store, 78))
    store.remove("p", ["img_0003"])
    before = seen(store)
    laboratory.kill()
    for name in ("pool.db", "pool.db-wal", "pool.db-shm"):
        (laboratory.pool / name).unlink(missing_ok=True)
    after = seen(laboratory.start())
    assert [(sid, image, mask) for sid, _, image, mask in after[1]] == [
        (sid, image, mask) for sid, _, image, mask in before[1]
    ]


def test_a_rebuilt_pool_never_repeats_a_revision(laboratory):
    """Whoever remembers a revision of the lost index must see that the pool changed."""
    store = laboratory.start()
    revision = store.label("p", "img_0001", "fresh").pool.revision
    laboratory.kill()
    (laboratory.pool / "pool.db").unlink()
    assert laboratory.start().pool("p").revision > revision


def test_undo_survives_a_restart(laboratory, seen: Callable):
    """The history is part of the index: undo works after a restart, files included."""
    store = laboratory.start()
    before = seen(store)
    store.remove("p", ["img_0001", "img_0002"])
    store.close()
    again = laboratory.start()
    again.undo("p")
    assert seen(again) == before


def test_a_newer_index_can_be_read_and_not_written(laboratory, seen: Callable):
    """What a newer Penstock wrote is shown from the manifest, and never changed."""
    store = laboratory.start()
    before = seen(store)
    store.close()
    with closing(sqlite3.connect(laboratory.pool / "pool.db")) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    files = {path.name: path.read_bytes() for path in laboratory.pool.iterdir() if "-" not in path.name}
    again = laboratory.start()
    assert seen(again) == before
    with pytest.raises(ReadOnly):
        again.label("p", "img_0001", "x")
    again.close()
    assert {path.name: path.read_bytes() for path in laboratory.pool.iterdir() if "-" not in path.name} == files


def test_a_newer_manifest_can_be_read_and_not_written(laboratory, seen: Callable):
    """A manifest of a newer format makes the pool read-only instead of losing what it says."""
    path = laboratory.pool / "manifest.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "format": 2, "news": {"a": 1}}))
    written = path.read_bytes()
    store = laboratory.start()
    assert len(seen(store)[1]) == 3
    with pytest.raises(ReadOnly):
        store.select("p", "img_0003")
    store.close()
    assert path.read_bytes() == written


def test_an_index_that_is_a_link_is_not_followed(laboratory, seen: Callable):
    """A link in the place of the index is set aside; what it points to is not touched."""
    store = laboratory.start()
    before = seen(store)
    store.close()
    outside = laboratory.folder / "outside.db"
    (laboratory.pool / "pool.db").rename(outside)
    content = outside.read_bytes()
    (laboratory.pool / "pool.db").symlink_to(outside)
    again = laboratory.start()
    assert seen(again) == before
    again.label("p", "img_0001", "x")
    again.close()
    assert outside.read_bytes() == content


def test_a_pool_folder_that_is_a_link_is_no_pool(laboratory):
    """A folder outside is not a pool, however it is linked to."""
    outside = laboratory.folder / "outside"
    laboratory.pool.rename(outside)
    laboratory.pool.symlink_to(outside)
    store = laboratory.start()
    assert store.pools() == ()
    assert not store.exists("p")
    with pytest.raises(NotFound):
        store.pool("p")


def test_stray_files_go_to_the_trash_and_foreign_ones_stay(laboratory, seen: Callable):
    """Opening sweeps what a crash left; a person's own files and those of Dataset Gates are left alone."""
    pool = laboratory.pool
    (pool / "img_0077.png").write_bytes(b"a crash left this")
    (pool / "img_0001.9.mask.png").write_bytes(b"and this")
    (pool / ".x.manifest.json.part").write_bytes(b"and this")
    (pool / "img_0001.mask.png").write_bytes(b"not ours")
    (pool / "notes.txt").write_bytes(b"mine")
    store = laboratory.start()
    store.pool("p")
    names = {path.name for path in pool.iterdir()}
    assert {"notes.txt", "img_0001.mask.png"} <= names
    assert not {"img_0077.png", "img_0001.9.mask.png", ".x.manifest.json.part"} & names
    kept = {path.name for path in laboratory.trash.rglob("*.png")}
    assert {"img_0077.png", "img_0001.9.mask.png"} <= kept
    new = store.add("p", [laboratory.image(store)]).slots[0]
    assert new.id in {slot[0] for slot in seen(store)[1]}


def test_the_trash_is_emptied_after_thirty_days(laboratory):
    """Removed files are kept for 30 days, then they are gone, and undo goes on with what came before."""
    store = laboratory.start()
    earlier = store.label("p", "img_0003", "kept").id
    store.label("p", "img_0001", "lost")
    removed = store.remove("p", ["img_0001"]).id
    store.close()
    laboratory.clock.advance(29 * 24 * 3600)
    store = laboratory.start()
    assert store.undo("p").slots[0].id == "img_0001"
    store.redo("p")
    store.close()
    laboratory.clock.advance(31 * 24 * 3600)
    store = laboratory.start()
    store.pool("p")
    assert not list(laboratory.trash.rglob("img_0001*"))
    with pytest.raises(NotFound, match="cannot be undone any more"):
        store.undo("p", removed)
    assert store.pool("p").undo == earlier
    assert store.undo("p").slots[0].label == "label 2"


def test_what_was_undone_and_expired_is_not_redone(laboratory):
    """Copies and masks that were taken back are gone after 30 days: the pool says that there is nothing to redo."""
    store = laboratory.start()
    store.add("p", store.copies("p", ["img_0002"]))
    store.set_mask("p", "img_0003", laboratory.staged(store))
    store.undo("p")
    store.undo("p")
    assert store.pool("p").redo is not None
    store.close()
    laboratory.clock.advance(31 * 24 * 3600)
    store = laboratory.start()
    assert store.pool("p").redo is None
    with pytest.raises(NotFound):
        store.redo("p")


def test_an_emptied_trash_is_told_to_other_processes(laboratory):
    """What they say can be undone is what can be undone."""
    store, other = laboratory.start(), laboratory.start()
    removed = store.remove("p", ["img_0001"]).id
    assert other.pool("p").undo == removed
    store.empty_trash()
    assert store.pool("p").undo == other.pool("p").undo != removed
    assert [pool.id for pool in other.changed_pools()] == ["p"]
    store.settle()
    assert store.check("p") == ()


def test_deleted_pools_and_broken_uploads_are_forgotten(laboratory, seen: Callable):
    """A pool deleted a month ago is gone for good, one of yesterday is not; so are uploads that never ended."""
    laboratory.clock.set_wall(time.time_ns() // 1_000_000)
    store = laboratory.start()
    before = seen(store)
    store.copy("p", "old")
    old = store.delete("old")
    laboratory.clock.advance(29 * 24 * 3600)
    young = store.delete("p")
    upload = store.staging() / "broken.part"
    upload.write_bytes(b"half an upload")
    laboratory.clock.advance(2 * 24 * 3600)
    store.staging()
    assert not upload.exists()
    with pytest.raises(NotFound):
        store.undelete(old)
    store.undelete(young)
    assert seen(store) == before


def test_mend_mends_what_it_can_and_says_what_it_cannot(laboratory):
    """After mending, a missing mask is forgotten; a missing image is still reported, its label still there."""
    (laboratory.pool / "img_0002.1.mask.png").unlink()
    (laboratory.pool / "img_0003.png").unlink()
    (laboratory.pool / ".y.part").write_bytes(b"")
    store = laboratory.start()
    found = {finding.trouble: finding.mended for finding in store.mend("p")}
    assert found == {Trouble.TEMPORARY: True, Trouble.MASK_MISSING: True, Trouble.IMAGE_MISSING: False}
    assert store.slot("p", "img_0003").label == "label 2"
    with pytest.raises(NotFound):
        store.image_path("p", "img_0003")
