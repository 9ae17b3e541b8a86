"""The promise: a third party adds all that a bundled plugin may, as an installed distribution with public imports.

One test for each thing that may be added, in a host that found the plugin by itself. Its page is looked at in a browser
by `tests/browser/test_third_party_page.py`.
"""

import importlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.standalone.command import main
from penstock.adapters.testing.graph_runner import GraphRunner
from penstock.adapters.testing.route_client import RouteClient
from penstock.core.application import Application, build
from penstock.core.host import Host, HostPaths
from penstock.core.registry import Status
from penstock.core.settings import Settings

from .another.distribution import installed

Graphs = Callable[[Application], GraphRunner]
Client = Callable[[Application], RouteClient]


@pytest.fixture
def distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The plugin is installed in this interpreter, for as long as the test runs."""
    (tmp_path / "site").mkdir()
    monkeypatch.syspath_prepend(installed(tmp_path / "site"))
    importlib.invalidate_caches()
    yield
    sys.modules.pop("penstock_another", None)


@pytest.fixture
def application(distribution: None, penstock_host: Host) -> Iterator[Application]:
    """A host that started with what it found."""
    found = build(penstock_host, plugin_sources())
    found.start()
    yield found
    found.stop()


@pytest.fixture
def client(application: Application, penstock_client: Client) -> RouteClient:
    """Requests to its routes."""
    return penstock_client(application)


def png(size: int = 16, colour: int = 200) -> bytes:
    """The bytes of a square picture."""
    stream = io.BytesIO()
    Image.new("RGB", (size, size), (colour, colour, colour)).save(stream, "PNG")
    return stream.getvalue()


def fill(client: RouteClient, count: int) -> None:
    """A pool `cats` with so many images."""
    client.post("/penstock/pools", {"id": "cats"})
    for number in range(count):
        client.post("/penstock/pools/cats/slots", {}, {"images": [(f"{number}.png", png(colour=number))]})


def test_it_takes_part_as_any_other(application: Application) -> None:
    """Found by its entry point, active, without a fault, with all that it brought."""
    entry = next(one for one in application.registry.plugins() if one.plugin.name == "another")
    assert (entry.status, entry.distribution) == (Status.ACTIVE, "penstock-another")
    assert [fault for fault in entry.faults if fault.where != "slow"] == []
    brought = application.brought["another"]
    assert (brought.nodes, brought.settings, brought.services) == (("AnotherDark",), ("another.many",), ("Counting",))
    assert (brought.routes, brought.commands) == (("GET /penstock/another/{pool}",), ("another-count",))


def test_a_node(application: Application, penstock_graphs: Graphs, penstock_paths: HostPaths) -> None:
    """Runs in a graph, between nodes of others."""
    (penstock_paths.input / "grey.png").write_bytes(png(colour=200))
    graph = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "grey.png"}},
        "2": {"class_type": "AnotherDark", "inputs": {"image": ["1", 0]}},
        "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0], "filename_prefix": "dark"}},
    }
    penstock_graphs(application).run(graph)
    (saved,) = penstock_paths.output.glob("dark*.png")
    with Image.open(saved) as image:
        assert image.getpixel((0, 0)) == (100, 100, 100)


def test_a_route_a_service_and_a_setting(application: Application, client: RouteClient) -> None:
    """The route asks the plugin's service, which asks the setting as people set it."""
    fill(client, 2)
    assert client.get("/penstock/another/cats").json == {"pool": "cats", "count": 2, "many": True}
    assert client.get("/penstock/another/nobody").status == 404
    application.services.get(Settings).set("another.many", 3)
    assert client.get("/penstock/another/cats").json["many"] is False
    with pytest.raises(Exception, match=r"another\.many is between 1"):
        application.services.get(Settings).set("another.many", 0)


