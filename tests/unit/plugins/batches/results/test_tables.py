"""What ran, as CSV and JSON."""

import csv
import io
import json
from typing import Any

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.contracts.batches import Axis, SeedMode, SeedRule
from penstock.core.contracts.runs import RunOutput, RunStatus
from penstock.plugins.batches.results.tables import cells_csv, cells_json


def _runs(house: BatchHouse) -> Any:
    return house.runs


def test_a_line_for_each_cell(own: BatchHouse) -> None:
    """With its values, state, seconds and outputs."""
    plan = own.plan(Axis(keys=("steps",), values=(1, 2)), seeds=(SeedRule(mode=SeedMode.INCREMENT, start=2**64 - 2),))
    made = own.batches.start(plan)
    output = RunOutput(number=0, node="9", node_title="", kind="image", name="a.png")
    own.runs.end(made.id, 0, seconds=2.5, outputs=(output,))
    own.runs.end(made.id, 1, RunStatus.FAILED)
    rows = list(csv.DictReader(io.StringIO("".join(cells_csv(made, _runs(own))))))
    shown = [{key: row[key] for key in ("place", "status", "Steps (3.steps)", "3.seed", "seconds")} for row in rows]
    assert shown == [
        {"place": "0", "status": "completed", "Steps (3.steps)": "1", "3.seed": str(2**64 - 2), "seconds": "2.5"},
        {"place": "1", "status": "failed", "Steps (3.steps)": "2", "3.seed": str(2**64 - 1), "seconds": "1.0"},
    ]
    assert (rows[0]["outputs"], rows[1]["error"]) == ("a.png", "No memory.")


def test_no_text_becomes_a_formula(own: BatchHouse) -> None:
    """Whatever a prompt or a title begins with; numbers stay numbers, line breaks and quotes stay text."""
    hostile = ("=1+1", "+1", "-1", "@a", "\t=1", "%a", "plain", 'a "quoted"\nline')
    axis = Axis(keys=("prompt",), values=hostile, title="=cmd")
    made = own.batches.start(own.plan(axis, Axis(keys=("3.steps",), values=(5,))))
    header, *lines = csv.reader(io.StringIO("".join(cells_csv(made, _runs(own)))))
    assert header[3] == "'=cmd (3.positive)"
    assert [line[3] for line in lines] == [*(f"'{text}" for text in hostile[:6]), *hostile[6:]]
    assert {line[4] for line in lines} == {"5"}


def test_json_holds_everything(own: BatchHouse) -> None:
    """Large integers as digits; a batch without cells is an empty list."""
    made = own.batches.start(own.plan(Axis(keys=("seed",), values=(2**64 - 1, 5))))
    found = json.loads("".join(cells_json(made, _runs(own))))
    assert (found["batch"]["id"], found["batch"]["total"]) == (made.id, 2)
    assert [cell["values"]["3.seed"] for cell in found["cells"]] == [str(2**64 - 1), 5]
    own.runs.runs.clear()
    assert json.loads("".join(cells_json(made, _runs(own))))["cells"] == []


def test_thousands_of_cells_come_in_pieces(own: BatchHouse) -> None:
    """Each once, by place."""
    made = own.batches.start(own.plan(Axis(keys=("seed",), values=tuple(range(2500)))))
    found = json.loads("".join(cells_json(made, _runs(own))))
    assert [cell["place"] for cell in found["cells"]] == list(range(2500))
