"""Scenes on the disk: scenes of the earlier system, what is kept, damage, names."""

import os
from typing import Any

import pytest
from attrs import evolve

from penstock.adapters.testing.scene_house import SceneHouse, png_bytes
from penstock.core.contracts.scenes import Lora, SceneDocument
from penstock.core.errors import BadName, Busy, Conflict, NotFound, PenstockError, ReadOnly

STACK = [{"lora": "a", "strength_model": 0.5, "strength_clip": 1.0, "model_target": "Qwen", "enabled": True}]


def old_scene(house: SceneHouse) -> None:
    """A scene as the earlier system has it."""
    house.put({"girl_pos": "G"}, name="prompts.json")
    house.put({"people": [{"pose_keypoints_2d": [1, 2.5]}]}, name="pose.json")
    house.put({"high": [{"lora_name": "h", "strength": 0.5}], "low": []}, name="loras.json")
    house.put(
        {"version": 1, "masks": [{"name": "hero", "type": "transparent", "has_background": True, "color": None}]},
        name="masks.json",
    )
    for name in ("base.png", "depth.png", "pose_open.png", "hero_mask_bkgd.png", "thumbnail.png"):
        house.put(png_bytes(), name=name)


def test_a_scene_of_the_earlier_system_opens_and_nothing_is_written(house: SceneHouse) -> None:
    """Its pose, loras, masks and pictures are there; no byte of it is another one."""
    old_scene(house)
    before = house.tree()
    scene = house.service.get("cats")
    assert scene.pictures == ("base", "depth", "pose_open")
    assert [one.name for one in scene.masks] == ["hero"]
    assert [(one.lora, one.model_target) for one in scene.loras] == [("h", "Wan2.2-Wrapper-High")]
    assert scene.pose["people"][0]["pose_keypoints_2d"] == (1, 2.5)
    assert scene.problems == ()
    info = house.service.info("cats")
    assert (info.girl_pos, info.male_pos) == ("G", "")
    assert house.service.names() == ("cats",)
    assert house.tree() == before


def test_a_save_writes_what_is_other_and_no_more(house: SceneHouse) -> None:
    """Metadata alone leaves loras, masks, pose and prompts as they are, byte for byte."""
    old_scene(house)
    before = house.tree()
    saved = house.save(pose_name="sitting", resolution=768)
    assert saved == house.service.get("cats")
    after = house.tree()
    assert set(after) - set(before) == {"cats/scene.json"}
    assert all(after[name] == before[name] for name in before)
    assert house.json()["pose_name"] == "sitting"


def test_loras_are_written_in_both_shapes(house: SceneHouse) -> None:
    """What is in lora_stack.json counts from then on."""
    old_scene(house)
    house.save(loras=(Lora(lora="n", model_target="Qwen"), *house.service.get("cats").loras))
    assert [one["lora"] for one in house.json("lora_stack.json")] == ["n", "h"]
    assert [one["lora_name"] for one in house.json("loras.json")["high"]] == ["h"]
    house.put({"high": [], "low": []}, name="loras.json")
    assert [one.lora for one in house.service.get("cats").loras] == ["n", "h"]


def test_saving_the_same_writes_nothing(house: SceneHouse) -> None:
    """No new file, no new time, no event."""
    old_scene(house)
    house.service.turns.look()
    house.events()
    before = house.tree()
    house.save()
    assert house.tree() == before
    assert house.names() == []


def test_unknown_fields_stay(house: SceneHouse) -> None:
    """Of scene.json, of loras, of masks.json."""
    house.put({"format": 1, "later": [1], "pose_name": "P"})
    house.put([{**STACK[0], "later": 2}], name="lora_stack.json")
    house.save(description="D")
    assert house.json()["later"] == [1]
    house.save(lambda now: evolve(now, loras=(*now.loras, Lora(lora="b"))))
    assert house.json("lora_stack.json")[0]["later"] == 2


def test_somebody_else_was_faster(house: SceneHouse) -> None:
    """409 with both versions; what is there stays."""
    made = house.service.create("cats")
    house.save(pose_name="A")
    with pytest.raises(Conflict) as raised:
        house.service.save(evolve(made, pose_name="B"), made.revision)
    details: Any = raised.value.details
    assert (details["current"]["pose_name"], details["sent"]["pose_name"]) == ("A", "B")
    with pytest.raises(Conflict):
        house.service.create("cats")
    with pytest.raises(Conflict):
        house.service.save(SceneDocument(name="cats"), None)
    assert house.service.create("cats", exist_ok=True).pose_name == "A"


def test_a_damaged_file_is_told_and_its_last_good_copy_counts(house: SceneHouse) -> None:
    """Nothing is written until somebody saves; then the damaged bytes stand beside."""
    house.service.create("cats")
    house.save(pose_name="A", loras=(Lora(lora="x"),))
    house.put(b'[{"lora": "x", "stren', name="lora_stack.json")
    found = house.service.get("cats")
    assert [one.lora for one in found.loras] == ["x"]
    assert "lora_stack.json is damaged" in found.problems[0]
    assert not list(house.path().parent.glob("*.corrupt-*"))
    saved = house.save(description="D")
    (kept,) = house.path().parent.glob("lora_stack.json.corrupt-*")
    assert kept.read_bytes() == b'[{"lora": "x", "stren'
    assert saved.problems == ()
    assert [one["lora"] for one in house.json("lora_stack.json")] == ["x"]


