"""From a durable change to the events that tell of it."""

from collections.abc import Iterator, Sequence

from ...core.contracts.pools import Change, ChangeKind, Pool, SlotAddress
from ...core.events.base import Event
from ...core.events.pools import (
    MaskCleared,
    MaskSaved,
    SlotAdded,
    SlotLabelled,
    SlotRemoved,
    SlotRestored,
    SlotSelected,
    SlotsReordered,
)


def events_of(change: Change, before: Pool | None, sources: Sequence[SlotAddress] = ()) -> Iterator[Event]:
    """What happened, in order; nothing where the change changed nothing.

    `before` is the pool's state before the change, None where it did not exist; `sources` are the slots that the added
    ones are copies of. Adding to an empty pool and removing
    the selected slot also move the selection, which is an event of its own.
    """
    if before is not None and change.pool.revision == before.revision:
        return
    yield from _added(change, sources) if sources else _main_events(change)
    if change.kind is not ChangeKind.SELECTED and change.pool.selected != (before.selected if before else None):
        yield _selected(change)


def _main_events(change: Change) -> Iterator[Event]:
    pool_id, revision = change.pool.id, change.pool.revision
    if change.kind is ChangeKind.SELECTED:
        yield _selected(change)
    elif change.kind is ChangeKind.MOVED:
        moved = tuple(slot.id for slot in change.slots)
        yield SlotsReordered(
            pool_id=pool_id, revision=revision, slot_ids=moved, before=change.before, positions=change.positions
        )
    elif change.kind is ChangeKind.ADDED:
        kind = SlotAdded if change.reverts is None else SlotRestored
        for slot, position in zip(change.slots, change.positions, strict=True):
            yield kind(pool_id=pool_id, revision=revision, slot=slot, position=position)
    elif change.kind is ChangeKind.REMOVED:
        for gone, (slot, position) in enumerate(zip(change.slots, change.positions, strict=True)):
            yield SlotRemoved(pool_id=pool_id, revision=revision, slot=slot, change=change.id, position=position - gone)
    else:
        touched = {
            ChangeKind.LABELLED: SlotLabelled,
            ChangeKind.MASK_SAVED: MaskSaved,
            ChangeKind.MASK_CLEARED: MaskCleared,
        }[change.kind]
        for slot in change.slots:
            yield touched(pool_id=pool_id, revision=revision, slot=slot)


def _added(change: Change, sources: Sequence[SlotAddress]) -> Iterator[Event]:
    for slot, position, source in zip(change.slots, change.positions, sources, strict=True):
        yield SlotAdded(
            pool_id=change.pool.id,
            revision=change.pool.revision,
            slot=slot,
            position=position,
            copied_from=source,
        )


def _selected(change: Change) -> SlotSelected:
    return SlotSelected(pool_id=change.pool.id, revision=change.pool.revision, slot_id=change.pool.selected)
