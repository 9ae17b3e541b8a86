"""Plans by chance, and a slow reading of them: everything laid out, as anybody would write it by hand."""

import itertools
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from penstock.adapters.testing.workflow_house import WorkflowHouse
from penstock.core.contracts.batches import Axis, BatchPlan, Group, Range, SeedMode, SeedRule

STEPS, TEXT, SEED, WIDTH = "3.steps", "3.positive", "3.seed", "4.steps"
DOCUMENT = json.dumps(
    {
        "3": {"class_type": "Sampler", "inputs": {"seed": 1, "steps": 20, "positive": "a fox and a fox"}},
        "4": {"class_type": "Sampler", "inputs": {"seed": 2, "steps": 30, "positive": "b"}},
    }
).encode()
"""Two samplers."""


def house(folder: Path) -> WorkflowHouse:
    """Something that reads them."""
    return WorkflowHouse(folder)


def _lists(key: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Axis]:
    return st.builds(
        Axis,
        keys=st.just((key,)),
        values=st.lists(values, min_size=1, max_size=5).map(tuple),
        cycle=st.booleans(),
    )


def _ranges(key: str) -> st.SearchStrategy[Axis]:
    def made(start: int, step: int, count: int) -> Axis:
        stop = start + step * (count - 1) + step // 2
        return Axis(keys=(key,), range=Range(start=str(start), stop=str(stop), step=str(step)))

    return st.builds(made, st.integers(1, 20), st.integers(1, 9), st.integers(1, 5))


REPLACED = st.builds(
    lambda words: Axis(keys=(TEXT,), search="fox", replacements=tuple(words)),
    st.lists(st.sampled_from(["fox", "cat", "", "a dog"]), min_size=1, max_size=4),
)
AXES = {
    STEPS: st.one_of(_lists(STEPS, st.integers(1, 100)), _ranges(STEPS)),
    WIDTH: st.one_of(_lists(WIDTH, st.integers(1, 100)), _ranges(WIDTH)),
    TEXT: st.one_of(_lists(TEXT, st.sampled_from(["x", "y", "z"])), REPLACED),
}


@st.composite
def groups(draw: st.DrawFn) -> tuple[Group, ...]:
    """Some of the axes in groups, all lengths fitting: axes of a group that are of another length cycle."""
    keys = draw(st.permutations(sorted(AXES)))[: draw(st.integers(0, 3))]
    cuts = draw(st.lists(st.booleans(), min_size=len(keys), max_size=len(keys)))
    made: list[list[Axis]] = []
    for key, cut in zip(keys, cuts, strict=True):
        axis = draw(AXES[key])
        if cut or not made:
            made.append([])
        made[-1].append(axis)
    return tuple(_fitted(axes) for axes in made)


def _fitted(axes: list[Axis]) -> Group:
    length = max(len(values_of(axis)) for axis in axes)
    fitted = tuple(
        Axis(
            keys=one.keys,
            values=one.values,
            range=one.range,
            search=one.search,
            replacements=one.replacements,
            cycle=one.cycle or len(values_of(one)) != length,
        )
        for one in axes
    )
    return Group(axes=fitted, length=length if all(one.cycle for one in fitted) else None)


SEEDS = st.lists(
    st.builds(
        SeedRule,
        mode=st.sampled_from([SeedMode.INCREMENT, SeedMode.DECREMENT, SeedMode.FIXED]),
        key=st.just(SEED),
        start=st.integers(10_000, 2**63),
        per=st.sampled_from(["cell", "run"]),
    ),
    max_size=1,
).map(tuple)


@st.composite
def plans(draw: st.DrawFn) -> BatchPlan:
    """A plan that can run."""
    return BatchPlan(
        document=DOCUMENT,
        groups=draw(groups()),
        seeds=draw(SEEDS),
        runs=draw(st.integers(1, 3)),
        limit=draw(st.none() | st.integers(1, 50)),
        dedupe=draw(st.booleans()),
    )


def values_of(axis: Axis) -> list[Any]:
    """The values of an axis, one after the other."""
    if axis.values is not None:
        return list(axis.values)
    if axis.range is not None:
        number, found = Decimal(axis.range.start), []
        while number <= Decimal(axis.range.stop):
            found.append(int(number))
            number += Decimal(axis.range.step or "1")
        return found
    return ["a fox and a fox".replace(axis.search or "", new) for new in axis.replacements]


def laid_out(plan: BatchPlan) -> list[dict[str, Any]]:
    """Every cell of a plan, in order."""
    rows = [_rows(group) for group in plan.groups]
    cells: list[tuple[dict[str, Any], int]] = []
    for chosen in itertools.product(*rows, range(plan.runs)):
        *parts, repetition = chosen
        cells.append(({key: value for part in parts for key, value in part.items()}, repetition))
    if plan.dedupe:
        cells = _once(cells, varied=any(rule.mode is not SeedMode.FIXED for rule in plan.seeds))
    cells = cells[: plan.limit]
    return [{**values, **_seeds(plan, place, run)} for place, (values, run) in enumerate(cells)]


def _rows(group: Group) -> list[dict[str, Any]]:
    columns = [(axis.keys[0], values_of(axis)) for axis in group.axes]
    length = group.length or max(len(values_of(axis)) for axis in group.axes if not axis.cycle)
    return [{key: values[row % len(values)] for key, values in columns} for row in range(length)]


def _once(cells: list[tuple[dict[str, Any], int]], *, varied: bool) -> list[tuple[dict[str, Any], int]]:
    seen: dict[str, tuple[dict[str, Any], int]] = {}
    for values, repetition in cells:
        seen.setdefault(json.dumps([values, repetition if varied else 0], sort_keys=True), (values, repetition))
    return list(seen.values())


def _seeds(plan: BatchPlan, place: int, repetition: int) -> dict[str, int]:
    found = {}
    for rule in plan.seeds:
        index = place if rule.per == "cell" else repetition
        step = {SeedMode.INCREMENT: 1, SeedMode.DECREMENT: -1, SeedMode.FIXED: 0}[rule.mode]
        found[rule.key] = (rule.start or 0) + step * index
    return found
