"""Scenes as documents that people edit together: drafts, merges, what an entry may be."""

from typing import Any

import pytest
from attrs import evolve

from penstock.adapters.testing.scene_house import SceneHouse, png_bytes
from penstock.core.contracts.scenes import Lora
from penstock.core.draft_values import Edit
from penstock.core.errors import Conflict, Invalid, NotFound, ReadOnly, TooLarge

LORA = {"lora": "a", "model_target": "", "strength_model": 1.0, "strength_clip": 1.0, "later": 5}


def test_a_draft_has_what_the_scene_says(house: SceneHouse) -> None:
    """Fields, loras as the file has them, masks that masks.json can name."""
    house.put({"pose_name": "P"})
    house.put([LORA], name="lora_stack.json")
    house.put(png_bytes(), name="hero_mask_bkgd.png")
    house.put(png_bytes(), name="girl_mask_no_bkgd.png")
    assert house.editing.open("cats").draft.content() == {
        "pose_name": "P",
        "mask_type": "",
        "depth_type": "depth",
        "pose_type": "open",
        "resolution": 0,
        "description": "",
        "loras": [LORA],
        "mask:hero": {"type": "transparent", "has_background": True, "color": None},
    }


def test_an_edit_counts_once_it_is_saved(house: SceneHouse) -> None:
    """Undo takes it back; nodes see what is saved."""
    house.service.create("cats")
    draft = house.editing.open("cats").draft
    house.editing.edit("cats", draft.id, [Edit("resolution", 512), Edit("loras", [LORA])])
    draft = house.editing.edit("cats", draft.id, [Edit("pose_name", "P")]).draft
    assert house.service.get("cats").resolution == 0
    draft = house.editing.undo("cats", draft.id).draft
    house.editing.save("cats", draft.id, draft.revision)
    saved = house.service.get("cats")
    assert (saved.resolution, saved.pose_name) == (512, "")
    assert house.json("lora_stack.json") == [LORA]


def test_what_two_changed_is_merged_field_by_field(house: SceneHouse) -> None:
    """One field of both is a conflict with both values; the pose and pictures stay out of it."""
    house.service.create("cats")
    draft = house.editing.open("cats").draft
    draft = house.editing.edit("cats", draft.id, [Edit("description", "mine"), Edit("pose_name", "mine")]).draft
    house.save(resolution=768, loras=(Lora(lora="theirs"),))
    house.put({"people": []}, name="pose.json")
    saved = house.editing.save("cats", draft.id, draft.revision)
    assert set(saved.merged) == {"resolution", "loras"}
    found = house.service.get("cats")
    assert (found.description, found.resolution, found.pose) == ("mine", 768, {"people": ()})
    draft = house.editing.edit("cats", draft.id, [Edit("resolution", 1024)]).draft
    house.save(resolution=512)
    with pytest.raises(Conflict) as raised:
        house.editing.save("cats", draft.id, draft.revision)
    details: Any = raised.value.details
    assert (details["current"]["resolution"], details["sent"]["resolution"]) == (512, 1024)


def test_a_mask_that_comes_or_goes_meanwhile_is_no_hindrance(house: SceneHouse) -> None:
    """Its entry comes and goes with its picture."""
    house.put(png_bytes(), name="hero_mask_bkgd.png")
    draft = house.editing.open("cats").draft
    edit = Edit("mask:hero", {"type": "color", "color": "#ff0000"})
    draft = house.editing.edit("cats", draft.id, [edit, Edit("pose_name", "P")]).draft
    house.put(png_bytes(), name="other_mask_bkgd.png")
    saved = house.editing.save("cats", draft.id, draft.revision)
    assert "mask:other" in saved.merged
    assert house.json("masks.json")["masks"][0]["color"] == [255, 0, 0]
    house.path(name="hero_mask_bkgd.png").unlink()
    again = house.editing.get("cats", draft.id).draft
    assert "mask:hero" not in again.entries


@pytest.mark.parametrize(
    "edit",
    [
        Edit("resolution", "big"),
        Edit("depth_type", "deep"),
        Edit("pose", {}),
        Edit("name", "dogs"),
        Edit("mask:nobody", {"type": "color"}),
        Edit("mask:hero", removed=True),
        Edit("mask:hero", {"type": "x"}),
        Edit("mask:other", {"type": "color"}, instead_of="mask:hero"),
        Edit("pose_name", "x", instead_of="description"),
        Edit("loras", [{"lora": 5}]),
        Edit("", ""),
    ],
    ids=str,
)
def test_what_no_scene_can_have_is_refused(house: SceneHouse, edit: Edit) -> None:
    """At once, and the draft is as it was."""
    house.put(png_bytes(), name="hero_mask_bkgd.png")
    draft = house.editing.open("cats").draft
    with pytest.raises((Invalid, TooLarge, NotFound)):
        house.editing.edit("cats", draft.id, [Edit("description", "x"), edit])
    assert not house.editing.get("cats", draft.id).draft.dirty


def test_what_is_taken_away_has_its_default(house: SceneHouse) -> None:
    """A scene always has all of its fields."""
    house.service.create("cats")
    house.save(resolution=512, loras=(Lora(lora="a"),))
    draft = house.editing.open("cats").draft
    removed = [Edit("resolution", removed=True), Edit("loras", removed=True)]
    draft = house.editing.edit("cats", draft.id, removed).draft
    assert (draft.content()["resolution"], draft.content()["loras"]) == (0, [])


def test_a_new_scene_can_begin_as_a_draft(house: SceneHouse) -> None:
    """Its folder is made by the first save."""
    with pytest.raises(NotFound):
        house.editing.open("cats")
    draft = house.editing.open("cats", create=True).draft
    draft = house.editing.edit("cats", draft.id, [Edit("pose_name", "P")]).draft
    assert not house.path().parent.exists()
    house.editing.save("cats", draft.id, draft.revision)
    assert house.service.get("cats").pose_name == "P"


def test_a_newer_scene_cannot_be_edited(house: SceneHouse) -> None:
    """It is shown."""
    house.put({"format": 2})
    found = house.editing.open("cats")
    assert found.stored.read_only
    with pytest.raises(ReadOnly):
        house.editing.edit("cats", found.draft.id, [Edit("pose_name", "P")])


def test_an_open_draft_goes_along_with_a_rename(house: SceneHouse) -> None:
    """It is the same draft under the new name."""
    house.service.create("cats")
    draft = house.editing.open("cats").draft
    house.service.rename("cats", "dogs")
    note = house.editing.find("dogs")
    assert note is not None
    assert note.id == draft.id
    assert house.editing.find("cats") is None


def test_odd_values_of_a_file_survive_an_edit_of_others(house: SceneHouse) -> None:
    """Nobody who edits the description loses a resolution that could not be read."""
    house.put({"resolution": "big", "later": 1})
    draft = house.editing.open("cats").draft
    draft = house.editing.edit("cats", draft.id, [Edit("description", "D")]).draft
    house.editing.save("cats", draft.id, draft.revision)
    assert house.json()["resolution"] == "big"
    assert evolve(house.service.get("cats"), problems=()).description == "D"
