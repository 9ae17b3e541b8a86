"""Groups: axes side by side, all of one length but for those that cycle."""

import json
from collections.abc import Sequence
from typing import Any

from ....core.contracts.batches import Group
from ....core.values import frozen
from .axes import PlannedAxis
from .plan_faults import PlanFaults
from .ranges import MOST_VALUES


@frozen(kw_only=True)
class PlannedGroup:
    """A group, checked. `rows` are the indices that run: all of them, or each combination of values once."""

    axes: tuple[PlannedAxis, ...]
    rows: Sequence[int]

    def values(self, row: int) -> dict[str, Any]:
        """The values by address of a row."""
        found: dict[str, Any] = {}
        for axis in self.axes:
            found |= axis.values(self.rows[row])
        return found


def planned_group(
    group: Group, axes: tuple[PlannedAxis, ...], where: str, faults: PlanFaults, *, dedupe: bool
) -> PlannedGroup | None:
    """A group of checked axes; None where their lengths do not fit."""
    length = _length(group, axes, where, faults)
    if length is None:
        return None
    rows = range(length)
    return PlannedGroup(axes=axes, rows=_once_each(axes, rows) if dedupe else rows)


def _length(group: Group, axes: tuple[PlannedAxis, ...], where: str, faults: PlanFaults) -> int | None:
    lengths = {axis.length: axis for axis in reversed(axes) if not axis.cycle}
    if group.length is not None:
        if not 1 <= group.length <= MOST_VALUES:
            faults.add(f"{where}.length", "count", f"A group has 1 to {MOST_VALUES} rows.")
            return None
        unequal = [axis for length, axis in lengths.items() if length != group.length]
        if unequal:
            faults.add(where, "unequal", f"{_named(unequal[0])}, and the group {group.length} rows: they go in pairs.")
            return None
        return group.length
    if not lengths:
        faults.add(where, "endless", "All axes of this group cycle: give it a length.")
        return None
    if len(lengths) > 1:
        first, second = [axis for axis in axes if not axis.cycle and lengths[axis.length] is axis][:2]
        faults.add(where, "unequal", f"{_named(first)} and {_named(second)}: side by side, they need equally many.")
        return None
    return next(iter(lengths))


def _named(axis: PlannedAxis) -> str:
    return f'"{axis.summary.title}" has {axis.length} values'


def _once_each(axes: tuple[PlannedAxis, ...], rows: range) -> tuple[int, ...]:
    seen: dict[str, int] = {}
    for row in rows:
        key = json.dumps([list(axis.values(row).values()) for axis in axes], sort_keys=True)
        seen.setdefault(key, row)
    return tuple(seen.values())
