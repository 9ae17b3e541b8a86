"""Exporting pools: what lies in the folder afterwards, and that loading it gives the pool again."""

import errno
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
from PIL import Image

from penstock.adapters.testing.export_house import ExportHouse, tree
from penstock.core.contracts.datasets import BucketOptions, ExportRequest, SlotFilter
from penstock.core.errors import BadImage, BadName, Conflict, DiskFull, Invalid, NotFound, PenstockError, ReadOnly
from penstock.core.files import SystemCalls
from penstock.plugins.datasets.cropping import fit_mask


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ExportHouse]:
    """The pool `cats`: a photograph, a gray one with a mask, a transparent one, one with both and the label of two."""
    house = ExportHouse(tmp_path).start()
    house.add("cats", noise(1), "a cat, red hat")
    house.add("cats", noise(2, "L"), "", mask=noise(3, "L"))
    house.add("cats", noise(4, "RGBA"), "A Dog\nwith täils")
    house.add("cats", noise(5, "RGBA"), "cat and dog", mask=noise(6, "L"))
    yield house
    house.close()


def noise(seed: int, mode: str = "RGB", size: tuple[int, int] = (7, 5)) -> Any:
    """A picture of Pillow of any levels."""
    channels = len(mode)
    levels = numpy.random.default_rng(seed).integers(0, 256, (size[1], size[0], channels), numpy.uint8)
    return Image.fromarray(levels[:, :, 0] if channels == 1 else levels)


def levels(array: Any) -> Any:
    """An IMAGE or MASK as 8-bit levels."""
    return numpy.rint(numpy.asarray(array) * 255).astype(int).tolist()


def opened(path: Path) -> Any:
    """The picture in a file, which is closed again."""
    return Image.open(io.BytesIO(path.read_bytes()))


def names(house: ExportHouse, folder: str = "sets/cats") -> list[str]:
    """The files of an export without its manifest."""
    return [name for name in tree(house.output / folder) if name != "penstock_dataset.json"]


def manifest(house: ExportHouse, folder: str = "sets/cats") -> Any:
    """What the export says of itself."""
    return json.loads((house.output / folder / "penstock_dataset.json").read_text("utf-8"))


@pytest.mark.parametrize("images", ["keep", "png"])
@pytest.mark.parametrize("masks", ["file", "folder", "alpha"])
def test_loading_an_export_gives_the_pool_again(house: ExportHouse, images: Any, masks: Any) -> None:
    """Pixels, masks and captions are those that the pool node emits, in the pool's order."""
    made = house.export(images=images, masks=masks)
    loaded = house.loaded(made.folder)
    assert (made.images, made.masks, made.captions) == (4, 2, 3)
    for item, (image, mask, label) in zip(loaded, house.emitted(), strict=True):
        assert numpy.array_equal(item.image, image)
        assert levels(item.mask) == levels(mask)
        assert masks == "alpha" or numpy.array_equal(item.mask, mask)
        assert item.caption == label
    assert [item.stem for item in loaded] == ["0001", "0002", "0003", "0004"]


def test_masks_lie_beside_the_pictures(house: ExportHouse) -> None:
    """A stored mask is copied; a transparent picture that has none gets an empty one, so that it stays without."""
    house.export()
    assert names(house) == [
        *("0001.png", "0001.txt", "0002-masklabel.png", "0002.png", "0003-masklabel.png", "0003.png", "0003.txt"),
        *("0004-masklabel.png", "0004.png", "0004.txt"),
    ]
    slots = house.pools.store.page("cats").slots
    written = tree(house.output / "sets/cats")
    mask = house.pools.store.mask_path("cats", slots[1].id)
    assert mask is not None
    assert written["0002-masklabel.png"] == mask.read_bytes()
    assert not numpy.asarray(opened(house.output / "sets/cats/0003-masklabel.png")).any()
    for place, slot in enumerate(slots, 1):
        assert written[f"{place:04}.png"] == house.pools.store.image_path("cats", slot.id).read_bytes()


def test_masks_may_lie_in_a_folder_or_nowhere(house: ExportHouse) -> None:
    """`folder` writes them to `masks/`, `none` writes none."""
    house.export(folder="a", masks="folder", captions="none")
    assert names(house, "a") == [
        *("0001.png", "0002.png", "0003.png", "0004.png"),
        *("masks/0002.png", "masks/0003.png", "masks/0004.png"),
    ]
    house.export(folder="b", masks="none", captions="none")
    assert names(house, "b") == ["0001.png", "0002.png", "0003.png", "0004.png"]


