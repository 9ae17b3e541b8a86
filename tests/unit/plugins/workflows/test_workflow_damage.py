"""A damaged row costs itself, never the list of all workflows."""

import logging
from typing import Any

import pytest
import sqlalchemy as sa

from penstock.adapters.testing.workflow_house import WorkflowHouse
from penstock.core.errors import StorageFailed
from penstock.plugins.workflows.tables import PRESET, SCHEMA, WORKFLOW


@pytest.mark.parametrize(
    "damage",
    [*({"tags": text} for text in ("", "notjson", "5", "null", "[1]", "[" * 100_000)),
     {"default_parameters": "[]"}, {"last_parameters": "{"}, {"latest": 99}],
    ids=lambda damage: str(damage)[:20],
)  # fmt: skip
def test_a_damaged_workflow_hides_no_other(
    house: WorkflowHouse, caplog: pytest.LogCaptureFixture, damage: dict[str, Any]
) -> None:
    """Lists and tags go on, the log names it, whoever asks for it is told, and its name stays its own."""
    bad, good = house.add("Bad").workflow, house.add("Good").workflow
    house.workflows.change(good.id, 1, tags=["winter"])
    _damage(house, WORKFLOW, bad.id, **damage)
    with caplog.at_level(logging.WARNING):
        assert [entry.id for entry in house.workflows.list()] == [good.id]
    assert bad.id in caplog.text
    assert [tag for tag, _ in house.workflows.tag_counts()] == ["winter"]
    with pytest.raises(StorageFailed, match="Bad"):
        house.workflows.get(bad.id)
    assert house.add("Bad").workflow.name == "Bad (2)"


def test_a_damaged_workflow_in_the_trash_hides_no_other(house: WorkflowHouse) -> None:
    """The others can be restored."""
    bad, good = house.add("Bad").workflow, house.add("Good").workflow
    for one in (bad, good):
        house.workflows.delete(one.id)
    _damage(house, WORKFLOW, bad.id, tags="5")
    assert [entry.id for entry in house.workflows.deleted()] == [good.id]
    assert house.workflows.restore(good.id).name == "Good"


def test_a_damaged_preset_hides_no_other(house: WorkflowHouse) -> None:
    """The workflow and its other presets are there."""
    made = house.add().workflow
    bad = house.workflows.save_preset(made.id, "Bad", {"seed": 5})
    good = house.workflows.save_preset(made.id, "Good", {"seed": 6})
    _damage(house, PRESET, bad.id, parameters="5")
    assert [preset.id for preset in house.workflows.presets(made.id)] == [good.id]


def _damage(house: WorkflowHouse, table: sa.Table, row: str, **values: Any) -> None:
    change = sa.update(table).where(table.c.id == row).values(**values)
    house.database.write(SCHEMA, lambda connection: connection.execute(change) and None)
