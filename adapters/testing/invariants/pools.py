"""The invariant suite of `PoolStore`: a state machine that compares a store with a model after every step.

Use it for a store of your own::

    class MyMachine(PoolStoreMachine):
        def open_store(self, folder):
            return MyStore(folder)

    TestMyStore = MyMachine.TestCase

A machine that sets `persistent = True` is closed and opened again, and killed (dropped without `close`), at any time;
one with `faults` has its calls fail with errors of the operating system. Promises that are checked:

- every method does what its docstring says, and the whole pool reads as the model says, files byte for byte;
- what raised changed nothing; what returned is there after a restart and after a kill;
- ids are never used twice, positions are 0..count-1, exactly one slot is selected unless the pool is empty;
- undo and redo lead back and forth through every state, across restarts.
- notes move with their pool, the trash lists exactly what was deleted, what is purged is gone for good;
- what makes up a pool makes up the same pool again out of a folder; a manifest that says anything wrong makes none.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from ....core.contracts.pools import NewImage
from ....core.errors import BadName, Conflict, NotFound, PenstockError
from .copied_slots import CopiedSlotsMachine
from .pool_model import PoolState, SlotState, read_state, selection_without
from .refusals import refused
from .store_faults import ERRORS

labels = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


class PoolStoreMachine(CopiedSlotsMachine):
    """See the module. Override `open_store`; set `persistent` and `faults` where the store has them."""

    # --- slots ---------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.models)
    @rule(draw=st.data(), texts=st.lists(labels, min_size=1, max_size=3))
    def add(self, draw: st.DataObject, texts: list[str]) -> None:
        """New images stand at the end, in order, with their labels; the first of a pool is selected."""
        pool_id = self.pool(draw)
        paths = self.staged(len(texts))
        pictures = [path.read_bytes() for path in paths]
        new = [NewImage(source=path, width=2, height=2, label=text) for path, text in zip(paths, texts, strict=True)]
        model = self.models[pool_id]
        change = self.store.add(pool_id, new)
        ids = [slot.id for slot in change.slots]
        assert not model.used & set(ids), "an id was used twice"
        assert change.positions == tuple(range(len(model.state.slots), len(model.state.slots) + len(ids)))
        added = [SlotState(*parts) for parts in zip(ids, pictures, [None] * len(ids), texts, strict=True)]
        model.become(PoolState((*model.state.slots, *added), model.state.selected or ids[0]))

    @precondition(lambda self: self.filled())
    @rule(draw=st.data())
    def select(self, draw: st.DataObject) -> None:
        """The selected slot is the one that was asked for."""
        pool_id = draw.draw(st.sampled_from(self.filled()))
        slot_id = self.slots(draw, pool_id, 1)[0]
        state = evolve(self.models[pool_id].state, selected=slot_id)
        self.change(pool_id, lambda: self.store.select(pool_id, slot_id), lambda: state)

    @precondition(lambda self: self.filled())
    @rule(draw=st.data(), text=labels, stale=st.booleans())
    def label(self, draw: st.DataObject, text: str, stale: bool) -> None:
        """A label is set; a stale revision is refused and changes nothing."""
        pool_id = draw.draw(st.sampled_from(self.filled()))
        slot_id = self.slots(draw, pool_id, 1)[0]
        seen = self.store.slot(pool_id, slot_id).label_revision
        if stale:
            refused(Conflict, lambda: self.store.label(pool_id, slot_id, text, seen + 7))
            return
        then = self.replaced(pool_id, slot_id, label=text)
        self.change(pool_id, lambda: self.store.label(pool_id, slot_id, text, seen), lambda: then)

    @precondition(lambda self: self.filled())
    @rule(draw=st.data())
    def set_mask(self, draw: st.DataObject) -> None:
        """A mask is stored, or replaces the one before."""
        pool_id = draw.draw(st.sampled_from(self.filled()))
        slot_id = self.slots(draw, pool_id, 1)[0]
        path = self.staged(1)[0]
        then = self.replaced(pool_id, slot_id, mask=path.read_bytes())
        self.change(pool_id, lambda: self.store.set_mask(pool_id, slot_id, path), lambda: then)

    @precondition(lambda self: self.filled())
    @rule(draw=st.data())
    def clear_mask(self, draw: st.DataObject) -> None:
        """A mask is taken away; where there is none nothing happens."""
        pool_id = draw.draw(st.sampled_from(self.filled()))
        slot_id = self.slots(draw, pool_id, 1)[0]
        then = self.replaced(pool_id, slot_id, mask=None)
        self.change(pool_id, lambda: self.store.clear_mask(pool_id, slot_id), lambda: then)

    @precondition(lambda self: self.filled())
    @rule(draw=st.data())
    def move(self, draw: st.DataObject) -> None:
        """Slots stand, in the order given, before another one or at the end."""
        pool_id = draw.draw(st.sampled_from(self.filled()))
        moving = self.slots(draw, pool_id)
        state = self.models[pool_id].state
        staying = [slot_id for slot_id in state.ids if slot_id not in moving]
        before = draw.draw(st.sampled_from([None, *staying]))
        place = len(staying) if before is None else staying.index(before)
        order = [*staying[:place], *moving, *staying[place:]]
        by_id = {slot.id: slot for slot in state.slots}
        then = evolve(state, slots=tuple(by_id[slot_id] for slot_id in order))
        self.change(pool_id, lambda: self.store.move(pool_id, moving, before), lambda: then)

    @precondition(lambda self: self.filled())
    @rule(draw=st.data())
    def remove(self, draw: st.DataObject) -> None:
        """Slots are gone; the selection moves to the next slot that stays, else to the one before."""
        pool_id = draw.draw(st.sampled_from(self.filled()))
        leaving = self.slots(draw, pool_id)
        state = self.models[pool_id].state
        slots = tuple(slot for slot in state.slots if slot.id not in leaving)
        then = PoolState(slots, selection_without(state, leaving))
        self.change(pool_id, lambda: self.store.remove(pool_id, leaving), lambda: then)

    # --- undo and redo -------------------------------------------------------------------------------------------

    @precondition(lambda self: self.models)
    @rule(draw=st.data())
    def undo(self, draw: st.DataObject) -> None:
        """Undo leads back to the state before the last change that is not undone."""
        pool_id = self.pool(draw)
        model = self.models[pool_id]
        if model.past:
            self.store.undo(pool_id)
            model.future.append(model.state)
            model.state = model.past.pop()

    @precondition(lambda self: self.models)
    @rule(draw=st.data())
    def redo(self, draw: st.DataObject) -> None:
        """Redo leads forward again; after a new change there is nothing to redo."""
        pool_id = self.pool(draw)
        model = self.models[pool_id]
        if model.future:
            self.store.redo(pool_id)
            model.past.append(model.state)
            model.state = model.future.pop()

    @precondition(lambda self: self.models)
    @rule(draw=st.data(), number=st.integers(1, 60))
    def undo_by_name(self, draw: st.DataObject, number: int) -> None:
        """Any change can be named: it is undone, or refused without a trace."""
        pool_id = self.pool(draw)
        try:
            self.store.undo(pool_id, number)
        except (Conflict, NotFound):
            return
        self.models[pool_id].forget(read_state(self.store, pool_id))

    # --- what must be refused ------------------------------------------------------------------------------------

    @rule(pool_id=st.sampled_from(["..", "", "a/b", "/x", "no\0", "x" * 65]))
    def hostile_pool(self, pool_id: str) -> None:
        """What is no id is refused by every method that takes one."""
        refused(BadName, lambda: self.store.pool(pool_id))
        refused(BadName, lambda: self.store.create(pool_id))

    @precondition(lambda self: self.models)
    @rule(draw=st.data(), slot_id=st.sampled_from(["", "../x", "img_9999", "nobody"]))
    def unknown_slot(self, draw: st.DataObject, slot_id: str) -> None:
        """An unknown slot is not found, and nothing changes."""
        pool_id = self.pool(draw)
        for step in self.steps_on(pool_id, slot_id):
            refused(NotFound, step)

    def steps_on(self, pool_id: str, slot_id: str) -> Sequence[Callable[[], object]]:
        """Everything that can be done with one slot."""
        return (
            lambda: self.store.slot(pool_id, slot_id),
            lambda: self.store.image_path(pool_id, slot_id),
            lambda: self.store.select(pool_id, slot_id),
            lambda: self.store.label(pool_id, slot_id, "x"),
            lambda: self.store.move(pool_id, [slot_id], None),
            lambda: self.store.remove(pool_id, [slot_id]),
            lambda: self.store.clear_mask(pool_id, slot_id),
            lambda: self.store.copies(pool_id, [slot_id]),
        )

    # --- restarts and faults -------------------------------------------------------------------------------------

    @precondition(lambda self: self.persistent)
    @rule(kill=st.booleans())
    def restart(self, kill: bool) -> None:
        """What was acknowledged is there after a restart, and after a kill."""
        if not kill:
            self.store.close()
        self.store = self.open_store(self.folder)

    @precondition(lambda self: self.faults is not None and self.filled())
    @rule(draw=st.data(), call=st.integers(1, 12), error=st.sampled_from(ERRORS), text=labels)
    def failing_change(self, draw: st.DataObject, call: int, error: int, text: str) -> None:
        """A change that fails leaves no trace; one that returns is there."""
        assert self.faults is not None
        pool_id = draw.draw(st.sampled_from(self.filled()))
        slot_id = self.slots(draw, pool_id, 1)[0]
        path = self.staged(1)[0]
        new = NewImage(source=path, width=2, height=2, label=text)
        steps: Sequence[Callable[[], object]] = (
            lambda: self.store.add(pool_id, [new]),
            lambda: self.store.set_mask(pool_id, slot_id, path),
            lambda: self.store.remove(pool_id, [slot_id]),
        )
        step = draw.draw(st.sampled_from(steps))
        self.faults.arm(call, error)
        try:
            step()
        except PenstockError as raised:
            assert raised.status != 500
        else:
            self.faults.disarm()
            self.models[pool_id].forget(read_state(self.store, pool_id))
        finally:
            self.faults.disarm()
        with suppress(FileNotFoundError):
            path.unlink()

    # --- always --------------------------------------------------------------------------------------------------

    @invariant()
    def every_pool_is_as_the_model_says(self) -> None:
        """Order, labels, bytes of images and masks, selection, positions and counts."""
        firsts = self.store.first_pages(2)
        assert self.store.first_pages(2, ["nobody", *(page.pool.id for page in firsts)]) == firsts
        assert tuple(page.pool for page in firsts) == self.store.pools()
        assert {page.pool.id: tuple(slot.id for slot in page.slots) for page in firsts} == {
            pool_id: model.state.ids[:2] for pool_id, model in self.models.items()
        }
        for pool_id, model in self.models.items():
            assert read_state(self.store, pool_id) == model.state
            pool = self.store.pool(pool_id)
            assert pool.count == len(model.state.slots)
            assert (self.store.order(pool_id).pool, self.store.order(pool_id).slots) == (pool, model.state.ids)
            assert (pool.selected is None) == (pool.count == 0)
            for position, slot_id in enumerate(model.state.ids):
                found = self.store.at(pool_id, position)
                assert found is not None
                assert (found[0].id, found[1]) == (slot_id, position)
            last = self.store.at(pool_id, 9999)
            assert (last[0].id if last else None) == (model.state.ids[-1] if model.state.ids else None)
            chosen = self.store.at(pool_id, -1)
            assert (chosen[0].id if chosen else None) == model.state.selected
