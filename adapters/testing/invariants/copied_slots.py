"""The rules about slots that are copied: within their pool, and from one pool to another."""

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ....core.contracts.pools import NewImage
from ....core.errors import Invalid, NotFound, PenstockError
from .noted_pools import NotedPoolsMachine
from .pool_model import PoolState, SlotState, read_state
from .refusals import refused
from .store_faults import ERRORS


class CopiedSlotsMachine(NotedPoolsMachine):
    """See the module. Every undo and redo of other rules goes over copies too."""

    @precondition(lambda self: self.filled())
    @rule(draw=st.data())
    def copy_slots(self, draw: st.DataObject) -> None:
        """Copies have new ids, the same bytes, masks and labels, and stand in order where they were put."""
        source, target = draw.draw(st.sampled_from(self.filled())), self.pool(draw)
        ids = self.slots(draw, source)
        state, model = self.models[source].state, self.models[target]
        before = draw.draw(st.sampled_from([None, *model.state.ids]))
        change = self.store.add(target, self.store.copies(source, ids), before)
        new = [slot.id for slot in change.slots]
        assert not model.used & set(new), "an id was used twice"
        originals = {slot.id: slot for slot in state.slots}
        copied = [evolve(originals[old], id=slot_id) for old, slot_id in zip(ids, new, strict=True)]
        place = len(model.state.slots) if before is None else model.state.ids.index(before)
        assert change.positions == tuple(range(place, place + len(new)))
        slots: list[SlotState] = list(model.state.slots)
        slots[place:place] = copied
        model.become(PoolState(tuple(slots), model.state.selected or new[0]))

    @precondition(lambda self: self.filled())
    @rule(draw=st.data())
    def copy_in_vain(self, draw: st.DataObject) -> None:
        """Copies that are not added, that name a slot twice, or that go nowhere change nothing."""
        source, target = draw.draw(st.sampled_from(self.filled())), self.pool(draw)
        ids = self.slots(draw, source)
        images = self.store.copies(source, ids)
        refused(NotFound, lambda: self.store.add(target, images, "nobody"))
        assert all(path.is_file() for image in images for path in image.files)
        self.discard(images)
        refused(Invalid, lambda: self.store.copies(source, [*ids, ids[0]]))

    @precondition(lambda self: self.faults is not None and self.filled())
    @rule(draw=st.data(), call=st.integers(1, 24), error=st.sampled_from(ERRORS))
    def failing_copy(self, draw: st.DataObject, call: int, error: int) -> None:
        """A copy that fails leaves no trace in either pool; one that returns is there."""
        assert self.faults is not None
        source, target = draw.draw(st.sampled_from(self.filled())), self.pool(draw)
        ids = self.slots(draw, source)
        images: tuple[NewImage, ...] = ()
        self.faults.arm(call, error)
        try:
            images = self.store.copies(source, ids)
            self.store.add(target, images)
        except PenstockError as raised:
            assert raised.status != 500
        else:
            self.faults.disarm()
            self.models[target].forget(read_state(self.store, target))
        finally:
            self.faults.disarm()
        self.discard(images)

    def discard(self, images: tuple[NewImage, ...]) -> None:
        """Let go of copies that were not added."""
        for path in [path for image in images for path in image.files]:
            path.unlink(missing_ok=True)
