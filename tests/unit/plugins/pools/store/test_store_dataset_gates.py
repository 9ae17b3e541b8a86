"""Pools of Dataset Gates: opened unchanged, shared with it, written back readable for it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.dataset_gates import DatasetGatesPool
from penstock.core.contracts.pools import NewImage
from penstock.plugins.pools.checking import Trouble
from penstock.plugins.pools.store import DiskPoolStore


@pytest.fixture
def theirs(laboratory) -> DatasetGatesPool:
    """A pool that Dataset Gates made: three images, labels, a mask, the second one active."""
    shutil.rmtree(laboratory.pool)
    pool = DatasetGatesPool(laboratory.pool)
    for number, label in enumerate(["one", "", "drei \N{SNOWMAN}"]):
        pool.add(laboratory.staged(laboratory.start(), number).read_bytes(), label, 1_700_000_000_000 + number)
    pool.set_mask(2, laboratory.staged(laboratory.stores[0], 60).read_bytes())
    pool.select(1)
    return pool


def new_image(laboratory, store: DiskPoolStore, label: str) -> NewImage:
    return laboratory.image(store, label)


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """The files that are theirs, with their times."""
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.iterdir()
        if not path.name.startswith("pool.db")
    }


def test_reading_changes_nothing_of_theirs(laboratory, theirs: DatasetGatesPool, seen: Callable):
    """Opening, reading and closing leave each of their files as it was, bytes and times."""
    before = contents(theirs.folder)
    store = laboratory.start()
    selected, slots = seen(store)
    assert [(label, image, mask) for _, label, image, mask in slots] == theirs.images()
    assert selected == "img_0002"
    assert store.slot("p", "img_0001").added == 1_700_000_000_000
    assert store.slot("p", "img_0001").width == 1
    store.settle()
    store.close()
    assert contents(theirs.folder) == before


def test_what_we_write_is_theirs_to_read(laboratory, theirs: DatasetGatesPool, seen: Callable):
    """After our changes Dataset Gates sees the same images, labels, masks, order and active slot."""
    store = laboratory.start()
    store.add("p", [new_image(laboratory, store, "ours")])
    store.set_mask("p", "img_0001", laboratory.staged(store))
    store.set_mask("p", "img_0003", laboratory.staged(store))
    store.move("p", ["img_0003"], "img_0001")
    store.remove("p", ["img_0002"])
    store.label("p", "img_0001", "renamed")
    state = seen(store)
    store.close()
    assert theirs.images() == [(label, image, mask) for _, label, image, mask in state[1]]
    manifest = theirs.read()
    assert manifest["slots"][manifest["active"]]["id"] == state[0]
    assert manifest["next_seq"] == 5
    assert theirs.add(b"x") == "img_0005.png"


def test_their_changes_are_taken_in_while_we_run(laboratory, theirs: DatasetGatesPool, seen: Callable):
    """Whatever Dataset Gates changes, in turn, is what we show from then on, and is reported as a change."""
    store = laboratory.start()
    store.pool("p")
    assert store.changed_pools() == ()
    steps = (
        lambda: theirs.label(0, "relabelled"),
        lambda: theirs.add(laboratory.staged(store).read_bytes(), "added"),
        lambda: theirs.reorder([3, 1, 0, 2]),
        lambda: theirs.set_mask(1, laboratory.staged(store).read_bytes()),
        lambda: theirs.set_mask(1, laboratory.staged(store).read_bytes()),
        lambda: theirs.select(2),
        lambda: theirs.remove(0),
    )
    for step in steps:
        tags = {slot.id: slot.mask_tag for slot in store.page("p").slots}
        step()
        assert [pool.id for pool in store.changed_pools()] == ["p"]
        assert store.changed_pools() == ()
        selected, slots = seen(store)
        assert [(label, image, mask) for _, label, image, mask in slots] == theirs.images()
        manifest = theirs.read()
        assert store.slot("p", selected).image == manifest["slots"][manifest["active"]]["image"]
        if step is steps[4]:
            assert {slot.id: slot.mask_tag for slot in store.page("p").slots} != tags
    store.settle()
    assert store.check() == ()


def test_ours_is_applied_again_on_top_of_theirs(laboratory, theirs: DatasetGatesPool, seen: Callable):
    """Changes of ours that the manifest did not have yet survive theirs, slot by slot."""
    store = laboratory.start()
    store.pool("p")
    theirs_manifest = theirs.read()
    store.label("p", "img_0001", "ours")
    mask = laboratory.staged(store)
    mask_bytes = mask.read_bytes()
    store.set_mask("p", "img_0002", mask)
    added = store.add("p", [new_image(laboratory, store, "new of ours")]).slots[0].image
    theirs_manifest["slots"][0]["label"] = "theirs, lost against ours"
    theirs_manifest["slots"][2]["label"] = "theirs"
    (theirs.folder / "manifest.json").write_text(json.dumps(theirs_manifest))
    slots = {slot[0]: slot for slot in seen(store)[1]}
    assert slots["img_0001"][1] == "ours"
    assert slots["img_0003"][1] == "theirs"
    assert slots["img_0002"][3] == mask_bytes
    assert slots[Path(added).stem][1] == "new of ours"
    store.settle()
    assert {label for label, _, _ in theirs.images()} == {"ours", "theirs", "new of ours", ""}
    assert store.check() == ()


def test_a_name_in_use_is_never_used_again_after_a_kill(laboratory, theirs: DatasetGatesPool, seen: Callable):
    """Before a burst of images their numbers are reserved in the manifest, so Dataset Gates overwrites none."""
    store = laboratory.start()
    for _ in range(5):
        store.add("p", [new_image(laboratory, store, "ours")])
    before = {slot[0]: slot for slot in seen(store)[1]}
    laboratory.kill()
    name = theirs.add(laboratory.staged(laboratory.start()).read_bytes(), "theirs")
    assert Path(name).stem not in before
    after = {slot[0]: slot for slot in seen(laboratory.stores[-1])[1]}
    assert {sid: after[sid] for sid in before} == before
    assert after[Path(name).stem][1] == "theirs"


def test_fields_that_are_not_ours_are_kept(laboratory, theirs: DatasetGatesPool):
    """What other tools put into the manifest, at the top or in a slot, is still there after our changes."""
    manifest = theirs.read()
    manifest["theme"] = {"dark": [True, None]}
    manifest["slots"][0]["stars"] = 5
    (theirs.folder / "manifest.json").write_text(json.dumps(manifest))
    store = laboratory.start()
    store.label("p", "img_0001", "x")
    store.add("p", [new_image(laboratory, store, "")])
    store.close()
    assert theirs.read()["theme"] == {"dark": [True, None]}
    assert theirs.read()["slots"][0]["stars"] == 5
    (theirs.folder / "pool.db").unlink()
    again = laboratory.start()
    again.label("p", "img_0001", "y")
    again.close()
    assert theirs.read()["slots"][0]["stars"] == 5


def test_a_removal_of_ours_is_not_undone_by_their_old_copy(laboratory, theirs: DatasetGatesPool, seen: Callable):
    """A slot that we removed stays removed when Dataset Gates writes a manifest that it had read before."""
    store = laboratory.start()
    store.remove("p", ["img_0001"])
    theirs.label(1, "theirs")
    assert [slot[0] for slot in seen(store)[1]] == ["img_0002", "img_0003"]
    store.undo("p")
    assert {slot[0] for slot in seen(store)[1]} == {"img_0001", "img_0002", "img_0003"}


def test_slots_that_share_a_file(laboratory, theirs: DatasetGatesPool, seen: Callable):
    """Two slots of one image have ids of their own, the same after a rebuild, and removing one keeps the file."""
    manifest = theirs.read()
    manifest["slots"].append({**manifest["slots"][0], "label": "again"})
    (theirs.folder / "manifest.json").write_text(json.dumps(manifest))
    store = laboratory.start()
    ids = [slot[0] for slot in seen(store)[1]]
    assert ids == ["img_0001", "img_0002", "img_0003", "img_0001-2"]
    store.remove("p", ["img_0001"])
    assert store.image_path("p", "img_0001-2").is_file()
    store.close()
    (theirs.folder / "pool.db").unlink()
    again = laboratory.start()
    assert [slot[0] for slot in seen(again)[1]] == ["img_0002", "img_0003", "img_0001-2"]


def test_a_copied_folder_is_a_pool_of_its_own(laboratory, theirs: DatasetGatesPool, seen: Callable):
    """Dataset Gates duplicates a profile by copying files, ours too: neither pool changes with the other."""
    store = laboratory.start()
    store.label("p", "img_0001", "before the copy")
    store.settle()
    shutil.copytree(theirs.folder, laboratory.root / "copied")
    store.label("p", "img_0001", "after the copy")
    store.remove("p", ["img_0002"])
    copied = seen(store, "copied")[1]
    assert [slot[1] for slot in copied] == ["before the copy", "", "drei \N{SNOWMAN}"]
    store.remove("copied", ["img_0003"])
    store.undo("p")
    assert len(seen(store)[1]) == 3
    assert [finding for finding in store.check() if finding.trouble is not Trouble.MANIFEST_BEHIND] == []


def test_a_folder_with_images_alone_is_a_pool(laboratory, theirs: DatasetGatesPool, seen: Callable):
    """A missing manifest costs the labels and no image, and the next image gets a number of its own."""
    images = [image for _, image, _ in theirs.images()]
    (theirs.folder / "manifest.json").unlink()
    store = laboratory.start()
    assert store.exists("p")
    assert [image for _, _, image, _ in seen(store)[1]] == images
    store.add("p", [new_image(laboratory, store, "")])
    assert [image for _, _, image, _ in seen(store)[1]][:3] == images


@pytest.mark.parametrize("label", [5, None, ["x"]])
def test_a_label_that_is_no_text_leaves_ours_alone(laboratory, theirs: DatasetGatesPool, label: object):
    """A manifest that tells no usable label of a slot says nothing about it: the label that we know stays."""
    store = laboratory.start()
    store.label("p", "img_0001", "kept")
    store.settle()
    path = laboratory.pool / "manifest.json"
    written = json.loads(path.read_text())
    written["slots"][0]["label"] = label
    written["slots"][1]["label"] = "theirs"
    path.write_text(json.dumps(written))
    assert [slot.label for slot in store.page("p").slots][:2] == ["kept", "theirs"]
