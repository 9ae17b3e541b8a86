"""The pool on a real ComfyUI, with real photographs: right pixels, nothing stale, nothing lost."""

import json
import uuid
from pathlib import Path

import numpy
import pytest
from live_client import LiveClient
from live_pools import LivePool, photographs, pool_graph, rgb, stripes
from live_server import CHECKOUT

PHOTOS = photographs()


@pytest.fixture
def pool(tab):
    """A pool of its own for each test, with three photographs."""
    made = LivePool(tab, f"live_{uuid.uuid4().hex[:12]}")
    made.add(*PHOTOS[:3])
    return made


def _pixels(tab, run, node, mode="RGB"):
    (item,) = run.outputs[node]["images"]
    return numpy.asarray(tab.picture(item).convert(mode))


def _shown(run):
    return json.loads(run.outputs["5"]["text"][0])


def test_the_nodes_are_there_and_the_pack_loaded(server, tab):
    """Both nodes are in ComfyUI's list, from our pack, and nothing of it failed."""
    for name in ("GridImagePool", "PoolProfile"):
        assert tab.get(f"/object_info/{name}")[name]["python_module"] == "custom_nodes.penstock"
    info = tab.get("/object_info/GridImagePool")["GridImagePool"]
    assert info["output"] == ["IMAGE", "MASK", "INT", "INT", "STRING"]
    assert info["output_name"] == ["image", "mask", "index", "count", "label"]
    assert info["input"]["required"]["pool_id"][1]["hidden"] is True
    assert info["input"]["optional"]["profile"][0] == "POOL_PROFILE"
    plugins = tab.get("/penstock/plugins")["plugins"]
    assert {one["name"]: one["faults"] for one in plugins if one["origin"] == "bundled" and one["faults"]} == {}


@pytest.mark.parametrize("photo", PHOTOS, ids=lambda path: path.name)
def test_the_pixels_of_a_photograph_come_out(tab, photo):
    """What SaveImage writes for the selected photograph is the photograph, upright, pixel by pixel."""
    pool = LivePool(tab, f"live_{uuid.uuid4().hex[:12]}")
    pool.add(photo)
    run = tab.run(pool_graph(pool.id))
    assert run.status == "success", run.error
    wanted = rgb(photo)
    assert numpy.array_equal(_pixels(tab, run, "2"), wanted)
    mask = _pixels(tab, run, "4", "L")
    assert mask.shape == wanted.shape[:2]
    assert not mask.any()


def test_a_painted_mask_comes_out_white_where_painted(tab, pool):
    """The MASK output of the selected slot is the stored mask, gray level by gray level, white = painted."""
    slot = pool.slots()[0]
    mask = stripes(slot["width"], slot["height"])
    pool.mask(slot["id"], mask)
    run = tab.run(pool_graph(pool.id))
    assert numpy.array_equal(_pixels(tab, run, "4", "L"), numpy.asarray(mask))
    assert numpy.array_equal(_pixels(tab, run, "2"), rgb(PHOTOS[0]))


def test_an_index_forces_its_position(tab, pool):
    """0 and up take that position, clamped; -1 takes the selected one; index and count come out."""
    pool.select(pool.slots()[1]["id"])
    for index, position in ((-1, 1), (0, 0), (2, 2), (99, 2)):
        run = tab.run(pool_graph(pool.id, index=index))
        assert numpy.array_equal(_pixels(tab, run, "2"), rgb(PHOTOS[position]))
        shown = _shown(run)
        assert (shown["linked"], shown["anything"]) == (position, 3)


def test_an_empty_pool_gives_one_black_pixel(tab):
    """A pool that nobody filled runs: 1x1 black, a 1x1 black mask, 0, 0 and no label."""
    run = tab.run(pool_graph(f"live_{uuid.uuid4().hex[:12]}"))
    assert _pixels(tab, run, "2").tolist() == [[[0, 0, 0]]]
    assert _pixels(tab, run, "4", "L").tolist() == [[0]]
    shown = _shown(run)
    assert (shown["linked"], shown["anything"], shown["text"]) == (0, 0, "")


@pytest.fixture(params=["own", "profile"])
def wired(request, pool):
    """The graph on the pool as the node's own, and through a linked profile."""
    if request.param == "own":
        return pool_graph(pool.id)
    return pool_graph("someone_elses", profile=pool.id)


def test_nothing_stale_and_nothing_run_twice(tab, pool, wired):
    """An unchanged pool is served from the cache, also after a detour; a changed selection, label or mask never is."""
    first, second, _ = (slot["id"] for slot in pool.slots())
    everything = set(wired)
    run = tab.run(wired)
    assert run.cached == set()
    assert tab.run(wired).cached == everything

    pool.select(second)
    run = tab.run(wired)
    assert not run.cached & {"1", "2", "4", "5"}
    assert numpy.array_equal(_pixels(tab, run, "2"), rgb(PHOTOS[1]))
    assert tab.run(wired).cached == everything

    pool.label(second, "a label, ä")
    run = tab.run(wired)
    assert "1" not in run.cached
    assert _shown(run)["text"] == "a label, ä"
    assert tab.run(wired).cached == everything

    slot = pool.slots()[1]
    for painted in (stripes(slot["width"], slot["height"]), stripes(slot["width"], slot["height"]).rotate(180)):
        pool.mask(second, painted)
        run = tab.run(wired)
        assert "1" not in run.cached
        assert numpy.array_equal(_pixels(tab, run, "4", "L"), numpy.asarray(painted))
        assert tab.run(wired).cached == everything

    pool.call("DELETE", f"/slots/{second}/mask")
    assert not _pixels(tab, tab.run(wired), "4", "L").any()
    pool.select(first)
    assert numpy.array_equal(_pixels(tab, tab.run(wired), "2"), rgb(PHOTOS[0]))
    pool.call("DELETE", f"/slots/{first}")
    assert numpy.array_equal(_pixels(tab, tab.run(wired), "2"), rgb(PHOTOS[1]))