def test_encoded_pictures_hold_no_transparency_but_the_mask(house: ExportHouse) -> None:
    """Without masks in the alpha channel a PNG is opaque; with them it is 255 - mask, and the colours stay."""
    house.export(folder="a", images="png")
    house.export(folder="b", images="png", masks="alpha")
    assert opened(house.output / "a/0004.png").mode == "RGB"
    assert opened(house.output / "b/0003.png").mode == "RGB"
    written = numpy.asarray(opened(house.output / "b/0004.png"))
    image, mask, _ = house.emitted()[3]
    assert written[..., :3].tolist() == levels(image[0])
    assert (255 - written[..., 3]).tolist() == levels(mask[0])


def test_other_formats_are_encoded(house: ExportHouse) -> None:
    """JPEG and WebP files have their endings; WebP keeps masks in its alpha channel exactly, and at 100 all of it."""
    house.export(folder="a", images="jpg", masks="none", captions="none", quality=80)
    assert names(house, "a") == ["0001.jpg", "0002.jpg", "0003.jpg", "0004.jpg"]
    assert opened(house.output / "a/0004.jpg").format == "JPEG"
    made = house.export(folder="b", images="webp", masks="alpha", quality=100)
    for item, (image, mask, _) in zip(house.loaded(made.folder), house.emitted(), strict=True):
        assert levels(item.image) == levels(image)
        assert levels(item.mask) == levels(mask)
    with pytest.raises(Invalid, match="JPEG") as error:
        house.export(folder="c", images="jpg", masks="alpha")
    assert error.value.field == "masks"


def test_pictures_and_masks_are_fitted_alike(house: ExportHouse) -> None:
    """With `fit` all have the size of their bucket, kept files of that size as they are."""
    options = BucketOptions(resolution=16, divisible=8)
    house.add("cats", noise(7, size=(16, 16)))
    made = house.export(fit=options)
    items = house.loaded(made.folder)
    assert [item.image.shape for item in items] == [(1, 16, 16, 3)] * 5
    assert all(item.mask.shape == (1, 16, 16) for item in items)
    slots = house.pools.store.page("cats").slots
    kept = house.pools.store.image_path("cats", slots[4].id).read_bytes()
    assert (made.path / "0005.png").read_bytes() == kept


def test_fitted_masks_are_rounded_to_levels(house: ExportHouse) -> None:
    """Not cut off: what is loaded differs from what was computed by half a level at most."""
    slot = house.pools.store.page("cats").slots[1]
    options = BucketOptions(resolution=16, divisible=8)
    made = house.export(fit=options)
    _, mask, _ = house.emitted()[1]
    wanted = fit_mask(mask, house.datasets.fit(slot.width or 7, slot.height or 5, options))
    assert numpy.abs(house.loaded(made.folder)[1].mask - wanted).max() <= 0.5001 / 255


def test_captions_follow_the_request(house: ExportHouse) -> None:
    """`.caption` where it is asked for, an empty one for those without a label where that is asked for."""
    made = house.export(captions="caption", empty_captions=True)
    assert made.captions == 4
    assert (made.path / "0002.caption").read_bytes() == b""
    assert (made.path / "0003.caption").read_bytes() == "A Dog\nwith täils".encode()


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        (SlotFilter(words="cat"), (0, 3)),
        (SlotFilter(words="CAT -dog"), (0,)),
        (SlotFilter(words='"red hat"'), (0,)),
        (SlotFilter(words='-"red hat" -DOG'), (1,)),
        (SlotFilter(words='"red'), (0,)),
        (SlotFilter(words=" - "), (0, 1, 2, 3)),
        (SlotFilter(labels="with"), (0, 2, 3)),
        (SlotFilter(labels="without"), (1,)),
        (SlotFilter(masks="with"), (1, 3)),
        (SlotFilter(masks="without", words="dog"), (2,)),
    ],
)
def test_the_filter_chooses_slots(house: ExportHouse, wanted: SlotFilter, places: tuple[int, ...]) -> None:
    """Words, labels and masks limit what is exported; places are counted anew from 1."""
    slots = house.pools.store.page("cats").slots
    house.export(filter=wanted)
    entries = manifest(house)["images"]
    assert [entry["slot"] for entry in entries] == [slots[place].id for place in places]
    assert [entry["file"] for entry in entries] == [f"{place:04}.png" for place in range(1, len(places) + 1)]


