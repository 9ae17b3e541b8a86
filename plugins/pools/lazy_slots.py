"""A list of slots that are rows of the index until somebody looks at them: most never are."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, overload

from ...core.contracts.pools import Slot

SlotRow = tuple[Any, ...]
"""The columns of a slot as they stand in the index, in the order of `slot_of`."""


_NEW: Final = object.__new__
COLUMNS: Final = (
    "id", "image", "mask", "label", "added", "width", "height", "image_tag", "mask_tag", "label_revision",
    "mask_revision",
)  # fmt: skip
"""The fields of a slot, in the order of a row."""

_PUTS: Final = tuple(getattr(Slot, name).__set__ for name in COLUMNS)


def slot_of(row: SlotRow) -> Slot:
    """The slot of a row."""
    return slots_of((row,))[0]


def slots_of(rows: Sequence[SlotRow]) -> list[Slot]:
    """The slots of rows.

    They are filled column by column, past the constructor, which takes three times as long: of a large pool ten
    thousand are made at once. Behind a slot's own columns others may come.
    """
    made = [_NEW(Slot) for _ in rows]
    for put, column in zip(_PUTS, zip(*rows, strict=True), strict=False):
        deque(map(put, made, column), maxlen=0)
    return made


class LazySlots(Sequence[Slot]):
    """See the module. Reading is safe on several threads, changing is not."""

    def __init__(self, rows: Sequence[SlotRow]) -> None:
        self._items: list[SlotRow | Slot] = list(rows)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Slot]:
        return map(self._at, range(len(self._items)))

    @overload
    def __getitem__(self, place: int) -> Slot: ...

    @overload
    def __getitem__(self, place: slice) -> list[Slot]: ...

    def __getitem__(self, place: int | slice) -> Slot | list[Slot]:
        if isinstance(place, slice):
            return self._all_at(range(*place.indices(len(self._items))))
        return self._at(place)

    def with_mask(self, wanted: Callable[[str], bool]) -> list[Slot]:
        """The slots whose mask has a name that is `wanted`."""
        masks = [item.mask if isinstance(item, Slot) else item[2] for item in self._items]
        return [self._at(place) for place, mask in enumerate(masks) if mask and wanted(mask)]

    def at(self, places: Sequence[int]) -> tuple[Slot, ...]:
        """The slots at these places."""
        return tuple(self._all_at(places))

    def arranged(self, places: Iterable[int]) -> "LazySlots":
        """A list of the slots at these places; who looks at them there makes none here."""
        made = LazySlots(())
        made._items = [self._items[place] for place in places]
        return made

    def insert(self, place: int, slot: Slot) -> None:
        """Put a slot in."""
        self._items.insert(place, slot)

    def __delitem__(self, place: int) -> None:
        del self._items[place]

    def _all_at(self, places: Sequence[int]) -> list[Slot]:
        rows = {place: item for place in places if not isinstance(item := self._items[place], Slot)}
        made = dict(zip(rows, slots_of(tuple(rows.values())), strict=True))
        for place, slot in made.items():
            self._items[place] = slot
        return [made.get(place) or self._at(place) for place in places]

    def _at(self, place: int) -> Slot:
        item = self._items[place]
        if isinstance(item, Slot):
            return item
        slot = self._items[place] = slot_of(item)
        return slot
