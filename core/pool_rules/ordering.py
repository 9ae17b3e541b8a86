"""Orders of slots: put before another one, put back, taken out."""

from collections.abc import Collection, Sequence

Order = tuple[str, ...]


def arranged(order: Order, slot_ids: Sequence[str], before: str | None) -> Order:
    """The order with slots, in this order, before another one or at the end."""
    rest = without(order, slot_ids)
    place = len(rest) if before is None else rest.index(before)
    return (*rest[:place], *slot_ids, *rest[place:])


def inserted(order: Order, slot_ids: Sequence[str], positions: Sequence[int]) -> Order:
    """The order with slots that are not in it at their positions, one after the other."""
    made = list(order)
    for slot_id, position in zip(slot_ids, positions, strict=True):
        made.insert(min(position, len(made)), slot_id)
    return tuple(made)


def without(order: Order, leaving: Collection[str]) -> Order:
    """The order of those that stay."""
    gone = frozenset(leaving)
    return tuple(slot_id for slot_id in order if slot_id not in gone)


def selection_without(order: Order, selected: str | None, leaving: Collection[str]) -> str | None:
    """What is selected once `leaving` are gone: the next slot that stays, else the last one before."""
    gone = frozenset(leaving)
    if selected is None or selected not in gone:
        return selected
    place = order.index(selected)
    after = without(order[place:], gone)
    earlier = without(order[:place], gone)
    return after[0] if after else earlier[-1] if earlier else None
