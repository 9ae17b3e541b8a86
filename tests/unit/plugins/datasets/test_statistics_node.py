"""The node DatasetStatistics: a folder or a pool, counted anew in each run."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadName, Invalid, NotFound
from penstock.core.host import HostPaths
from penstock.core.nodes import Interrupted, NodeResult, NodeSpec

Start = Callable[..., Application]
Picture = Callable[..., Upload]
Run = Callable[..., NodeResult]


@pytest.fixture
def application(penstock_application: Start) -> Application:
    return penstock_application()


@pytest.fixture
def spec(application: Application) -> NodeSpec:
    return next(spec for spec in application.nodes if spec.id == "DatasetStatistics")


@pytest.fixture
def count(application: Application, spec: NodeSpec, node_call: Callable[[Application], Any]) -> Run:
    """Run the node."""
    run: Any = spec.run
    return lambda **inputs: run(node_call(application), **inputs)


@pytest.fixture
def cats(penstock_paths: HostPaths) -> Path:
    """A folder of two pictures, one of them a folder further down."""
    folder = penstock_paths.input / "cats"
    (folder / "in").mkdir(parents=True)
    Image.new("RGB", (1280, 1280)).save(folder / "a.png")
    (folder / "a.txt").write_text("cat, größer", "utf-8")
    Image.new("RGB", (512, 512)).save(folder / "in/b.png")
    return folder


def test_inputs_and_outputs_are_those_of_saved_workflows(spec: NodeSpec) -> None:
    """Ids, order, types, defaults and ranges are API: workflows map values by position."""
    assert (spec.display_name, spec.is_output) == ("Dataset Statistics", True)
    assert [(one.id, one.type, one.default, one.minimum, one.maximum, one.optional) for one in spec.inputs] == [
        ("folder", "STRING", "", None, None, False),
        ("depth", "INT", 0, -1, 64, False),
        ("resolution", "INT", 1280, 64, 8192, False),
        ("divisible", "INT", 64, 8, 256, False),
        ("max_upscale", "FLOAT", 1.5, 1.0, 8.0, False),
        ("profile", "POOL_PROFILE", "", None, None, True),
    ]
    assert spec.inputs[-1].socket
    assert [(one.id, one.type) for one in spec.outputs] == [("statistics", "STRING"), ("count", "INT")]


@pytest.mark.usefixtures("cats")
def test_a_folder_is_counted(count: Run) -> None:
    """The JSON is what the page shows; `count` says how many pictures."""
    found = count(folder="cats")
    text, images = found.values
    told = json.loads(text)
    assert images == told["images"] == 1
    assert found.ui == {"statistics": [told]}
    assert told["tags"][1] == {"tag": "größer", "images": 1}
    assert "größer" in text


@pytest.mark.usefixtures("cats")
def test_depth_and_options_count(count: Run) -> None:
    """Folders below, and what is enlarged too much."""
    assert json.loads(count(folder="cats", depth=-1).values[0])["buckets"][0]["enlarged"] == 1
    told = json.loads(count(folder="cats", depth=-1, max_upscale=2.5, resolution=1280).values[0])
    assert [one["enlarged"] for one in told["buckets"]] == [0]
    told = json.loads(count(folder="cats", depth=1, resolution=512).values[0])
    assert [(one["width"], one["images"]) for one in told["buckets"]] == [(512, 2)]


@pytest.mark.usefixtures("cats")
def test_a_linked_profile_counts_in_place_of_the_folder(application: Application, count: Run, picture: Picture) -> None:
    """An empty one does not: the folder is counted then."""
    application.services.get(Pools).add("p", [picture(), picture(), picture()], labels=["a", "b", ""])
    found = count(folder="cats", profile="p")
    assert found.values[1] == 3
    assert json.loads(found.values[0])["source"] == {"folder": "", "depth": 0, "pool": "p"}
    assert count(folder="cats", profile="").values[1] == 1
    assert count(folder="cats", profile=None).values[1] == 1


@pytest.mark.parametrize(
    ("inputs", "error", "field"),
    [
        ({"folder": "dogs"}, NotFound, "folder"),
        ({"folder": "../cats"}, BadName, "folder"),
        ({"folder": "/"}, BadName, "folder"),
        ({"depth": -2}, Invalid, "depth"),
        ({"depth": 65}, Invalid, "depth"),
        ({"resolution": 64, "divisible": 128}, Invalid, "resolution"),
        ({"divisible": 4}, Invalid, "divisible"),
        ({"profile": "none"}, NotFound, "profile"),
        ({"profile": "../p"}, BadName, "profile"),
        ({"profile": ["p"]}, Invalid, "profile"),
    ],
)
@pytest.mark.usefixtures("cats")
def test_what_cannot_be_counted_is_named(count: Run, inputs: dict[str, Any], error: type[Any], field: str) -> None:
    """Each fault with the input that it is about."""
    with pytest.raises(error) as caught:
        count(**{"folder": "cats", **inputs})
    assert caught.value.field == field


@pytest.mark.usefixtures("cats")
def test_a_run_can_be_stopped(
    application: Application, spec: NodeSpec, node_call: Callable[[Application], Any]
) -> None:
    """The user's interrupt ends the count."""
    run: Any = spec.run
    call = node_call(application)
    call.__class__ = type("Stopped", (call.__class__,), {"__slots__": (), "interrupted": lambda _self: True})
    with pytest.raises(Interrupted):
        run(call, folder="cats")


@pytest.mark.usefixtures("cats")
def test_progress_shows_on_the_node(application: Application, spec: NodeSpec, node_call: Any, monkeypatch: Any) -> None:
    """It ends with everything, also in an empty folder."""
    run: Any = spec.run
    call = node_call(application)
    told: list[tuple[float, float]] = []
    monkeypatch.setattr(type(call), "progress", lambda _self, value, total: told.append((value, total)))
    run(call, folder="cats", depth=-1)
    assert told == [(0, 2), (2, 2)]
    (Path(application.services.get(HostPaths).input) / "none").mkdir()
    told.clear()
    assert run(call, folder="none").values[1] == 0
    assert told == [(0, 1)]


def test_each_run_counts(application: Application, spec: NodeSpec) -> None:
    """The fingerprint is never the same: files change while nobody looks."""
    fingerprint: Any = spec.fingerprint
    assert fingerprint(application.services, folder="cats") != fingerprint(application.services, folder="cats")


def test_a_folder_that_can_never_be_used_is_told_before_the_run(application: Application, spec: NodeSpec) -> None:
    """One that is not there yet may be made by the run; what is linked is checked by the run."""
    validate: Any = spec.validate
    assert "leads out" in validate(application.services, folder="../cats", profile="")
    assert "allowed" in validate(application.services, folder="/", profile="")
    for folder, profile in (("dogs", ""), ("", ""), (None, ""), ("../cats", None), ("../cats", "p")):
        assert validate(application.services, folder=folder, profile=profile) is True


def test_loading_the_nodes_loads_no_numpy() -> None:
    """A start costs nothing of what only runs need."""
    code = (
        "import sys; import penstock.plugins.datasets.nodes_bucket, penstock.plugins.datasets.nodes_statistics;"
        "print({'numpy', 'PIL', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
