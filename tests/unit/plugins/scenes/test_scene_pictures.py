"""The pictures of a scene: never written over, in the trash instead; values of links stored without loss."""

import io
from pathlib import Path
from typing import Any

import numpy
import pytest
from attrs import evolve
from PIL import Image

from penstock.adapters.testing.scene_house import SceneHouse, png_bytes
from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.contracts.scenes import Lora, SceneDocument, SceneInfo, SceneMask
from penstock.core.errors import BadName, ClientError, Conflict, Invalid, NotFound
from penstock.core.events.scenes import SceneSaved
from penstock.plugins.scenes import storing

RED, BLUE = (255, 0, 0), (0, 0, 255)


def image(colour: Any = RED, size: tuple[int, int] = (8, 6)) -> Any:
    array = numpy.zeros((1, size[1], size[0], 3), dtype=numpy.float32)
    array[:] = numpy.array(colour, dtype=numpy.float32) / 255
    return array


def upload(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(data)
    return path


def pixels(path: Path) -> Any:
    with Image.open(path) as opened:
        return numpy.asarray(opened.convert("RGBA"))


def test_a_picture_is_put_and_the_old_one_waits_in_the_trash(house: SceneHouse, tmp_path: Path) -> None:
    """The same bytes are no change; the thumbnail follows the base picture."""
    house.service.create("cats")
    house.events()
    red, blue = png_bytes(RED, (300, 200)), png_bytes(BLUE)
    first = storing.put_picture(house.service, "cats", "base", upload(tmp_path, red))
    assert (first.trash, first.document.pictures) == (None, ("base",))
    assert pixels(house.path(name="thumbnail.png")).shape == (85, 128, 4)
    again = storing.put_picture(house.service, "cats", "base", upload(tmp_path, red))
    assert again.trash is None
    second = storing.put_picture(house.service, "cats", "base", upload(tmp_path, blue))
    assert house.path(name="base.png").read_bytes() == blue
    told = house.events()
    assert [one.changed for one in told if isinstance(one, SceneSaved)] == [("picture:base",), ("picture:base",)]
    assert second.trash is not None
    assert storing.restore_picture(house.service, second.trash) == ("cats", "base")
    assert house.path(name="base.png").read_bytes() == red
    assert pixels(house.path(name="thumbnail.png")).shape == (85, 128, 4)
    (aside,) = house.service.picture_files.trash.deleted("scene_pictures")
    assert (aside.path / "base.png").read_bytes() == blue


def test_other_kinds_of_pictures_become_png(house: SceneHouse, tmp_path: Path) -> None:
    """A JPEG keeps its size, transparency of a WebP stays."""
    house.service.create("cats")
    storing.put_picture(house.service, "cats", "depth", upload(tmp_path, png_bytes(RED, kind="JPEG")))
    with Image.open(house.path(name="depth.png")) as opened:
        assert (opened.format, opened.size) == ("PNG", (8, 6))
    webp = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 255, 0, 0)).save(webp, "WEBP", lossless=True)
    storing.put_picture(house.service, "cats", "canny", upload(tmp_path, webp.getvalue()))
    assert pixels(house.path(name="canny.png"))[0, 0, 3] == 0


def test_what_is_no_picture_is_refused(house: SceneHouse, tmp_path: Path) -> None:
    """And so is a place that no scene has; nothing is changed."""
    house.service.create("cats")
    before = house.tree()
    for data in (b"", b"MZ", png_bytes()[:40]):
        with pytest.raises(ClientError):
            storing.put_picture(house.service, "cats", "base", upload(tmp_path, data))
    for name, kind in (("nose", NotFound), ("../base", NotFound), ("thumbnail", Invalid), ("mask:../x", BadName)):
        with pytest.raises(kind):
            storing.put_picture(house.service, "cats", name, upload(tmp_path, png_bytes()))
    with pytest.raises(NotFound):
        storing.put_picture(house.service, "dogs", "base", upload(tmp_path, png_bytes()))
    assert house.tree() == before


def test_a_deleted_picture_comes_back(house: SceneHouse, tmp_path: Path) -> None:
    """What has its place by then goes to the trash itself."""
    house.service.create("cats")
    storing.put_picture(house.service, "cats", "pose_open", upload(tmp_path, png_bytes(RED)))
    trash = storing.delete_picture(house.service, "cats", "pose_open")
    assert house.service.get("cats").pictures == ()
    with pytest.raises(NotFound):
        storing.delete_picture(house.service, "cats", "pose_open")
    assert storing.restore_picture(house.service, trash) == ("cats", "pose_open")
    assert house.path(name="pose_open.png").read_bytes() == png_bytes(RED)
    with pytest.raises(NotFound):
        storing.restore_picture(house.service, trash)


