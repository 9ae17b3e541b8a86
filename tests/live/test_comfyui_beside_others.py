"""Beside packs that bring the same node ids and paths: ComfyUI starts, and Penstock's stand aside and say so.

The real Dataset Gates takes part where COMFYUI_DATASET_GATES names its folder; a stand-in always does.
"""

import os
import time
from pathlib import Path

import pytest
from live_client import LiveClient
from live_pools import LivePool, photographs

RIVAL = Path(__file__).parent / "support" / "packs" / "rival"
GATES = os.environ.get("COMFYUI_DATASET_GATES")
PACKS = [
    pytest.param(RIVAL, id="stand-in"),
    pytest.param(
        Path(GATES or "."),
        id="dataset-gates",
        marks=pytest.mark.skipif(not GATES, reason="set COMFYUI_DATASET_GATES to a checkout of Dataset Gates"),
    ),
]


@pytest.fixture(params=["other_first", "penstock_first"])
def order(request):
    """Which pack ComfyUI loads first."""
    return request.param


@pytest.fixture(params=PACKS)
def other(request):
    """The folder of the other pack."""
    return request.param


@pytest.fixture
def beside(prepare, other, order):
    """A ComfyUI with both packs, started."""
    made = prepare("beside")
    first, second = ("custom_nodes", "later_nodes") if order == "penstock_first" else ("later_nodes", "custom_nodes")
    made.base.link("penstock", folder=first)
    made.base.link(other.name, other, folder=second)
    made.arguments = made.base.later_packs()
    yield made.start()
    made.stop()


def test_comfyui_starts_and_what_collides_stands_aside(beside, other, order):
    """In both load orders the other pack's node and paths work, Penstock's own too, and the plugin list says why."""
    loaded = [line for line in beside.log.splitlines() if " seconds" in line and "_nodes/" in line]
    assert len(loaded) == 2
    assert not [line for line in loaded if "FAILED" in line]
    with LiveClient(beside.url) as tab:
        assert tab.get("/penstock/about")["host"] == "comfyui"
        assert tab.get("/object_info/GridImagePool")["GridImagePool"]["python_module"].endswith(other.name)
        assert "PoolProfile" in tab.get("/object_info")
        for path in ("/grid_pool/list", "/api/grid_pool/list"):
            answer = tab.get(f"{path}?pool_id=live")
            assert answer == ({"served_by": "rival"} if other is RIVAL else {"slots": [], "active": 0, "next_seq": 1})
        plugins = {plugin["name"]: plugin for plugin in tab.get("/penstock/plugins")["plugins"]}
    assert any("The node GridImagePool of" in fault["message"] for fault in plugins["pools"]["faults"])
    assert any("POST /grid_pool/add" in fault["message"] for fault in plugins["compat"]["faults"])
    assert beside.log.count("stands aside") <= 4
    assert "IMPORT FAILED): " + str(beside.base.path) not in beside.log


def test_a_pool_opens_in_both_packs_and_back(prepare):
    """Dataset Gates shows a pool of ours, and what it changes there is in ours, labels and images included."""
    if not GATES:
        pytest.skip("set COMFYUI_DATASET_GATES to a checkout of Dataset Gates")
    made = prepare("shared_pool")
    made.base.link("penstock")
    made.base.link("gates", Path(GATES))
    made.start()
    with LiveClient(made.url) as tab:
        pool = LivePool(tab, "shared")
        first, second = pool.add(*photographs()[:2])
        pool.label(second, "ours")
        theirs = _until(lambda: tab.get("/grid_pool/list?pool_id=shared"), lambda found: _labels(found) == ["", "ours"])
        assert theirs["active"] == 0
        body = {"pool_id": "shared", "index": 0, "label": "theirs"}
        assert tab.request("POST", "/grid_pool/label", json=body).status == 200
        slots = _until(pool.slots, lambda found: found[0]["label"] == "theirs")
        assert [(slot["id"], slot["label"]) for slot in slots] == [(first, "theirs"), (second, "ours")]
        assert tab.request("POST", "/grid_pool/active", json={"pool_id": "shared", "index": 1}).status == 200
        selected = _until(lambda: pool.call("GET", ""), lambda found: found["selected"] == second)
        assert selected["position"] == 1
    made.stop()


def _labels(manifest):
    return [slot["label"] for slot in manifest["slots"]]


def _until(read, fits):
    """What `read` gives once it fits, or at the latest after 20 s: the manifest is written after 2 s of rest."""
    end = time.monotonic() + 20
    while not fits(found := read()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def test_a_second_folder_of_penstock_does_nothing_and_says_so(prepare):
    """Installed twice, ComfyUI starts, one Penstock runs, and the log says which folder to remove."""
    made = prepare("twice")
    made.base.link("penstock")
    made.base.link("penstock-copy")
    made.start()
    with LiveClient(made.url) as tab:
        assert tab.get("/penstock/about")["host"] == "comfyui"
        assert "GridImagePool" in tab.get("/object_info")
        served = [path for path in tab.get("/extensions") if "/penstock" in path]
        assert len({path.split("/")[2] for path in served}) <= 1
    assert made.log.count("Penstock is installed twice") == 1
    made.stop()


def test_comfyui_starts_where_penstock_cannot(prepare):
    """Where Penstock cannot start the log says why and what to do, and ComfyUI serves without it."""
    made = prepare("broken")
    made.base.link("penstock")
    (made.base.path / "user" / "__penstock").write_text("a file where the folder should be")
    made.start()
    with LiveClient(made.url) as tab:
        assert tab.request("GET", "/penstock/about").status == 404
        assert "SaveImage" in tab.get("/object_info")
    assert "Penstock cannot start" in made.log
    made.stop()
