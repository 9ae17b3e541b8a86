"""What a pool's snapshot holds once slots were there and are gone."""

import tracemalloc

from penstock.core.contracts.pools import Slot
from penstock.plugins.pools.lazy_slots import slot_of
from penstock.plugins.pools.snapshot import Snapshot

_MANY = 3_000
_FEW_BYTES = 5 * _MANY
_OURS = [tracemalloc.Filter(True, __file__)]


def _slot(number: int) -> Slot:
    image, mask = f"img_{number:06}.png", f"mask_{number:06}.png"
    return slot_of((f"slot{number}", image, mask, "", "2026-01-01T00:00:00Z", 1, 1, "a", "b", 0, 0))


def _come_and_go(snapshot: Snapshot, numbers: range) -> None:
    for number in numbers:
        snapshot.put(_slot(number), number)
        snapshot.drop(f"slot{number}")


def test_nothing_is_held_of_slots_that_went() -> None:
    """However many slots came and went, the snapshot of an empty pool is as large as before."""
    snapshot = Snapshot("p", [])
    _come_and_go(snapshot, range(100))
    tracemalloc.start()
    try:
        _come_and_go(snapshot, range(100, 100 + _MANY))
        held = tracemalloc.take_snapshot().filter_traces(_OURS).statistics("filename")
    finally:
        tracemalloc.stop()
    assert sum(one.size for one in held) < _FEW_BYTES


def test_a_file_that_two_slots_have_is_in_use_until_both_went() -> None:
    """Of two slots with one image, the first that goes leaves it in use, the last does not."""
    snapshot = Snapshot("p", [])
    for number, sid in enumerate(("one", "two")):
        snapshot.put(slot_of((sid, "same.png", "same.png", "", "2026-01-01T00:00:00Z", 1, 1, "a", "", 0, 0)), number)
    snapshot.drop("one")
    assert snapshot.uses("same.png")
    snapshot.drop("two")
    assert (snapshot.uses("same.png"), snapshot.files()) == (False, set())
