"""The store on disk passes the published crash suite, at the calls of its files and at the statements of its index."""

from pathlib import Path

from penstock.adapters.testing.database_faults import FaultyDatabase, StatementFaults
from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.file_faults import CallFaults, FaultyCalls
from penstock.adapters.testing.invariants import PoolStoreCrashSuite
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools.store import DiskPoolStore


def opened(folder: Path, calls: FaultyCalls, database: FaultyDatabase) -> DiskPoolStore:
    """A process of its own."""
    return DiskPoolStore(
        folder / "grid_pool", folder / "trash", Files(calls), FakeClock(), RandomIds(), database.connect
    )


class TestCalls(PoolStoreCrashSuite):
    """The process, the power or the disk goes at a call."""

    def open_store(self, folder: Path) -> DiskPoolStore:
        calls = FaultyCalls()
        database = FaultyDatabase(calls=calls)
        self.faults = CallFaults(calls, database.abandon)
        return opened(folder, calls, database)


class TestStatements(PoolStoreCrashSuite):
    """The process goes, or the disk, at a statement."""

    with_power_cuts = False

    def open_store(self, folder: Path) -> DiskPoolStore:
        calls = FaultyCalls()
        database = FaultyDatabase(calls=calls)
        self.faults = StatementFaults(database, calls)
        return opened(folder, calls, database)
