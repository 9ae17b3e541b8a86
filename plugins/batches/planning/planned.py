"""A plan that was checked: every cell is known by its place, and none is made before somebody asks for it."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from ....core.contracts.batches import AxisSummary, BatchPlan, PlannedCell
from .groups import PlannedGroup
from .layouts import Layout
from .seeds import PlannedSeeds
from .spaces import Space


@frozen(kw_only=True)
class Planned:
    """`plan` has all its draws made and its shared values by address; `runs` counts the repetitions that differ."""

    plan: BatchPlan
    groups: tuple[PlannedGroup, ...]
    seeds: tuple[PlannedSeeds, ...]
    runs: int
    space: Space

    @property
    def layout(self) -> Layout:
        """Where the cells stand."""
        return Layout(tuple(group.rows for group in self.groups), self.space)

    @property
    def summaries(self) -> tuple[tuple[AxisSummary, ...], ...]:
        """The axes of each group."""
        return tuple(tuple(axis.summary for axis in group.axes) for group in self.groups)

    @property
    def characters(self) -> int:
        """How many characters the texts of all cells have at most."""
        longest = sum(
            max((len(value) for value in column if isinstance(value, str)), default=0)
            for group in self.groups
            for axis in group.axes
            for column in axis.columns.values()
        )
        return longest * self.space.total

    def cells(self, first: int = 0, limit: int | None = None) -> Iterator[PlannedCell]:
        """The cells from a place on, at most `limit` of them."""
        end = self.space.total if limit is None else min(self.space.total, first + limit)
        return (self.cell(place) for place in range(first, end))

    def cell(self, place: int) -> PlannedCell:
        """The cell at a place."""
        *rows, repetition = self.space.at(place)
        pairs = list(zip(self.groups, rows, strict=True))
        return PlannedCell(
            place=place,
            at=(*(group.rows[row] for group, row in pairs), repetition),
            values=self._values(pairs, place, repetition),
        )

    def _values(self, pairs: list[tuple[PlannedGroup, int]], place: int, repetition: int) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for group, row in pairs:
            found |= group.values(row)
        for seeds in self.seeds:
            found[seeds.address] = seeds.at(place, repetition)
        return found
