"""What a pool must be after each change, in the plainest words: a list of slots and a list of earlier states."""

from collections.abc import Sequence
from pathlib import Path

from attrs import define, field, frozen

from ....core.contracts.pools import PoolStore


@frozen
class SlotState:
    """What a person sees of a slot: its id, the bytes of its image and mask, its label."""

    id: str
    image: bytes
    mask: bytes | None
    label: str


@frozen
class PoolState:
    """What a person sees of a pool."""

    slots: tuple[SlotState, ...] = ()
    selected: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The slots' ids, in order."""
        return tuple(slot.id for slot in self.slots)


@define
class PoolModel:
    """The state that must be there, what undo leads back to and redo forward to, every id ever used, and the notes."""

    state: PoolState = PoolState()
    past: list[PoolState] = field(factory=list)
    future: list[PoolState] = field(factory=list)
    used: set[str] = field(factory=set)
    notes: dict[str, bytes] = field(factory=dict)

    def become(self, state: PoolState) -> None:
        """A change led to `state`."""
        self.past.append(self.state)
        self.future.clear()
        self.state = state
        self.used |= set(state.ids)

    def forget(self, state: PoolState) -> None:
        """`state` came about in a way that says nothing about undo (a named undo, a change by somebody else)."""
        self.past.clear()
        self.future.clear()
        self.state = state
        self.used |= set(state.ids)


def read_state(store: PoolStore, pool_id: str) -> PoolState:
    """The state as a reader of the store sees it, files included."""
    pool = store.pool(pool_id)
    slots = [
        SlotState(
            slot.id,
            store.image_path(pool_id, slot.id).read_bytes(),
            _bytes(store.mask_path(pool_id, slot.id)),
            slot.label,
        )
        for slot in store.page(pool_id, 0, pool.count + 1).slots
    ]
    return PoolState(tuple(slots), pool.selected)


def _bytes(path: Path | None) -> bytes | None:
    return None if path is None else path.read_bytes()


def selection_without(state: PoolState, leaving: Sequence[str]) -> str | None:
    """The selection once `leaving` are gone: the next slot that stays, else the last one before."""
    if state.selected not in leaving:
        return state.selected
    place = state.ids.index(state.selected)
    after = [slot_id for slot_id in state.ids[place:] if slot_id not in leaving]
    earlier = [slot_id for slot_id in state.ids[:place] if slot_id not in leaving]
    return after[0] if after else earlier[-1] if earlier else None
