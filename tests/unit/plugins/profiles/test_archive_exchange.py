"""Zip files that go from Dataset Gates to Penstock and back: what it wrote arrives, what we write it can read."""

import json
import zipfile
from pathlib import Path

import pytest

from penstock.adapters.testing.dataset_gates import DatasetGatesPool
from penstock.adapters.testing.invariants.pictures import png
from penstock.adapters.testing.profile_house import ProfileHouse


@pytest.fixture
def theirs(tmp_path: Path) -> DatasetGatesPool:
    """A pool of Dataset Gates with three images, one label, and one mask."""
    pool = DatasetGatesPool(tmp_path / "theirs")
    for number, label in enumerate(("first", "", "größe 😀"), 1):
        pool.add(png(number), label, 1_600_000_000_000 + number)
    manifest = pool.read()
    manifest["slots"][1]["mask"] = "img_0002.mask.png"
    (pool.folder / "img_0002.mask.png").write_bytes(png(9))
    manifest |= {"active": 2, "slots": manifest["slots"][::-1]}
    (pool.folder / "manifest.json").write_text(json.dumps(manifest, indent=2))
    return pool


def exported_by_them(pool: DatasetGatesPool, path: Path, name: str = "Cats") -> Path:
    """As Dataset Gates packs a profile: its name, then every file of the folder, deflated."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("profile_meta.json", json.dumps({"name": name}))
        for file in sorted(path for path in pool.folder.rglob("*") if path.is_file()):
            archive.write(file, f"pool/{file.relative_to(pool.folder).as_posix()}")
    return path


def imported_by_them(archive: Path, folder: Path) -> DatasetGatesPool:
    """As Dataset Gates unpacks one: what lies in `pool/`, with no look at it."""
    with zipfile.ZipFile(archive) as opened:
        assert json.loads(opened.read("profile_meta.json"))["name"]
        for name in opened.namelist():
            if name.startswith("pool/") and not name.endswith("/"):
                target = folder / name.removeprefix("pool/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(opened.read(name))
    return DatasetGatesPool(folder)


def slots(house: ProfileHouse, pool_id: str) -> list[tuple[str, bytes, bytes | None]]:
    found = []
    for slot in house.store.page(pool_id).slots:
        mask = house.store.mask_path(pool_id, slot.id)
        image = house.store.image_path(pool_id, slot.id).read_bytes()
        found.append((slot.label, image, mask.read_bytes() if mask else None))
    return found


def test_their_zip_arrives_whole(house: ProfileHouse, theirs: DatasetGatesPool, tmp_path: Path) -> None:
    """Order, labels, masks, times and selection of Dataset Gates are ours after the import."""
    came = house.profiles.import_zip(exported_by_them(theirs, tmp_path / "their.zip"))

    pool_id = came.profile.id
    assert (came.profile.name, came.count, came.left_out) == ("Cats", 3, 0)
    assert slots(house, pool_id) == theirs.images()
    assert house.store.pool(pool_id).position == 2
    assert [slot.added for slot in house.store.page(pool_id).slots] == [1_600_000_000_000 + n for n in (3, 2, 1)]


def test_their_zip_of_a_pool_that_we_had_open_arrives(
    house: ProfileHouse, theirs: DatasetGatesPool, tmp_path: Path
) -> None:
    """Dataset Gates packs our own files with its pool: they are left out, and are never opened."""
    for name in ("pool.db", "pool.db-wal", "pool.db-shm", "profile.json", "manifest.json.tmp"):
        (theirs.folder / name).write_bytes(b"not what it says")

    came = house.profiles.import_zip(exported_by_them(theirs, tmp_path / "their.zip"))

    assert (came.count, came.left_out) == (3, 5)
    assert slots(house, came.profile.id) == theirs.images()


def test_they_can_read_our_zip(house: ProfileHouse, tmp_path: Path) -> None:
    """What Dataset Gates unpacks is a pool of Dataset Gates with the same images, masks, labels and order."""
    profile = house.profiles.create("Ours")
    made = house.fill(profile.id, "a", "b", "c")
    house.pools.set_mask(profile.id, made[0], house.picture())
    house.pools.move(profile.id, [made[2]], made[0])

    taken = imported_by_them(house.profiles.export(profile.id).path, tmp_path / "taken")

    assert taken.images() == slots(house, profile.id)
    assert taken.read()["active"] == house.store.pool(profile.id).position
    taken.add(png(77), "theirs")
    assert [label for label, _, _ in taken.images()] == ["c", "a", "b", "theirs"]


def test_fields_that_nobody_knows_travel(house: ProfileHouse, theirs: DatasetGatesPool, tmp_path: Path) -> None:
    """What a newer Dataset Gates or a script keeps in the manifest comes through an import and an export."""
    manifest = theirs.read()
    manifest["theme"] = {"dark": [1, None, "x"]}
    manifest["slots"][0]["rating"] = 5
    (theirs.folder / "manifest.json").write_text(json.dumps(manifest))

    came = house.profiles.import_zip(exported_by_them(theirs, tmp_path / "their.zip"))
    back = imported_by_them(house.profiles.export(came.profile.id).path, tmp_path / "back").read()

    assert back["theme"] == {"dark": [1, None, "x"]}
    assert [slot.get("rating") for slot in back["slots"]] == [5, None, None]


def test_an_export_while_images_are_removed_is_one_state(house: ProfileHouse, tmp_path: Path) -> None:
    """An image that goes to the trash while its pool is packed: the zip file has the pool as it is after that."""
    profile = house.profiles.create("Busy")
    made = house.fill(profile.id, "a", "b", "c")
    told: list[int] = []

    def remove(done: int, _total: int) -> None:
        if not told:
            house.pools.remove(profile.id, [made[1]])
        told.append(done)

    taken = imported_by_them(house.profiles.export(profile.id, remove).path, tmp_path / "taken")

    assert taken.images() == slots(house, profile.id)
    assert [label for label, _, _ in taken.images()] == ["a", "c"]
