"""Whatever a plan asks for, its cells are those that a slow reading lays out, each known by its place alone."""

import json
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.adapters.testing.workflow_house import WorkflowHouse
from penstock.core.contracts.batches import BatchPlan, Range
from penstock.core.wire import decode
from penstock.plugins.batches.planning.permuting import Permutation
from penstock.plugins.batches.planning.planner import planned
from penstock.plugins.batches.planning.ranges import numbers
from penstock.plugins.batches.planning.spaces import Space
from penstock.plugins.batches.rows import plan_text

from .plans import DOCUMENT, house, laid_out, plans


@pytest.fixture(scope="module")
def workflows() -> Iterator[WorkflowHouse]:
    """What reads the documents of plans."""
    with tempfile.TemporaryDirectory() as folder:
        made = house(Path(folder))
        yield made
        made.close()


@given(plan=plans())
def test_cells_are_those_of_a_slow_reading(workflows: WorkflowHouse, plan: BatchPlan) -> None:
    """Order, pairs, cycles, ranges, replacements, seeds, limits and equal cells."""
    made = planned(workflows.workflows, DOCUMENT, plan, lambda: 7)
    expected = laid_out(plan)
    assert [dict(cell.values) for cell in made.cells()] == expected
    assert made.space.total == len(expected)
    assert [cell.place for cell in made.cells()] == list(range(len(expected)))
    for place in {0, len(expected) - 1, len(expected) // 2}:
        assert dict(made.cell(place).values) == expected[place]


@given(plan=plans(), sample=st.integers(1, 60), key=st.integers(0, 2**64 - 1))
def test_a_sample_is_some_of_the_cells_in_their_order(
    workflows: WorkflowHouse, plan: BatchPlan, sample: int, key: int
) -> None:
    """Each at most once."""
    options = {"document": DOCUMENT, "groups": plan.groups, "runs": plan.runs}
    whole = planned(workflows.workflows, DOCUMENT, BatchPlan(**options), lambda: 7)
    some = planned(workflows.workflows, DOCUMENT, BatchPlan(**options, sample=sample, sample_seed=key), lambda: 7)
    places = {cell.at: cell.place for cell in whole.cells()}
    found = [places[cell.at] for cell in some.cells()]
    assert len(found) == min(sample, whole.space.total)
    assert found == sorted(set(found))


@given(plan=plans())
def test_a_plan_that_was_stored_gives_the_very_same_cells(workflows: WorkflowHouse, plan: BatchPlan) -> None:
    """What a crash interrupted goes on as it was drawn: the second time nothing may be drawn."""
    first = planned(workflows.workflows, DOCUMENT, plan, lambda: 7)
    told = decode(BatchPlan, json.loads(plan_text(first.plan)))
    second = planned(workflows.workflows, DOCUMENT, told, _never)
    assert list(second.cells()) == list(first.cells())


def _never() -> int:
    raise AssertionError("nothing is drawn again")


@given(size=st.integers(1, 3000), key=st.integers(0, 2**64 - 1))
def test_an_order_by_chance_has_each_number_once(size: int, key: int) -> None:
    """Whatever size and key are."""
    chance = Permutation(size, key)
    assert sorted(map(chance.at, range(size))) == list(range(size))


@given(size=st.integers(1, 2**64), key=st.integers(0, 2**64 - 1), places=st.sets(st.integers(0, 50), max_size=20))
def test_numbers_by_chance_stay_within_their_size(size: int, key: int, places: set[int]) -> None:
    """And differ, however large the size is."""
    chance = Permutation(size, key)
    found = [chance.at(place) for place in places if place < size]
    assert len(set(found)) == len(found)
    assert all(0 <= number < size for number in found)


@given(lengths=st.lists(st.integers(1, 10**6), max_size=6), place=st.integers(0, 10**9))
def test_indices_count_as_nested_loops_do(lengths: list[int], place: int) -> None:
    """The last one turns fastest; nothing is laid out, however large the space is."""
    space = Space(tuple(lengths))
    at = space.at(place % space.size)
    back = 0
    for index, length in zip(at, lengths, strict=True):
        assert 0 <= index < length
        back = back * length + index
    assert back == place % space.size


DECIMALS = st.decimals(-1000, 1000, places=3)


@given(start=DECIMALS, stop=DECIMALS, step=st.decimals(Decimal("0.05"), 10, places=3))
def test_a_range_never_oversteps(start: Decimal, stop: Decimal, step: Decimal) -> None:
    """The next number would be beyond the stop; every one is exact."""
    signed = step if stop >= start else -step
    found = numbers(Range(start=str(start), stop=str(stop), step=str(signed)))
    assert all(number == start + signed * index for index, number in enumerate(found))
    assert all(min(start, stop) <= number <= max(start, stop) for number in found)
    beyond = found[-1] + signed
    assert beyond > stop if signed > 0 else beyond < stop


@given(start=DECIMALS, stop=DECIMALS, count=st.integers(2, 200))
def test_a_counted_range_has_its_ends(start: Decimal, stop: Decimal, count: int) -> None:
    """And its numbers go one way."""
    found = numbers(Range(start=str(start), stop=str(stop), count=count))
    assert (len(found), found[0], found[-1]) == (count, start, stop)
    assert list(found) == sorted(found, reverse=stop < start)
