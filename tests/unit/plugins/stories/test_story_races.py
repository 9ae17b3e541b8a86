"""Many writers at once, in one process and in several: whatever was acknowledged is there."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from attrs import evolve

from penstock.adapters.testing.story_house import StoryHouse, scene
from penstock.core.draft_values import Edit
from penstock.core.errors import Conflict
from penstock.core.ids import RandomIds


def all_at_once(works: list[Callable[[], None]]) -> None:
    """Run them together; what one raises is raised."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        start.wait(timeout=30)
        work()

    with ThreadPoolExecutor(len(works)) as pool:
        for future in [pool.submit(run, work) for work in works]:
            future.result(timeout=60)


def adding(house: StoryHouse, name: str, count: int) -> Callable[[], None]:
    """Add scenes one by one, each time to the story as it is then."""

    def work() -> None:
        for number in range(count):
            for _ in range(200):
                found = house.service.read("tale")
                try:
                    house.service.save(evolve(found, scenes=(*found.scenes, scene(f"{name}{number}"))), found.revision)
                    break
                except Conflict:
                    continue
            else:
                raise AssertionError("never saved")

    return work


def test_no_scene_of_many_writers_is_lost(house: StoryHouse) -> None:
    """Two processes with two threads each."""
    house.save()
    other = house.again()
    all_at_once([adding(house, "a", 4), adding(house, "b", 4), adding(other, "c", 4), adding(other, "d", 4)])
    ids = {one.scene_id for one in house.service.read("tale").scenes}
    assert ids == {f"{name}{number}" for name in "abcd" for number in range(4)}


def test_no_edit_of_two_tabs_is_lost(house: StoryHouse) -> None:
    """Both edit one draft through two processes, each its own scenes; then it is saved."""
    first = StoryHouse(house.folder, ids=RandomIds())
    second = StoryHouse(house.folder, ids=RandomIds())
    first.save(scene("a"), scene("b"))
    draft = first.editing.open("tale").draft

    def editing(tab: StoryHouse, name: str) -> Callable[[], None]:
        def work() -> None:
            for number in range(8):
                tab.editing.edit("tale", draft.id, [Edit(f"scene:{name}{number}", {"scene_name": "cats"})])
                tab.editing.edit("tale", draft.id, [Edit(f"scene:{name}", {"custom_prompt": str(number)})])

        return work

    all_at_once([editing(first, "a"), editing(second, "b")])
    now = first.editing.get("tale", draft.id).draft
    first.editing.save("tale", draft.id, now.revision)
    found = {one.scene_id: one for one in second.service.read("tale").scenes}
    assert set(found) == {"a", "b", *(f"{name}{number}" for name in "ab" for number in range(8))}
    assert (found["a"].custom_prompt, found["b"].custom_prompt) == ("7", "7")


def test_renames_follow_while_people_save(house: StoryHouse) -> None:
    """A story that is saved in this very moment names the scene by its new name in the end, and loses nothing."""
    house.save(scene("first", "dogs"))

    def renaming() -> None:
        house.rename_scene("dogs", "wolves")

    all_at_once([adding(house, "a", 5), renaming])
    house.renames.follow()
    found = house.service.read("tale").scenes
    assert found[0].scene_name == "wolves"
    assert len(found) == 6
