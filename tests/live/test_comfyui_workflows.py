"""Workflows on a real ComfyUI: its nodes are known, what it lacks is said, what is applied it accepts and runs.

PENSTOCK_LIVE_TEMPLATES=all tries every template whose nodes there are, not a sample.
"""

import json
import os
from pathlib import Path

import pytest
from live_client import LiveClient
from live_workflows import LARGEST_SEED, Validator, applied, checked, templates

SAMPLE = 40
"""Templates of all sizes, without those of partners' nodes."""

IMAGE = {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}}
SAVE = {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "workflow"}}
GRAPH = {"1": IMAGE, "2": SAVE}
PAGE = {
    "id": "0f0c2c2e-0000-4000-8000-000000000001",
    "version": 0.4,
    "nodes": [
        {
            "id": 1,
            "type": "EmptyImage",
            "mode": 0,
            "inputs": [],
            "outputs": [{"name": "IMAGE", "type": "IMAGE", "links": [1]}],
            "widgets_values": [8, 8, 1, 0],
        },
        {
            "id": 2,
            "type": "SaveImage",
            "mode": 0,
            "inputs": [{"name": "images", "type": "IMAGE", "link": 1}],
            "outputs": [],
            "widgets_values": ["page"],
        },
    ],
    "links": [[1, 1, 0, 2, 0, "IMAGE"]],
}
SAMPLER = {
    "class_type": "RandomNoise",
    "inputs": {"noise_seed": LARGEST_SEED},
}


@pytest.fixture
def own(prepare):
    """A ComfyUI of the test's own, whose queue may be held up."""
    made = prepare("workflows")
    made.base.link("penstock")
    made.base.plugin(Path(__file__).parent / "support" / "plugins" / "live_nodes.py")
    yield made.start()
    made.stop()


@pytest.fixture
def held(own):
    """A tab at it."""
    with LiveClient(own.url) as client:
        yield client


def kept(tab, document, name):
    """The path of a workflow that was imported."""
    import aiohttp

    form = aiohttp.FormData()
    form.add_field("file", json.dumps(document).encode(), filename=f"{name}.json")
    answer = tab.request("POST", "/penstock/workflows", data=form)
    assert answer.status == 200, answer.body
    return f"/penstock/workflows/{answer.json()['workflow']['id']}"