def test_chosen_slots_keep_the_order_of_the_pool(house: ExportHouse) -> None:
    """`slots` says which, not in which order; one that is gone is named, and so is that nothing fits."""
    ids = [slot.id for slot in house.pools.store.page("cats").slots]
    house.export(filter=SlotFilter(slots=(ids[2], ids[0])))
    assert [entry["slot"] for entry in manifest(house)["images"]] == [ids[0], ids[2]]
    with pytest.raises(NotFound, match="img_9999"):
        house.plan(folder="b", filter=SlotFilter(slots=("img_9999",)))
    for wanted in (SlotFilter(words="horse"), SlotFilter(slots=())):
        with pytest.raises(Invalid, match="fits"):
            house.plan(folder="b", filter=wanted)


def test_an_empty_or_missing_pool_is_told(house: ExportHouse) -> None:
    """Nothing is written."""
    house.pools.pools.create("empty")
    with pytest.raises(Invalid, match="empty"):
        house.export("empty")
    with pytest.raises(NotFound):
        house.export("nobody")
    with pytest.raises(BadName):
        house.export("../cats")
    assert not (house.output / "sets").exists()


def test_the_manifest_says_what_was_written(house: ExportHouse) -> None:
    """Format, pool, time, a row for each picture with its files, and the options."""
    house.export(masks="folder", prefix="cat_")
    found = manifest(house)
    slots = house.pools.store.page("cats").slots
    assert (found["format"], found["pool"]) == (1, "cats")
    assert abs(found["exported"] - house.pools.clock.wall_ms()) < 1000
    assert found["images"][1] == {
        "file": "cat_0002.png",
        "caption": None,
        "mask": "masks/cat_0002.png",
        "slot": slots[1].id,
        "label": "",
    }
    assert found["options"]["masks"] == "folder"
    assert found["options"]["filter"]["labels"] == "any"
    written = {name for one in found["images"] for name in (one["file"], one["caption"], one["mask"]) if name}
    assert written == set(names(house))


def test_a_plan_is_what_the_export_does(house: ExportHouse) -> None:
    """The plan writes nothing, and tells folder, counts, about how many bytes, and what to know."""
    plan = house.plan()
    assert not (house.output / "sets").exists()
    made = house.export()
    assert (plan.folder, plan.path) == (made.folder, made.path) == ("output/sets/cats", house.output / "sets/cats")
    assert (plan.images, plan.masks, plan.captions) == (made.images, made.masks, made.captions)
    assert not plan.replaces
    size = sum(len(data) for data in tree(made.path).values())
    assert size / 4 < plan.bytes < size * 4
    assert [one.code for one in plan.warnings] == ["transparent", "missing_captions", "few_images"]


def test_a_plan_for_buckets_warns_of_what_they_cost(house: ExportHouse) -> None:
    """Enlarged pictures are named by their slots where pictures are fitted."""
    plan = house.plan(fit=BucketOptions(resolution=512), captions="none", images="png")
    assert [one.code for one in plan.warnings] == ["enlarged", "few_images"]
    assert plan.warnings[0].names == tuple(slot.id for slot in house.pools.store.page("cats").slots)


def test_existing_folders_are_refused_numbered_or_replaced(house: ExportHouse) -> None:
    """The default refuses; numbers take the next free name; only what an export wrote is replaced, and comes back."""
    house.export()
    with pytest.raises(Conflict) as error:
        house.plan()
    assert error.value.field == "folder"
    with pytest.raises(Conflict):
        house.export()
    assert house.plan(existing="number").folder == "output/sets/cats-2"
    assert house.export(existing="number").folder == "output/sets/cats-2"
    assert house.export(existing="number").folder == "output/sets/cats-3"
    (house.output / "mine").mkdir()
    (house.output / "mine" / "cat.png").write_bytes(b"precious")
    with pytest.raises(Conflict, match="not written by an export"):
        house.export(folder="mine", existing="replace")
    assert tree(house.output / "mine") == {"cat.png": b"precious"}
    assert house.export(folder="free", existing="replace").trash is None


