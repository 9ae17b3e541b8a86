"""Story Create, Edit, View, Save, Load on a whole application."""

import json

import pytest
from attrs import evolve

from penstock.core.contracts.stories import StoryInfo
from penstock.core.errors import BadName, Conflict, Invalid, NotFound

from .story_world import StoryWorld, place


def test_a_new_story_is_a_value_until_it_is_saved(world: StoryWorld) -> None:
    """The same inputs give the same ids; saving it twice writes once."""
    first = world.run("StoryCreate", story_name="new", initial_scene="cats", prompt_key="main")["story_info"]
    second = world.run("StoryCreate", story_name="new", initial_scene="cats", prompt_key="main")["story_info"]
    assert first == second
    assert "new" not in world.stories.names()
    path = world.run("StorySave", story_info=first)["save_path"]
    before = (world.paths.output / "stories" / "new" / "story.json").stat()
    assert path == str(world.paths.output.resolve() / "stories" / "new" / "story.json")
    world.run("StorySave", story_info=second)
    after = (world.paths.output / "stories" / "new" / "story.json").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert world.stories.read("new").scenes == first.scenes


def test_a_new_story_takes_over_no_other(world: StoryWorld) -> None:
    """A name that is used by another story is an error that says so."""
    made = world.run("StoryCreate", story_name="tale", initial_scene="dogs", prompt_key="main")["story_info"]
    with pytest.raises(Conflict, match="another story"):
        world.run("StorySave", story_info=made)
    assert len(world.stories.read("tale").scenes) == 3


def test_names_and_folders_of_a_new_story_are_checked(world: StoryWorld) -> None:
    """Before the run and in it; the right folder of older workflows is fine."""
    right = str(world.paths.output / "stories")
    assert world.valid("StoryCreate", story_name="x", story_dir=right, initial_scene="cats") is True
    assert world.valid("StoryCreate", story_name=None, story_dir="", initial_scene=None) is True
    for wrong in (
        {"story_name": "../x"},
        {"story_name": ""},
        {"story_name": "x", "story_dir": "/etc"},
        {"story_name": "x", "initial_scene": "gone"},
        {"story_name": "x", "initial_scene": "../cats"},
    ):
        said = world.valid("StoryCreate", **wrong)
        assert isinstance(said, str)
        assert said
        with pytest.raises((BadName, Invalid, NotFound)):
            world.run("StoryCreate", **wrong)
    with pytest.raises(Invalid):
        world.run("StoryCreate", story_name="x", initial_scene="cats", pose_type="other")


def test_a_story_is_loaded_as_it_is_saved(world: StoryWorld) -> None:
    """Its fingerprint changes with the file; what is not there is told before the run."""
    assert world.run("StoryLoad", story_name="tale")["story_info"] == world.stories.read("tale")
    before = world.fingerprint("StoryLoad", story_name="tale")
    assert before == world.fingerprint("StoryLoad", story_name="tale")
    world.story("tale", place("a", "cats"))
    assert world.fingerprint("StoryLoad", story_name="tale") != before
    assert world.valid("StoryLoad", story_name="tale") is True
    for wrong in ({"story_name": "gone"}, {"story_name": "../x"}, {"filename": "other.json", "story_name": "tale"}):
        assert isinstance(world.valid("StoryLoad", **wrong), str)
        with pytest.raises((NotFound, BadName, Invalid)):
            world.run("StoryLoad", **wrong)
    with pytest.raises(Invalid, match="not where"):
        world.run("StoryLoad", story_name="tale", stories_dir="/etc")


def test_a_value_that_was_read_earlier_is_merged(world: StoryWorld) -> None:
    """What others saved since stays; where both changed the same it is an error, and nothing is written."""
    read = world.stories.read("tale")
    world.story("tale", read.scenes[0], evolve(read.scenes[1], use_mask=True), read.scenes[2], place("n", "dogs"))
    mine = evolve(read, scenes=(evolve(read.scenes[0], use_depth=True), *read.scenes[1:]))
    world.run("StorySave", story_info=mine)
    found = world.stories.read("tale").scenes
    assert [one.scene_id for one in found] == ["a", "b", "c", "n"]
    assert (found[0].use_depth, found[1].use_mask) == (True, True)
    with pytest.raises(Conflict, match="same places"):
        world.run(
            "StorySave", story_info=evolve(read, scenes=(evolve(read.scenes[0], depth_type="zoe"), *read.scenes[1:]))
        )
    assert world.stories.read("tale").scenes == found


def test_a_value_of_a_revision_that_nobody_remembers_is_not_written_over_another(world: StoryWorld) -> None:
    """It is read again instead; one of a story that is gone is not made again."""
    read = world.stories.read("tale")
    strange = evolve(read, revision="0" * 32, scenes=read.scenes[:1])
    with pytest.raises(Conflict, match="changed since"):
        world.run("StorySave", story_info=strange)
    world.stories.delete("tale")
    with pytest.raises(Conflict, match="deleted"):
        world.run("StorySave", story_info=read)
    with pytest.raises(Invalid, match="no story"):
        world.run("StorySave", story_info={"story_name": "x"})


