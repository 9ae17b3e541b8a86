"""Stories follow a scene to its new name though the process dies, at whichever call of the disk that is."""

import itertools
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.story_house import StoryHouse, scene
from penstock.core.contracts.scenes import Scenes
from penstock.core.draft_values import Edit
from penstock.core.errors import BadName, Busy, DiskFull, NotFound
from penstock.core.files import Files
from penstock.plugins.stories import kept_renames
from penstock.plugins.stories.kept_renames import KeptRenames

from .story_world import StoryWorld


def begun(folder: Path) -> StoryHouse:
    """Two stories of the same scenes; one has a draft with changes."""
    house = StoryHouse(folder)
    house.scenes.make("cats", "dogs")
    house.save(scene("a"), scene("b", "dogs"), scene("c"))
    house.save(scene("a", "dogs"), scene("b"), story="other")
    draft = house.editing.open("other").draft
    house.editing.edit("other", draft.id, [Edit("scene:b", {"custom_prompt": "mine"})])
    return house


def names(house: StoryHouse, story: str = "tale") -> list[str]:
    return [one.scene_name for one in house.service.read(story).scenes]


def waiting(house: StoryHouse) -> list[str]:
    return sorted(path.name for path in house.kept.folder.glob("*~*"))


def move_and_die(house: StoryHouse) -> None:
    with house.kept.renaming("cats", "tigers"):
        house.scenes.folder("cats").rename(house.scenes.folder("tigers"))
        raise Crash


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is some."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="penstock-") as folder:
        yield Path(folder)


@pytest.mark.parametrize(
    "mode", ["crash_before", *(pytest.param(one, marks=pytest.mark.nightly) for one in ("crash_after", "power"))]
)
def test_a_crash_at_every_call_of_a_rename_leaves_no_story_behind(memory: Path, mode: str) -> None:
    """The next process follows: stories and drafts name the scene by the name that its folder has, no other scene."""
    for number in itertools.count(1):
        house = begun(memory / str(number))
        setattr(house.calls, "crash_after" if mode == "power" else mode, house.calls.count + number)
        try:
            house.rename_scene("cats", "tigers")
        except Crash:
            if mode == "power":
                house.calls.power_loss()
        again = house.again()
        again.renames.follow()
        name = "tigers" if "tigers" in again.scenes.names() else "cats"
        assert names(again) == [name, "dogs", name], house.calls.log
        assert names(again, "other") == ["dogs", name]
        draft = again.editing.open("other").draft.content()["scene:b"]
        assert (draft["scene_name"], draft["custom_prompt"]) == (name, "mine")
        assert waiting(again) == []
        if not house.calls.dead:
            assert name == "tigers"
            return


def test_names_that_were_swapped_are_followed_in_their_order(tmp_path: Path) -> None:
    """Though nobody followed between the renames, and the process died behind them."""
    house = begun(tmp_path)
    for old, new in (("cats", "aside"), ("dogs", "cats"), ("aside", "dogs")):
        house.move_scene(old, new)
    again = house.again()
    again.renames.follow()
    assert names(again) == ["dogs", "cats", "dogs"]


def test_a_rename_behind_one_whose_process_died_finds_out_about_it(tmp_path: Path) -> None:
    """A name that is used again hides nothing: what became of the first rename is noted before the second begins."""
    house = begun(tmp_path)
    with pytest.raises(Crash):
        move_and_die(house)
    again = house.again()
    again.move_scene("dogs", "cats")
    again.renames.follow()
    assert names(again) == ["tigers", "cats", "tigers"]


def test_a_rename_that_was_refused_is_followed_by_nobody(tmp_path: Path) -> None:
    """It leaves nothing to do."""
    house = begun(tmp_path)
    with pytest.raises(NotFound), house.kept.renaming("cats", "tigers"):
        raise NotFound("There is no such scene.")
    assert waiting(house) == []
    house.renames.follow()
    assert names(house) == ["cats", "dogs", "cats"]


def test_a_disk_that_refuses_lets_no_scene_be_renamed(tmp_path: Path) -> None:
    """What could not be followed after a crash is not begun."""
    house = begun(tmp_path)
    house.move_scene("dogs", "wolves")
    house.calls.fail_from = (house.calls.count + 1, 28)
    with pytest.raises(DiskFull):
        house.move_scene("cats", "tigers")
    assert house.scenes.names() == ("cats", "wolves")
    house.calls.fail_from = None
    assert waiting(house) == ["000000001~dogs~wolves"]


def test_two_processes_never_follow_at_once(tmp_path: Path) -> None:
    """What one of them has done already, the other does not do to the scene that has that name by then."""
    house = begun(tmp_path)
    house.move_scene("cats", "aside")
    house.move_scene("dogs", "cats")
    with house.kept.following() as renames:
        assert [one.new for one in renames] == ["aside", "cats"]
        house.again().renames.follow()
        assert names(house) == ["cats", "dogs", "cats"]
    house.again().renames.follow()
    assert names(house) == ["aside", "cats", "aside"]


def test_nobody_judges_a_rename_that_is_being_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process waits until it is known what became of it; another rename is told to try again."""
    monkeypatch.setattr(kept_renames, "_BUSY_SECONDS", 0.1)
    house = begun(tmp_path)
    other = house.again()
    busy: list[Busy] = []

    def rename() -> None:
        try:
            other.move_scene("dogs", "wolves")
        except Busy as error:
            busy.append(error)

    with house.kept.renaming("cats", "tigers"):
        second = threading.Thread(target=rename)
        second.start()
        other.renames.follow()
        assert names(house) == ["cats", "dogs", "cats"]
        second.join(timeout=30)
        house.scenes.folder("cats").rename(house.scenes.folder("tigers"))
    other.renames.follow()
    assert (names(house), len(busy)) == (["tigers", "dogs", "tigers"], 1)


def test_the_service_of_scenes_keeps_its_renames(world: StoryWorld) -> None:
    """They are on the disk when it returns; stories follow as soon as they can."""
    kept = world.services.get(KeptRenames)
    kept.folder.mkdir(parents=True)
    with FileLock(kept.folder / "following.lock"):
        world.services.get(Scenes).rename("cats", "tigers")  # type: ignore[type-abstract]
        assert [path.name for path in kept.folder.glob("*~*")] == ["000000001~cats~tigers"]
        assert world.stories.uses("cats") == ("tale",)
    soon = time.monotonic() + 20
    while world.stories.uses("cats"):
        assert time.monotonic() < soon
        time.sleep(0.05)
    assert world.stories.uses("tigers") == ("tale",)


@pytest.mark.parametrize("name", ["../up", "/absolute", "a/b", "..", "a~b", "../../made/up", ""])
def test_names_that_are_none_leave_nothing_on_the_disk(tmp_path: Path, name: str) -> None:
    """A rename from or to what is no name of a scene is refused before anything is noted, inside or outside."""
    kept = KeptRenames(tmp_path / "data" / "renames", Files(), lambda _name: False)

    for old, new in ((name, "good"), ("good", name)):
        with pytest.raises(BadName), kept.renaming(old, new):
            raise AssertionError("it was let in")

    assert not [path for path in tmp_path.rglob("*") if path.is_dir() and path.name not in ("data", "renames")]
