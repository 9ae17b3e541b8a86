"""Which cells a plan has: order, pairs, cycles, replacements, seeds, samples."""

from typing import Any

import pytest

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.contracts.batches import Axis, BatchPlan, BatchPreview, Group, Range, SeedMode, SeedRule

STEPS = Axis(keys=("steps",), values=(1, 2))
TEXTS = Axis(keys=("prompt",), values=("a", "b", "c"))


def _values(found: BatchPreview, address: str) -> list[Any]:
    return [cell.values[address] for cell in found.cells]


def _preview(house: BatchHouse, *groups: Group, **options: Any) -> BatchPreview:
    return house.batches.preview(BatchPlan(document=house.plan().document, groups=groups, **options), limit=1000)


def test_groups_are_nested_loops_and_repetitions_innermost(own: BatchHouse) -> None:
    """The first group is the outermost."""
    found = own.batches.preview(own.plan(STEPS, TEXTS, runs=2))
    assert [cell.at for cell in found.cells[:5]] == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (0, 2, 0)]
    assert (_values(found, "3.steps"), found.total, found.space) == ([1] * 6 + [2] * 6, 12, 12)
    assert [cell.place for cell in found.cells] == list(range(12))


def test_axes_of_a_group_go_side_by_side_and_cycle(own: BatchHouse) -> None:
    """A cycling axis begins anew, one that is longer than its group is not finished."""
    cycling = Axis(keys=("prompt",), values=("a", "b"), cycle=True)
    found = _preview(own, Group(axes=(Axis(keys=("steps",), values=(1, 2, 3)), cycling)))
    assert (_values(found, "3.steps"), _values(found, "3.positive")) == ([1, 2, 3], ["a", "b", "a"])
    short = _preview(own, Group(axes=(cycling,), length=1))
    assert _values(short, "3.positive") == ["a"]


def test_a_search_replaces_text_of_the_value_that_is_shared(own: BatchHouse) -> None:
    """The plan's own value counts before that of the document; the first replacement may be the text itself."""
    axis = Axis(keys=("prompt",), search="fox", replacements=("fox", "cat", ""))
    assert _values(own.batches.preview(own.plan(axis)), "3.positive") == ["a fox", "a cat", "a "]
    shared = own.batches.preview(own.plan(axis, values={"prompt": "fox, fox"}))
    assert _values(shared, "3.positive") == ["fox, fox", "cat, cat", ", "]
    assert shared.groups[0][0].labels == ("fox", "cat", "(empty)")


def test_ranges_make_integers_for_integers(own: BatchHouse) -> None:
    """And the labels are as somebody would write them."""
    found = own.batches.preview(own.plan(Axis(keys=("steps",), range=Range(start="10", stop="30", step="10"))))
    assert _values(found, "3.steps") == [10, 20, 30]
    assert all(isinstance(value, int) for value in _values(found, "3.steps"))
    assert found.groups[0][0].labels == ("10", "20", "30")


def test_seeds_of_64_bits_are_exact(own: BatchHouse) -> None:
    """Digits in a text become the integer that they are."""
    found = own.batches.preview(own.plan(Axis(keys=("seed",), values=(2**64 - 1, str(2**63)))))
    assert _values(found, "3.seed") == [2**64 - 1, 2**63]


@pytest.mark.parametrize(
    ("rule", "seeds"),
    [
        (SeedRule(mode=SeedMode.INCREMENT, start=7), [7, 8, 9, 10]),
        (SeedRule(mode=SeedMode.DECREMENT, start=7), [7, 6, 5, 4]),
        (SeedRule(mode=SeedMode.FIXED, start=7), [7, 7, 7, 7]),
        (SeedRule(mode=SeedMode.INCREMENT), [1, 2, 3, 4]),
        (SeedRule(mode=SeedMode.INCREMENT, start=7, per="run"), [7, 8, 7, 8]),
        (SeedRule(mode=SeedMode.FIXED), [1, 1, 1, 1]),
    ],
)
def test_seeds_follow_their_rule(own: BatchHouse, rule: SeedRule, seeds: list[int]) -> None:
    """By cell or by repetition; without a start they begin with the value of the workflow."""
    found = own.batches.preview(own.plan(STEPS, runs=2, seeds=(rule,)))
    assert _values(found, "3.seed") == seeds
    assert found.seeds[0].start == seeds[0]