def test_a_story_is_edited_with_a_scene_looked_at(world: StoryWorld) -> None:
    """All pictures have the size of the base picture, black where there is none."""
    world.picture("dogs", "base", 0.5)
    world.picture("dogs", "pose_open", 1.0, (3, 3))
    found = world.run("StoryEdit", story_select="tale", preview_scene_name="dogs")
    assert found["story_info_out"] == world.stories.read("tale")
    shapes = {name: found[name].shape for name in ("base_image", "mask_image", "pose_image", "depth_image")}
    assert set(shapes.values()) == {(1, 6, 4, 3)}
    assert found["mask"].shape == (1, 6, 4)
    assert (found["pose_image"].min(), found["depth_image"].max(), found["mask"].max()) == (1.0, 0.0, 0.0)
    assert world.run("StoryEdit", story_select="tale")["base_image"].shape == (1, 512, 512, 3)


def test_what_a_story_edit_shows_is_checked_before_the_run(world: StoryWorld) -> None:
    """The story, the scene in it, the scene's folder; a story without scenes has black pictures."""
    assert world.valid("StoryEdit", story_select="tale", preview_scene_name="dogs") is True
    world.story("odd", place("a", "gone"))
    for wrong in (("", ""), ("gone", ""), ("tale", "birds"), ("odd", "")):
        assert isinstance(world.valid("StoryEdit", story_select=wrong[0], preview_scene_name=wrong[1]), str)
        with pytest.raises((NotFound, Invalid)):
            world.run("StoryEdit", story_select=wrong[0], preview_scene_name=wrong[1])
    world.story("bare")
    assert world.run("StoryEdit", story_select="bare")["base_image"].max() == 0.0


def test_the_fingerprint_of_a_story_edit_follows_its_scenes(world: StoryWorld) -> None:
    """A picture, a prompt, the story; not another story."""
    seen = [world.fingerprint("StoryEdit", story_select="tale")]
    world.picture("cats", "base", 0.5)
    seen.append(world.fingerprint("StoryEdit", story_select="tale"))
    world.prompts("dogs", main="other")
    seen.append(world.fingerprint("StoryEdit", story_select="tale"))
    world.story("other", place("x", "cats"))
    assert world.fingerprint("StoryEdit", story_select="tale") == seen[-1]
    assert len(set(seen)) == 3


def test_a_scene_of_a_story_is_viewed(world: StoryWorld) -> None:
    """With its text, or the one that was typed; a scene or a prompt that is not there is named."""
    story = world.stories.read("tale")
    found = world.run("StoryView", story_info=story, selected_scene="dogs")
    assert (found["scene_name"], found["selected_prompt"], found["scene_count"]) == ("dogs", "a dog", 3)
    assert found["scene_info"].scene_name == "dogs"
    lines = [line.strip(" >").split(" (")[0] for line in world.shown["text"][0].splitlines()]
    assert lines[1:4] == ["1: cats", "2: dogs", "3: cats"]
    assert found["story_dir"] == str(world.paths.output.resolve() / "stories" / "tale")
    assert world.run("StoryView", story_info=story)["scene_name"] == "cats"
    typed = world.run("StoryView", story_info=story, prompt_in="typed", prompt_action="use_edit")
    assert typed["selected_prompt"] == "typed"
    with pytest.raises(NotFound, match="birds"):
        world.run("StoryView", story_info=story, selected_scene="birds")
    broken = evolve(story, scenes=(place("a", "cats", prompt_key="nope"),))
    with pytest.raises(NotFound, match="nope"):
        world.run("StoryView", story_info=broken)
    with pytest.raises(NotFound, match="no scenes"):
        world.run("StoryView", story_info=StoryInfo(story_name="x"))


def test_the_fingerprint_of_a_story_view_follows_the_linked_story(world: StoryWorld) -> None:
    """Through other views; all scenes where the graph does not say which story it is."""
    world.story("other", place("x", "dogs"))
    graph = {
        "7": {"class_type": "StoryView", "inputs": {"story_info": ["5", 0]}},
        "5": {"class_type": "StoryView", "inputs": {"story_info": ["3", 0]}},
        "3": {"class_type": "StoryLoad", "inputs": {"story_name": "other"}},
    }
    seen = [world.fingerprint("StoryView", one) for one in (graph, None)]
    world.prompts("cats", main="x")
    after = [world.fingerprint("StoryView", one) for one in (graph, None)]
    assert (seen[0] == after[0], seen[1] == after[1]) == (True, False)
    world.prompts("dogs", main="x")
    assert world.fingerprint("StoryView", graph) != after[0]
    for odd in ({"7": 5}, {"7": {"inputs": {"story_info": []}}}, {"7": {"inputs": {"story_info": ["7", 0]}}}):
        assert world.fingerprint("StoryView", odd)


def test_a_mask_that_is_named_and_not_there_is_an_error(world: StoryWorld) -> None:
    """No mask, in the words of older lists too, is none."""
    story = evolve(world.stories.read("tale"), scenes=(place("a", "cats", mask_name="(none)"),))
    assert world.run("StoryView", story_info=story)["mask_image"].max() == 0.0
    with pytest.raises(NotFound, match="no mask 'hero'"):
        world.run("StoryView", story_info=evolve(story, scenes=(place("a", "cats", mask_name="hero"),)))


def test_nodes_take_older_stories(world: StoryWorld) -> None:
    """A file of version 1 is loaded, saved as it is read, and kept beside."""
    path = world.paths.output / "stories" / "old" / "story.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"scenes": [{"scene_name": "cats", "scene_order": 0, "prompt_type": "main"}]}))
    story = world.run("StoryLoad", story_name="old")["story_info"]
    assert world.run("StoryView", story_info=story)["selected_prompt"] == "a cat"
    world.run("StorySave", story_info=story)
    assert path.with_name("story.json.v1.backup").exists()
