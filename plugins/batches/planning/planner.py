"""From what somebody asks for to a plan that was checked; every fault is told at once."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import define, evolve, field

from ....core.contracts.batches import BatchPlan
from ....core.contracts.workflows import Column, Parameter, Workflows
from ....core.errors import Invalid
from .axes import Asked, PlannedAxis, asked, summary
from .groups import PlannedGroup, planned_group
from .plan_checks import MOST_SPACE, check_plan
from .plan_faults import PlanFaults
from .plan_sizes import PlanSize
from .planned import Planned
from .seeds import PlannedSeeds, check_seeds, planned_seeds
from .spaces import Space

_NO_VALUES: Final[tuple[Any, ...]] = ()


def planned(workflows: Workflows, document: bytes, plan: BatchPlan, draw: Callable[[], int]) -> Planned:
    """`plan`, whose document is given, checked and drawn; `Invalid` names each fault. `draw` makes keys of chance."""
    check_plan(plan)
    return _Planner(workflows, document, plan, draw).planned()


@define
class _Planner:
    """One plan on its way; see `planned`."""

    _workflows: Workflows
    _document: bytes
    _plan: BatchPlan
    _draw: Callable[[], int]
    _faults: PlanFaults = field(factory=PlanFaults)
    _base: dict[str, Any] = field(factory=dict)
    _parameters: dict[str, Parameter] = field(factory=dict)

    def planned(self) -> Planned:
        """See `planned`."""
        self._base = self._resolved()
        self._find_parameters()
        self._faults.refuse()
        axes = self._checked(self._asked())
        self._check_places(axes)
        groups = self._groups(axes)
        seeds = self._seeds()
        self._faults.refuse()
        return self._made(tuple(groups), tuple(seeds))

    def _resolved(self) -> dict[str, Any]:
        try:
            return self._workflows.resolve_in(self._document, self._plan.values)
        except Invalid as error:
            self._faults.take(error, {key: f"values.{key}" for key in self._plan.values}, "values")
            return {}

    def _find_parameters(self) -> None:
        """What each key means; the first values of axes may be choices that bring inputs."""
        places = dict(self._keys())
        try:
            found = self._columns(dict.fromkeys(places, _NO_VALUES))
        except Invalid as error:
            self._faults.take(error, places, "groups")
            return
        self._parameters = {key: column.parameter for key, column in found.items()}

    def _keys(self) -> Iterator[tuple[str, str]]:
        """Each key and the first place where it stands."""
        found: dict[str, str] = {}
        for where, axis in self._axes():
            for key in axis.keys:
                found.setdefault(key, where)
        for index, rule in enumerate(self._plan.seeds):
            found.setdefault(rule.key, f"seeds[{index}]")
        return iter(found.items())

    def _axes(self) -> Iterator[tuple[str, Any]]:
        for at, group in enumerate(self._plan.groups):
            for index, axis in enumerate(group.axes):
                yield f"groups[{at}].axes[{index}]", axis

    def _columns(self, columns: Mapping[str, Sequence[Any]]) -> dict[str, Column]:
        beside = dict(self._base)
        for _, axis in self._axes():
            if axis.values:
                beside |= dict.fromkeys(axis.keys, axis.values[0])
        return self._workflows.columns_in(self._document, columns, beside)

    def _asked(self) -> list[Asked]:
        found: list[Asked] = []
        size = PlanSize(self._faults)
        for where, axis in self._axes():
            parameters = tuple(self._parameters[key] for key in axis.keys)
            one = asked(axis, where, parameters, self._base, self._faults, size)
            if one is not None:
                found.append(one)
            elif size.is_exceeded:
                self._faults.refuse()
        return found

    def _checked(self, found: list[Asked]) -> dict[str, PlannedAxis]:
        """The axes by their places, each value as it goes into the graph."""
        axes: dict[str, PlannedAxis] = {}
        for one in found:
            columns = {p.address: values for p, values in zip(one.parameters, one.columns, strict=True)}
            try:
                fit = self._columns(columns)
            except Invalid as error:
                self._faults.take(error, dict.fromkeys(columns, one.where), one.where)
                continue
            axes[one.where] = PlannedAxis(
                columns={address: column.values for address, column in fit.items()},
                summary=summary(one),
                cycle=one.axis.cycle,
                where=one.where,
            )
        return axes

    def _check_places(self, axes: Mapping[str, PlannedAxis]) -> None:
        """A parameter has one axis or one seed rule."""
        used = Counter(address for axis in axes.values() for address in axis.summary.addresses)
        used.update(self._parameters[rule.key].address for rule in self._plan.seeds)
        for where, axis in axes.items():
            self._refuse_twice(used, axis.summary.addresses, where)
        for index, rule in enumerate(self._plan.seeds):
            self._refuse_twice(used, (self._parameters[rule.key].address,), f"seeds[{index}]")

    def _refuse_twice(self, used: Mapping[str, int], addresses: Sequence[str], where: str) -> None:
        for address in addresses:
            if used[address] > 1:
                self._faults.add(where, "twice", f'"{self._label(address)}" is varied more than once.')

    def _label(self, address: str) -> str:
        return next((one.label for one in self._parameters.values() if one.address == address), address)

    def _groups(self, axes: Mapping[str, PlannedAxis]) -> list[PlannedGroup]:
        made = []
        for at, group in enumerate(self._plan.groups):
            places = [f"groups[{at}].axes[{index}]" for index in range(len(group.axes))]
            if all(place in axes for place in places):
                own = tuple(axes[place] for place in places)
                made.append(planned_group(group, own, f"groups[{at}]", self._faults, dedupe=self._plan.dedupe))
        return [group for group in made if group is not None]

    def _seeds(self) -> list[PlannedSeeds]:
        made = [
            planned_seeds(rule, self._parameters[rule.key], self._base, f"seeds[{at}]", self._draw, self._faults)
            for at, rule in enumerate(self._plan.seeds)
        ]
        return [seeds for seeds in made if seeds is not None]

    def _made(self, groups: tuple[PlannedGroup, ...], seeds: tuple[PlannedSeeds, ...]) -> Planned:
        plan = self._plan
        alike = plan.dedupe and not any(one.varies for one in seeds)
        runs = 1 if alike else plan.runs
        lengths = (*(len(group.rows) for group in groups), runs)
        space = Space(lengths, plan.sample, plan.sample_seed, plan.limit)
        if space.size > MOST_SPACE:
            self._faults.add("groups", "space", "There are more combinations than can be counted.")
            self._faults.refuse()
        for at, one in enumerate(seeds):
            count = space.total if one.rule.per == "cell" else runs
            check_seeds(one, self._parameters[one.rule.key], count, f"seeds[{at}]", self._faults)
        self._faults.refuse()
        drawn = evolve(plan, values=self._base, seeds=tuple(evolve(one.rule, key=one.address) for one in seeds))
        return Planned(plan=drawn, groups=groups, seeds=seeds, runs=runs, space=space)