def test_drawn_seeds_differ_and_come_again_with_their_start(own: BatchHouse) -> None:
    """A plan that brings the rules of its preview runs exactly these cells."""
    rule = SeedRule(mode=SeedMode.RANDOM)
    found = own.batches.preview(own.plan(runs=500, seeds=(rule,)), limit=1000)
    seeds = _values(found, "3.seed")
    assert len(set(seeds)) == 500
    assert all(0 <= seed < 2**53 for seed in seeds)
    again = own.batches.preview(own.plan(runs=500, seeds=found.seeds), limit=1000)
    assert again.cells == found.cells
    other = own.batches.preview(own.plan(runs=500, seeds=(rule,)), limit=1000)
    assert set(_values(other, "3.seed")).isdisjoint(seeds)


def test_repetitions_may_share_a_drawn_seed(own: BatchHouse) -> None:
    """So that the cells of one repetition are comparable."""
    found = own.batches.preview(own.plan(TEXTS, runs=2, seeds=(SeedRule(mode=SeedMode.RANDOM, per="run"),)))
    seeds = _values(found, "3.seed")
    assert seeds[0::2] == [seeds[0]] * 3
    assert seeds[1::2] == [seeds[1]] * 3
    assert seeds[0] != seeds[1]


def test_a_sample_keeps_the_order_and_comes_again(own: BatchHouse) -> None:
    """Which cells it keeps says its seed alone; a limit cuts after it."""
    axis = Axis(keys=("steps",), values=tuple(range(1, 101)))
    found = own.batches.preview(own.plan(axis, sample=10, sample_seed=3), limit=100)
    chosen = _values(found, "3.steps")
    assert (len(set(chosen)), chosen, found.space, found.total) == (10, sorted(chosen), 100, 10)
    assert own.batches.preview(own.plan(axis, sample=10, sample_seed=3), limit=100).cells == found.cells
    assert _values(own.batches.preview(own.plan(axis, sample=10, sample_seed=4), limit=100), "3.steps") != chosen
    assert _values(own.batches.preview(own.plan(axis, sample=10, sample_seed=3, limit=4)), "3.steps") == chosen[:4]
    assert own.batches.preview(own.plan(axis, sample=1000)).total == 100


def test_equal_cells_run_once_where_that_is_asked(own: BatchHouse) -> None:
    """Values count as equal by JSON; repetitions count where their seeds differ."""
    axis = Axis(keys=("steps",), values=(1, 2, 1, 2, 3))
    found = own.batches.preview(own.plan(axis, dedupe=True, runs=2))
    assert (_values(found, "3.steps"), found.space) == ([1, 2, 3], 3)
    assert [cell.at for cell in found.cells] == [(0, 0), (1, 0), (4, 0)]
    seeded = own.batches.preview(own.plan(axis, dedupe=True, runs=2, seeds=(SeedRule(mode=SeedMode.RANDOM),)))
    assert _values(seeded, "3.steps") == [1, 1, 2, 2, 3, 3]


def test_a_plan_without_axes_is_one_cell_or_its_repetitions(own: BatchHouse) -> None:
    """Twenty runs with seeds by chance are such a plan."""
    assert own.batches.preview(own.plan()).total == 1
    found = own.batches.preview(own.plan(runs=20, seeds=(SeedRule(mode=SeedMode.RANDOM),)))
    assert (found.total, len(set(_values(found, "3.seed")))) == (20, 20)


def test_titles_and_labels_are_those_that_were_given(own: BatchHouse) -> None:
    """Else the parameter's own name, and the values."""
    named = Axis(keys=("steps",), values=(1, 2), title="Care", labels=("little", "much"))
    found = own.batches.preview(own.plan(named, TEXTS))
    assert [(axis.title, axis.labels) for (axis,) in found.groups] == [
        ("Care", ("little", "much")),
        ("Positive", ("a", "b", "c")),
    ]
    assert found.groups[0][0].addresses == ("3.steps",)


def test_only_the_cells_that_were_asked_for_are_made(own: BatchHouse) -> None:
    """From a place on, so many."""
    plan = own.plan(Axis(keys=("seed",), values=tuple(range(1000))))
    found = own.batches.preview(plan, first=990, limit=50)
    assert _values(found, "3.seed") == list(range(990, 1000))
    assert own.batches.preview(plan, first=2000).cells == ()
    assert own.batches.preview(plan, limit=0).cells == ()