def test_templates_with_values_by_chance_are_valid(held):
    """What ComfyUI says against them is that models and pictures are lacking here, never a value that was set."""
    local = [path for path in templates() if not path.stem.startswith("api_")]
    wanted = templates() if os.environ.get("PENSTOCK_LIVE_TEMPLATES") == "all" else local[:: len(local) // SAMPLE or 1]
    if not wanted:
        pytest.skip("needs comfyui-workflow-templates-json")
    with Validator(held) as validator:
        found = list(checked(held, validator, wanted))
    assert len(found) >= len(wanted) // 10
    assert sum(one.values for one in found) > 5 * len(found)
    assert [(one.name, sorted(one.after)) for one in found if one.after] == []
    odd = [(one.name, sorted(one.before)) for one in found if one.before]
    assert len(odd) <= max(1, len(found) // 25), odd  # templates that are newer than this ComfyUI


def test_the_form_knows_the_nodes_of_this_comfyui(tab):
    """Names, limits and choices as its own object_info says; all of its classes run here."""
    info = tab.get("/object_info/KSampler")["KSampler"]
    sampler = {"class_type": "KSampler", "inputs": {"seed": LARGEST_SEED, "steps": 20, "sampler_name": "euler"}}
    form = tab.request("POST", "/penstock/workflow_forms", json={"workflow": {"3": sampler}}).json()
    assert form["missing_classes"] == []
    by_field = {one["field"]: one for one in form["parameters"]}
    assert by_field["seed"]["value"] == str(LARGEST_SEED)
    assert by_field["seed"]["maximum"] == str(LARGEST_SEED)
    assert by_field["steps"]["maximum"] == info["input"]["required"]["steps"][1]["max"]
    names = form["option_lists"][by_field["sampler_name"]["options"]]
    said = info["input"]["required"]["sampler_name"]
    assert names == (said[0] if isinstance(said[0], list) else said[1]["options"])


def test_a_workflow_runs_with_its_values(tab):
    """Through the route, told to the tab; what it saves carries the workflow of the page; values are remembered."""
    path = kept(tab, PAGE, "runs")
    body = {"values": {"width": 24, "2.filename_prefix": "ran"}, "client_id": tab.client_id}
    answer = tab.request("POST", f"{path}/runs", json=body)
    assert answer.status == 202, answer.body
    run = tab.finished(answer.json()["prompt_id"])
    assert run.status == "success"
    (item,) = run.outputs["2"]["images"]
    picture = tab.picture(item)
    assert picture.size == (24, 8)
    assert json.loads(picture.info["workflow"]) == PAGE
    assert json.loads(picture.info["prompt"])["1"]["inputs"]["width"] == 24
    assert tab.get(path)["last_parameters"] == {"1.width": 24, "2.filename_prefix": "ran"}


def test_a_saved_picture_is_imported_as_its_workflow(tab):
    """What ComfyUI itself wrote."""
    import aiohttp

    run = tab.run(GRAPH)
    (item,) = run.outputs["2"]["images"]
    data = tab.request("GET", f"/view?filename={item['filename']}&subfolder={item['subfolder']}&type=output").body
    form = aiohttp.FormData()
    form.add_field("file", data, filename="picture.png")
    imported = tab.request("POST", "/penstock/workflows", data=form)
    assert imported.status == 200, imported.body
    entry = imported.json()["workflow"]
    assert (entry["format"], entry["nodes"]) == ("api", 2)
    assert entry["thumbnail"]


def test_seeds_reach_the_queue_exactly(tab):
    """2^64-1 as digits and as a number, in the graph that ComfyUI holds."""
    graph = {**GRAPH, "3": SAMPLER}
    for seed in (LARGEST_SEED, str(LARGEST_SEED), LARGEST_SEED - 1):
        prompt = applied(tab, graph, {"seed": seed})
        assert prompt["3"]["inputs"]["noise_seed"] == int(seed)
        prompt_id = tab.queue(prompt)
        tab.finished(prompt_id)
        assert tab.history(prompt_id)["prompt"][2]["3"]["inputs"]["noise_seed"] == int(seed)


def test_missing_nodes_are_listed_and_nothing_is_queued(tab):
    """The workflow is kept and has its form all the same."""
    path = kept(tab, {**GRAPH, "3": {"class_type": "NobodyHasThis", "inputs": {"seed": 1}}}, "missing")
    answer = tab.request("POST", f"{path}/runs", json={"values": {}})
    assert answer.status == 422
    error = answer.json()["error"]
    assert (error["code"], error["missing_classes"]) == ("missing_nodes", ["NobodyHasThis"])
    assert "3.seed" in {one["address"] for one in tab.get(f"{path}/form")["parameters"]}


def test_what_comfyui_refuses_is_named_at_its_value(tab):
    """A picture that is not there."""
    load = {"class_type": "LoadImage", "inputs": {"image": "gone.png"}}
    path = kept(tab, {"1": load, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}, "refused")
    answer = tab.request("POST", f"{path}/runs", json={"values": {}})
    assert answer.status == 422, answer.body
    assert [fault["field"] for fault in answer.json()["error"]["faults"]] == ["1.image"]


def test_the_old_path_answers(tab):
    """As scripts of the old words ask."""
    path = kept(tab, GRAPH, "old words")
    found = tab.get(f"/api/comfyui/workflows/{path.rpartition('/')[2]}/parameters")
    assert {"nodeId": "1", "field": "width", "label": "Width", "type": "number", "value": 8}.items() <= found[0].items()
