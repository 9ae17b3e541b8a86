"""An order that was made before somebody added or removed a scene is told to be stale, not to be wrong."""

import pytest

from penstock.adapters.testing.story_house import StoryHouse, scene
from penstock.core.draft_values import Edit
from penstock.core.errors import Conflict, Invalid


def test_an_order_of_other_scenes_is_stale(house: StoryHouse) -> None:
    """The writer gets the order that there is now and makes its move again; without its revision it is just wrong."""
    house.save(scene("a"), scene("b", "dogs"), scene("c", "birds"))
    draft = house.editing.open("tale").draft
    seen = {"order": draft.entries["order"].revision}
    house.editing.edit("tale", draft.id, (Edit("scene:b", removed=True), Edit("scene:n", {"scene_name": "cats"})))
    moved = (Edit("order", ["c", "a", "b"]),)
    with pytest.raises(Conflict) as caught:
        house.editing.edit("tale", draft.id, moved, seen)
    assert caught.value.details["current"]["order"]["value"] == ["a", "c", "n"]  # type: ignore[index]
    with pytest.raises(Invalid):
        house.editing.edit("tale", draft.id, moved)
    assert house.editing.get("tale", draft.id).draft.content()["order"] == ["a", "c", "n"]
