"""What a pool's changes do to its rows: the parts that the operations and undo are made of.

Each function works inside the pool's write transaction and returns what it did; recording it is the caller's.
"""

from collections.abc import Collection, Sequence

from attrs import asdict, evolve

from ...core.contracts.pools import Slot
from ...core.errors import Invalid, NotFound
from ...core.values import frozen
from . import rows
from .open_pool import OpenPool, Writing, stale
from .pool_files import PoolFiles
from .snapshot import Snapshot, renumbered


@frozen(kw_only=True)
class TakenOut:
    """Slots as they were, in order, and where they stood; the selection before and after; files for the trash."""

    slots: tuple[Slot, ...]
    positions: tuple[int, ...]
    selected_before: str | None
    selected_after: str | None
    leaving: list[str]


def live(writing: Writing, sid: str) -> Slot:
    """The slot, `NotFound` where the pool has no such one."""
    slot = writing.snapshot.slot(sid)
    if slot is None:
        raise _gone()
    return slot


def _gone() -> NotFound:
    return NotFound("There is no such image in this pool.", hint="It may have been removed.", field="slot")


def all_live(writing: Writing, ids: Sequence[str]) -> tuple[tuple[Slot, ...], list[int]]:
    """These slots and where they stand, `NotFound` where the pool lacks one."""
    if len(writing.snapshot.live(ids)) < len(ids):
        raise _gone()
    positions = writing.snapshot.positions(ids)
    return writing.snapshot.slots.at(positions), positions


def check_seen(slot: Slot, seen: int | None, now: int, what: str) -> None:
    """`Conflict` where a write saw an older revision than there is now."""
    if seen is not None and seen != now:
        raise stale(f"The {what} was changed by somebody else.", asdict(slot))


def distinct(ids: Sequence[str]) -> Sequence[str]:
    """`ids` where none is there twice, else `Invalid`."""
    if len(set(ids)) != len(ids):
        raise Invalid("An image is named twice.", field="slots", faults=("slots: an id is there twice",))
    return ids


def next_selected(snapshot: Snapshot, leaving: Collection[str]) -> str | None:
    """The selection once `leaving` are gone: as it is, else the next slot that stays, else the last one."""
    if snapshot.selected not in leaving:
        return snapshot.selected
    place = snapshot.position(snapshot.selected)
    staying = (sid for sid in (*snapshot.ids[place:], *reversed(snapshot.ids[:place])) if sid not in leaving)
    return next(staying, None)


def take_out(files: PoolFiles, pool: OpenPool, writing: Writing, ids: Sequence[str]) -> TakenOut:
    """Take live slots out."""
    snapshot = writing.snapshot
    leaving = set(ids)
    ordered = sorted((live(writing, sid) for sid in ids), key=lambda slot: snapshot.position(slot.id))
    after = next_selected(snapshot, leaving)
    rows.set_removed(writing.connection, ids, writing.revision)
    names = files.give_up(pool, writing, [name for slot in ordered for name in (slot.image, slot.mask)])
    taken = TakenOut(
        slots=tuple(ordered),
        positions=tuple(snapshot.position(slot.id) for slot in ordered),
        selected_before=snapshot.selected,
        selected_after=after,
        leaving=names,
    )
    writing.head = evolve(writing.head, selected=after)
    return taken


def put_back(
    files: PoolFiles, pool: OpenPool, writing: Writing, ids: Sequence[str], positions: Sequence[int]
) -> tuple[tuple[Slot, ...], tuple[int, ...], bool]:
    """Make removed slots live again, one after the other, each at its position or at the end.

    Returns them with their positions, and whether all slots were numbered anew.
    """
    found = rows.read_rows(writing.connection, ids)
    if len(found) != len(ids) or any(row.removed is None for row in found.values()):
        raise stale("What was to be brought back has changed since.", asdict(writing.snapshot.state()))
    slots = [found[sid].slot for sid in ids]
    files.bring_back(pool, writing, [name for slot in slots for name in (slot.image, slot.mask)])
    places = _clamped(positions, len(writing.snapshot))
    ranks = writing.snapshot.ranks_at(places, ())
    if ranks is None:
        order = writing.snapshot.order_with(ids, places)
        rows.set_ranks(writing.connection, zip(renumbered(len(order)), order, strict=True))
        ranks = [renumbered(len(order))[order.index(sid)] for sid in ids]
        renumber = True
    else:
        renumber = False
    rows.bring_back(writing.connection, zip(ranks, ids, strict=True))
    if writing.head.selected is None:
        writing.head = evolve(writing.head, selected=ids[0])
    return tuple(slots), tuple(places), renumber


def room_before(writing: Writing, before: str | None, count: int) -> tuple[list[int], bool]:
    """Ranks for new slots before `before`; and whether all slots had to be numbered anew for them."""
    ranks = writing.snapshot.ranks_before(before, (), count)
    if ranks is not None:
        return ranks, False
    order = writing.snapshot.ids
    place = len(order) if before is None else writing.snapshot.position(before)
    fresh = renumbered(len(order) + count)
    rows.set_ranks(writing.connection, zip(fresh[:place] + fresh[place + count :], order, strict=True))
    return fresh[place : place + count], True


def arrange_before(writing: Writing, ids: Sequence[str], before: str | None) -> bool:
    """Put live slots, in this order, before `before`; returns whether all slots were numbered anew."""
    ranks = writing.snapshot.ranks_before(before, frozenset(ids), len(ids))
    if ranks is not None:
        return _arranged(writing, ids, ranks)
    moving = set(ids)
    order = [sid for sid in writing.snapshot.ids if sid not in moving]
    place = len(order) if before is None else order.index(before)
    order[place:place] = ids
    return _arranged(writing, order, None)


def arrange_at(writing: Writing, ids: Sequence[str], positions: Sequence[int]) -> bool:
    """Move live slots, one after the other, each to its position; returns whether all were numbered anew."""
    places = _clamped(positions, len(writing.snapshot) - len(ids))
    ranks = writing.snapshot.ranks_at(places, ids)
    if ranks is not None:
        return _arranged(writing, ids, ranks)
    return _arranged(writing, writing.snapshot.order_with(ids, places), None)


def _arranged(writing: Writing, ids: Sequence[str], ranks: Sequence[int] | None) -> bool:
    """Give slots these ranks, new ones to all where there are none; returns whether it is the latter."""
    given = renumbered(len(ids)) if ranks is None else ranks
    rows.set_ranks(writing.connection, zip(given, ids, strict=True))
    writing.moved = dict(zip(ids, given, strict=True))
    return ranks is None


def stands_before(snapshot: Snapshot, ids: Sequence[str], before: str | None) -> bool:
    """Whether the slots already stand in this order, one after the other, before `before` (None: at the end)."""
    if not ids or ids[0] not in snapshot or (before is not None and before not in snapshot):
        return not ids
    start = snapshot.position(ids[0])
    end = len(snapshot) if before is None else snapshot.position(before)
    return snapshot.ids[start:end] == list(ids)


def _clamped(positions: Sequence[int], count: int) -> list[int]:
    return [min(position, count + number) for number, position in enumerate(positions)]
