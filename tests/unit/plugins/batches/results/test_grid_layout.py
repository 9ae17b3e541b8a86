"""Where the cells of a batch stand in a picture."""

from typing import Any

import pytest

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.contracts.batches import Axis, BatchPlan, Group
from penstock.core.contracts.runs import Run
from penstock.core.errors import Invalid
from penstock.plugins.batches.results.grid_layout import GridLayout, dimensions, grid_layout

STEPS = Axis(keys=("steps",), values=(10, 20))
TEXTS = Axis(keys=("prompt",), values=("a", "b", "c"))
SEEDS = Axis(keys=("seed",), values=(1, 2), labels=("one", "two"))


def _layout(house: BatchHouse, plan: BatchPlan, **asked: Any) -> GridLayout:
    made = house.batches.start(plan)
    stored = house.batches.parts().store.get(made.id)
    dims = dimensions(stored.groups, stored.layout, stored.runs)
    cells = house.runs.cells(made.id)
    return grid_layout(dims, stored.layout, cells, asked.get("x"), asked.get("y"), asked.get("page"))


def _places(found: GridLayout) -> list[dict[tuple[int, int], int]]:
    return [{at: run.place for at, run in grid.runs.items()} for grid in found.grids]


def test_the_innermost_groups_are_across_and_down(own: BatchHouse) -> None:
    """Where nobody says otherwise."""
    found = _layout(own, own.plan(STEPS, TEXTS))
    assert (found.columns, found.rows) == (("a", "b", "c"), ("10", "20"))
    assert (found.x_title, found.y_title) == ("Positive", "Steps")
    assert _places(found) == [{(0, 0): 0, (0, 1): 1, (0, 2): 2, (1, 0): 3, (1, 1): 4, (1, 2): 5}]


def test_what_is_neither_becomes_sub_grids(own: BatchHouse) -> None:
    """Each with what its cells share in its heading; repetitions are a dimension, too."""
    found = _layout(own, own.plan(STEPS, TEXTS, SEEDS, runs=2), x=3, y=1)
    assert (found.columns, found.rows) == (("1", "2"), ("a", "b", "c"))
    assert [grid.heading for grid in found.grids] == [
        "Steps: 10, Seed: one",
        "Steps: 10, Seed: two",
        "Steps: 20, Seed: one",
        "Steps: 20, Seed: two",
    ]
    assert sum(len(grid.runs) for grid in found.grids) == 24
    one = _layout(own, own.plan(STEPS, TEXTS, SEEDS, runs=2), x=3, y=1, page=2)
    assert [grid.heading for grid in one.grids] == ["Steps: 20, Seed: one"]


def test_axes_side_by_side_are_one_dimension(own: BatchHouse) -> None:
    """With the labels of both, a cycling one begun anew."""
    group = Group(axes=(TEXTS, Axis(keys=("steps",), values=(10, 20), cycle=True)))
    found = _layout(own, BatchPlan(document=own.plan().document, groups=(group,)))
    assert (found.x_title, found.columns) == ("Positive / Steps", ("a / 10", "b / 20", "c / 10"))
    assert (found.y_title, found.rows) == ("", ("",))


def test_a_sample_shows_only_the_columns_and_rows_that_it_has(own: BatchHouse) -> None:
    """Each cell under its own labels."""
    wide = Axis(keys=("steps",), values=tuple(range(1, 101)))
    tall = Axis(keys=("seed",), values=tuple(range(100)))
    plan = own.plan(wide, tall, sample=5, sample_seed=1)
    found = _layout(own, plan)
    assert len(found.columns) <= 5
    assert len(found.rows) <= 5
    shown = [(found.rows[row], found.columns[column], run) for (row, column), run in found.grids[0].runs.items()]
    assert len(shown) == 5
    for row, column, run in shown:
        assert (row, column) == _labels(run)


def _labels(run: Run) -> tuple[str, str]:
    return str(run.values["3.steps"]), str(run.values["3.seed"])


def test_equal_rows_that_run_once_keep_their_labels(own: BatchHouse) -> None:
    """The labels are those of the values that run."""
    found = _layout(own, own.plan(Axis(keys=("steps",), values=(3, 3, 5)), dedupe=True))
    assert found.columns == ("3", "5")


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"x": 3}, "x"), ({"y": -1}, "y"), ({"x": 1, "y": 1}, "y"), ({"page": 1}, "page"), ({"page": -1}, "page")],
)
def test_dimensions_that_there_are_not_are_refused(own: BatchHouse, asked: dict[str, int], field: str) -> None:
    """The field is named."""
    with pytest.raises(Invalid) as error:
        _layout(own, own.plan(STEPS, TEXTS), **asked)
    assert error.value.field == field
