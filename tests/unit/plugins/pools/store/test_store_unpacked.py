"""Pools out of a folder: what a manifest may say, what is left out, and whatever crashes or fails meanwhile."""

import contextlib
import errno
import itertools
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.file_faults import Crash
from penstock.core.errors import BadName, Conflict, Invalid, NotFound, PenstockError
from penstock.plugins.pools.checking import Trouble
from penstock.plugins.pools.manifest_faults import MAX_BYTES

from .conftest import png

NOTES = {"profile": b'{"name": "Cats"}'}


def unpacked(store, name: str = "unpacked") -> Path:
    """What makes up the prepared pool, in a folder in the staging folder."""
    contents = store.contents("p")
    folder = store.staging() / name
    folder.mkdir()
    (folder / "manifest.json").write_bytes(contents.manifest)
    for path in contents.files:
        shutil.copyfile(path, folder / path.name)
    return folder


def plain(store, *names: str) -> Path:
    """A folder with these pictures and no manifest."""
    folder = store.staging() / "plain"
    folder.mkdir()
    for number, name in enumerate(names):
        (folder / name).write_bytes(png(number))
    return folder


def say(folder: Path, **fields: object) -> None:
    """Write a manifest."""
    (folder / "manifest.json").write_text(json.dumps(fields))


def faults_of(store, folder: Path) -> str:
    """What is said of a folder that must be refused; nothing is made of it, and it stays."""
    with pytest.raises(Invalid) as caught:
        store.install("q", folder)
    assert not store.exists("q")
    assert folder.is_dir()
    assert caught.value.faults
    return " | ".join(caught.value.faults)


def test_what_makes_up_a_pool_makes_it_up_again(laboratory, seen: Callable):
    """Ids, order, labels, masks, selection and other programs' fields are those of the source, byte for byte."""
    store = laboratory.start()
    store.move("p", ["img_0003"], "img_0001")
    store.select("p", "img_0002")
    store.settle()
    manifest = laboratory.pool / "manifest.json"
    told = json.loads(manifest.read_text())
    told["slots"][0]["stars"], told["camera"] = 5, {"lens": 50}
    manifest.write_text(json.dumps(told))
    pool = store.install("q", unpacked(store), NOTES)
    assert (pool.count, pool.selected, pool.position, pool.revision) == (3, "img_0002", 2, 0)
    assert seen(store, "q") == seen(store)
    assert store.note("q", "profile") == NOTES["profile"]
    written = json.loads((laboratory.root / "q" / "manifest.json").read_text())
    assert (written["slots"][0]["stars"], written["camera"]) == (5, {"lens": 50})
    assert written["uid"] != told["uid"]
    slots = [[store.slot(pool_id, sid) for sid in store.order("p").slots] for pool_id in ("p", "q")]
    for mine, theirs in zip(*slots, strict=True):
        assert (mine.added, mine.label_revision, mine.mask_revision, mine.width) == (
            theirs.added, theirs.label_revision, theirs.mask_revision, theirs.width,
        )  # fmt: skip
    assert {found.trouble for found in store.check("q")} == set()


def test_what_a_manifest_does_not_name_is_left_out(laboratory):
    """An index, folders, links, notes and files of nobody in the folder never come into the pool."""
    store = laboratory.start()
    folder = unpacked(store)
    for name in ("pool.db", "pool.db-wal", "profile.json", "x.part", "img_0009.png"):
        (folder / name).write_bytes(b"nobody's")
    (folder / "more" / "deep").mkdir(parents=True)
    (folder / "link").symlink_to("/etc/hosts")
    kept = {path.name for path in store.contents("p").files} | {"manifest.json"}
    store.install("q", folder)
    left = {path.name for path in (laboratory.root / "q").iterdir()} - {"pool.db-wal", "pool.db-shm"}
    assert left == kept | {"pool.db"}
    assert store.note("q", "profile") is None


