"""Plans that are small and ask for more than a machine has are refused before anything is made."""

from collections.abc import Sequence
from typing import Any

import pytest

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.contracts.batches import Axis, BatchPlan, Group, Range
from penstock.core.errors import Invalid, TooLarge


def _fault(house: BatchHouse, plan: BatchPlan) -> tuple[str, str]:
    """Where the only fault stands, and its code."""
    with pytest.raises(Invalid) as error:
        house.batches.preview(plan)
    (fault,) = error.value.details["faults"]
    return fault["field"], fault["code"]


def _searching(replacements: Sequence[str], letters: int, **options: Any) -> dict[str, Any]:
    axis = Axis(keys=("prompt",), search="a", replacements=tuple(replacements))
    return {"axis": axis, "values": {"prompt": "a" * letters}, **options}


def _searched(house: BatchHouse, axis: Axis, values: dict[str, Any]) -> BatchPlan:
    return house.plan(axis, values=values)


def test_a_replacement_that_makes_a_giant_is_refused(own: BatchHouse) -> None:
    """A hundred thousand letters, each replaced by a thousand, two hundred times: 20 GB were asked for by 300 KB."""
    plan = _searched(own, **_searching(["b" * 1000] * 200, 100_000))
    assert _fault(own, plan) == ("groups[0].axes[0].replacements[0]", "too_long")


def test_many_large_texts_are_refused(own: BatchHouse) -> None:
    """Each is allowed, all of them are not."""
    plan = _searched(own, **_searching(["b" * 9] * 200, 100_000))
    assert _fault(own, plan) == ("groups[0].axes[0]", "too_much")


def test_replacements_of_a_long_prompt_are_made(own: BatchHouse) -> None:
    """What people write is far below."""
    plan = _searched(own, **_searching(["b", ""], 50_000))
    cells = own.batches.preview(plan).cells
    assert [len(next(iter(cell.values.values()))) for cell in cells] == [50_000, 0]


@pytest.mark.parametrize("kind", ["values", "range"])
def test_axes_have_a_number_of_values_together(own: BatchHouse, kind: str) -> None:
    """Each axis may be long; a hundred long ones are refused at the first that is too much."""
    values = (
        {"values": tuple(range(100_000))} if kind == "values" else {"range": Range(start="1", stop="100000", step="1")}
    )
    axes = tuple(Axis(keys=("seed",), **values) for _ in range(4))
    plan = BatchPlan(document=own.plan().document, groups=(Group(axes=axes),))
    assert _fault(own, plan) == ("groups[0].axes[2]", "too_much")


def test_keys_count_as_parameters(own: BatchHouse) -> None:
    """An axis that names a parameter a thousand times is not made a thousand times."""
    assert _fault(own, own.plan(Axis(keys=("seed",) * 101, values=(1,)))) == ("groups", "count")


def test_cells_with_long_texts_have_a_size_together(own: BatchHouse) -> None:
    """Few texts in many cells are stored many times: a batch of that is refused, its first cells can be looked at."""
    texts = Axis(keys=("prompt",), values=("a" * 200_000, "b"))
    plan = own.plan(texts, Axis(keys=("seed",), values=tuple(range(5000))))
    with pytest.raises(TooLarge, match="characters"):
        own.batches.start(plan)
    assert len(own.batches.preview(plan, limit=3).cells) == 3
    assert own.batches.list().batches == ()
