"""The bundled libraries, prompts, scenes and stories pass the published suites: two processes, restarts, bad disks."""

from pathlib import Path
from typing import Any

from hypothesis import settings

from penstock.adapters.testing.file_faults import CallFaults, FaultyCalls
from penstock.adapters.testing.invariants import (
    LibbersCrashSuite,
    LibbersMachine,
    PromptsCrashSuite,
    PromptsMachine,
    ScenesCrashSuite,
    ScenesMachine,
    StoriesCrashSuite,
    StoriesMachine,
)
from penstock.adapters.testing.libber_house import LibberHouse
from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.adapters.testing.scene_house import SceneHouse
from penstock.adapters.testing.story_house import StoryHouse
from penstock.core.ids import RandomIds


class OnDisk:
    """Sets the faults of the process that was opened last."""

    persistent = True
    faults: Any

    def calls(self) -> FaultyCalls:
        made = FaultyCalls()
        self.faults = CallFaults(made)
        return made


class Libraries(OnDisk):
    def open_store(self, folder: Path) -> Any:
        return LibberHouse(folder, calls=self.calls(), ids=RandomIds()).libbers


class Collections(OnDisk):
    def open_store(self, folder: Path) -> Any:
        return WholePrompts(folder, calls=self.calls(), ids=RandomIds()).service


class SceneFolders(OnDisk):
    def open_store(self, folder: Path) -> Any:
        return SceneHouse(folder, calls=self.calls(), ids=RandomIds()).service


class StoryFolders(OnDisk):
    def open_store(self, folder: Path) -> Any:
        return StoryHouse(folder, calls=self.calls(), ids=RandomIds()).service


class LibberMachine(Libraries, LibbersMachine):
    """Libraries."""


class PromptMachine(Collections, PromptsMachine):
    """Prompts."""


class SceneMachine(SceneFolders, ScenesMachine):
    """Scenes."""


class StoryMachine(StoryFolders, StoriesMachine):
    """Stories."""


class TestLibberCrashes(Libraries, LibbersCrashSuite):
    """Libraries that move are linked first and unlinked then."""

    may_be_under_both = True


class TestPromptCrashes(Collections, PromptsCrashSuite):
    """Prompts."""


class TestSceneCrashes(SceneFolders, ScenesCrashSuite):
    """Scenes."""


class TestStoryCrashes(StoryFolders, StoriesCrashSuite):
    """Stories."""


TestLibbers = LibberMachine.TestCase
TestPrompts = PromptMachine.TestCase
TestScenes = SceneMachine.TestCase
TestStories = StoryMachine.TestCase
SIZE = settings(stateful_step_count=15, max_examples=settings().max_examples // 2)
TestLibbers.settings = SIZE
TestPrompts.settings = SIZE
TestScenes.settings = SIZE
TestStories.settings = SIZE
