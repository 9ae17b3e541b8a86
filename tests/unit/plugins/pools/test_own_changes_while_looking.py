"""What this process does while it looks for others' changes is not told as theirs."""

from pathlib import Path

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.core.contracts.pools import Pool
from penstock.core.files import Files
from penstock.plugins.pools.store import DiskPoolStore


class Between(DiskPoolStore):
    """Deletes the pool and brings it back in the middle of the next look."""

    armed = False

    def pool(self, pool_id: str) -> Pool:
        """See `PoolStore`."""
        if self.armed:
            self.armed = False
            self.undelete(self.delete(pool_id))
        return super().pool(pool_id)


def test_a_pool_that_this_process_deleted_and_restored_meanwhile_is_not_told(tmp_path: Path) -> None:
    """It is another open pool now, but nobody else changed it."""
    store = Between(tmp_path / "pools", tmp_path / "trash", Files(), FakeClock(), CountingIds())
    try:
        store.create("cats")
        store.order("cats")
        assert store.changed_pools() == ()
        store.armed = True
        assert store.changed_pools() == ()
        assert not store.armed
        assert store.changed_pools() == ()
    finally:
        store.close()
