"""Both bundled stores keep the invariants of the published suite."""

from pathlib import Path

from hypothesis import settings

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import CallFaults, FaultyCalls
from penstock.adapters.testing.invariants import PoolStoreMachine
from penstock.adapters.testing.memory_store import MemoryPoolStore
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools.store import DiskPoolStore


class MemoryMachine(PoolStoreMachine):
    """The store in memory."""

    def open_store(self, folder: Path) -> MemoryPoolStore:
        return MemoryPoolStore(folder, FakeClock(), CountingIds())


class DiskMachine(PoolStoreMachine):
    """The store on disk: restarts, kills and a disk that refuses are rules too."""

    persistent = True

    def open_store(self, folder: Path) -> DiskPoolStore:
        calls = FaultyCalls()
        self.faults = CallFaults(calls)
        return DiskPoolStore(folder / "grid_pool", folder / "trash", Files(calls), FakeClock(), RandomIds())


TestMemoryStore = MemoryMachine.TestCase
TestDiskStore = DiskMachine.TestCase
TestMemoryStore.settings = settings(stateful_step_count=40)
TestDiskStore.settings = settings(stateful_step_count=30)