def test_a_scene_that_came_back_has_its_good_copies_again(house: SceneHouse) -> None:
    """Those of a deleted one are gone: what is deleted must not come back by damage."""
    house.service.create("cats")
    house.save(pose_name="A")
    house.service.restore(house.service.delete("cats").trash)
    assert house.service.get("cats").pose_name == "A"
    house.put(b"{")
    assert house.service.get("cats").pose_name == "A"
    house.service.delete("cats")
    house.put(b"{")
    assert house.service.get("cats").pose_name == ""


def test_damage_without_a_good_copy_is_no_loss_either(house: SceneHouse) -> None:
    """The scene opens without it; the damaged file is still there, and set aside by the next save of it."""
    house.put(b"{", name="scene.json")
    house.put(b"[1", name="lora_stack.json")
    found = house.service.get("cats")
    assert len(found.problems) == 2
    assert found.loras == ()
    house.save(pose_name="A")
    assert house.json()["pose_name"] == "A"
    assert [one.read_bytes() for one in house.path().parent.glob("scene.json.corrupt-*")] == [b"{"]
    assert [one.read_bytes() for one in house.path().parent.glob("lora_stack.json.corrupt-*")] == [b"[1"]


def test_a_file_that_somebody_writes_just_now_is_not_saved_over(house: SceneHouse) -> None:
    """It may be whole in a moment."""
    house.service.create("cats")
    path = house.put(b"{", name="masks.json")
    now = house.clock.wall_ms() / 1000
    os.utime(path, (now, now))
    with pytest.raises(Busy):
        house.save(pose_name="A")
    assert path.read_bytes() == b"{"


def test_a_newer_scene_is_read_only(house: SceneHouse) -> None:
    """It is shown and not changed, by no way."""
    house.put({"format": 2, "pose_name": "P"})
    assert house.service.get("cats").read_only
    before = house.tree()
    for change in ({"pose_name": "Q"}, {"loras": (Lora(lora="x"),)}):
        with pytest.raises(ReadOnly):
            house.save(**change)
    assert house.tree() == before


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "a\\b", "/x", "con", "x" * 65, "ü", "a\0b", "~x", " x", "x.", "C:x"]
)
def test_names_that_lead_elsewhere_are_refused(house: SceneHouse, name: str) -> None:
    """By every method, and nothing is made."""
    service = house.service
    for call in (service.get, service.create, service.delete, service.folder, service.info, service.signature):
        with pytest.raises(BadName):
            call(name)
    service.create("cats")
    with pytest.raises(BadName):
        service.rename("cats", name)
    assert {path.name for path in house.path().parent.parent.iterdir()} <= {"cats", ".locks"}


def test_links_are_not_followed(house: SceneHouse) -> None:
    """Neither a folder that is a link nor a file that is one."""
    outside = house.folder / "outside"
    outside.mkdir()
    (outside / "scene.json").write_text('{"pose_name": "secret"}')
    house.service.create("dogs")
    house.path().parent.symlink_to(outside, target_is_directory=True)
    with pytest.raises(BadName):
        house.service.get("cats")
    assert house.service.names() == ("dogs",)
    house.path("dogs", "pose.json").symlink_to(outside / "scene.json")
    assert house.service.get("dogs").pose is None
    house.path("dogs", "base.png").symlink_to(outside / "scene.json")
    with pytest.raises(NotFound):
        house.service.picture("dogs", "base")


def test_folders_with_other_names_are_listed_and_not_opened(house: SceneHouse) -> None:
    """Somebody must be able to see why a scene is missing."""
    house.put({"pose_name": "P"}, scene="größe")
    (house.path("empty").parent).mkdir(parents=True)
    (note,) = house.service.list()
    assert (note.name, note.read_only) == ("größe", True)
    assert "rename the folder" in note.problems[0]
    assert house.service.names() == ()


def test_what_is_not_there_is_not_found(house: SceneHouse) -> None:
    """And looking makes nothing."""
    for call in (house.service.get, house.service.info, house.service.delete):
        with pytest.raises(NotFound):
            call("cats")
    assert house.service.signature("cats") == ""
    assert house.service.list() == ()
    assert not house.path().parent.exists()


def test_a_file_where_a_folder_should_be_is_no_scene(house: SceneHouse) -> None:
    """It is not found, and a new scene of that name says why it cannot be."""
    house.path().parent.parent.mkdir(parents=True)
    house.path().parent.write_text("x")
    with pytest.raises(NotFound):
        house.service.get("cats")
    with pytest.raises(PenstockError) as raised:
        house.service.create("cats")
    assert raised.value.status in (409, 422, 503)


def test_a_folder_that_a_failed_scene_left_hinders_no_restore(house: SceneHouse) -> None:
    """An empty folder of that name gives way; one with a file of somebody's does not, and keeps it."""
    house.service.create("cats")
    trash = house.service.delete("cats").trash
    folder = house.service.files.folder("cats")
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(Conflict):
        house.service.restore(trash)
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    (folder / "notes.txt").unlink()
    assert house.service.restore(trash) == "cats"
    assert house.service.get("cats").name == "cats"
