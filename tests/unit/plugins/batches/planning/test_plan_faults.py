"""Plans that cannot run: every fault is told, at the place where it stands."""

import json
from typing import Any

import pytest

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.contracts.batches import Axis, BatchPlan, Group, Range, SeedMode, SeedRule
from penstock.core.errors import Invalid, TooLarge


def _faults(house: BatchHouse, plan: BatchPlan) -> dict[str, str]:
    with pytest.raises(Invalid) as error:
        house.batches.preview(plan)
    told: Any = error.value.details["faults"]
    assert all(one["message"] for one in told)
    return {one["field"]: one["code"] for one in told}


def _axis(**fields: Any) -> Axis:
    return Axis(**{"keys": ("steps",), **fields})


@pytest.mark.parametrize(
    ("axis", "where", "code"),
    [
        (_axis(), "groups[0].axes[0]", "one_kind"),
        (_axis(values=(1,), search="a"), "groups[0].axes[0]", "one_kind"),
        (_axis(values=()), "groups[0].axes[0]", "count"),
        (_axis(values=(1, 2), labels=("one",)), "groups[0].axes[0]", "labels"),
        (_axis(values=(1, "many")), "groups[0].axes[0].values[1]", "ill_typed"),
        (_axis(values=(1, 101)), "groups[0].axes[0].values[1]", "ill_typed"),
        (_axis(values=(1, 1.5)), "groups[0].axes[0].values[1]", "ill_typed"),
        (_axis(range=Range(start="1", stop="2", step="0.5")), "groups[0].axes[0].values[1]", "ill_typed"),
        (_axis(range=Range(start="1", stop="2", step="-1")), "groups[0].axes[0].range", "bad_range"),
        (_axis(keys=("prompt",), search="cat", replacements=("dog",)), "groups[0].axes[0].search", "not_found"),
        (_axis(keys=("prompt",), search="", replacements=("dog",)), "groups[0].axes[0].search", "not_found"),
        (_axis(search="1", replacements=("2",)), "groups[0].axes[0].search", "not_found"),
        (_axis(keys=("prompt",), search="fox"), "groups[0].axes[0]", "count"),
        (_axis(keys=("nothing",), values=(1,)), "groups[0].axes[0]", "unknown_parameter"),
        (_axis(keys=(), values=(1,)), "groups[0].axes[0]", "no_key"),
        (_axis(values=(1,), cycle=True), "groups[0]", "endless"),
    ],
)
def test_each_fault_of_an_axis_is_named(own: BatchHouse, axis: Axis, where: str, code: str) -> None:
    """The path leads to the axis, or to the value."""
    assert _faults(own, own.plan(axis)) == {where: code}


def test_axes_side_by_side_are_of_one_length(own: BatchHouse) -> None:
    """Both are named, with how many they have."""
    pair = Group(axes=(_axis(values=(1, 2, 3)), _axis(keys=("prompt",), values=("a", "b"))))
    plan = BatchPlan(document=own.plan().document, groups=(pair,))
    with pytest.raises(Invalid, match=r'"Steps" has 3 values and "Positive" has 2 values'):
        own.batches.preview(plan)
    assert _faults(own, plan) == {"groups[0]": "unequal"}
    longer = BatchPlan(document=plan.document, groups=(Group(axes=(_axis(values=(1, 2)),), length=3),))
    assert _faults(own, longer) == {"groups[0]": "unequal"}


def test_a_parameter_is_varied_once(own: BatchHouse) -> None:
    """By one axis or one seed rule, whatever keys name it."""
    twice = own.plan(_axis(values=(1, 2)), _axis(keys=("3.steps",), values=(3,)))
    assert _faults(own, twice) == {"groups[0].axes[0]": "twice", "groups[1].axes[0]": "twice"}
    seeded = own.plan(_axis(keys=("3.seed",), values=(1, 2)), seeds=(SeedRule(mode=SeedMode.RANDOM),))
    assert _faults(own, seeded) == {"groups[0].axes[0]": "twice", "seeds[0]": "twice"}


def test_all_faults_come_at_once(own: BatchHouse) -> None:
    """Values, axes and numbers of a plan are looked at in two steps at most."""
    plan = own.plan(_axis(values=("x",)), _axis(keys=("prompt",), search="cat", replacements=("a",)))
    assert set(_faults(own, plan)) == {"groups[0].axes[0].values[0]", "groups[1].axes[0].search"}
    wrong = own.plan(values={"steps": "x", "nowhere": 1})
    assert _faults(own, wrong) == {"values.steps": "ill_typed", "values.nowhere": "unknown_parameter"}
    numbers = own.plan(runs=0, sample=0, limit=-1, priority=1001, retries_when_lost=11, sample_seed=-1)
    assert set(_faults(own, numbers)) == {"runs", "sample", "limit", "priority", "retries_when_lost", "sample_seed"}


@pytest.mark.parametrize(
    ("rule", "where", "code"),
    [
        (SeedRule(mode=SeedMode.INCREMENT, key="steps", start=99), "seeds[0]", "out_of_limits"),
        (SeedRule(mode=SeedMode.DECREMENT, start=1), "seeds[0]", "out_of_limits"),
        (SeedRule(mode=SeedMode.INCREMENT, start=2**64 - 2), "seeds[0]", "out_of_limits"),
        (SeedRule(mode=SeedMode.FIXED, start=2**64), "seeds[0].start", "no_start"),
        (SeedRule(mode=SeedMode.FIXED, start=-1), "seeds[0].start", "no_start"),
        (SeedRule(mode=SeedMode.FIXED, key="prompt"), "seeds[0].key", "no_seed"),
        (SeedRule(mode=SeedMode.FIXED, key="nothing"), "seeds[0]", "unknown_parameter"),
        (SeedRule(mode=SeedMode.RANDOM, per="day"), "seeds[0].per", "unknown"),
    ],
)
def test_each_fault_of_a_seed_rule_is_named(own: BatchHouse, rule: SeedRule, where: str, code: str) -> None:
    """A rule that would leave the limits of its parameter is refused before anything runs."""
    assert _faults(own, own.plan(runs=3, seeds=(rule,))) == {where: code}


def test_drawn_seeds_must_be_enough(own: BatchHouse) -> None:
    """Each cell has another one: a parameter of 100 values has no 101 seeds."""
    rule = SeedRule(mode=SeedMode.RANDOM, key="steps")
    assert own.batches.preview(own.plan(runs=100, seeds=(rule,))).total == 100
    assert _faults(own, own.plan(runs=101, seeds=(rule,))) == {"seeds[0]": "too_few"}


def test_a_plan_without_a_workflow_is_refused(own: BatchHouse) -> None:
    """Nothing can run."""
    with pytest.raises(Invalid, match="which workflow"):
        own.batches.preview(BatchPlan())
    with pytest.raises(Invalid):
        own.batches.preview(BatchPlan(document=json.dumps([1]).encode()))


def test_a_space_beyond_all_counting_is_refused_at_once(own: BatchHouse) -> None:
    """Nothing is laid out before limits are checked."""
    hundred = tuple(range(1, 101))
    plan = own.plan(_axis(values=hundred), _axis(keys=("seed",), values=tuple(range(100_000))), runs=1_000_000)
    assert own.batches.preview(plan).space == 10**13
    with pytest.raises(TooLarge, match="at most 10000 cells"):
        own.batches.start(plan)
    many = own.plan(_axis(values=hundred), _axis(keys=("seed",), values=tuple(range(100_000))), runs=1_000_000, limit=7)
    assert own.batches.preview(many).total == 7
