"""Plans between JSON and values."""

import json
import re
from typing import Any, Final

from ...core.contracts.batches import Axis, BatchPlan, Group, Range, SeedRule
from ...core.errors import Invalid
from ...core.exact_numbers import exact, exact_values
from .routes_shapes import AxisShape, GroupShape, PlanShape, RangeShape, SeedShape

_DIGITS: Final = re.compile(r"[0-9]{1,20}", re.ASCII)


def plan_of(shape: PlanShape) -> BatchPlan:
    """A plan that came in; `Invalid` for a seed that is no integer."""
    return BatchPlan(
        workflow=shape.workflow,
        version=shape.version,
        document=b"" if shape.document is None else json.dumps(shape.document).encode(),
        title=shape.title,
        values=shape.values,
        groups=tuple(Group(axes=tuple(map(_axis, one.axes)), length=one.length) for one in shape.groups),
        seeds=tuple(
            SeedRule(mode=one.mode, key=one.key, start=_integer(one.start, at), per=one.per)
            for at, one in enumerate(shape.seeds)
        ),
        runs=shape.runs,
        sample=shape.sample,
        sample_seed=shape.sample_seed,
        limit=shape.limit,
        dedupe=shape.dedupe,
        priority=shape.priority,
        server=shape.server,
        retries_when_lost=shape.retries_when_lost,
        webhook=shape.webhook,
    )


def shape_of(plan: BatchPlan) -> PlanShape:
    """A plan that goes out, without its document."""
    return PlanShape(
        workflow=plan.workflow,
        version=plan.version,
        title=plan.title,
        values=exact_values(plan.values),
        groups=tuple(GroupShape(axes=tuple(map(_axis_shape, one.axes)), length=one.length) for one in plan.groups),
        seeds=seed_shapes(plan.seeds),
        runs=plan.runs,
        sample=plan.sample,
        sample_seed=plan.sample_seed,
        limit=plan.limit,
        dedupe=plan.dedupe,
        priority=plan.priority,
        server=plan.server,
        retries_when_lost=plan.retries_when_lost,
        webhook=plan.webhook,
    )


def seed_shapes(seeds: tuple[SeedRule, ...]) -> tuple[SeedShape, ...]:
    """Seed rules that go out."""
    return tuple(SeedShape(mode=one.mode, key=one.key, start=exact(one.start), per=one.per) for one in seeds)


def _axis(shape: AxisShape) -> Axis:
    return Axis(
        keys=shape.keys,
        values=shape.values,
        range=None if shape.range is None else _range(shape.range),
        search=shape.search,
        replacements=shape.replacements,
        cycle=shape.cycle,
        title=shape.title,
        labels=shape.labels,
    )


def _range(shape: RangeShape) -> Range:
    step = None if shape.step is None else _decimal(shape.step)
    return Range(start=_decimal(shape.start), stop=_decimal(shape.stop), step=step, count=shape.count)


def _decimal(value: str | float) -> str:
    """The shortest decimal text that stands for a number."""
    return value if isinstance(value, str) else repr(value)


def _integer(value: str | int | None, at: int) -> int | None:
    if isinstance(value, str):
        if not _DIGITS.fullmatch(value):
            raise Invalid("A seed is an integer.", hint="Write its digits alone.", field=f"seeds[{at}].start")
        return int(value)
    return value


def _axis_shape(axis: Axis) -> AxisShape:
    found: Any = None if axis.values is None else tuple(exact(value) for value in axis.values)
    return AxisShape(
        keys=axis.keys,
        values=found,
        range=None if axis.range is None else _range_shape(axis.range),
        search=axis.search,
        replacements=axis.replacements,
        cycle=axis.cycle,
        title=axis.title,
        labels=axis.labels,
    )


def _range_shape(asked: Range) -> RangeShape:
    return RangeShape(start=asked.start, stop=asked.stop, step=asked.step, count=asked.count)
