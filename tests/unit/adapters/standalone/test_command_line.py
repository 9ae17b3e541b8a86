"""The command line without a server: run, plugins, doctor, demo --check, the help."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from penstock.adapters.standalone.command import main

Run = Callable[..., Result]

GRAPH = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 4, "batch_size": 2, "color": 0x00FF00}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "made/x"}},
    "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def penstock(data: Path) -> Run:
    """`penstock(*arguments)` on that folder."""

    def run(command: str, *arguments: str) -> Result:
        return CliRunner().invoke(main, [command, "--data", str(data), *arguments])

    return run


def graph_file(tmp_path: Path, graph: Any) -> str:
    path = tmp_path / "graph.json"
    path.write_text(graph if isinstance(graph, str) else json.dumps(graph))
    return str(path)


def test_run_prints_the_outputs_as_json(penstock: Run, tmp_path: Path, data: Path) -> None:
    """The outputs of each output node are printed as JSON, images as paths of files that are there; exit code 0."""
    result = penstock("run", graph_file(tmp_path, GRAPH))

    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    saved = [Path(path) for path in printed["outputs"]["2"]["images"]]
    assert (printed["status"], printed["outputs"]["2"]["class_type"], len(saved)) == ("success", "SaveImage", 2)
    assert saved[0].parent == data / "output" / "made"
    with Image.open(saved[0]) as image:
        assert (image.size, image.getpixel((0, 0))) == ((8, 4), (0, 255, 0))
    assert all(Path(path).parent == data / "temp" for path in printed["outputs"]["3"]["images"])


def test_run_takes_the_body_of_a_prompt_too(penstock: Run, tmp_path: Path) -> None:
    """A file that holds `{"prompt": graph}` runs as the graph alone does."""
    assert penstock("run", graph_file(tmp_path, {"prompt": GRAPH, "client_id": "x"})).exit_code == 0


BAD_GRAPHS = {
    "no json": ("{", "is not JSON"),
    "a list": ([], "no graph in API format"),
    "an editor's workflow": ({"nodes": [], "links": [], "version": 0.4}, "Export (API)"),
    "no nodes": ({}, "no outputs"),
    "an unknown node": ({"1": {"class_type": "KSampler", "inputs": {}}}, "KSampler"),
    "a missing pool": (
        {
            "1": {"class_type": "GridImagePool", "inputs": {"index": -1, "pool_id": "../x"}},
            "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "x"}},
        },
        "../x",
    ),
}


@pytest.mark.parametrize("case", BAD_GRAPHS)
def test_run_says_what_is_wrong(penstock: Run, tmp_path: Path, case: str) -> None:
    """A graph that cannot run ends with exit code 1 and one clear message on stderr, without a traceback."""
    graph, said = BAD_GRAPHS[case]

    result = penstock("run", graph_file(tmp_path, graph))

    assert result.exit_code == 1, result.output
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_run_names_a_missing_file(penstock: Run) -> None:
    """A graph file that does not exist is named."""
    result = penstock("run", "nowhere.json")

    assert (result.exit_code, "nowhere.json" in result.stderr) == (1, True)


def test_plugins_are_listed_and_switched(penstock: Run) -> None:
    """The list shows every plugin; a switch is stored and shown by the next call; what is essential stays."""
    names = {plugin["name"]: plugin for plugin in json.loads(penstock("plugins", "--json").stdout)}
    assert {"system", "pools", "profiles", "compat"} <= set(names)
    assert names["pools"]["status"] == "active"

    assert penstock("plugins", "disable", "compat").exit_code == 0

    after = {plugin["name"]: plugin for plugin in json.loads(penstock("plugins", "--json").stdout)}
    assert (after["compat"]["status"], after["compat"]["enabled"]) == ("disabled", False)
    assert "disabled" in penstock("plugins").stdout
    assert penstock("plugins", "enable", "compat").exit_code == 0
    assert "There is no plugin" in penstock("plugins", "enable", "nope").stderr
    assert penstock("plugins", "disable", "system").exit_code == 1


def test_a_single_file_runs_once_it_is_enabled(penstock: Run, data: Path) -> None:
    """A plugin file is listed and not run; enabled by its name it runs; with other bytes it does not any more."""
    folder = data / "user" / "__penstock" / "plugins"
    folder.mkdir(parents=True)
    (folder / "mine.py").write_text("from pathlib import Path\nPath(__file__).with_suffix('.ran').write_text('')\n")
    ran = folder / "mine.ran"

    def status() -> Any:
        return {plugin["name"]: plugin["status"] for plugin in json.loads(penstock("plugins", "--json").stdout)}["mine"]

    assert (status(), ran.exists()) == ("unapproved", False)
    assert "on from the next start on" in penstock("plugins", "enable", "mine").stdout
    assert ran.exists() is False
    assert (status(), ran.exists()) == ("active", True)
    ran.unlink()
    (folder / "mine.py").write_text("raise SystemExit(1)\n")
    assert (status(), ran.exists()) == ("unapproved", False)


@pytest.mark.parametrize("arguments", [("enable",), ("disable",), ("list", "pools"), ("destroy", "pools")])
def test_plugins_says_how_it_is_used(penstock: Run, arguments: tuple[str, ...]) -> None:
    """Names without an action, an action without names, and unknown actions are usage errors."""
    result = penstock("plugins", *arguments)

    assert (result.exit_code, "Usage:" in result.stderr) == (2, True)


def test_the_demo_checks_itself(penstock: Run, data: Path) -> None:
    """`demo --check` fills the pool, runs the sample graph, writes both images, prints a line for each, exits 0."""
    result = penstock("demo", "--check")

    assert result.exit_code == 0, result.output
    written = sorted((data / "output" / "demo").glob("*.png"))
    assert len(written) == 2
    assert all(str(path) in result.stdout for path in written)
    with Image.open(written[0]) as mask, Image.open(written[1]) as picture:
        assert mask.size == picture.size
        assert mask.convert("L").getextrema() == (0, 255)
        assert len(set(picture.convert("L").tobytes())) > 50
    assert penstock("demo", "--check").exit_code == 0


def test_doctor_finds_nothing_in_a_healthy_folder(penstock: Run) -> None:
    """A folder that the demo made is healthy."""
    penstock("demo", "--check")

    result = penstock("doctor")

    assert (result.exit_code, result.stdout) == (0, "1 pools, 0 found, 0 mended, 0 left.\n")


def test_doctor_changes_nothing_when_it_only_looks(penstock: Run, data: Path) -> None:
    """`doctor --dry-run` reports damage, exits 1 and leaves every byte as it is."""
    penstock("demo", "--check")
    _damage(data)
    before = _contents(data)

    result = penstock("doctor", "--dry-run")

    assert result.exit_code == 1
    assert "manifest.json" in result.stdout
    assert "settings" in result.stdout
    assert _contents(data) == before


def _contents(data: Path) -> dict[Path, bytes]:
    """Every file but those that SQLite makes beside an index while it is read."""
    return {
        path: path.read_bytes()
        for path in data.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def test_doctor_mends(penstock: Run, data: Path) -> None:
    """`doctor` mends settings, manifest and folders; a second look finds nothing wrong, and every label is there."""
    penstock("demo", "--check")
    manifest = data / "input" / "grid_pool" / "demo" / "manifest.json"
    labels = [slot["label"] for slot in json.loads(manifest.read_text())["slots"]]
    _damage(data)

    result = penstock("doctor")

    assert result.exit_code == 0, result.output
    assert "0 left" in result.stdout
    assert "0 found" in penstock("doctor").stdout
    assert [slot["label"] for slot in json.loads(manifest.read_text())["slots"]] == labels


def test_doctor_says_what_it_cannot_mend(penstock: Run, data: Path) -> None:
    """An image that is gone stays wrong: it is named, and the exit code is 1."""
    penstock("demo", "--check")
    (data / "input" / "grid_pool" / "demo" / "img_0002.png").unlink()

    result = penstock("doctor")

    assert (result.exit_code, "img_0002" in result.stdout) == (1, True)


def test_doctor_needs_a_folder(penstock: Run) -> None:
    """A data folder that is not there is an error, and is not made."""
    assert "no data folder" in penstock("doctor").stderr


def _damage(data: Path) -> None:
    (data / "input" / "grid_pool" / "demo" / "manifest.json").write_text("{")
    (data / "user" / "__penstock" / "settings.json").write_text("[")
    for path in (data / "temp").iterdir():
        path.unlink()
    (data / "temp").rmdir()


@pytest.mark.parametrize("command", ["", "serve", "demo", "run", "plugins", "doctor"])
def test_the_help_reads_like_a_manual_page(command: str) -> None:
    """Every command explains itself and shows examples."""
    result = CliRunner().invoke(main, [*command.split(), "--help"])

    assert result.exit_code == 0
    assert ("Examples:" if command else "Start here:") in result.output
    assert len(result.output.splitlines()) > 12


def test_the_help_loads_nothing_heavy() -> None:
    """`penstock --help` imports no aiohttp, Pillow, numpy, SQLAlchemy or torch."""
    code = (
        "import sys\n"
        "from penstock.adapters.standalone.command import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print(sorted({'aiohttp', 'PIL', 'numpy', 'sqlalchemy', 'torch', 'rich'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
