"""Observe hooks about image pools.

Called for every plugin after the change is durable and all locks are released, in the order of the changes, on the
host's one dispatcher thread. The result is ignored; an error is logged with the plugin's name and shown in the plugin
list, the change stands.
"""

from ..events.pools import (
    MaskCleared,
    MaskSaved,
    PoolChangedElsewhere,
    PoolCreated,
    PoolDeleted,
    PoolRestored,
    SlotAdded,
    SlotLabelled,
    SlotRemoved,
    SlotRestored,
    SlotSelected,
    SlotsReordered,
)
from .markers import observe


@observe
def penstock_slot_added(event: SlotAdded) -> None:
    """An image became a slot of a pool; for a copy `event.copied_from` names its source. Since 0.1. Example::

    @hookimpl
    def penstock_slot_added(event):
        print(event.pool_id, event.slot.label, event.position)
    """


@observe
def penstock_slot_removed(event: SlotRemoved) -> None:
    """A slot was taken out of its pool; `event.change` brings it back. Since 0.1. Example::

    @hookimpl
    def penstock_slot_removed(event):
        print("undo with", event.change)
    """


@observe
def penstock_slot_restored(event: SlotRestored) -> None:
    """A removed slot is back (undo). Since 0.1. Example::

    @hookimpl
    def penstock_slot_restored(event):
        print(event.slot.id, "is back at", event.position)
    """


@observe
def penstock_slot_labelled(event: SlotLabelled) -> None:
    """A slot's label was changed. Since 0.1. Example::

    @hookimpl
    def penstock_slot_labelled(event):
        print(event.slot.label)
    """


@observe
def penstock_slot_selected(event: SlotSelected) -> None:
    """Another slot flows downstream from now on. Since 0.1. Example::

    @hookimpl
    def penstock_slot_selected(event):
        print(event.slot_id)
    """


@observe
def penstock_slots_reordered(event: SlotsReordered) -> None:
    """Slots were moved. Since 0.1. Example::

    @hookimpl
    def penstock_slots_reordered(event):
        print(event.slot_ids, "before", event.before)
    """


@observe
def penstock_mask_saved(event: MaskSaved) -> None:
    """A slot got a mask, painted or uploaded. Since 0.1. Example::

    @hookimpl
    def penstock_mask_saved(event):
        print(event.slot.mask)
    """


@observe
def penstock_mask_cleared(event: MaskCleared) -> None:
    """A slot's mask was taken away. Since 0.1. Example::

    @hookimpl
    def penstock_mask_cleared(event):
        print(event.slot.id)
    """


@observe
def penstock_pool_created(event: PoolCreated) -> None:
    """A pool exists from now on, empty or as a copy. Since 0.1. Example::

    @hookimpl
    def penstock_pool_created(event):
        print(event.pool_id, event.copied_from)
    """


@observe
def penstock_pool_deleted(event: PoolDeleted) -> None:
    """A pool was moved to the trash. Since 0.1. Example::

    @hookimpl
    def penstock_pool_deleted(event):
        print(event.pool_id)
    """


@observe
def penstock_pool_restored(event: PoolRestored) -> None:
    """A deleted pool came back from the trash. Since 0.1. Example::

    @hookimpl
    def penstock_pool_restored(event):
        print(event.pool_id)
    """


@observe
def penstock_pool_changed_elsewhere(event: PoolChangedElsewhere) -> None:
    """Another process changed the pool: read it again. Since 0.1. Example::

    @hookimpl
    def penstock_pool_changed_elsewhere(event):
        print(event.pool_id, event.revision)
    """
