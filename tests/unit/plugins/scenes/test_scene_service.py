"""Scenes as a service: made, renamed, deleted, brought back; what is told of it, and of what others do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import pytest
from attrs import evolve

from penstock.adapters.testing.scene_house import SceneHouse, png_bytes
from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.contracts.scenes import Lora, SceneDocument, SceneInfo, SceneMask
from penstock.core.errors import Conflict, NotFound
from penstock.core.events.scenes import SceneChangedElsewhere, SceneRenamed, SceneSaved


def test_a_new_scene_is_empty_and_told(house: SceneHouse) -> None:
    """It has a scene.json, so that it is there."""
    made = house.service.create("cats")
    assert (made.revision, made.pictures, made.loras, made.masks) == (made.revision, (), (), ())
    assert house.json() == {
        "format": 1,
        "pose_name": "",
        "mask_type": "",
        "depth_type": "depth",
        "pose_type": "open",
        "resolution": 0,
        "description": "",
    }
    (told,) = house.events()
    assert isinstance(told, SceneSaved)
    assert (told.scene, told.created, told.revision) == ("cats", True, made.revision)


def test_a_save_is_told_with_what_is_other(house: SceneHouse) -> None:
    """By the keys that drafts have; the same again is not told."""
    house.service.create("cats")
    house.put(png_bytes(), name="hero_mask_bkgd.png")
    house.service.turns.look()
    house.events()
    house.save(
        lambda now: evolve(
            now,
            pose_name="P",
            loras=(Lora(lora="x"),),
            masks=(evolve(now.masks[0], type="color", color="#ff0000"),),
        )
    )
    (told,) = house.events()
    assert isinstance(told, SceneSaved)
    assert told.changed == ("pose_name", "loras", "mask:hero")
    house.save()
    house.service.turns.look()
    assert house.events() == []


def test_a_mask_that_gets_another_background_gets_another_file_name(house: SceneHouse) -> None:
    """The picture goes along: masks.json and the file say the same."""
    house.put(png_bytes(), name="hero_mask_bkgd.png")
    data = house.path(name="hero_mask_bkgd.png").read_bytes()
    mask = SceneMask(name="hero", has_background=False, file="hero_mask_no_bkgd.png")
    saved = house.save(masks=(mask,))
    assert [one.file for one in saved.masks] == ["hero_mask_no_bkgd.png"]
    assert house.path(name="hero_mask_no_bkgd.png").read_bytes() == data
    assert not house.path(name="hero_mask_bkgd.png").exists()


def test_an_empty_folder_keeps_no_scene_from_its_name(house: SceneHouse) -> None:
    """Somebody tried to make a scene of that name, and the disk refused."""
    house.service.create("old")
    house.path("new").parent.mkdir()
    house.service.rename("old", "new")
    assert [note.name for note in house.service.list()] == ["new"]


def test_a_rename_takes_all_along(house: SceneHouse) -> None:
    """Prompts, pictures and folders of others; told as one event."""
    house.service.create("cats")
    house.put({"version": 2, "prompts": {"a": {"value": "A"}}}, name="prompts.json")
    (house.path().parent / "input").mkdir()
    (house.path().parent / "input" / "x.png").write_bytes(b"x")
    house.service.turns.look()
    house.events()
    renamed = house.service.rename("cats", "dogs")
    assert renamed.name == "dogs"
    assert house.path("dogs", "input").joinpath("x.png").read_bytes() == b"x"
    assert house.service.info("dogs").prompts.prompts["a"].value == "A"
    assert not house.path().parent.exists()
    (told,) = house.events()
    assert told == evolve(cast("SceneRenamed", told), old_name="cats", new_name="dogs")
    house.service.turns.look()
    assert house.events() == []
    with pytest.raises(NotFound):
        house.service.rename("cats", "birds")
    house.service.create("birds")
    with pytest.raises(Conflict):
        house.service.rename("dogs", "birds")
    assert house.service.rename("dogs", "dogs").name == "dogs"


def test_names_that_only_capitals_tell_apart_are_one(house: SceneHouse) -> None:
    """Refused with the name that is there, in every way to make a scene; a scene's own name gets other capitals."""
    house.service.create("Kitchen")
    house.service.create("birds")
    kitchen = SceneDocument(name="kitchen")
    ways: list[Callable[[], object]] = [
        lambda: house.service.create("kitchen"),
        lambda: house.service.create("kitchen", exist_ok=True),
        lambda: house.service.rename("birds", "kitchen"),
        lambda: house.service.save(kitchen, None),
        lambda: house.service.save_info(SceneInfo(scene_name="kitchen", scene_dir="", document=kitchen)),
    ]
    for way in ways:
        with pytest.raises(Conflict, match="'Kitchen' already"):
            way()
    assert house.service.names() == ("birds", "Kitchen")
    assert house.service.rename("Kitchen", "KITCHEN").name == "KITCHEN"


def test_scenes_stand_as_people_sort(house: SceneHouse) -> None:
    """Whatever their capitals, and by the numbers in them."""
    for name in ("b", "Cats 10", "A", "cats 9"):
        house.service.create(name)
    assert house.service.names() == ("A", "b", "cats 9", "Cats 10")
    assert tuple(note.name for note in house.service.list()) == house.service.names()


