"""A plugin that is off costs a start nothing: none of its modules is imported, and no library that only it needs."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.bundled import plugin_sources

pytestmark = pytest.mark.timeout(600)
"""A start for each plugin, ten seconds in all on a machine that has nothing else to do."""

ON = [one.name for one in plugin_sources(discover=False) if not one.essential and not one.off_by_default]
OFF = [one.name for one in plugin_sources(discover=False) if one.off_by_default]
ESSENTIAL = [one.name for one in plugin_sources(discover=False) if one.essential]

STARTS = """
import json, os, sys
from pathlib import Path

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.comfyui import node_list, server_edge
from penstock.core.application import build
from penstock.core.files import Files
from penstock.core.host import Host, HostPaths

folder, named = Path(sys.argv[1]), json.loads(sys.argv[2])
for name in named:
    child = os.fork()
    if child:
        assert os.waitpid(child, 0)[1] == 0, name
        continue
    paths = HostPaths(**{part: folder / (name or "all") / part for part in ("input", "output", "temp", "user")})
    for path in (paths.input, paths.output, paths.temp, paths.user):
        path.mkdir(parents=True)
    environment = {"PENSTOCK_DISABLED_PLUGINS": name}
    host = Host(name="comfyui", paths=paths, environment=environment, files=Files(), overrides={})
    application = build(host, plugin_sources(discover=False))
    application.start()
    states = {one.plugin.name: str(one.status) for one in application.registry.plugins()}
    (folder / f"{name or 'all'}.json").write_text(json.dumps({"modules": sorted(sys.modules), "states": states}))
    os._exit(0)
"""


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What starts import: one with everything ("all"), and one without each plugin, each in a process of its own."""
    folder = tmp_path_factory.mktemp("starts")
    subprocess.run([sys.executable, "-c", STARTS, str(folder), json.dumps(["", *ON])], check=True, cwd="/")
    return {path.stem: json.loads(path.read_text()) for path in Path(folder).glob("*.json")}


def of_plugin(modules: list[str], name: str) -> list[str]:
    """The modules of a plugin."""
    whole = f"penstock.plugins.{name}"
    return [one for one in modules if one == whole or one.startswith(f"{whole}.")]


@pytest.mark.parametrize("name", ON)
def test_nothing_of_a_disabled_plugin_is_imported(name: str, starts: dict[str, Any]) -> None:
    """Nor of those that require it; with it on, it is imported, so that the test would see it."""
    assert of_plugin(starts["all"]["modules"], name)
    off = [one for one, state in starts[name]["states"].items() if state == "disabled"]
    assert name in off
    assert of_plugin(starts[name]["modules"], name) == []


@pytest.mark.parametrize("name", ON)
def test_a_start_without_a_plugin_imports_nothing_instead(name: str, starts: dict[str, Any]) -> None:
    """What it imports is a part of what a whole start does: no library and no module takes its place."""
    assert set(starts[name]["modules"]) <= set(starts["all"]["modules"])


@pytest.mark.parametrize("name", OFF)
def test_nothing_of_a_plugin_that_is_off_by_default_is_imported(name: str, starts: dict[str, Any]) -> None:
    """Until somebody switches it on, neither it nor its libraries cost anything."""
    assert starts["all"]["states"][name] == "disabled"
    assert of_plugin(starts["all"]["modules"], name) == []
    assert {"s3fs", "fsspec", "aiobotocore", "botocore"}.isdisjoint(starts["all"]["modules"])