def test_a_command(distribution: None, tmp_path: Path) -> None:
    """`penstock another-count` runs on a data folder, the first time too; what is mistyped makes none."""
    runner = CliRunner()
    pool = tmp_path / "data/input/grid_pool/cats"
    pool.mkdir(parents=True)
    (pool / "img_0001.png").write_bytes(png())
    slots = [{"image": "img_0001.png", "mask": None, "label": "", "added": 1}]
    (pool / "manifest.json").write_text(json.dumps({"active": 0, "slots": slots, "next_seq": 2}))
    done = runner.invoke(main, ["another-count", "cats", "--data", str(tmp_path / "data")])
    assert (done.exit_code, done.stdout) == (0, "1\n"), done.output
    mistyped = runner.invoke(main, ["another-cuont", "--data", str(tmp_path / "nothing")])
    assert (mistyped.exit_code, (tmp_path / "nothing").exists()) == (2, False)


def test_a_parameter_rule(client: RouteClient) -> None:
    """A form of a workflow knows the widget of a node that no server has described."""
    node: dict[str, Any] = {"id": 4, "type": "AnotherSampler", "mode": 0, "inputs": [], "outputs": []}
    document = {"nodes": [{**node, "widgets_values": [7]}], "links": [], "version": 0.4}
    file = ("another.json", json.dumps(document).encode())
    kept = client.post("/penstock/workflows", {}, {"file": [file]})
    form = client.get(f"/penstock/workflows/{kept.json['workflow']['id']}/form").json
    assert [(one["field"], one["role"], one["value"]) for one in form["parameters"]] == [("noise", "seed", 7)]


def test_a_gate_answer(application: Application, penstock_graphs: Graphs, penstock_paths: HostPaths) -> None:
    """A run that asks goes on by itself, on the way that the plugin chose."""
    (penstock_paths.input / "grey.png").write_bytes(png())
    gate = {"image": ["1", 0], "routes": 2, "route_names": '["mine", "another"]'}
    graph: dict[str, Any] = {
        "1": {"class_type": "LoadImage", "inputs": {"image": "grey.png"}},
        "2": {"class_type": "ImageGate", "inputs": gate},
        "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 1], "filename_prefix": "mine"}},
        "4": {"class_type": "SaveImage", "inputs": {"images": ["2", 2], "filename_prefix": "another"}},
    }
    penstock_graphs(application).run(graph)
    assert [path.name for path in penstock_paths.output.glob("*.png")] == ["another_00001_.png"]


def test_admission(client: RouteClient) -> None:
    """An image that the plugin refuses never becomes a slot, and the user reads why."""
    client.post("/penstock/pools", {"id": "cats"})
    answer = client.post("/penstock/pools/cats/slots", {}, {"images": [("small.png", png(size=7))]})
    assert "small.png is too small." in json.dumps(answer.json)
    assert client.get("/penstock/pools/cats").json["count"] == 0


def test_a_text_function(application: Application, client: RouteClient, penstock_graphs: Graphs) -> None:
    """In the node, and where people try a text."""
    client.post("/penstock/libbers", {"name": "Cats", "libs": {"cat": "lion"}})
    wanted = {"text": "A %cat|backwards|upper%", "libbers": ["Cats"]}
    assert client.post("/penstock/libber_substitutions", wanted).json["text"] == "A NOIL"
    assert "backwards" in {one["name"] for one in client.get("/penstock/text_functions").json["functions"]}
    client.post("/penstock/libbers", {"name": "NOIL"})
    graph: dict[str, Any] = {
        "1": {"class_type": "LibberApply", "inputs": {"libber_name": "Cats", "text": wanted["text"][2:], "seed": 0}},
        "2": {"class_type": "LibberManager", "inputs": {"libber_name": ["1", 0]}},
    }
    assert "NOIL: 0 snippets." in penstock_graphs(application).run(graph).ui["2"]["text"]


def test_a_web_module_is_named_to_the_pages(client: RouteClient) -> None:
    """The list of plugins, which pages read first, says that it has one."""
    found = next(one for one in client.get("/penstock/plugins").json["plugins"] if one["name"] == "another")
    assert found["status"] == "active"
    assert found["web"]


def test_without_it_nothing_of_it_is_left(penstock_host: Host) -> None:
    """It was there by its distribution alone."""
    found = build(penstock_host, plugin_sources())
    assert "another" not in {one.plugin.name for one in found.registry.plugins()}
    assert "AnotherDark" not in {spec.id for spec in found.nodes}
