"""Files of fbTools' first version, and ids of scenes that no file says."""

import json
from typing import Any

import pytest

from penstock.adapters.testing.story_house import StoryHouse, fbtools_story, scene
from penstock.core.contracts.stories import StoryScene


def old(*scenes: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """story.json of version 1."""
    placed = [{"scene_name": "cats", "scene_order": order, **one} for order, one in enumerate(scenes)]
    return {"story_name": "tale", "scenes": placed, **changes}


def first(house: StoryHouse, content: Any) -> StoryScene:
    house.put(content)
    return house.service.read("tale").scenes[0]


@pytest.mark.parametrize(
    ("entry", "source", "key"),
    [
        ({"prompt_type": "girl_pos"}, "prompt", "girl_pos"),
        ({"prompt_type": "custom", "custom_prompt": "x"}, "custom", ""),
        ({"prompt_type": "a", "prompt_source": "composition", "prompt_key": "b"}, "prompt", "a"),
        ({"prompt_type": ""}, "prompt", ""),
        ({"prompt_type": 5}, "prompt", ""),
    ],
)
def test_the_old_prompt_type_becomes_a_choice(house: StoryHouse, entry: Any, source: str, key: str) -> None:
    """As fbTools reads it, in memory only."""
    found = first(house, old(entry))
    assert (found.prompt_source, found.prompt_key) == (source, key)
    assert found.custom_prompt == entry.get("custom_prompt", "")


@pytest.mark.parametrize(
    ("entry", "name", "background"),
    [
        ({"mask_type": "girl"}, "girl", True),
        ({"mask_type": "combined_no_bg"}, "combined", False),
        ({"mask_type": "girl", "mask_name": "hero", "mask_background": False}, "hero", False),
        ({"mask_type": ""}, "", True),
    ],
)
def test_the_old_mask_type_becomes_a_mask(house: StoryHouse, entry: Any, name: str, background: bool) -> None:
    """With or without what is around it; a mask that has a name keeps it."""
    found = first(house, old(entry))
    assert (found.mask_name, found.mask_background) == (name, background)


def test_the_first_save_keeps_the_old_bytes(house: StoryHouse) -> None:
    """Byte for byte, once; the new file is of version 2 and without the old fields."""
    path = house.put(json.dumps(old({"prompt_type": "girl_pos", "mask_type": "girl", "x": 1}), indent=7).encode())
    before = path.read_bytes()
    found = house.service.read("tale")
    saved = house.service.save(found, found.revision)
    backup = house.path(name="story.json.v1.backup")
    assert backup.read_bytes() == before
    written = house.json()
    assert (written["version"], written["scenes"][0]["x"]) == (2, 1)
    assert not {"prompt_type", "mask_type"} & set(written["scenes"][0])
    house.service.save(saved, saved.revision)
    assert [one.name for one in path.parent.glob("*backup*")] == ["story.json.v1.backup"]


def test_a_mask_that_is_taken_away_stays_away(house: StoryHouse) -> None:
    """The old field beside the new one would bring it back."""
    house.put(fbtools_story({"scene_name": "cats", "mask_name": "hero", "mask_type": "girl"}))
    found = house.service.read("tale")
    house.save(StoryScene(scene_id=found.scenes[0].scene_id, scene_name="cats"))
    assert house.again().service.read("tale").scenes[0].mask_name == ""
    assert "mask_type" not in house.json()["scenes"][0]


def test_ids_that_no_file_says_are_the_same_each_time(house: StoryHouse) -> None:
    """Over reads, processes without any memory, and another order; each place has its own."""
    house.put(fbtools_story("cats", "dogs", "cats"))
    ids = [one.scene_id for one in house.service.read("tale").scenes]
    assert len(set(ids)) == 3
    for path in (house.paths.private / "stories" / "tale").iterdir():
        path.unlink()
    assert [one.scene_id for one in house.again().service.read("tale").scenes] == ids
    house.put(fbtools_story("dogs", "cats", "cats"))
    assert [one.scene_id for one in house.service.read("tale").scenes] == [ids[1], ids[0], ids[2]]


def test_ids_are_written_by_the_first_save(house: StoryHouse) -> None:
    """Also where nothing else changes."""
    house.put(fbtools_story("cats"))
    found = house.service.read("tale")
    house.service.save(found, found.revision)
    assert house.json()["scenes"][0]["scene_id"] == found.scenes[0].scene_id


def test_ids_outlive_a_program_that_leaves_them_out(house: StoryHouse) -> None:
    """fbTools writes a story without ids: each place has the one that it had, a new one another."""
    house.save(scene("a"), scene("b", "dogs"), scene("c"))
    house.put(fbtools_story("dogs", "cats", "birds", "cats"))
    found = [(one.scene_name, one.scene_id) for one in house.again().service.read("tale").scenes]
    assert found[:2] == [("dogs", "b"), ("cats", "a")]
    assert found[3] == ("cats", "c")
    assert found[2][1] not in "abc"


def test_an_edit_beside_fbtools_is_merged(house: StoryHouse) -> None:
    """A draft begun before fbTools wrote the story in another order, without ids, is saved with both changes."""
    from penstock.core.draft_values import Edit

    house.save(scene("a"), scene("b", "dogs"))
    draft = house.editing.open("tale").draft
    draft = house.editing.edit("tale", draft.id, [Edit("scene:a", {"custom_prompt": "mine"})]).draft
    house.put(
        fbtools_story(
            {"scene_name": "dogs", "prompt_key": "theirs"},
            {"scene_name": "cats", "prompt_source": "custom", "prompt_key": ""},
        )
    )
    house.editing.save("tale", draft.id, draft.revision)
    found = house.service.read("tale").scenes
    assert [(one.scene_id, one.prompt_key, one.custom_prompt) for one in found] == [
        ("b", "theirs", ""),
        ("a", "", "mine"),
    ]


def test_ids_that_cannot_be_used_are_replaced(house: StoryHouse) -> None:
    """Two places with one id, an id that is no text, a very long one: each place gets its own."""
    given: tuple[Any, ...] = ("x", "x", 5, "", "y" * 201, None, "a\nb")
    house.put(fbtools_story(*({"scene_name": "cats", "scene_id": one} for one in given)))
    found = [one.scene_id for one in house.service.read("tale").scenes]
    assert found[0] == "x"
    assert len(set(found)) == len(given)
    assert all(0 < len(one) <= 200 and one.isprintable() for one in found)
