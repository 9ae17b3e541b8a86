"""story.json: read, saved, migrated, mended; nothing in it is lost."""

import json
from pathlib import Path

import pytest
from attrs import evolve

from penstock.adapters.testing.story_house import StoryHouse, fbtools_story, scene
from penstock.core.contracts.stories import StoryInfo
from penstock.core.errors import BadName, Busy, Conflict, Invalid, NotFound, ReadOnly, TooLarge


def test_a_story_is_read_as_it_was_saved(house: StoryHouse) -> None:
    """Order, choices, description, ids."""
    scenes = (scene("b", "dogs", use_mask=True, mask_name="m", mask_background=False), scene("a", custom_prompt="x"))
    saved = house.save(*scenes, description="About pets")
    found = house.again().service.read("tale")
    assert (found, found.scenes, found.description) == (saved, scenes, "About pets")
    assert found.story_dir == str(house.path().parent.resolve())


def test_the_file_is_what_fbtools_reads(house: StoryHouse) -> None:
    """Version 2, all its fields, orders from 0 on, and ours beside."""
    house.save(scene("b", "dogs"), scene("a"))
    found = house.json()
    assert set(fbtools_story()) <= set(found)
    assert (found["version"], found["format"], found["story_name"]) == (2, 1, "tale")
    assert found["story_dir"] == str(house.path().parent.resolve())
    assert [(one["scene_order"], one["scene_id"], one["scene_name"]) for one in found["scenes"]] == [
        (0, "b", "dogs"),
        (1, "a", "cats"),
    ]
    assert set(fbtools_story("x")["scenes"][0]) <= set(found["scenes"][0])


def test_a_story_of_fbtools_opens_unchanged(house: StoryHouse) -> None:
    """Nothing is written by reading it; its folder is the one that it is in, whatever the file says."""
    path = house.put(fbtools_story("cats", "dogs"))
    before = path.read_bytes()
    found = house.service.read("tale")
    assert [one.scene_name for one in found.scenes] == ["cats", "dogs"]
    assert found.story_dir == str(path.parent.resolve())
    assert (path.read_bytes(), [one.name for one in path.parent.iterdir()]) == (before, ["story.json"])


def test_scenes_keep_their_ids_when_another_program_writes_old_bytes_again(house: StoryHouse) -> None:
    """Whoever saw these bytes before, when their scene had another id, says the same as who never did."""
    path = house.put(fbtools_story("cats"))
    old = path.read_bytes()
    house.service.read("tale")
    house.save(scene("a"), scene("b"))
    house.put(old)
    seen = [one.service.read("tale").scenes[0].scene_id for one in (house, house.again())]
    assert seen == ["a", "a"]


def test_scenes_stand_in_their_order(house: StoryHouse) -> None:
    """By scene_order, not by their place in the file; one without an order follows the one before it."""
    house.put(
        fbtools_story(
            {"scene_name": "c", "scene_order": 2},
            {"scene_name": "d", "scene_order": "?"},
            {"scene_name": "a", "scene_order": 0},
            {"scene_name": "b", "scene_order": 1.5},
        )
    )
    assert [one.scene_name for one in house.service.read("tale").scenes] == ["a", "b", "c", "d"]


def test_unknown_fields_stay(house: StoryHouse) -> None:
    """Those of the file and of scenes, also where the caller does not send them; what is no scene stays too."""
    content = fbtools_story({"scene_name": "cats", "mood": {"a": [1]}}, author="me")
    content["scenes"].append("odd")
    house.put(content)
    found = house.service.read("tale")
    assert any("no scene" in problem for problem in found.problems)
    bare = evolve(found, unknown={}, scenes=(evolve(found.scenes[0], unknown={}, use_pose=True),))
    house.service.save(bare, found.revision)
    written = house.json()
    assert (written["author"], written["scenes"][0]["mood"], written["scenes"][1]) == ("me", {"a": [1]}, "odd")
    assert written["scenes"][0]["use_pose"] is True


def test_fields_that_hold_what_they_cannot_stay_until_they_are_mended(house: StoryHouse) -> None:
    """They are told, written back as they were, and replaced by a choice."""
    house.put(fbtools_story({"scene_name": "cats", "use_pose": "yes", "depth_type": "x", "custom_prompt": 5}))
    found = house.service.read("tale")
    assert "custom_prompt, depth_type, use_pose" in found.problems[0]
    house.service.save(evolve(found, scenes=(evolve(found.scenes[0], depth_type="zoe"),)), found.revision)
    written = house.json()["scenes"][0]
    assert (written["use_pose"], written["depth_type"], written["custom_prompt"]) == ("yes", "zoe", 5)


def test_saving_what_is_there_writes_nothing(house: StoryHouse) -> None:
    """The file stays the same file, and nothing is told."""
    saved = house.save(scene("a"))
    before = house.path().stat()
    house.events()
    assert house.service.save(saved, saved.revision) == saved
    assert (house.path().stat().st_ino, house.events()) == (before.st_ino, [])


