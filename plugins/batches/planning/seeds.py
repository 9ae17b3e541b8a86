"""Seed rules: which seed a cell gets, known by its place alone."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from ....core.contracts.batches import SeedMode, SeedRule
from ....core.contracts.workflows import Parameter, ParameterType
from .permuting import Permutation
from .plan_faults import PlanFaults

LARGEST_DRAWN: Final = 2**53 - 1
"""What JavaScript can hold exactly: a drawn seed can be typed into ComfyUI's page."""

LARGEST: Final = 2**64 - 1


@attrs.frozen(kw_only=True, slots=False)
class PlannedSeeds:
    """A rule, checked: its `start` is known."""

    rule: SeedRule
    address: str
    lowest: int
    draws: int

    def at(self, place: int, repetition: int) -> int:
        """The seed of a cell."""
        index = place if self.rule.per == "cell" else repetition
        start = self.rule.start or 0
        if self.rule.mode is SeedMode.RANDOM:
            return self.lowest + self._drawn.at(index)
        step = {SeedMode.INCREMENT: 1, SeedMode.DECREMENT: -1, SeedMode.FIXED: 0}[self.rule.mode]
        return start + step * index

    @property
    def varies(self) -> bool:
        """Whether two repetitions differ by it."""
        return self.rule.mode is not SeedMode.FIXED

    @cached_property
    def _drawn(self) -> Permutation:
        return Permutation(self.draws, self.rule.start or 0)


def planned_seeds(
    rule: SeedRule,
    parameter: Parameter,
    base: Mapping[str, Any],
    where: str,
    draw: Callable[[], int],
    faults: PlanFaults,
) -> PlannedSeeds | None:
    """A rule with its start, which `draw` gives where it is to be drawn; None where it cannot be."""
    if rule.per not in ("cell", "run"):
        faults.add(f"{where}.per", "unknown", 'A seed is "per" cell or run.')
        return None
    if parameter.type not in (ParameterType.SEED, ParameterType.INTEGER):
        faults.add(f"{where}.key", "no_seed", f'"{parameter.label}" takes no integer.')
        return None
    start = _start(rule, parameter, base, draw)
    if not isinstance(start, int) or isinstance(start, bool) or not 0 <= start <= LARGEST:
        faults.add(f"{where}.start", "no_start", f'"{parameter.label}" has no seed to begin with: name one.')
        return None
    lowest, highest = _limits(parameter)
    draws = min(highest, LARGEST_DRAWN) - lowest + 1
    return PlannedSeeds(rule=attrs.evolve(rule, start=start), address=parameter.address, lowest=lowest, draws=draws)


def check_seeds(seeds: PlannedSeeds, parameter: Parameter, count: int, where: str, faults: PlanFaults) -> None:
    """Whether `count` seeds are within the limits of the parameter."""
    lowest, highest = _limits(parameter)
    if seeds.rule.mode is SeedMode.RANDOM:
        if count > seeds.draws:
            faults.add(
                where, "too_few", f'"{parameter.label}" has only {max(0, seeds.draws)} values for {count} seeds.'
            )
        return
    reached = (seeds.at(0, 0), seeds.at(count - 1, count - 1))
    for seed in reached:
        if not lowest <= seed <= highest:
            message = f'"{parameter.label}" is {lowest} to {highest}, and its seeds would reach {seed}.'
            faults.add(where, "out_of_limits", message)
            return


def _start(rule: SeedRule, parameter: Parameter, base: Mapping[str, Any], draw: Callable[[], int]) -> int | None:
    if rule.start is not None:
        return rule.start
    if rule.mode is SeedMode.RANDOM:
        return draw()
    value = base.get(parameter.address, parameter.value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _limits(parameter: Parameter) -> tuple[int, int]:
    lowest = 0 if parameter.minimum is None else max(0, int(parameter.minimum))
    return lowest, LARGEST if parameter.maximum is None else min(LARGEST, int(parameter.maximum))
