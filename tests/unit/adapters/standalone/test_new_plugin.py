"""`penstock plugins new` writes a project that is complete: its own tests pass, and a host loads it."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from penstock.adapters.bundled import BUNDLED
from penstock.adapters.standalone.command import main
from penstock.adapters.standalone.new_plugin import LICENSES, new_plugin
from penstock.adapters.testing.fakes import FakeClock
from penstock.core.application import Application
from penstock.core.errors import BadName, Conflict
from penstock.core.files import Files


def test_the_tests_of_a_new_plugin_pass(tmp_path: Path) -> None:
    """As its README says to run them, in a process of its own, warnings being errors."""
    project = new_plugin("my_captions", tmp_path, Files())
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert (done.returncode, "7 passed" in done.stdout or "5 passed, 2 skipped" in done.stdout) == (0, True), (
        done.stdout + done.stderr
    )


def test_a_host_takes_a_new_plugin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, penstock_application: Callable[..., Application]
) -> None:
    """It brings a node, a route and a page, without a fault."""
    project = new_plugin("bright_things", tmp_path, Files())
    monkeypatch.syspath_prepend(str(project / "src"))
    application = penstock_application(import_module("penstock_bright_things"))
    (entry,) = [one for one in application.registry.plugins() if one.plugin.name == "bright_things"]
    assert (entry.status.value, entry.faults) == ("active", ())
    brought = application.brought["bright_things"]
    assert (brought.nodes, brought.routes) == (("BrightThings",), ("GET /penstock/bright_things/{pool}",))


def test_nothing_of_the_templates_is_left_over(tmp_path: Path) -> None:
    """Every word is filled in, every file has its name."""
    project = new_plugin("a_b2", tmp_path, Files())
    files = [path for path in project.rglob("*") if path.is_file()]
    assert {path.relative_to(project).as_posix() for path in files} == {
        ".github/workflows/tests.yml",
        ".gitignore",
        "LICENSE",
        "README.md",
        "pyproject.toml",
        "tox.ini",
        "src/penstock_a_b2/__init__.py",
        "src/penstock_a_b2/nodes.py",
        "src/penstock_a_b2/routes.py",
        "src/penstock_a_b2/web/index.js",
        "src/penstock_a_b2/web/strip.js",
        "tests/test_plugin.py",
    }
    assert not [path for path in files if "@@" in path.read_text()]


@pytest.mark.parametrize("terms", LICENSES)
def test_the_license_is_the_one_that_was_chosen(tmp_path: Path, terms: str) -> None:
    """Its text with the year, its name where packages say it; `none` leaves both to the author."""
    clock = FakeClock(wall_ms=1_900_000_000_000)
    project = new_plugin("mine", tmp_path, Files(), terms=terms, clock=clock)
    told = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    if terms == "none":
        assert ("license" in told, (project / "LICENSE").exists()) == (False, False)
        return
    text = (project / "LICENSE").read_text()
    assert "Copyright (c) 2030 the authors of Mine" in text
    assert text.startswith(f"{told['license'].replace('-', ' ', 1)} License")
    assert told["license-files"] == ["LICENSE"]


def test_the_command_knows_the_licenses() -> None:
    """Those that there are, and no others."""
    (option,) = [one for one in main.commands["plugins"].params if one.name == "terms"]
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == list(LICENSES)


def test_nothing_large_is_imported_before_it_is_used(tmp_path: Path) -> None:
    """A start that waits longer than 100 ms for a plugin tells its user."""
    project = new_plugin("light", tmp_path, Files())
    asked = "import sys, penstock_light as one; one.penstock_nodes(); one.penstock_routes(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=project / "src", capture_output=True, text=True, check=True
    )
    assert {"numpy", "PIL", "aiohttp", "sqlalchemy"}.isdisjoint(done.stdout.split())


def test_its_workflow_and_its_style_are_right(tmp_path: Path) -> None:
    """The workflow is YAML that runs tox; ruff, as `tox -e lint` asks it, has nothing to say."""
    yaml = pytest.importorskip("yaml")
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent))
    project = new_plugin("neat", tmp_path, Files())
    jobs = yaml.safe_load((project / ".github/workflows/tests.yml").read_text())["jobs"]
    assert jobs["tests"]["steps"][-1] == {"run": "tox"}
    if ruff:
        for command in (["check", "."], ["format", "--check", "."]):
            done = subprocess.run(
                [ruff, *command, "--no-cache"], cwd=project, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "name", ["", "My", "my-captions", "1st", "a__b", "_a", "class", "penstock", "a" * 41, "../x", "ä"]
)
def test_names_that_cannot_be_modules_are_refused(tmp_path: Path, name: str) -> None:
    """With a name that can; nothing is written."""
    with pytest.raises(BadName):
        new_plugin(name, tmp_path, Files())
    assert list(tmp_path.iterdir()) == []


def test_names_of_bundled_plugins_are_refused(tmp_path: Path) -> None:
    """The bundled one would win, and the new one never run."""
    for module in BUNDLED:
        with pytest.raises(BadName, match="comes with Penstock"):
            new_plugin(module.rpartition(".")[2], tmp_path, Files())


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    """A second time is a conflict, whatever is in the folder."""
    project = new_plugin("mine", tmp_path, Files())
    (project / "README.md").write_text("changed")
    with pytest.raises(Conflict):
        new_plugin("mine", tmp_path, Files())
    assert (project / "README.md").read_text() == "changed"


def test_the_command_says_where_it_is(tmp_path: Path) -> None:
    """One line for each; a bad name is one line, too."""
    result = CliRunner().invoke(main, ["plugins", "new", "one", "two", "--folder", str(tmp_path / "code")])
    assert result.exit_code == 0
    assert [Path(line).name for line in result.stdout.splitlines()] == ["penstock-one", "penstock-two"]
    assert CliRunner().invoke(main, ["plugins", "new", "No", "--folder", str(tmp_path)]).exit_code == 1
