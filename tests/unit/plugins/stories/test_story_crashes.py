"""A crash, a power cut, an error of the disk at every call of every operation: all or nothing, never a lost story."""

import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from penstock.adapters.testing.file_faults import ERRORS, Crash
from penstock.adapters.testing.story_house import StoryHouse, fbtools_story, scene
from penstock.core.contracts.stories import StoryScene
from penstock.core.draft_values import Edit
from penstock.core.errors import PenstockError

MEMORY = Path("/dev/shm")
OLD = {"story_name": "old", "scenes": [{"scene_name": "cats", "scene_order": 0, "prompt_type": "girl_pos"}]}
State = tuple[dict[str, tuple[StoryScene, ...]], list[str]]


def save(house: StoryHouse, story: str) -> None:
    found = house.service.read(story)
    house.service.save(evolve(found, scenes=(*found.scenes, scene("new", "dogs")), description="d"), found.revision)


def save_a_draft(house: StoryHouse) -> None:
    draft = house.editing.open("tale").draft
    house.editing.save("tale", draft.id, draft.revision)


OPERATIONS: dict[str, Callable[[StoryHouse], object]] = {
    "create": lambda house: house.save(scene("n"), story="new"),
    "save": lambda house: save(house, "tale"),
    "save a draft": save_a_draft,
    "save over version 1": lambda house: save(house, "old"),
    "save what fbTools wrote": lambda house: save(house, "theirs"),
    "read what fbTools wrote": lambda house: house.service.read("theirs"),
    "delete": lambda house: house.service.delete("tale"),
    "restore": lambda house: house.service.restore(house.service.deleted()[0].trash),
    "mend": lambda house: house.service.read("bad"),
}


def prepare(folder: Path) -> None:
    house = StoryHouse(folder)
    house.scenes.make("cats", "dogs")
    for name in ("tale", "bad", "gone"):
        house.save(scene("a", "dogs", custom_prompt="x" * 50), scene("b"), story=name)
    house.service.delete("gone")
    draft = house.editing.open("tale").draft
    house.editing.edit("tale", draft.id, [Edit("scene:a", {"custom_prompt": "edited"})])
    house.put(OLD, "old")
    house.put(fbtools_story("dogs", "cats"), "theirs")
    house.put(house.path("bad").read_bytes()[:20], "bad")
    os.utime(house.path("bad"), (1_000, 1_000))
    house.path("tale", "0123456789abcdef.story.json.part").write_bytes(b"{")


def state_of(house: StoryHouse) -> State:
    """Every story by its name, and what is in the trash; reading mends."""
    found = {name: house.service.read(name).scenes for name in house.service.names()}
    return found, [one.name for one in house.service.deleted()]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stories of ours and of others, one damaged, one deleted, one with a draft, made once."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture
def begin(prepared: Path, tmp_path: Path) -> Iterator[Callable[[], StoryHouse]]:
    """`begin()`: a house on a fresh copy of the prepared folder, in memory where there is some."""
    home = MEMORY / f"penstock-{os.getpid()}-{tmp_path.name}" if os.access(MEMORY, os.W_OK) else tmp_path
    numbers = itertools.count()

    def start() -> StoryHouse:
        folder = home / str(next(numbers))
        shutil.copytree(prepared, folder)
        return StoryHouse(folder)

    yield start
    shutil.rmtree(home)


def run(house: StoryHouse, name: str, **fault: Any) -> bool:
    """Whether the operation returned, on a disk with this fault from now on."""
    first = house.calls.count
    for kind, value in fault.items():
        setattr(house.calls, kind, first + value if isinstance(value, int) else (first + value[0], value[1]))
    try:
        OPERATIONS[name](house)
    except (Crash, PenstockError):
        return False
    return True


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *((name, "process") for name in OPERATIONS),
        *((name, "power") for name in ("create", "save", "save over version 1", "restore")),
    ],
)
def test_a_crash_at_every_call_leaves_all_or_nothing(name: str, mode: str, begin: Callable[[], StoryHouse]) -> None:
    """At the next start every story is as before or as after, never gone; what returned is there, version 1 kept."""
    before = state_of(begin())
    house = begin()
    OPERATIONS[name](house)
    after = state_of(house)
    assert before[0]["old"]
    for number in itertools.count(1):
        house = begin()
        returned = run(house, name, crash_before=number)
        if mode == "power":
            house.calls.power_loss()
        found = state_of(house.again())
        if returned and not house.calls.dead:
            assert found == after
            return
        assert found in (before, after), (number, house.calls.log)
        if house.json("old").get("version") == 2:
            assert json.loads(house.path("old", "story.json.v1.backup").read_bytes()) == OLD


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_error_at_every_call_changes_nothing_or_is_overcome(name: str, begin: Callable[[], StoryHouse]) -> None:
    """What raised changed nothing, what returned is done; the same house goes on afterwards.

    Where a draft was written and could not be noted as saved, its next save is no conflict.
    """
    before = state_of(begin())
    house = begin()
    OPERATIONS[name](house)
    after = state_of(house)
    for number in itertools.count(1):
        house = begin()
        first = house.calls.count
        returned = run(house, name, fail=(number, ERRORS[number % 2]))
        if house.calls.count < first + number:
            return
        house.calls.fail = None
        found = state_of(house)
        if name == "save a draft" and not returned:
            assert found in (before, after)
            save_a_draft(house)
            assert state_of(house) == after
            continue
        assert found == (after if returned else before), (number, house.calls.log)


def test_a_full_disk_hinders_no_deletion(begin: Callable[[], StoryHouse]) -> None:
    """One rename, once the folder of the trash is there."""
    house = begin()
    house.service.delete("theirs")
    calls = house.calls
    written = [call for call in calls.log if call.startswith("create")]
    house.service.delete("tale")
    assert [call for call in calls.log if call.startswith("create")] == written
