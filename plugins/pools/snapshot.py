"""A pool's live slots in memory, in order: what reads are answered from.

Finding, slicing and changing cost O(log n) and a memory move, so that a change costs the same in any pool. Not safe on
several threads by itself: `OpenPool` guards it.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence
from copy import copy
from typing import Final

from ...core.contracts.pools import Pool, Slot
from .lazy_slots import LazySlots, SlotRow

_GAP = 1 << 40
_STEP = 1 << 20
_MANY: Final = 300
"""Slots from which on looking each up takes longer than one pass over all."""


class Snapshot:
    """The live slots at `revision`; `undo` and `redo` are the changes that would be acted on next."""

    def __init__(self, pool_id: str, rows: Sequence[SlotRow]) -> None:
        self.pool_id = pool_id
        self.revision = 0
        self.selected: str | None = None
        self.undo: int | None = None
        self.redo: int | None = None
        self.slots = LazySlots(rows)
        self.ids: list[str] = [row[0] for row in rows]
        self.ranks: list[int] = [row[11] for row in rows]
        self._rank_of = dict(zip(self.ids, self.ranks, strict=True))
        self._uses = Counter([row[1] for row in rows])
        self._uses.update([row[2] for row in rows if row[2]])

    def __len__(self) -> int:
        return len(self.slots)

    def __contains__(self, sid: object) -> bool:
        return sid in self._rank_of

    def state(self) -> Pool:
        """The pool's state as a value."""
        return Pool(
            id=self.pool_id,
            count=len(self.slots),
            selected=self.selected,
            position=self.position(self.selected) if self.selected in self._rank_of else 0,
            revision=self.revision,
            undo=self.undo,
            redo=self.redo,
        )

    def position(self, sid: str | None) -> int:
        """Where a live slot stands."""
        return bisect_left(self.ranks, self._rank_of[str(sid)])

    def live(self, ids: Sequence[str]) -> Sequence[str]:
        """Those of these slots that are live."""
        if self._rank_of.keys() >= set(ids):
            return ids
        return [sid for sid in ids if sid in self._rank_of]

    def positions(self, ids: Sequence[str]) -> list[int]:
        """Where these live slots stand; `KeyError` where one is none."""
        if len(ids) < _MANY:
            return [bisect_left(self.ranks, self._rank_of[sid]) for sid in ids]
        places = {sid: place for place, sid in enumerate(self.ids)}
        return [places[sid] for sid in ids]

    def rearranged(self, ranks: Mapping[str, int]) -> "Snapshot":
        """The same slots, those of `ranks` at other places; this one stays as it is."""
        rank_of = {**self._rank_of, **ranks}
        places = sorted(range(len(self.ids)), key=[rank_of[sid] for sid in self.ids].__getitem__)
        made = copy(self)
        made.slots = self.slots.arranged(places)
        made.ids = [self.ids[place] for place in places]
        made.ranks = [rank_of[sid] for sid in made.ids]
        made._rank_of, made._uses = rank_of, Counter(self._uses)
        return made

    def slot(self, sid: str) -> Slot | None:
        """A live slot, None where there is no such one."""
        return self.slots[self.position(sid)] if sid in self._rank_of else None

    def uses(self, name: str) -> bool:
        """Whether a live slot has this file as its image or mask."""
        return self._uses[name] > 0

    def files(self) -> set[str]:
        """The names of all files that live slots have."""
        return set(self._uses)

    def put(self, slot: Slot, rank: int) -> None:
        """Insert a slot, or put it in the place of the one with its id."""
        self.drop(slot.id)
        self._uses.update(_files_of(slot))
        place = bisect_left(self.ranks, rank)
        self.slots.insert(place, slot)
        self.ids.insert(place, slot.id)
        self.ranks.insert(place, rank)
        self._rank_of[slot.id] = rank

    def drop(self, sid: str) -> None:
        """Take a slot out, if it is there."""
        if sid in self._rank_of:
            place = self.position(sid)
            self._let_go(_files_of(self.slots[place]))
            del self.slots[place], self.ids[place], self.ranks[place], self._rank_of[sid]

    def _let_go(self, names: Sequence[str]) -> None:
        self._uses.subtract(names)
        for name in names:
            if self._uses[name] <= 0:
                del self._uses[name]  # a counter keeps what it counts zero of

    def ranks_before(self, before: str | None, moving: Container[str], count: int) -> list[int] | None:
        """`count` free ranks before the slot `before` (None: at the end), as if `moving` were gone; None: no room."""
        place = len(self.slots) if before is None else self.position(before)
        left = place - 1
        while left >= 0 and self.ids[left] in moving:
            left -= 1
        low = self.ranks[left] if left >= 0 else None
        return ranks_between(low, self.ranks[place] if place < len(self.ranks) else None, count)

    def ranks_at(self, positions: Sequence[int], without: Collection[str]) -> list[int] | None:
        """Ranks for slots put in one after the other, each at its position (ascending), once `without` are gone."""
        ranks = self._left_over(without)
        found = []
        for position in positions:
            place = min(position, len(ranks))
            low = ranks[place - 1] if place else None
            free = ranks_between(low, ranks[place] if place < len(ranks) else None, 1)
            if free is None:
                return None
            ranks.insert(place, free[0])
            found.append(free[0])
        return found

    def order_with(self, ids: Sequence[str], positions: Sequence[int]) -> list[str]:
        """The ids of all slots with `ids` put in (or moved) one after the other, each at its position."""
        moving = set(ids)
        order = [sid for sid in self.ids if sid not in moving]
        for sid, position in zip(ids, positions, strict=True):
            order.insert(position, sid)
        return order

    def _left_over(self, without: Collection[str]) -> list[int]:
        if not without:
            return list(self.ranks)
        gone = set(without)
        return [rank for sid, rank in zip(self.ids, self.ranks, strict=True) if sid not in gone]


def _files_of(slot: Slot) -> tuple[str, ...]:
    return (slot.image, slot.mask) if slot.mask else (slot.image,)


def ranks_between(low: int | None, high: int | None, count: int) -> list[int] | None:
    """`count` ranks strictly between two (None: open), ascending; None where there is no room."""
    if low is None and high is None:
        return [_GAP * (number + 1) for number in range(count)]
    if high is None:
        return [low + _GAP * (number + 1) for number in range(count)] if low is not None else None
    if low is None:
        return [high - _GAP * (count - number) for number in range(count)]
    step = min((high - low) // (count + 1), _STEP)
    return [low + step * (number + 1) for number in range(count)] if step else None


def renumbered(count: int) -> list[int]:
    """Fresh ranks for a whole pool."""
    return [_GAP * (number + 1) for number in range(count)]
