"""Events about image pools. `revision` is the pool's revision after the change."""

from ..contracts.pools import Slot, SlotAddress
from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class PoolEvent(Event):
    """What all events about one pool carry."""

    pool_id: str
    revision: int


@frozen(kw_only=True)
class SlotAdded(PoolEvent):
    """An image was added to a pool, at `position` (0 is the first); a copy names what it was `copied_from`."""

    slot: Slot
    position: int
    copied_from: SlotAddress | None = None


@frozen(kw_only=True)
class SlotRemoved(PoolEvent):
    """A slot was taken out of its pool; `change` is what undo names.

    It stood at `position` (0 is the first) when those that were told of before it were gone.
    """

    slot: Slot
    change: int
    position: int | None = None


@frozen(kw_only=True)
class SlotRestored(PoolEvent):
    """A removed slot is back in its pool, at `position`."""

    slot: Slot
    position: int


@frozen(kw_only=True)
class SlotLabelled(PoolEvent):
    """A slot's label was changed."""

    slot: Slot


@frozen(kw_only=True)
class SlotSelected(PoolEvent):
    """Another slot flows downstream from now on; None where the pool is empty."""

    slot_id: str | None


@frozen(kw_only=True)
class SlotsReordered(PoolEvent):
    """Slots were moved: `slot_ids` now stand at `positions` (0 is the first).

    Moved by people they stand in this order before `before` (None: at the end); undo puts each back where it was.
    """

    slot_ids: tuple[str, ...]
    before: str | None
    positions: tuple[int, ...] = ()


@frozen(kw_only=True)
class MaskSaved(PoolEvent):
    """A mask was painted or uploaded for a slot."""

    slot: Slot


@frozen(kw_only=True)
class MaskCleared(PoolEvent):
    """A slot's mask was taken away."""

    slot: Slot


@frozen(kw_only=True)
class PoolCreated(PoolEvent):
    """A pool exists from now on; `copied_from` names its source where it is a copy."""

    copied_from: str | None = None


@frozen(kw_only=True)
class PoolDeleted(PoolEvent):
    """A pool was moved to the trash, where it is kept 30 days."""


@frozen(kw_only=True)
class PoolRestored(PoolEvent):
    """A deleted pool came back from the trash."""


@frozen(kw_only=True)
class PoolChangedElsewhere(PoolEvent):
    """Another process (the other host, Dataset Gates, a script) changed the pool; read it again."""