def test_a_replayed_prompt_of_the_history_is_not_stale(tab, pool):
    """A prompt taken from ComfyUI's history, fingerprints included, shows what the pool holds now."""
    run = tab.run(pool_graph(pool.id))
    replayed = tab.get(f"/history/{run.prompt_id}")[run.prompt_id]["prompt"][2]
    pool.select(pool.slots()[2]["id"])
    assert numpy.array_equal(_pixels(tab, tab.run(replayed), "2"), rgb(PHOTOS[2]))


def test_a_profile_that_is_gone_is_an_error_that_names_it(tab, pool):
    """A linked profile whose pool does not exist is refused with its id and never a blank image."""
    body = {"prompt": pool_graph(pool.id, profile="nobody_has_this"), "client_id": tab.client_id}
    answer = tab.request("POST", "/prompt", json=body)
    assert answer.status == 400
    assert "nobody_has_this" in answer.body.decode()


def test_every_open_tab_hears_of_a_change(server, tab, pool):
    """A change through the routes reaches every open tab as one event with epoch and sequence number."""
    with LiveClient(server.url) as other:
        pool.label(pool.slots()[0]["id"], "heard")
        for one in (tab, other):
            event = one.wait_for(
                lambda message: message["type"] == "penstock.slot_labelled" and message["data"]["pool_id"] == pool.id
            )
            assert event["data"]["slot"]["label"] == "heard"
            assert event["data"]["seq"] > 0
            assert event["data"]["epoch"]


def test_legacy_routes_answer_with_and_without_the_prefix(tab, pool):
    """Scripts written for Dataset Gates find the pool under its old paths, also below /api."""
    for path in ("/grid_pool/list", "/api/grid_pool/list"):
        manifest = tab.get(f"{path}?pool_id={pool.id}")
        assert (len(manifest["slots"]), manifest["active"]) == (3, 0)
    answer = tab.request("POST", "/grid_pool/active", json={"pool_id": pool.id, "index": 2})
    assert answer.json()["active"] == 2
    assert numpy.array_equal(_pixels(tab, tab.run(pool_graph(pool.id)), "2"), rgb(PHOTOS[2]))


def test_a_restart_loses_nothing(prepare):
    """After ComfyUI was killed and started again pool, selection, label and mask are there, and the graph runs."""
    server = prepare("restart")
    server.base.link("penstock")
    server.base.plugin(Path(__file__).parent / "support" / "plugins" / "live_nodes.py")
    server.start()
    with LiveClient(server.url) as tab:
        pool = LivePool(tab, "kept")
        _, second, _ = pool.add(*PHOTOS[:3])
        pool.select(second)
        pool.label(second, "kept label")
        slot = pool.slots()[1]
        mask = stripes(slot["width"], slot["height"])
        pool.mask(second, mask)
        before = pool.slots()
    server.restart()
    with LiveClient(server.url) as tab:
        assert LivePool(tab, "kept").slots() == before
        run = tab.run(pool_graph("kept"))
        assert numpy.array_equal(_pixels(tab, run, "2"), rgb(PHOTOS[1]))
        assert numpy.array_equal(_pixels(tab, run, "4", "L"), numpy.asarray(mask))
        assert _shown(run)["text"] == "kept label"
    server.stop()


def test_unknown_paths_and_wrong_methods_answer_json(tab):
    """Below /penstock ComfyUI's own answers never come through; beside it they stay as they are."""
    for method, path, status in (("GET", "/penstock/nothing/here", 404), ("POST", "/api/penstock/about", 405)):
        answer = tab.request(method, path)
        assert (answer.status, answer.json()["error"]["request_id"]) == (status, answer.headers["X-Request-Id"])
    beside = tab.request("GET", "/no_page_of_ours")
    assert beside.status == 404
    assert "X-Request-Id" not in beside.headers


def test_other_sites_and_other_origins_are_kept_out(tab):
    """A request from another site, or with a foreign Origin, never reaches a handler."""
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://example.org"}):
        answer = tab.request("POST", "/penstock/pools", json={}, headers=headers)
        assert answer.status == 403, headers


def test_comfyui_offers_the_samples_the_page_and_the_help(tab):
    """The sample workflows with their pictures, one web module and the help of each node are served."""
    samples = sorted(path.name for path in (CHECKOUT / "example_workflows").iterdir())
    offered = sorted(tab.get("/workflow_templates")["penstock"])
    assert offered == [name.removesuffix(".json") for name in samples if name.endswith(".json")]
    for name in samples:
        assert tab.request("GET", f"/api/workflow_templates/penstock/{name}").status == 200
    ours = [path for path in tab.get("/extensions") if path.startswith("/extensions/penstock/")]
    assert ours == ["/extensions/penstock/penstock.js"]
    for node in sorted(path.stem for path in (CHECKOUT / "web" / "comfyui" / "docs").glob("*.md")):
        assert tab.request("GET", f"/extensions/penstock/docs/{node}.md").status == 200
