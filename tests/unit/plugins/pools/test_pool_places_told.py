"""What the events of moves and removals tell of places: enough to keep a list of one's own."""

from collections.abc import Callable

from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.events.pools import SlotRemoved, SlotsReordered


def test_a_move_and_its_undo_tell_where_slots_stand(
    penstock_application: Callable[..., Application],
    penstock_events: EventRecorder,
    picture: Callable[..., Upload],
) -> None:
    """Whoever follows a pool by its events can tell its order after a move, its undo and its redo."""
    application = penstock_application()
    pools = application.services.get(Pools)
    pools.add("p", [picture((shade, 0, 0)) for shade in range(4)])
    first, second, _, last = (slot.id for slot in pools.store.page("p").slots)
    pools.move("p", [last, second], first)
    pools.undo("p")
    pools.redo("p")
    assert application.dispatcher.settle()
    moves = [event for event in penstock_events.events if isinstance(event, SlotsReordered)]
    told = [dict(zip(event.slot_ids, event.positions, strict=True)) for event in moves]
    moved, back = {last: 0, second: 1}, {last: 3, second: 1}
    assert told == [moved, back, moved]


def test_a_removal_tells_where_slots_stood(
    penstock_application: Callable[..., Application],
    penstock_events: EventRecorder,
    picture: Callable[..., Upload],
) -> None:
    """Whoever takes out what stands at each place, one after the other, has the pool's list."""
    application = penstock_application()
    pools = application.services.get(Pools)
    pools.add("p", [picture((shade, 0, 0)) for shade in range(5)])
    mine = [slot.id for slot in pools.store.page("p").slots]
    pools.remove("p", [mine[4], mine[1], mine[2]])
    assert application.dispatcher.settle()
    for event in penstock_events.events:
        if isinstance(event, SlotRemoved):
            assert event.position is not None
            assert mine.pop(event.position) == event.slot.id
    assert mine == [slot.id for slot in pools.store.page("p").slots]
