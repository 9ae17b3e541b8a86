"""The settings file, documents in memory and on disk, and profiles pass the published suites."""

from pathlib import Path
from typing import Any

from hypothesis import settings

from penstock.adapters.testing.file_faults import CallFaults, FaultyCalls
from penstock.adapters.testing.invariants import DocumentsMachine, ProfilesCrashSuite, ProfilesMachine, SettingsMachine
from penstock.adapters.testing.invariants.settings import SPECS
from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.files import Files
from penstock.core.settings_file import LayeredSettings, SettingsFile


class PapersMachine(DocumentsMachine):
    """Documents in memory."""

    def open_store(self, folder: Path) -> MemoryDocuments:
        return MemoryDocuments()


class FileMachine(SettingsMachine):
    """The settings file."""

    persistent = True

    def open_store(self, folder: Path) -> LayeredSettings:
        calls = FaultyCalls()
        self.faults = CallFaults(calls)
        return LayeredSettings(
            SettingsFile(folder / "settings.json", Files(calls, pause=lambda _: None)), SPECS, {}, {}
        )


class ProfileMachine(ProfilesMachine):
    """Profiles on disk."""

    persistent = True

    def open_store(self, folder: Path) -> Any:
        house = ProfileHouse(folder).start()
        return house.pools, house.profiles


class TestProfileCrashes(ProfilesCrashSuite):
    """Profiles on disk; events are told while the suite looks."""

    def open_store(self, folder: Path) -> Any:
        house = ProfileHouse(folder).start()
        self.faults = CallFaults(house.calls, house.database.abandon)
        return house.pools, house.profiles


TestPapers = PapersMachine.TestCase
TestFile = FileMachine.TestCase
TestProfiles = ProfileMachine.TestCase
SIZE = settings(stateful_step_count=15, max_examples=settings().max_examples // 2)
TestPapers.settings = SIZE
TestFile.settings = SIZE
TestProfiles.settings = SIZE
