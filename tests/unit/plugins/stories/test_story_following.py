"""Stories follow scenes that get another name."""

import pytest

from penstock.adapters.testing.story_house import StoryHouse, fbtools_story, scene
from penstock.core.contracts.stories import StoryInfo
from penstock.core.draft_values import Draft, Edit
from penstock.core.errors import Conflict, DiskFull
from penstock.plugins.stories.service import StoryService

from .story_world import StoryWorld


def edited(house: StoryHouse, draft: Draft, key: str, **changes: object) -> Draft:
    return house.editing.edit(draft.name, draft.id, [Edit(key, changes)]).draft


def test_saved_stories_name_the_scene_by_its_new_name(house: StoryHouse) -> None:
    """Wherever it stands, with all that was chosen for it; other stories stay the same files."""
    house.save(scene("a", custom_prompt="x"), scene("b", "dogs"), scene("c"))
    house.save(scene("a", "dogs"), story="other")
    before = house.path("other").stat().st_ino
    house.events()
    house.rename_scene("cats", "tigers")
    assert [one.scene_name for one in house.service.read("tale").scenes] == ["tigers", "dogs", "tigers"]
    assert house.service.read("tale").scenes[0].custom_prompt == "x"
    assert house.path("other").stat().st_ino == before
    assert house.names() == ["story_saved"]
    assert house.service.uses("tigers") == ("tale",)


def test_a_story_of_fbtools_follows_too(house: StoryHouse) -> None:
    """And keeps what is not known of it."""
    house.put(fbtools_story({"scene_name": "cats", "mood": 1}, author="me"))
    house.rename_scene("cats", "tigers")
    found = house.json()
    assert (found["author"], found["scenes"][0]["scene_name"], found["scenes"][0]["mood"]) == ("me", "tigers", 1)


def test_a_draft_without_changes_follows_its_file(house: StoryHouse) -> None:
    """It is not dirty afterwards, and names the scene by its new name."""
    house.save(scene("a"))
    draft = house.editing.open("tale").draft
    house.rename_scene("cats", "tigers")
    found = house.editing.get("tale", draft.id).draft
    assert (found.dirty, found.content()["scene:a"]["scene_name"]) == (False, "tigers")


def test_a_draft_with_changes_of_the_same_scene_is_saved_without_asking(house: StoryHouse) -> None:
    """What somebody chose for the scene and its new name are both kept."""
    house.save(scene("a"), scene("b", "dogs"))
    draft = edited(house, house.editing.open("tale").draft, "scene:a", custom_prompt="mine")
    house.rename_scene("cats", "tigers")
    found = house.editing.get("tale", draft.id).draft
    assert found.content()["scene:a"]["scene_name"] == "tigers"
    house.editing.save("tale", draft.id, found.revision)
    saved = house.service.read("tale").scenes[0]
    assert (saved.scene_name, saved.custom_prompt) == ("tigers", "mine")


def test_what_others_changed_beside_is_still_asked_about(house: StoryHouse) -> None:
    """The new name hides no conflict: another program that chose something else for that scene is not run over."""
    house.save(scene("a"))
    draft = edited(house, house.editing.open("tale").draft, "scene:a", custom_prompt="mine")
    house.rename_scene("cats", "tigers")
    house.save(scene("a", "tigers", custom_prompt="theirs"))
    found = house.editing.get("tale", draft.id).draft
    with pytest.raises(Conflict):
        house.editing.save("tale", draft.id, found.revision)


def test_a_scene_that_only_a_draft_names_follows(house: StoryHouse) -> None:
    """Of a story that is not saved yet."""
    draft = house.editing.open("new", create=True).draft
    draft = edited(house, draft, "scene:a", scene_name="cats")
    house.rename_scene("cats", "tigers")
    found = house.editing.get("new", draft.id).draft
    assert found.content()["scene:a"]["scene_name"] == "tigers"
    assert not house.path("new").exists()


def test_a_disk_that_refuses_is_asked_again(house: StoryHouse) -> None:
    """Nothing is lost by a full disk: the next look follows."""
    house.save(scene("a"))
    house.move_scene("cats", "tigers")
    house.calls.fail_from = (house.calls.count + 1, 28)
    house.renames.follow()
    with pytest.raises(DiskFull):
        house.save(scene("b"))
    assert house.json()["scenes"][0]["scene_name"] == "cats"
    house.calls.fail_from = None
    house.renames.follow()
    assert house.json()["scenes"][0]["scene_name"] == "tigers"


def test_a_running_host_follows_by_itself(world: StoryWorld) -> None:
    """A scene that is renamed over its service: stories name it by its new name soon, and tell it."""
    world.rename_scene("cats", "tigers")
    assert [one.scene_name for one in world.stories.read("tale").scenes] == ["tigers", "dogs", "tigers"]
    assert world.stories.uses("tigers") == ("tale",)
    assert world.stories.prompts(world.stories.read("tale").scenes[0]).prompt == "a cat"


def test_a_story_that_is_saved_again_and_again_is_followed_later(
    house: StoryHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else is faster each time: the new name is not forgotten, but tried again at the next look."""
    house.save(scene("a"))
    save = house.service.save

    def overtaken(story: StoryInfo, seen: str | None) -> StoryInfo:
        raise Conflict("somebody saved it")

    monkeypatch.setattr(StoryService, "save", lambda _self, story, seen: overtaken(story, seen))
    house.rename_scene("cats", "tigers")
    monkeypatch.setattr(StoryService, "save", lambda _self, story, seen: save(story, seen))
    assert house.service.read("tale").scenes[0].scene_name == "cats"
    house.renames.follow()
    assert house.service.read("tale").scenes[0].scene_name == "tigers"