def test_a_save_over_another_revision_is_refused(house: StoryHouse) -> None:
    """A new story over one that is there, one that changed, one that is gone: all say so, nothing changes."""
    saved = house.save(scene("a"))
    with pytest.raises(Conflict, match="already"):
        house.service.save(StoryInfo(story_name="tale"), None)
    house.save(scene("a"), scene("b"))
    with pytest.raises(Conflict, match="meantime"):
        house.service.save(saved, saved.revision)
    house.service.delete("tale")
    with pytest.raises(Conflict, match="gone"):
        house.service.save(saved, saved.revision)


def test_a_newer_story_is_only_read(house: StoryHouse) -> None:
    """A higher version or format: shown, never written over."""
    for story, changes in (("v", {"version": 3}), ("f", {"format": 2})):
        house.put(fbtools_story("cats", **changes), story)
        found = house.service.read(story)
        assert found.read_only
        with pytest.raises(ReadOnly):
            house.service.save(found, found.revision)


def test_a_damaged_story_is_set_aside_and_its_last_good_copy_comes_back(house: StoryHouse) -> None:
    """Once nobody writes it any more; the damaged bytes stay beside it."""
    saved = house.save(scene("a", custom_prompt="kept"))
    house.put(b'{"version": 2, "scenes": [')
    again = house.again()
    again.clock.set_wall(house.path().stat().st_mtime_ns // 1_000_000 + 60_000)
    found = again.service.read("tale")
    assert found.scenes == saved.scenes
    assert "damaged" in found.problems[0]
    (kept,) = house.path().parent.glob("story.json.corrupt-*")
    assert kept.read_bytes() == b'{"version": 2, "scenes": ['
    assert house.json()["scenes"][0]["custom_prompt"] == "kept"


def test_a_story_that_is_being_written_is_left_alone(house: StoryHouse) -> None:
    """A file that was damaged just now may be in writing: the last good copy is answered, a save is refused."""
    saved = house.save(scene("a"))
    house.put(b"{")
    house.clock.set_wall(house.path().stat().st_mtime_ns // 1_000_000)
    assert house.service.read("tale").scenes == saved.scenes
    with pytest.raises(Busy):
        house.service.save(saved, saved.revision)
    assert house.path().read_bytes() == b"{"


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"scenes": 5}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_story_without_a_copy_stays_as_it_is(house: StoryHouse, content: bytes) -> None:
    """It is an error that says so, in a list too, and not one byte is changed."""
    path = house.put(content)
    house.clock.set_wall(path.stat().st_mtime_ns // 1_000_000 + 60_000)
    with pytest.raises(Invalid, match="damaged"):
        house.service.read("tale")
    (note,) = house.service.list()
    assert (note.revision, note.read_only) == (None, True)
    assert "damaged" in note.problems[0]
    assert path.read_bytes() == content


def test_names_are_names_of_folders(house: StoryHouse, tmp_path: Path) -> None:
    """Paths and links are refused; folders with other names are listed with what is wrong."""
    for name in ("..", "a/b", "", "CON", "x" * 65, "é", ".trash"):
        with pytest.raises(BadName):
            house.service.read(name)
        with pytest.raises(BadName):
            house.save(story=name)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "story.json").write_text(json.dumps(fbtools_story()))
    house.path().parent.parent.mkdir(parents=True, exist_ok=True)
    house.path("linked").parent.symlink_to(outside)
    with pytest.raises(BadName):
        house.service.read("linked")
    house.put(fbtools_story(), "été")
    (note,) = house.service.list()
    assert (note.name, note.read_only) == ("été", True)
    assert "cannot be used" in note.problems[0]
    assert house.service.names() == ()


def test_there_is_no_story_without_a_file(house: StoryHouse) -> None:
    """Reading it is an error that names it, and makes nothing."""
    with pytest.raises(NotFound, match="tale"):
        house.service.read("tale")
    assert house.service.signature("tale") == ""
    assert not house.path().parent.exists()


def test_what_may_not_be_stored_is_refused(house: StoryHouse) -> None:
    """Wrong choices, two scenes with one id, names of no scene; what is wrong in the file already may stay."""
    for bad in (scene("a", pose_type="x"), scene("a", "../x"), scene("", "cats"), scene("a", use_mask=1)):
        with pytest.raises((Invalid, BadName)):
            house.save(bad)
    with pytest.raises(Invalid, match="one id"):
        house.save(scene("a"), scene("a"))
    with pytest.raises(TooLarge):
        house.save(*(scene(str(number)) for number in range(5_001)))
    house.put(fbtools_story("été"))
    found = house.service.read("tale")
    house.save(*found.scenes, scene("new"))
    assert [one["scene_name"] for one in house.json()["scenes"]] == ["été", "cats"]


def test_a_list_is_as_the_files_are(house: StoryHouse) -> None:
    """Also when it is asked again: a story that another program wrote, a scene that came, a story that is gone."""
    house.save(scene("a", "mice"))
    assert house.service.list()[0].missing == ("mice",)
    house.scenes.make("mice")
    assert house.service.list()[0].missing == ()
    house.put(fbtools_story("cats", "mice", "gone", "gone"))
    (note,) = house.service.list()
    assert (note.scenes, note.missing) == (("cats", "mice", "gone", "gone"), ("gone",))
    assert note.revision == house.service.read("tale").revision
    house.service.delete("tale")
    assert house.service.list() == ()