def test_a_replaced_folder_comes_back(house: ExportHouse) -> None:
    """With all that was in it; where something else has its name nothing is moved."""
    made = house.export()
    (made.path / "notes.txt").write_text("mine")
    before = tree(made.path)
    assert house.plan(existing="replace").replaces
    again = house.export(existing="replace", captions="none")
    assert again.path == made.path
    assert again.trash is not None
    assert [(one.id, one.folder) for one in house.datasets.trash()] == [(again.trash, "output/sets/cats")]
    after = tree(again.path)
    assert "notes.txt" not in after
    again.path.rename(house.output / "elsewhere")
    made.path.mkdir()
    (made.path / "cat.png").write_bytes(b"precious")
    with pytest.raises(Conflict):
        house.datasets.restore(again.trash)
    assert tree(made.path) == {"cat.png": b"precious"}
    assert [one.id for one in house.datasets.trash()] == [again.trash]
    made.path.rename(house.output / "mine")
    (house.output / "sets").rmdir()
    assert house.datasets.restore(again.trash) == "output/sets/cats"
    assert tree(made.path) == before
    assert tree(house.output / "elsewhere") == after
    assert house.datasets.trash() == ()
    with pytest.raises(NotFound):
        house.datasets.restore(again.trash)
    assert house.told.names == ["dataset_exported", "dataset_exported", "dataset_restored"]


def test_a_plan_tells_what_people_did_in_a_folder_that_is_replaced(house: ExportHouse) -> None:
    """Files that they added, and captions that they changed, go to the trash with it: their number and names."""
    made = house.export(masks="folder")
    assert "own_files" not in [one.code for one in house.plan(existing="replace").warnings]
    (made.path / "0001.txt").write_text("a better caption")
    (made.path / "0002.txt").write_text("a caption")
    (made.path / "masks" / "0001.png").write_bytes(b"a mask")
    (made.path / "more").mkdir()
    (made.path / "more" / "cat.png").write_bytes(b"a picture")
    (made.path / ".DS_Store").touch()
    written = (made.path / "penstock_dataset.json").stat().st_mtime_ns
    for name, later in (("0001.png", 0), ("0002.png", 1), ("masks/0002.png", 1_000_000_000)):
        os.utime(made.path / name, ns=(0, written + later))
    warning = house.plan(existing="replace").warnings[0]
    assert (warning.code, warning.images) == ("own_files", 6)
    assert warning.names == ("0001.txt", "0002.png", "0002.txt", "masks/0001.png", "masks/0002.png", "more/cat.png")
    assert "own_files" not in [one.code for one in house.plan(existing="number").warnings]


@pytest.mark.parametrize(
    "images", [[1, None], [{}], [{"file": 1, "caption": [], "label": 2}], [{"caption": "0001.txt"}]]
)
def test_a_manifest_that_people_wrote_into_is_no_error(house: ExportHouse, images: Any) -> None:
    """What it does not tell counts as theirs."""
    made = house.export(captions="none", masks="none")
    (made.path / "penstock_dataset.json").write_text(json.dumps({"format": 1, "images": images}))
    warning = house.plan(existing="replace").warnings[0]
    assert (warning.code, warning.images) == ("own_files", 4)


def test_a_restored_folder_takes_the_place_of_a_newer_export(house: ExportHouse) -> None:
    """That one goes to the trash in the same step, and comes back the same way: undo and redo of a replacement."""
    made = house.export()
    (made.path / "notes.txt").write_text("mine")
    old = tree(made.path)
    trash = house.export(existing="replace", captions="none").trash
    new = tree(made.path)
    for there in (old, new, old):
        assert trash is not None
        assert house.datasets.restore(trash) == "output/sets/cats"
        assert tree(made.path) == there
        (waiting,) = house.datasets.trash()
        assert (waiting.folder, waiting.id != trash) == ("output/sets/cats", True)
        trash = waiting.id
    assert [path.name for path in (house.output / "sets").iterdir()] == ["cats"]


def test_the_trash_is_emptied_after_thirty_days(house: ExportHouse) -> None:
    """What was replaced longer ago is gone for good."""
    house.export()
    house.export(existing="replace")
    house.pools.clock.advance(31 * 24 * 3600)
    before = tree(house.output)
    house.datasets.trash()
    assert tree(house.output) == before  # looking changes nothing
    house.datasets.exporting.tidy()
    assert house.datasets.trash() == ()
    assert [name for name in tree(house.output) if "trash" in name] == []