def test_without_a_manifest_pictures_stand_in_natural_order(laboratory):
    """`a2` comes before `a10`, masks belong to their image, the first one is selected."""
    store = laboratory.start()
    store.install("q", plain(store, "a10.png", "a2.png", "B1.png", "a2.mask.png", "readme.txt"))
    page = store.page("q")
    assert [slot.image for slot in page.slots] == ["a2.png", "a10.png", "B1.png"]
    assert [slot.mask for slot in page.slots] == ["a2.mask.png", None, None]
    assert page.pool.selected == page.slots[0].id
    assert page.slots[0].width == 1


def test_an_empty_folder_is_an_empty_pool(laboratory):
    """So is one with a manifest without slots."""
    store = laboratory.start()
    assert store.install("q", plain(store)).count == 0
    folder = plain(store)
    say(folder, slots=[], active=0, next_seq=1)
    assert store.install("r", folder).count == 0


def test_two_slots_may_share_an_image(laboratory):
    """Dataset Gates can write that: each is a slot of its own, and the file stays while one of them needs it."""
    store = laboratory.start()
    folder = plain(store, "img_0001.png")
    say(folder, slots=[{"image": "img_0001.png", "label": "a"}, {"image": "img_0001.png", "label": "b"}])
    store.install("q", folder)
    first, second = store.order("q").slots
    assert len(store.contents("q").files) == 1
    store.remove("q", [first])
    assert store.image_path("q", second).is_file()


def test_new_images_never_get_the_id_of_an_unpacked_one(laboratory, seen: Callable):
    """A manifest may give a picture an id that a later number would have: that number is skipped."""
    store = laboratory.start()
    folder = plain(store, "cat.png", "img_0002.png")
    say(folder, slots=[{"image": "cat.png", "id": "img_0007"}, {"image": "img_0002.png"}], next_seq=-3)
    store.install("q", folder)
    for _ in range(8):
        store.add("q", [laboratory.image(store)])
    assert len(set(store.order("q").slots)) == 10
    assert store.slot("q", "img_0007").image == "cat.png"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"image": "../x.png"}, "slots[0].image: '../x.png' is no name of an image"),
        ({"image": "a\\x.png"}, "no name of an image"),
        ({"image": "/etc/x.png"}, "no name of an image"),
        ({"image": "pool.db"}, "no name of an image"),
        ({"image": None}, "no name of an image"),
        ({"image": "img_9999.png"}, "slots[0].image: 'img_9999.png' is missing"),
        ({"image": "IMG_0001.png"}, "is missing"),
        ({"mask": "../x.png"}, "slots[0].mask: '../x.png' is no name of a mask"),
        ({"mask": "img_0001.9.mask.png"}, "is missing"),
        ({"mask": 7}, "no name of a mask"),
        ({"label": 7}, "slots[0].label: no text"),
        ({"label": "x" * 4001}, "4001 characters"),
        ({"id": "a/b"}, "slots[0].id: 'a/b' is no id"),
        ({"id": "img_0002"}, "slots[1].id: 'img_0002' is there twice"),
        ({"stars": "x" * 100_001}, "too large"),
    ],
)
def test_a_slot_that_says_anything_wrong_refuses_the_whole(change: dict[str, object], said: str, laboratory):
    """The fault names the slot and the field."""
    store = laboratory.start()
    folder = unpacked(store)
    told = json.loads((folder / "manifest.json").read_text())
    told["slots"][0].update(change)
    (folder / "manifest.json").write_text(json.dumps(told))
    assert said in faults_of(store, folder)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"[]", "no JSON object"),
        (b"{}", "slots: no list"),
        (b'{"slots": {}}', "slots: no list"),
        (b'{"slots": [7]}', "slots[0]: no object"),
        (b'{"slots": [], "active": NaN}', "no JSON: NaN is no number"),
        (b'{"slots": [], "active": -Infinity}', "no JSON"),
        (b'{"slots": [], "x": [1e999]}', "no JSON: 1e999 is no number"),
        (b'{"slots": [], "next_seq": ' + b"9" * 5000 + b"}", "no JSON"),
        (b'{"slots": [], "format": 2}', "newer Penstock"),
        (b'{"slots": [], "format": "1"}', "no format"),
        (b'{"slots": [], "x": ' + b"[" * 40 + b"]" * 40 + b"}", "levels deep"),
        (b'{"slots": [], "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "no JSON"),
        (b'{"slots": [' + b"{}," * 100_000 + b"{}]}", "100001"),
        (b'{"slots": [' + b"0," * 999 + b"0]}", "slots[0]: no object"),
    ],
)
def test_what_is_no_manifest_is_refused(data: bytes, said: str, laboratory):
    """Hostile JSON is an answer of its own, never a mended pool."""
    store = laboratory.start()
    folder = plain(store, "img_0001.png")
    (folder / "manifest.json").write_bytes(data)
    assert said in faults_of(store, folder)


