"""Drafts of stories: their order follows their scenes, and both sides of a conflict are kept."""

import pytest

from penstock.adapters.testing.story_house import StoryHouse, scene
from penstock.core.contracts.stories import StoryInfo
from penstock.core.draft_values import Draft, Edit
from penstock.core.errors import Conflict, Invalid, TooLarge


@pytest.fixture
def draft(house: StoryHouse) -> Draft:
    """Of a story with the scenes a, b, c."""
    house.save(scene("a"), scene("b", "dogs"), scene("c", "birds"))
    return house.editing.open("tale").draft


def edited(house: StoryHouse, draft: Draft, *edits: Edit, **seen: int) -> Draft:
    return house.editing.edit(draft.name, draft.id, edits, seen or None).draft


def order(draft: Draft) -> list[str]:
    return list(draft.content()["order"])


def new(name: str = "cats") -> dict[str, str]:
    return {"scene_name": name}


def test_a_new_scene_is_the_last_and_a_removed_one_goes(house: StoryHouse, draft: Draft) -> None:
    """In the order too, in one step that is undone as one."""
    after = edited(house, draft, Edit("scene:n", new()), Edit("scene:b", removed=True), Edit("scene:m", new()))
    assert order(after) == ["a", "c", "n", "m"]
    assert set(after.content()) == {"description", "order", "scene:a", "scene:c", "scene:n", "scene:m"}
    assert order(house.editing.undo("tale", draft.id).draft) == ["a", "b", "c"]


def test_a_scene_is_put_where_the_order_says(house: StoryHouse, draft: Draft) -> None:
    """With the order in the same edit, before or behind the scene."""
    assert order(edited(house, draft, Edit("scene:n", new()), Edit("order", ["a", "n", "b", "c"])))[1] == "n"
    after = edited(house, draft, Edit("order", ["m", "a", "n", "b", "c"]), Edit("scene:m", new()))
    assert order(after) == ["m", "a", "n", "b", "c"]


def test_an_order_holds_just_the_scenes_that_are_there(house: StoryHouse, draft: Draft) -> None:
    """None is lost by a page that has not seen it yet: that is told, and nothing changes."""
    for bad in (["a", "b"], ["a", "b", "c", "d"], ["a", "a", "b", "c"], [1], "abc", None):
        with pytest.raises(Invalid):
            edited(house, draft, Edit("order", bad))
    with pytest.raises(Invalid):
        edited(house, draft, Edit("scene:b", removed=True), Edit("order", ["a", "b", "c"]))
    assert order(house.editing.get("tale", draft.id).draft) == ["a", "b", "c"]


def test_two_tabs_that_move_scenes_at_once_see_it(house: StoryHouse, draft: Draft) -> None:
    """The second writer saw an order that is not there any more: it gets both and makes its move again."""
    seen = draft.entries["order"].revision
    edited(house, draft, Edit("order", ["c", "a", "b"]), order=seen)
    with pytest.raises(Conflict) as caught:
        edited(house, draft, Edit("order", ["b", "a", "c"]), order=seen)
    assert caught.value.details["current"]["order"]["value"] == ["c", "a", "b"]  # type: ignore[index]


def test_the_id_of_a_scene_never_changes(house: StoryHouse, draft: Draft) -> None:
    """Renaming an entry is refused."""
    with pytest.raises(Invalid, match="never changes"):
        edited(house, draft, Edit("scene:z", new(), instead_of="scene:a"))


def test_an_edit_may_hold_only_what_changes(house: StoryHouse, draft: Draft) -> None:
    """The rest stays, and so does what nobody here knows."""
    after = edited(house, draft, Edit("scene:a", {"use_pose": True, "mood": [1]}))
    after = edited(house, after, Edit("scene:a", {"mask_name": "m"}))
    entry = after.content()["scene:a"]
    assert (entry["scene_name"], entry["use_pose"], entry["mask_name"], entry["mood"]) == ("cats", True, "m", [1])


def test_a_saved_draft_stands_in_its_order(house: StoryHouse, draft: Draft) -> None:
    """The file has it, and a draft that was saved has no changes."""
    after = edited(
        house, draft, Edit("order", ["c", "a", "b"]), Edit("scene:n", new()), Edit("order", ["c", "a", "n", "b"])
    )
    saved = house.editing.save("tale", draft.id, after.revision).draft
    assert not saved.dirty
    assert [one.scene_id for one in house.service.read("tale").scenes] == ["c", "a", "n", "b"]
    assert house.editing.save("tale", draft.id, saved.revision).draft.base == saved.base


def test_what_both_sides_added_is_there_after_a_conflict(house: StoryHouse, draft: Draft) -> None:
    """Whichever order is taken: no scene is lost by it."""
    for number, take in enumerate(("mine", "theirs")):
        after = edited(house, house.editing.open("tale").draft, Edit(f"scene:mine{number}", new()))
        found = house.service.read("tale")
        house.save(scene(f"theirs{number}"), *found.scenes)
        with pytest.raises(Conflict) as caught:
            house.editing.save("tale", after.id, after.revision)
        assert list(caught.value.details["current"]) == ["order"]  # type: ignore[call-overload]
        house.editing.save("tale", after.id, after.revision, {"order": take})  # type: ignore[dict-item]
        ids = [one.scene_id for one in house.service.read("tale").scenes]
        assert {f"mine{number}", f"theirs{number}", "a", "b", "c"} <= set(ids)


def test_a_draft_of_five_thousand_scenes_is_edited_and_saved(house: StoryHouse) -> None:
    """And not one more."""
    house.save(*(scene(f"s{number:04d}") for number in range(4_999)))
    draft = house.editing.open("tale").draft
    after = edited(house, draft, Edit("scene:last", new()))
    with pytest.raises(TooLarge):
        edited(house, after, Edit("scene:more", new()))
    house.editing.save("tale", after.id, after.revision)
    assert len(house.service.read("tale").scenes) == 5_000


def test_a_story_is_told_as_it_was_saved(house: StoryHouse, draft: Draft) -> None:
    """Which scenes are new, other, gone, and whether others are moved."""
    house.events()
    after = edited(
        house, draft, Edit("scene:a", {"use_mask": True}), Edit("scene:b", removed=True), Edit("scene:n", new())
    )
    house.editing.save("tale", draft.id, after.revision)
    (event,) = house.events()
    assert (event.story, event.created, event.added, event.changed, event.removed, event.moved) == (  # type: ignore[attr-defined]
        "tale",
        False,
        ("n",),
        ("a",),
        ("b",),
        False,
    )
    house.service.save(_turned(house.service.read("tale")), house.service.read("tale").revision)
    (event,) = house.events()
    assert (event.changed, event.moved) == ((), True)  # type: ignore[attr-defined]


def _turned(story: StoryInfo) -> StoryInfo:
    from attrs import evolve

    return evolve(story, scenes=story.scenes[::-1])


def test_changes_of_other_processes_are_told_and_own_ones_are_not(house: StoryHouse) -> None:
    """Written, deleted, brought back."""
    other = house.again()
    house.save(scene("a"))
    house.events()
    house.service.look()
    assert house.events() == []
    other.service.look()
    assert other.names() == ["story_changed_elsewhere"]
    trash = other.service.delete("tale").trash
    house.service.look()
    (event,) = house.events()
    assert event.revision is None  # type: ignore[attr-defined]
    other.service.restore(trash)
    assert other.names() == ["story_deleted", "story_restored"]
    house.service.look()
    assert house.names() == ["story_changed_elsewhere"]