def test_a_scene_does_not_go_with_its_only_picture(house: SceneHouse) -> None:
    """It is empty then, and the picture can come back to it."""
    house.put(png_bytes(RED), name="base.png")
    trash = storing.delete_picture(house.service, "cats", "base")
    assert house.service.get("cats").pictures == ()
    assert storing.restore_picture(house.service, trash) == ("cats", "base")


def test_a_mask_is_put_by_its_name_and_declared(house: SceneHouse, tmp_path: Path) -> None:
    """masks.json says it, so that the earlier system finds it too; deleting takes the picture away."""
    house.service.create("cats")
    before = house.service.get("cats").revision
    put = storing.put_picture(house.service, "cats", "mask:hero", upload(tmp_path, png_bytes(RED)))
    assert [one.file for one in put.document.masks] == ["hero_mask_bkgd.png"]
    assert put.document.revision != before
    assert [one["name"] for one in house.json("masks.json")["masks"]] == ["hero"]
    assert house.service.picture("cats", "mask:hero").name == "hero_mask_bkgd.png"
    for odd in ("_mask", "_mask_x", "é x"):
        found = storing.put_picture(house.service, "cats", f"mask:{odd}", upload(tmp_path, png_bytes(RED))).document
        assert odd in [one.name for one in found.masks]
        storing.delete_picture(house.service, "cats", f"mask:{odd}")
    trash = storing.delete_picture(house.service, "cats", "mask:hero")
    assert (house.service.get("cats").masks, house.service.get("cats").problems) == ((), ())
    assert storing.restore_picture(house.service, trash) == ("cats", "mask:hero")


def test_an_old_mask_is_found_and_replaced_by_its_old_name(house: SceneHouse, tmp_path: Path) -> None:
    """girl_no_bg is the file of girl without a background."""
    house.put(png_bytes(RED), name="girl_mask_no_bkgd.png")
    assert house.service.picture("cats", "mask:girl_no_bg").name == "girl_mask_no_bkgd.png"
    put = storing.put_picture(house.service, "cats", "mask:girl_no_bg", upload(tmp_path, png_bytes(BLUE)))
    assert put.trash is not None
    assert house.path(name="girl_mask_no_bkgd.png").read_bytes() == png_bytes(BLUE)
    assert not house.path(name="masks.json").exists()


def test_a_value_is_stored_with_its_pictures(house: SceneHouse) -> None:
    """A new scene has what it brings; its mask is the base picture, transparent where painted."""
    mask = numpy.zeros((1, 6, 8), dtype=numpy.float32)
    mask[0, 0, 0] = 1.0
    document = SceneDocument(
        name="cats", resolution=512, loras=(Lora(lora="x"),), masks=(SceneMask(name="m", file="m_mask_bkgd.png"),)
    )
    info = SceneInfo(
        scene_name="cats",
        scene_dir="",
        document=document,
        images={"base": image(RED), "depth": image(BLUE)},
        mask_images={"m": mask},
    )
    saved = house.service.save_info(info)
    assert (saved.pictures, saved.resolution, [one.lora for one in saved.loras]) == (("base", "depth"), 512, ["x"])
    made = pixels(house.path(name="m_mask_bkgd.png"))
    assert tuple(made[0, 0]) == (255, 0, 0, 0)
    assert tuple(made[1, 1]) == (255, 0, 0, 255)
    found = house.service.mask(house.service.info("cats"), "m")
    assert found is not None
    assert numpy.array_equal(found[1], mask)
    assert numpy.array_equal(found[0], image(RED))


def test_a_value_changes_only_what_somebody_changed_in_it(house: SceneHouse) -> None:
    """What a person saved meanwhile stays: a run of a minute ago knows nothing of it."""
    house.service.create("cats")
    info = house.service.info("cats")
    house.save(description="by a person", pose_name="theirs")
    changed = evolve(info, document=evolve(info.document, resolution=256))
    saved = house.service.save_info(changed)
    assert (saved.description, saved.pose_name, saved.resolution) == ("by a person", "theirs", 256)
    before = house.tree()
    house.service.save_info(info)
    assert house.tree() == before


