"""Both bundled stores keep the invariants of the published suite."""

from pathlib import Path

from hypothesis import settings
from hypothesis.stateful import rule

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


class CrowdedMachine(DiskMachine):
    """The store on disk where two open pools are one too many: they are closed and opened again all the time."""

    def open_store(self, folder: Path) -> DiskPoolStore:
        calls = FaultyCalls()
        self.faults = CallFaults(calls)
        files = Files(calls)
        return DiskPoolStore(folder / "grid_pool", folder / "trash", files, FakeClock(), RandomIds(), most_open=1)

    @rule()
    def rest(self) -> None:
        """All manifests are written: what is at rest may be closed."""
        store = self.store
        assert isinstance(store, DiskPoolStore)
        store.settle()
        assert store.changed_pools() == ()


TestMemoryStore = MemoryMachine.TestCase
TestDiskStore = DiskMachine.TestCase
TestCrowdedStore = CrowdedMachine.TestCase
TestMemoryStore.settings = settings(stateful_step_count=40)
TestDiskStore.settings = settings(stateful_step_count=30)
TestCrowdedStore.settings = settings(stateful_step_count=20)
