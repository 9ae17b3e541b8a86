"""Batches from a plan to pictures, over HTTP, on the engine of the server itself."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from .batch_server import COLORS, WIDTHS, BatchServer, plan


@pytest.fixture
def batches(serve_standalone: Callable[..., Any]) -> BatchServer:
    """A server."""
    return BatchServer(serve_standalone())


def test_a_plan_is_shown_run_and_looked_at(batches: BatchServer) -> None:
    """Preview, cells, pictures, grid, CSV and JSON say the same."""
    asked = plan(WIDTHS, COLORS, title="Colours")
    preview = batches.server.post_json("/penstock/batch_previews", {"plan": asked})
    assert (preview.status, preview.json["space"], preview.json["total"]) == (200, 6, 6)
    batch = batches.start(WIDTHS, COLORS, title="Colours")
    done = batches.ended(batch["id"])
    assert (done["status"], done["counts"]["completed"], done["ended"] is not None) == ("completed", 6, True)
    path = f"/penstock/batches/{batch['id']}"
    cells = batches.server.get(f"{path}/cells").json
    assert (cells["total"], len(cells["cells"])) == (6, 6)
    assert [(cell["at"], cell["values"]) for cell in cells["cells"]] == [
        (cell["at"], cell["values"]) for cell in preview.json["cells"]
    ]
    _check_pictures(batches, cells["cells"])
    _check_tables(batches, path)
    grid = batches.job(batches.server.post_json(f"{path}/grid", {"cell_size": 32}).json)
    answer = batches.server.get(grid["url"])
    with Image.open(io.BytesIO(answer.body)) as picture:
        assert picture.size == (grid["width"], grid["height"])
        colors = {color for _, color in picture.convert("RGB").getcolors(1 << 24)}
    assert {(0, 0, 0), (0, 0, 255), (0, 255, 0)} <= colors


def _check_pictures(batches: BatchServer, cells: list[Any]) -> None:
    for cell in cells:
        width = cell["values"]["1.width"]
        assert (cell["status"], cell["outputs"]["width"], cell["error"]) == ("completed", width, None)
        with Image.open(io.BytesIO(batches.server.get(cell["outputs"]["url"]).body)) as picture:
            assert picture.size == (width, 8)
        assert batches.server.get(cell["outputs"]["thumbnail"]).headers["Content-Type"] == "image/jpeg"


def _check_tables(batches: BatchServer, path: str) -> None:
    answer = batches.server.get(f"{path}/cells.csv")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert [row["status"] for row in rows] == ["completed"] * 6
    assert 'filename="Colours.csv"' in answer.headers["Content-Disposition"]
    whole = json.loads(batches.server.get(f"{path}/cells.json").body)
    assert (len(whole["cells"]), whole["batch"]["title"]) == (6, "Colours")


def test_a_failed_cell_says_why_and_is_run_again(batches: BatchServer) -> None:
    """The others complete."""
    batch = batches.start({"keys": ["2.filename_prefix"], "values": ["one", "../../outside", "two"]})
    path = f"/penstock/batches/{batch['id']}"
    done = batches.ended(batch["id"])
    assert (done["counts"]["completed"], done["counts"]["failed"], done["status"]) == (2, 1, "finished")
    cells = batches.server.get(f"{path}/cells").json["cells"]
    assert [bool(cell["error"]) for cell in cells] == [False, True, False]
    again = batches.server.post_json(f"{path}/retry", {"places": [1]})
    assert (again.status, again.json["ended"]) == (200, None)
    assert batches.ended(batch["id"])["counts"]["failed"] == 1
    assert batches.server.get(f"{path}/cells?first=1&limit=1").json["cells"][0]["run"] == cells[1]["run"]


def test_a_batch_is_paused_stopped_and_kept_in_the_trash(batches: BatchServer) -> None:
    """Nothing more is sent while it is paused."""
    batch = batches.start({"keys": ["1.color"], "values": list(range(300))})
    path = f"/penstock/batches/{batch['id']}"
    assert batches.server.request("POST", f"{path}/pause").json["status"] == "paused"
    assert batches.server.request("DELETE", path).status == 409
    stopped = batches.server.post_json(f"{path}/stop", {"running_too": True})
    assert stopped.status == 200
    done = batches.ended(batch["id"])
    assert (done["status"], done["counts"]["cancelled"] > 0) == ("finished", True)
    changed = batches.server.post_json(path, {"revision": done["revision"], "title": "Kept"}, "PATCH")
    assert (changed.status, changed.json["title"]) == (200, "Kept")
    assert batches.server.post_json(path, {"revision": done["revision"], "title": "Late"}, "PATCH").code == "conflict"
    assert batches.server.request("DELETE", path).json == {"id": batch["id"], "deleted": True}
    assert batches.server.get(path).status == 404
    assert batches.server.get("/penstock/batches").json["batches"] == []
    assert batches.server.request("POST", f"{path}/restore").json["title"] == "Kept"


def test_faults_of_a_plan_are_told_at_their_place(batches: BatchServer) -> None:
    """As 422, by previews and starts alike; nothing is kept."""
    asked = plan({"keys": ["1.width"], "values": [8, "wide"]}, {"keys": ["nothing"], "values": [1]})
    for path in ("/penstock/batch_previews", "/penstock/batches"):
        answer = batches.server.post_json(path, {"plan": asked})
        assert (answer.status, answer.code) == (422, "invalid")
        assert [fault["field"] for fault in answer.json["error"]["faults"]] == ["groups[1].axes[0]"]
    assert batches.server.get("/penstock/batches").json == {"batches": [], "next": ""}


def test_seeds_of_64_bits_stay_exact(batches: BatchServer) -> None:
    """In a preview, in the plan and in the cells: digits where JavaScript cannot hold them."""
    graph = {"3": {"class_type": "KSampler", "inputs": {"seed": 2**64 - 3, "steps": 20, "cfg": 7.5}}}
    asked = {"document": graph, "runs": 3, "seeds": [{"mode": "increment", "key": "3.seed"}]}
    found = batches.server.post_json("/penstock/batch_previews", {"plan": asked}).json
    seeds = [cell["values"]["3.seed"] for cell in found["cells"]]
    assert seeds == [str(2**64 - 3), str(2**64 - 2), str(2**64 - 1)]
    assert found["seeds"][0]["start"] == str(2**64 - 3)
    asked["seeds"] = [{"mode": "decrement", "key": "3.seed", "start": str(2**64 - 1)}]
    again = batches.server.post_json("/penstock/batch_previews", {"plan": asked}).json
    assert [cell["values"]["3.seed"] for cell in again["cells"]] == seeds[::-1]
    asked["seeds"] = [{"mode": "decrement", "key": "3.seed", "start": "many"}]
    assert batches.server.post_json("/penstock/batch_previews", {"plan": asked}).status == 422


def test_numbers_of_ranges_are_decimals(batches: BatchServer) -> None:
    """A number in JSON is the shortest text that stands for it."""
    graph = {"3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 20, "cfg": 7.5}}}
    axis = {"keys": ["3.cfg"], "range": {"start": 0.1, "stop": 0.7, "step": 0.1}}
    asked = {"document": graph, "groups": [{"axes": [axis]}]}
    found = batches.server.post_json("/penstock/batch_previews", {"plan": asked}).json
    assert [cell["values"]["3.cfg"] for cell in found["cells"]] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert found["groups"][0][0]["labels"][2] == "0.3"