def test_a_value_of_a_scene_that_is_gone_brings_all_that_it_says(house: SceneHouse) -> None:
    """Not only what was changed in it: there is nothing else to go by."""
    house.service.create("cats")
    house.save(description="D", loras=(Lora(lora="x"),), pose={"people": []})
    info = house.service.info("cats")
    house.service.delete("cats")
    saved = house.service.save_info(evolve(info, document=evolve(info.document, resolution=256)))
    assert (saved.description, saved.resolution, saved.pose) == ("D", 256, {"people": ()})
    assert [one.lora for one in saved.loras] == ["x"]


def test_a_stored_value_takes_the_place_of_pictures_by_way_of_the_trash(house: SceneHouse) -> None:
    """Only the wanted ones; the same again writes nothing."""
    house.put(png_bytes(RED), name="base.png")
    house.put(png_bytes(RED), name="depth.png")
    info = evolve(house.service.info("cats"), images={"base": image(BLUE), "depth": image(BLUE)})
    house.service.save_info(info, pictures=["base"])
    (trashed,) = house.service.picture_files.trash.deleted("scene_pictures")
    assert trashed.names == ("base.png",)
    assert house.path(name="depth.png").read_bytes() == png_bytes(RED)
    before = house.tree()
    house.service.save_info(info, pictures=["base"])
    assert house.tree() == before


def test_prompts_of_a_value_are_saved_where_there_are_none(house: SceneHouse) -> None:
    """Those that are there are never written over."""
    collection = PromptCollection(prompts={"a": Prompt(value="A")})
    info = SceneInfo(scene_name="cats", scene_dir="", document=SceneDocument(name="cats"), prompts=collection)
    house.service.save_info(info)
    assert house.service.info("cats").prompts.prompts["a"].value == "A"
    other = evolve(info, prompts=PromptCollection(prompts={"b": Prompt(value="B")}))
    house.service.save_info(other)
    assert set(house.service.info("cats").prompts.prompts) == {"a"}


@pytest.mark.parametrize("images", [{"nose": image()}, {"thumbnail": image()}, {"base": numpy.zeros((0, 4, 4, 3))}])
def test_a_value_with_what_is_no_picture_stores_nothing(house: SceneHouse, images: Any) -> None:
    """Neither folder nor file is made."""
    info = SceneInfo(scene_name="cats", scene_dir="", document=SceneDocument(name="cats"), images=images)
    with pytest.raises(ClientError):
        house.service.save_info(info)
    assert not house.path().parent.exists()


def test_a_colour_mask_counts_what_has_its_colour(house: SceneHouse) -> None:
    """1 where the colour is, 0 elsewhere; transparency counts where there is some."""
    picture = Image.new("RGB", (4, 4), RED)
    picture.putpixel((0, 0), BLUE)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    house.put(buffer.getvalue(), name="m_mask_bkgd.png")
    house.save(masks=(SceneMask(name="m", type="color", color="#0000ff", file="m_mask_bkgd.png"),))
    found = house.service.mask(house.service.info("cats"), "m")
    assert found is not None
    assert (found[1][0, 0, 0], found[1].sum()) == (1.0, 1.0)


def test_pictures_of_a_value_count_before_those_of_its_folder(house: SceneHouse) -> None:
    """And what neither has is nothing."""
    house.put(png_bytes(RED), name="base.png")
    info = house.service.info("cats")
    assert numpy.array_equal(house.service.image(info, "base"), image(RED))
    assert numpy.array_equal(house.service.image(evolve(info, images={"base": image(BLUE)}), "base"), image(BLUE))
    assert house.service.image(info, "depth") is None
    assert house.service.image(info, "nose") is None
    assert house.service.mask(info, "m") is None
    assert house.service.mask(info, "") is None


def test_a_picture_of_a_scene_that_is_gone_cannot_come_back(house: SceneHouse, tmp_path: Path) -> None:
    """It stays in the trash."""
    house.service.create("cats")
    storing.put_picture(house.service, "cats", "base", upload(tmp_path, png_bytes(RED)))
    trash = storing.delete_picture(house.service, "cats", "base")
    house.service.delete("cats")
    with pytest.raises((NotFound, Conflict)):
        storing.restore_picture(house.service, trash)
    assert [one.id for one in house.service.picture_files.trash.deleted("scene_pictures")] == [trash]