def test_a_deleted_scene_comes_back_as_it_was(house: SceneHouse) -> None:
    """All that was in its folder; not over one that has its name by then."""
    house.service.create("cats")
    house.put(b"anything", name="notes.txt")
    before = house.tree()
    deleted = house.service.delete("cats")
    assert not house.path().parent.exists()
    assert [one.trash for one in house.service.deleted()] == [deleted.trash]
    house.service.create("cats")
    with pytest.raises(Conflict):
        house.service.restore(deleted.trash)
    house.service.delete("cats")
    assert house.service.restore(deleted.trash) == "cats"
    assert house.tree() == before
    with pytest.raises(NotFound):
        house.service.restore(deleted.trash)
    names = house.names()
    assert names == ["scene_saved", "scene_deleted", "scene_saved", "scene_deleted", "scene_restored"]


def test_what_was_deleted_goes_after_thirty_days(house: SceneHouse) -> None:
    """When the next one is deleted, or at the next start."""
    house.service.create("cats")
    house.service.delete("cats")
    house.clock.advance(31 * 24 * 3600)
    house.again()
    assert house.service.deleted() == ()


def test_another_program_is_told_of_once(house: SceneHouse) -> None:
    """Also where it writes in place, adds a picture, or takes the scene away."""
    house.service.create("cats")
    house.events()
    house.path().write_text('{"pose_name": "by hand"}')
    house.service.turns.look()
    house.service.turns.look()
    (told,) = house.events()
    assert told == SceneChangedElsewhere(scene="cats", revision=house.service.get("cats").revision)
    house.put(png_bytes(), name="depth.png")
    house.service.turns.look()
    assert house.names() == ["scene_changed_elsewhere"]
    for path in house.path().parent.iterdir():
        path.unlink()
    house.service.turns.look()
    assert house.events() == [SceneChangedElsewhere(scene="cats", revision=None)]
    house.put({}, scene="dogs")
    house.service.turns.look()
    assert house.names() == ["scene_changed_elsewhere"]


def test_two_processes_hear_of_each_other(house: SceneHouse) -> None:
    """Each tells its own tabs what the other saved, and its own save as what it is."""
    other = house.again()
    house.service.create("cats")
    other.service.turns.look()
    assert other.names() == ["scene_changed_elsewhere"]
    other.save(pose_name="P")
    assert other.names() == ["scene_saved"]
    house.service.turns.look()
    assert house.names() == ["scene_saved", "scene_changed_elsewhere"]


def test_what_was_changed_before_a_save_is_told_before_it(house: SceneHouse) -> None:
    """Whoever follows the events reads both."""
    house.service.create("cats")
    house.put({"pose_name": "theirs"})
    house.save(description="mine")
    assert house.names() == ["scene_saved", "scene_changed_elsewhere", "scene_saved"]


def test_prompts_are_told_by_prompts(house: SceneHouse) -> None:
    """A scene with other prompts is no other scene, but its signature is another one."""
    house.service.create("cats")
    house.events()
    before = house.service.signature("cats")
    house.prompts.service.save("cats", PromptCollection(prompts={"a": Prompt(value="A")}), None)
    house.service.turns.look()
    assert house.events() == []
    assert house.service.signature("cats") != before


def test_a_scene_of_prompts_alone_comes_and_goes_with_them(house: SceneHouse) -> None:
    """Who shows a list of scenes has to hear of it."""
    house.put({"girl_pos": "G"}, name="prompts.json")
    house.service.turns.look()
    house.put({"girl_pos": "H"}, name="prompts.json")
    house.service.turns.look()
    assert house.names() == ["scene_changed_elsewhere"]
    house.path(name="prompts.json").unlink()
    house.service.turns.look()
    assert house.events() == [SceneChangedElsewhere(scene="cats", revision=None)]


def test_a_list_tells_what_each_scene_has(house: SceneHouse) -> None:
    """Sorted; one that cannot be read is there and says why."""
    house.service.create("dogs")
    house.put(png_bytes(), scene="dogs", name="base.png")
    house.put(png_bytes(), scene="dogs", name="girl_mask_no_bkgd.png")
    house.put({"version": 2, "prompts": {"a": {"value": "A"}, "b": {"value": "B"}}}, scene="dogs", name="prompts.json")
    house.put(b"{", scene="cats", name="prompts.json")
    cats, dogs = house.service.list()
    assert (dogs.prompts, dogs.pictures, dogs.masks, dogs.problems) == (2, ("base",), ("girl_no_bg",), ())
    assert cats.revision is not None
    assert cats.problems
    assert house.service.names() == ("cats", "dogs")


def test_many_writers_lose_nothing(house: SceneHouse) -> None:
    """Threads and processes that each add a lora, and try again where another one was faster."""
    house.service.create("cats")
    services = [house.service, house.again().service]

    def add(number: int) -> None:
        service = services[number % 2]
        while True:
            now = service.get("cats")
            try:
                service.save(evolve(now, loras=(*now.loras, Lora(lora=str(number)))), now.revision)
            except Conflict:
                continue
            return

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(12)))
    assert sorted(int(one.lora) for one in house.service.get("cats").loras) == list(range(12))


def test_a_scene_of_pictures_alone_has_a_revision(house: SceneHouse) -> None:
    """It can be edited like any other."""
    house.put(png_bytes(), name="base.png")
    assert house.service.get("cats").revision is not None
    assert house.save(pose_name="P").pose_name == "P"


def test_the_signature_changes_with_every_file(house: SceneHouse, tmp_path: Path) -> None:
    """And with no other one."""
    house.service.create("cats")
    seen = {house.service.signature("cats")}
    for name in ("base.png", "pose.json", "masks.json", "lora_stack.json", "x_mask_bkgd.png", "prompts.json"):
        house.put(png_bytes() if name.endswith("png") else {}, name=name)
        seen.add(house.service.signature("cats"))
    assert len(seen) == 7
    house.put(b"x", name="notes.txt")
    assert house.service.signature("cats") in seen
