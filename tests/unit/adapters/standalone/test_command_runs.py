"""`penstock workflow run`, `penstock runs` and `penstock batches` on a data folder, with the engine of the command."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from penstock.adapters.standalone.command import main

Penstock = Callable[..., Result]
GRAPH: dict[str, Any] = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "two"}},
}


@pytest.fixture
def penstock(tmp_path: Path) -> Penstock:
    """`penstock("runs", "list", ...)` on a data folder that keeps the workflow `tiny`."""
    file = tmp_path / "tiny.json"
    file.write_text(json.dumps(GRAPH))

    def run(*words: object, **more: Any) -> Result:
        return CliRunner().invoke(main, [*map(str, words), "--data", str(tmp_path / "data")], **more)

    assert run("workflow", "import", file).exit_code == 0
    return run


def outputs(run: dict[str, Any]) -> list[str]:
    return [output["name"] for output in run["outputs"]]


def test_a_watched_run_is_over_when_the_command_ends(penstock: Penstock, tmp_path: Path) -> None:
    """Its pictures lie in the output folder, and the run is kept with its values."""
    result = penstock("workflow", "run", "tiny", "--set", "1.width=16", "--watch", "--json")
    assert result.exit_code == 0, result.output
    (run,) = json.loads(result.stdout)
    assert (run["status"], outputs(run), run["parameters_used"]["1.width"]) == ("completed", ["two_00001_.png"], 16)
    assert (tmp_path / "data" / "output" / "two_00001_.png").is_file()
    (listed,) = json.loads(penstock("runs", "list", "--json").stdout)
    assert listed["id"] == run["id"]
    assert json.loads(penstock("runs", "show", run["id"]).stdout)["status"] == "completed"


def test_a_run_that_nobody_watches_is_stored(penstock: Penstock) -> None:
    """It waits for a Penstock that serves the folder, can be cancelled, and queued again."""
    result = penstock("workflow", "run", "tiny", "--count", 2)
    assert result.exit_code == 0, result.output
    first, second = (line.partition(":")[0] for line in result.stdout.splitlines())
    assert penstock("runs", "cancel", first).stdout == f"{first}: cancelled\n"
    assert penstock("runs", "list", "--status", "queued").stdout.split()[3] == second
    assert penstock("runs", "retry", first).stdout == "1 of 1 wait again.\n"


def test_values_that_do_not_fit_are_named(penstock: Penstock) -> None:
    """Nothing is stored then."""
    result = penstock("workflow", "run", "tiny", "--set", "1.width=wide", "--set", "nothing=1")
    assert result.exit_code == 1
    assert "1.width" in result.stderr or "nothing" in result.stderr
    assert penstock("runs", "list").stdout == ""


def test_a_file_runs_without_being_kept(penstock: Penstock) -> None:
    """As from stdin, under the name of the file."""
    result = penstock("workflow", "run", "-", "--watch", "--json", input=json.dumps(GRAPH))
    assert result.exit_code == 0, result.output
    (run,) = json.loads(result.stdout)
    assert (run["title"], run["workflow"], run["status"]) == ("stdin", "", "completed")


def test_a_batch_says_what_it_would_run(penstock: Penstock) -> None:
    """A dry run counts the cells, shows some, and stores nothing."""
    result = penstock("batches", "start", "tiny", "--axis", "1.width=8..32+8", "--axis", "1.height=8|16", "--dry-run")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[:2] == ["8 cells", "  1.width=8, 1.height=8"]
    assert penstock("batches", "list").stdout == ""


def test_a_watched_batch_is_over_when_the_command_ends(penstock: Penstock, tmp_path: Path) -> None:
    """Every cell has run once, and what ran is a table."""
    result = penstock("batches", "start", "tiny", "--axis", "1.width=8|16;1.height=24|32", "--watch", "--json")
    assert result.exit_code == 0, result.output
    batch = json.loads(result.stdout)
    assert (batch["status"], batch["counts"]["completed"]) == ("completed", 2)
    table = tmp_path / "cells.csv"
    assert penstock("batches", "export", batch["id"], "--csv", table).exit_code == 0
    assert len(table.read_text().splitlines()) == 3
    assert penstock("batches", "list").stdout.startswith(f"{batch['id']}: completed, 2 of 2 completed")


def test_a_batch_that_nobody_watches_waits(penstock: Penstock) -> None:
    """It can be paused, go on, and be stopped."""
    batch = penstock("batches", "start", "tiny", "--runs", 3).stdout.partition(":")[0]
    assert "paused" in penstock("batches", "control", "pause", batch).stdout
    assert "running" in penstock("batches", "control", "resume", batch).stdout
    assert "3 cancelled" in penstock("batches", "control", "stop", batch).stdout
    assert "running" in penstock("batches", "control", "retry", batch).stdout
