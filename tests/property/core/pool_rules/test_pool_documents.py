"""A pool that is written as JSON and read again after every change keeps every promise of a store."""

import json
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.invariants import PoolStoreMachine
from penstock.adapters.testing.memory_store import MemoryPoolStore
from penstock.core.contracts.pools import Change, Slot
from penstock.core.errors import Conflict, Invalid
from penstock.core.pool_rules import changes
from penstock.core.pool_rules.encoding import from_json, to_json
from penstock.core.pool_rules.history import bounded, files_of
from penstock.core.pool_rules.record import Changed, PoolRecord
from penstock.core.pool_rules.undoing import redo, undo


def again(record: PoolRecord) -> PoolRecord:
    """Through JSON and back."""
    return from_json(json.loads(json.dumps(to_json(record))))


class EncodedStore(MemoryPoolStore):
    """The store in memory, of which every pool goes through JSON at every change."""

    def _changed(self, pool_id: str, step: Callable[[PoolRecord], Changed]) -> Change:
        change = super()._changed(pool_id, step)
        before = self._pools[pool_id]
        self._pools[pool_id] = again(before)
        assert self._pools[pool_id] == before
        return change


class EncodedMachine(PoolStoreMachine):
    """The published suite on it."""

    def open_store(self, folder: Path) -> EncodedStore:
        return EncodedStore(folder, FakeClock(), CountingIds())


TestEncodedStore = EncodedMachine.TestCase
TestEncodedStore.settings = settings(stateful_step_count=30)

steps = st.lists(st.tuples(st.sampled_from(["add", "label", "mask", "remove", "undo", "redo"]), st.integers(0, 9)))


def after(record: PoolRecord, what: str, number: int) -> PoolRecord:
    """The record after a step, the same one where that cannot be done."""
    if what == "add":
        (slot_id,) = changes.new_ids(record, 1)
        return changes.add(record, [Slot(id=slot_id, image=f"{slot_id}.png")])[0]
    if what in ("undo", "redo"):
        if (record.next_undo() if what == "undo" else record.next_redo()) is None:
            return record
        try:
            return undo(record)[0] if what == "undo" else redo(record)[0]
        except Conflict:
            return record
    if not record.order:
        return record
    slot_id = record.order[number % len(record.order)]
    if what == "label":
        return changes.label(record, slot_id, f"label {number}")[0]
    if what == "mask":
        name = f"{slot_id}.{record.slots[slot_id].mask_revision + 1}.mask.png"
        return changes.set_mask(record, slot_id, name, name)[0]
    return changes.remove(record, [slot_id])[0]


@given(steps, st.integers(0, 4))
def test_a_past_that_is_cut_short_leaves_the_pool_as_it_is(drawn: list[tuple[str, int]], most: int) -> None:
    """Live slots and the newest changes stay; no file that they need is given up; undo leads as far as is kept."""
    record = PoolRecord(id="p")
    for what, number in drawn:
        record = after(record, what, number)
        short = bounded(record, most)
        assert (short.order, short.selected, short.revision) == (record.order, record.selected, record.revision)
        assert len(short.history) <= most
        live = {name for slot_id in short.order for name in (short.slots[slot_id].image, short.slots[slot_id].mask)}
        assert live - {None} <= files_of(short) <= files_of(record)
        record = again(short)
        assert record == short


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["id", "slots", "selected", "revision", "next_image", "history", "notes"]), inner
            )
        ),
    )
)
def test_what_is_no_pool_is_refused(data: object) -> None:
    """Whatever lies in a bucket: a pool, or an error that says so."""
    try:
        from_json(data)
    except Invalid as error:
        assert error.faults