def test_a_manifest_that_is_too_large_is_not_read(laboratory):
    """32 MiB are the most."""
    store = laboratory.start()
    folder = plain(store)
    with (folder / "manifest.json").open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    assert str(MAX_BYTES) in faults_of(store, folder)


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("/etc/hosts"), os.mkdir, os.mkfifo])
def test_a_manifest_that_is_no_file_is_refused(make: Callable[[Path], object], laboratory):
    """A link, a folder and a pipe are not read, and not taken for a missing manifest."""
    store = laboratory.start()
    folder = plain(store, "img_0001.png")
    make(folder / "manifest.json")
    assert "no plain file" in faults_of(store, folder)


def test_a_link_is_no_picture(laboratory):
    """What a manifest names must be a plain file in the folder itself."""
    store = laboratory.start()
    folder = plain(store)
    (folder / "img_0001.png").symlink_to(laboratory.pool / "img_0001.png")
    say(folder, slots=[{"image": "img_0001.png"}])
    assert "is missing" in faults_of(store, folder)


def test_only_a_folder_in_the_staging_folder_becomes_a_pool(laboratory):
    """Neither one elsewhere nor a link nor none; an id in use is a conflict."""
    store = laboratory.start()
    (store.staging() / "link").symlink_to(laboratory.pool)
    for folder in (laboratory.pool, store.staging() / "link"):
        with pytest.raises(BadName):
            store.install("q", folder)
    with pytest.raises(NotFound):
        store.install("q", store.staging() / "nowhere")
    folder = unpacked(store)
    with pytest.raises(Conflict):
        store.install("p", folder)
    assert folder.is_dir()
    assert laboratory.pool.is_dir()


@pytest.mark.parametrize("mode", ["before", "after", "power"])
def test_a_crash_at_every_call_leaves_a_whole_pool_or_none(mode: str, laboratories: Callable, seen: Callable):
    """The pool is there with its notes, or only what the staging folder is swept of."""
    for number in itertools.count(1):
        lab = laboratories()
        store = lab.start()
        folder, source = unpacked(store), seen(store)
        start = lab.calls.count
        setattr(lab.calls, "crash_after" if mode == "after" else "crash_before", start + number)
        done = False
        with contextlib.suppress(Crash):
            store.install("q", folder, NOTES)
            done = True
        crashed, what = lab.calls.dead, f"{mode} call {number}: {lab.calls.log[start:]}"
        lab.kill(lose_bytes=mode == "power", lose_entries=mode == "power")
        store = lab.start()
        assert seen(store) == source, what
        assert store.exists("q") or not done, what
        if store.exists("q"):
            assert (seen(store, "q"), store.note("q", "profile")) == (source, NOTES["profile"]), what
        assert [found for found in store.check() if found.trouble is not Trouble.MANIFEST_BEHIND] == [], what
        if not crashed:
            return


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_disk_that_fails_at_any_call_makes_no_pool(error: int, laboratories: Callable, seen: Callable):
    """The folder stays whole: the same step succeeds once the disk is well."""
    for number in itertools.count(1):
        lab = laboratories()
        store = lab.start()
        folder, source = unpacked(store), seen(store)
        start = lab.calls.count
        lab.calls.fail = (start + number, error)
        try:
            store.install("q", folder, NOTES)
        except PenstockError as refused:
            assert refused.status in (403, 503, 507)
            assert not store.exists("q"), lab.calls.log[start:]
            store.install("q", folder, NOTES)
        else:
            assert lab.calls.count - start < number
        assert seen(store, "q") == seen(store) == source
        assert store.note("q", "profile") == NOTES["profile"]
        if lab.calls.count - start < number:
            return