def test_what_is_no_place_for_an_export_is_refused(house: ExportHouse) -> None:
    """Roots, hidden folders, the pools' own, what lies outside, names that cannot be: nothing is written."""
    before = set(tree(house.folder))
    for folder in ("", "  ", "output", "input", str(house.folder), "../x", "/tmp", "input/grid_pool/x", ".hidden"):
        with pytest.raises((BadName, Invalid, ReadOnly, Conflict)) as error:
            house.export(folder=folder, existing="replace")
        assert error.value.field == "folder"
    for name, value in {"prefix": "a/b", "quality": 0, "fit": BucketOptions(resolution=8)}.items():
        with pytest.raises(PenstockError) as error:
            house.export(**{name: value})
        assert error.value.status in (400, 422)
    assert set(tree(house.folder)) - before == set()


@pytest.mark.parametrize("prefix", ["../", ".", "a/b", "a\\b", "a:b", "\0", "x" * 200, "-", "con."])
def test_prefixes_that_are_no_names_are_refused(house: ExportHouse, prefix: str) -> None:
    """No prefix leads out of the folder or makes a name that some system does not take."""
    with pytest.raises(BadName) as error:
        house.plan(prefix=prefix)
    assert error.value.field == "prefix"


def test_a_cancelled_export_leaves_nothing(house: ExportHouse) -> None:
    """Whenever the progress report raises: no folder, no parent that was made for it, no event."""

    class Cancelled(Exception):
        pass

    before = tree(house.output)
    for number in range(5):

        def cancel(done: int, _total: int, number: int = number) -> None:
            if done == number:
                raise Cancelled

        with pytest.raises(Cancelled):
            house.datasets.export(house.request(), cancel)
        assert tree(house.output) == before
        assert list(house.output.iterdir()) == []
    assert house.told.names == []


def test_progress_counts_pictures(house: ExportHouse) -> None:
    """From none to all, in order."""
    seen: list[tuple[int, int]] = []
    house.datasets.export(house.request(), lambda done, total: seen.append((done, total)))
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_picture_that_cannot_be_read_is_named(house: ExportHouse) -> None:
    """The error says which image it is, and nothing is written."""
    slot = house.pools.store.page("cats").slots[2]
    path = house.pools.store.image_path("cats", slot.id)
    path.write_bytes(b"<svg/>")
    with pytest.raises(BadImage, match=f"Image 3 .{slot.id}"):
        house.plan()
    with pytest.raises(BadImage):
        house.export()
    path.write_bytes(noise_png()[:60])
    with pytest.raises(PenstockError, match="Image 3"):
        house.export(images="png")
    path.unlink()
    with pytest.raises(NotFound, match="Image 3"):
        house.export()
    assert list(house.output.iterdir()) == []


def noise_png() -> bytes:
    """A sound PNG."""
    buffer = io.BytesIO()
    noise(1).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("WEBP", "webp"), ("BMP", "bmp"), ("TIFF", "tif")])
def test_kept_files_are_named_by_what_they_are(house: ExportHouse, kind: str, ending: str) -> None:
    """Pools of Dataset Gates hold other formats under `.png`: the bytes stay, the ending is the right one."""
    path = house.pools.store.image_path("cats", house.pools.store.page("cats").slots[0].id)
    buffer = io.BytesIO()
    noise(8).save(buffer, kind)
    path.write_bytes(buffer.getvalue())
    made = house.export()
    assert (made.path / f"0001.{ending}").read_bytes() == buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_an_animation_is_exported_as_its_first_frame(house: ExportHouse, kind: str) -> None:
    """Pools of Dataset Gates may hold one: the node emits the first frame, so what loads the export gets only that."""
    path = house.pools.store.image_path("cats", house.pools.store.page("cats").slots[0].id)
    noise(9).save(path, kind, save_all=True, append_images=[noise(10), noise(11)])
    made = house.export()
    item = house.loaded(made.folder)[0]
    assert numpy.array_equal(item.image, house.emitted()[0][0])


def test_a_mask_of_another_size_is_exported_as_the_node_emits_it(house: ExportHouse) -> None:
    """Scaled to its picture before it is written."""
    slot = house.pools.store.page("cats").slots[1]
    path = house.pools.store.mask_path("cats", slot.id)
    assert path is not None
    noise(12, "L", (3, 9)).save(path)
    made = house.export()
    assert opened(made.path / "0002-masklabel.png").size == (7, 5)
    assert numpy.array_equal(house.loaded(made.folder)[1].mask, house.emitted()[1][1])


