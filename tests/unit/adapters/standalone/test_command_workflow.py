"""`penstock workflow` on a data folder."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image, PngImagePlugin

from penstock.adapters.standalone.command import main
from penstock.adapters.standalone.headless import headless
from penstock.adapters.standalone.paths import data_paths
from penstock.adapters.testing.class_server import class_server
from penstock.core.contracts.workflows import Workflows
from penstock.plugins.workflows.service import WorkflowService

Run = Callable[..., Result]
SEED = 2**64 - 1
GRAPH: dict[str, Any] = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "two"}},
    "3": {"class_type": "KSampler", "inputs": {"seed": SEED, "steps": 20, "cfg": 7.5, "tiled": False}},
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder."""
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A workflow in API format."""
    path = tmp_path / "portrait.json"
    path.write_text(json.dumps(GRAPH))
    return path


@pytest.fixture
def penstock(data: Path) -> Run:
    """`penstock("list", ...)` is `penstock workflow list ...` on that folder."""
    return lambda *arguments, **more: CliRunner().invoke(
        main, ["workflow", *map(str, arguments), "--data", str(data)], **more
    )


def test_a_workflow_is_kept_and_listed(penstock: Run, file: Path) -> None:
    """For people a line each; for programs what the route answers; the same file again adds nothing."""
    assert penstock("import", file).stdout == "portrait: new, 3 nodes\n"
    assert penstock("import", file).stdout == "portrait: is there (version 1), 3 nodes\n"
    line = penstock("list").stdout.split()
    assert line[:4] == ["1", "version", "3", "nodes"]
    assert line[-1] == "portrait"
    (entry,) = json.loads(penstock("list", "--json").stdout)
    assert (entry["name"], entry["versions"], entry["nodes"]) == ("portrait", 1, 3)
    assert penstock("list", "--search", "nothing").stdout == ""


def test_names_versions_and_notes(penstock: Run, file: Path) -> None:
    """`--name` names a new one, `--into` adds a version to one that is kept."""
    assert penstock("import", file, "--name", "Ann").exit_code == 0
    file.write_text(json.dumps({**GRAPH, "4": GRAPH["2"]}))
    result = penstock("import", file, "--into", "Ann", "--note", "four", "--json")
    (found,) = json.loads(result.stdout)
    assert (found["workflow"]["name"], found["version"], found["created"]) == ("Ann", 2, False)
    assert penstock("import", file, file, "--name", "x").exit_code == 2


def test_stdin_is_a_file(penstock: Run) -> None:
    """Of every command that takes one."""
    text = json.dumps(GRAPH)
    assert penstock("import", "-", "--name", "piped", input=text).exit_code == 0
    assert "1.width" in penstock("parameters", "-", input=text).stdout
    assert json.loads(penstock("apply", "-", input=text).stdout) == GRAPH


def test_a_picture_is_a_file(penstock: Run, tmp_path: Path) -> None:
    """What ComfyUI saved carries the graph that made it."""
    information = PngImagePlugin.PngInfo()
    information.add_text("prompt", json.dumps(GRAPH))
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG", pnginfo=information)
    (tmp_path / "cat.png").write_bytes(made.getvalue())
    assert json.loads(penstock("apply", tmp_path / "cat.png").stdout) == GRAPH


def test_one_bad_file_leaves_the_others(penstock: Run, file: Path, tmp_path: Path) -> None:
    """Each is named with its fault; the exit code is 1."""
    (tmp_path / "bad.json").write_text("[1]")
    result = penstock("import", tmp_path / "bad.json", tmp_path / "none.json", file)
    assert result.exit_code == 1
    assert "portrait: new" in result.stdout
    assert "bad.json: " in result.stderr
    assert "There is no file" in result.stderr
    assert "2 of 3 files" in result.stderr


def test_parameters_are_a_table(penstock: Run, file: Path) -> None:
    """Addresses, roles, types, values; seeds exact; nodes that are not here are said."""
    penstock("import", file)
    result = penstock("parameters", "portrait")
    row = next(line for line in result.stdout.splitlines() if line.startswith("3.seed "))
    assert row.split()[:4] == ["3.seed", "seed", "seed", str(SEED)]
    assert "KSampler" in result.stderr
    form = json.loads(penstock("parameters", "portrait", "--json").stdout)
    seed = next(one for one in form["parameters"] if one["address"] == "3.seed")
    assert seed["value"] == str(SEED)
    assert form["missing_classes"] == ["KSampler"]


def test_values_are_typed_by_their_parameters(penstock: Run, file: Path) -> None:
    """By address, role and label; nothing else of the graph changes."""
    pairs = ["3.seed=18446744073709551614", "cfg=3", "3.tiled=true", "file name prefix=a=b", "width=64"]
    result = penstock("apply", file, *(part for pair in pairs for part in ("--set", pair)))
    assert result.exit_code == 0, result.output
    graph = json.loads(result.stdout)
    assert graph["3"]["inputs"] == {"seed": SEED - 1, "steps": 20, "cfg": 3.0, "tiled": True}
    assert graph["2"]["inputs"]["filename_prefix"] == "a=b"
    assert graph["1"]["inputs"] == {**GRAPH["1"]["inputs"], "width": 64}


def test_each_pair_that_does_not_fit_is_named(penstock: Run, file: Path) -> None:
    """With what could have been meant; nothing is printed or written."""
    result = penstock("apply", file, "--set", "widht=1", "--set", "1.height=tall", "--output", file.parent / "out.json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "widht: " in result.stderr
    assert "1.width (Width)" in result.stderr
    assert "1.height: " in result.stderr
    assert not (file.parent / "out.json").exists()
    assert "KEY=VALUE" in penstock("apply", file, "--set", "nothing").stderr


def test_a_preset_is_a_beginning(penstock: Run, file: Path, data: Path) -> None:
    """What is set on the command line counts over it."""
    penstock("import", file)
    with headless(data_paths(data)) as started:
        workflows = started.application.services.get(Workflows)
        assert isinstance(workflows, WorkflowService)
        workflows.save_preset("portrait", "Large", {"width": 512, "height": 256})
    result = penstock("apply", "portrait", "--preset", "large", "--set", "height=128", "--json")
    found = json.loads(result.stdout)
    assert found["prompt"]["1"]["inputs"] == {"width": 512, "height": 128, "batch_size": 1, "color": 0}
    assert found["missing_classes"] == ["KSampler"]
    assert "Large" in penstock("apply", "portrait", "--preset", "small").stderr
    assert penstock("apply", file, "--preset", "large").exit_code == 1


def test_the_graph_is_written_to_a_file(penstock: Run, file: Path) -> None:
    """Whole, as JSON that `penstock run` takes."""
    out = file.parent / "out.json"
    assert penstock("apply", file, "--output", out).stdout == ""
    assert json.loads(out.read_text()) == GRAPH


@pytest.mark.parametrize("command", ["parameters", "apply"])
def test_an_unknown_workflow_is_said(penstock: Run, command: str) -> None:
    """In one line, without a trace."""
    result = penstock(command, "nobody")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert penstock(command, "-", "--version", "2", input="{}").exit_code == 1


def test_a_server_that_is_no_address_is_said(penstock: Run, file: Path) -> None:
    """And one that is off leaves what is known."""
    assert "is not the address" in penstock("parameters", file, "--comfyui", "ftp://x").stderr
    assert "3.seed" in penstock("parameters", file, "--comfyui", "http://127.0.0.1:9").stdout


@pytest.mark.parametrize("command", ["parameters", "apply"])
def test_nodes_that_a_server_has_are_not_missing(penstock: Run, file: Path, command: str) -> None:
    """Only what nobody has is said."""
    sampler = {"KSampler": {"input": {"required": {"seed": ["INT", {"max": SEED}]}}}}
    with class_server(sampler) as url:
        assert "KSampler" not in penstock(command, file, "--comfyui", url).stderr
    with class_server({"Other": {}}) as url:
        assert "KSampler" in penstock(command, file, "--comfyui", url).stderr