def test_the_pool_may_change_while_it_is_exported(house: ExportHouse) -> None:
    """A file that goes away meanwhile makes the export begin anew: what is written is one state of the pool."""
    slots = house.pools.store.page("cats").slots
    removed: list[str] = []

    def meddle(_done: int, _total: int) -> None:
        if not removed:
            removed.append(slots[3].id)
            house.pools.pools.remove("cats", removed)

    made = house.datasets.export(house.request(), meddle)
    assert made.images == 3
    assert [entry["slot"] for entry in manifest(house)["images"]] == [slot.id for slot in slots[:3]]


def test_two_exports_at_once_take_two_numbers(house: ExportHouse) -> None:
    """A number that somebody else takes in the meantime is followed by the next."""
    inner: list[str] = []

    def meddle(done: int, total: int) -> None:
        if done == total and not inner:
            inner.append(house.export(existing="number").folder)

    made = house.datasets.export(house.request(existing="number"), meddle)
    assert (inner, made.folder) == (["output/sets/cats"], "output/sets/cats-2")


def test_an_export_to_an_allowed_folder_has_its_trash_there(tmp_path: Path) -> None:
    """A replaced folder stays on its disk; folders for loading only are never written to."""
    both, load = tmp_path / "both", tmp_path / "load"
    both.mkdir()
    load.mkdir()
    house = ExportHouse(tmp_path / "host", (str(both), str(load))).start()
    house.add("cats", noise(1))
    house.export(folder=str(both / "cats"))
    made = house.export(folder=str(both / "cats"), existing="replace")
    assert made.folder == str(both / "cats")
    assert [one.folder for one in house.datasets.trash()] == [made.folder]
    assert (both / ".penstock-trash").is_dir()
    with pytest.raises(ReadOnly):
        house.export(folder=str(load / "cats"))
    house.close()


@pytest.mark.parametrize("name", [".penstock-trash", ".penstock-trash/datasets"])
def test_a_trash_that_is_a_link_is_not_used(house: ExportHouse, tmp_path: Path, name: str) -> None:
    """Nothing is moved through it, and nothing is deleted where it leads."""
    old = tmp_path / "elsewhere" / "datasets" / "1.abcdefghij.dataset"
    (old / "dataset").mkdir(parents=True)
    (old / "where.json").write_text('{"folder": "output/x"}')
    before = tree(house.export().path)
    link = house.output / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "elsewhere" if name.endswith("trash") else tmp_path / "elsewhere" / "datasets")
    with pytest.raises(Conflict, match="link") as error:
        house.export(existing="replace")
    assert error.value.field == "folder"
    assert tree(house.output / "sets/cats") == before
    assert house.datasets.trash() == ()
    assert tree(tmp_path / "elsewhere") == {"datasets/1.abcdefghij.dataset/where.json": b'{"folder": "output/x"}'}


class OtherDisk(SystemCalls):
    """The trash lies on another disk."""

    def rename_new(self, source: Path, target: Path) -> None:
        """Refuses what would cross over."""
        if ".penstock-trash" in target.parts and target.name == "dataset":
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        super().rename_new(source, target)


def test_a_folder_on_another_disk_than_its_trash_stays(house: ExportHouse) -> None:
    """It is not replaced, and the error says why; nothing is left."""
    before = tree(house.export().path)
    house.pools.calls.real = OtherDisk()
    with pytest.raises(Conflict, match="another disk"):
        house.export(existing="replace")
    assert tree(house.output) == {f"sets/cats/{name}": data for name, data in before.items()}
    assert house.datasets.trash() == ()


def test_a_full_disk_is_told(house: ExportHouse) -> None:
    """As such, and no folder is left."""
    house.pools.calls.fail_from = (house.pools.calls.count + 20, errno.ENOSPC)
    with pytest.raises(DiskFull):
        house.export()
    house.pools.calls.fail_from = None
    house.datasets.exporting.tidy()
    assert house.datasets.trash() == ()
    assert list(house.output.rglob("*.png")) == []


def test_requests_are_values() -> None:
    """Two equal requests are one key: what was made of them is remembered."""
    assert hash(ExportRequest(pool="a", folder="b")) == hash(ExportRequest(pool="a", folder="b"))
