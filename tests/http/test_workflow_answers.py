"""Workflows over HTTP: kept, changed, run, compared, with pictures; numbers exact all the way."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from .workflow_server import GRAPH, LARGEST_SEED, PAGE, SAMPLER, WorkflowServer, picture


@pytest.fixture
def workflows(serve_standalone: Callable[..., Any]) -> WorkflowServer:
    """A running server."""
    return WorkflowServer(serve_standalone())


def test_a_workflow_comes_back_byte_for_byte(workflows: WorkflowServer) -> None:
    """Whatever blanks and escapes it has; as a download with its name; kept by caches by its hash."""
    data = json.dumps(GRAPH, indent=3, ensure_ascii=True).encode() + b"\n"
    path = workflows.kept(data, "Größe.json")
    answer = workflows.server.get(f"{path}/versions/1/document")
    assert answer.body == data
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    again = workflows.server.get(f"{path}/versions/1/document", If_None_Match=answer.headers["Etag"])
    assert again.status == 304


def test_an_import_says_what_it_did(workflows: WorkflowServer) -> None:
    """New, a version of what is there, or nothing new; a name in use becomes another one."""
    first = workflows.post(PAGE, "portrait.json").json
    assert (first["created"], first["added"], first["version"]) == (True, True, 1)
    same = workflows.post(PAGE, "portrait.json").json
    assert (same["created"], same["added"], same["version"]) == (False, False, 1)
    newer = workflows.post({**PAGE, "extra": {"a": 1}}, "portrait.json").json
    assert (newer["created"], newer["added"], newer["version"]) == (False, True, 2)
    other = workflows.post({**PAGE, "id": "another"}, "portrait.json").json
    assert (other["created"], other["workflow"]["name"]) == (True, "portrait (2)")


def test_a_picture_brings_its_workflow_and_its_thumbnail(workflows: WorkflowServer) -> None:
    """The workflow of the page counts over the graph that ran; the address of the thumbnail is kept for ever."""
    path = workflows.kept(picture(prompt=GRAPH, workflow=PAGE), "cat.png")
    entry = workflows.server.get(path).json
    assert entry["format"] == "ui"
    small = workflows.server.get(f"{path}/thumbnail?v={entry['thumbnail']}")
    assert small.body[:3] == b"\xff\xd8\xff"
    assert "immutable" in small.headers["Cache-Control"]
    assert workflows.post(picture(), "plain.png").code == "invalid"
    assert workflows.server.request("DELETE", f"{path}/thumbnail").json["thumbnail"] is None
    assert workflows.server.get(f"{path}/thumbnail").status == 404
    assert workflows.put_picture(path, picture(300)).json["thumbnail"]


def test_seeds_are_exact_both_ways(workflows: WorkflowServer) -> None:
    """Digits in forms, numbers in prompts; a seed may come as either."""
    path = workflows.kept({**GRAPH, **SAMPLER})
    seed = workflows.parameter(path, "3.seed")
    assert seed["value"] == str(LARGEST_SEED)
    for value in (LARGEST_SEED - 1, str(LARGEST_SEED - 1)):
        applied = workflows.server.post_json(f"{path}/apply", {"values": {"seed": value}})
        assert f'"seed":{LARGEST_SEED - 1},' in applied.body.decode()
        assert applied.json["values"]["3.seed"] == str(LARGEST_SEED - 1)
        preset = workflows.server.post_json(f"{path}/presets", {"name": repr(value), "values": {"seed": value}})
        assert preset.json["values"] == {"3.seed": str(LARGEST_SEED - 1)}
    form = workflows.server.post_json("/penstock/workflow_forms", {"workflow": SAMPLER}).json
    assert form["parameters"][0]["value"] == str(LARGEST_SEED)


def test_a_document_that_is_not_kept_has_a_form_and_a_graph(workflows: WorkflowServer) -> None:
    """As those that are kept; equal lists of options are sent once; nothing is kept of it."""
    two = {**GRAPH, "4": {"class_type": "LoadImage", "inputs": {"image": "a.png"}}}
    two |= {"5": {"class_type": "LoadImage", "inputs": {"image": "b.png"}}}
    form = workflows.server.post_json("/penstock/workflow_forms", {"workflow": two}).json
    places = {one["address"]: one["options"] for one in form["parameters"]}
    assert places["4.image"] == places["5.image"]
    assert (form["workflow"], form["version"]) == (None, None)
    body = {"workflow": PAGE, "values": {"1.width": 16}}
    prompt = workflows.server.post_json("/penstock/workflow_prompts", body).json["prompt"]
    assert prompt["1"]["inputs"]["width"] == 16
    assert workflows.server.get("/penstock/workflows").json == {"workflows": [], "tags": []}


def test_a_run_is_queued_and_remembered(workflows: WorkflowServer) -> None:
    """Its values are the last used; what it saves carries the workflow of the page."""
    path = workflows.kept(PAGE)
    body = {"values": {"width": 24, "2.filename_prefix": "ran"}, "client_id": "tab"}
    run = workflows.server.post_json(f"{path}/runs", body)
    assert run.status == 202
    assert run.json["values"]["1.width"] == 24
    history = _ended(workflows, run.json["prompt_id"])
    assert history["status"]["completed"]
    assert history["prompt"][3]["extra_pnginfo"] == {"workflow": PAGE}
    assert history["prompt"][3]["client_id"] == "tab"
    (image,) = history["outputs"]["2"]["images"]
    assert image["filename"].startswith("ran")
    entry = workflows.server.get(path).json
    assert entry["last_parameters"] == {"1.width": 24, "2.filename_prefix": "ran"}
    assert entry["last_used"]


def test_the_wrapped_workflow_is_the_one_that_is_carried(workflows: WorkflowServer) -> None:
    """A file with a graph and its workflow runs as that workflow."""
    path = workflows.kept({"prompt": GRAPH, "workflow": PAGE})
    run = workflows.server.post_json(f"{path}/runs", {"values": {}})
    assert _ended(workflows, run.json["prompt_id"])["prompt"][3]["extra_pnginfo"] == {"workflow": PAGE}


def test_missing_nodes_are_listed_and_nothing_runs(workflows: WorkflowServer) -> None:
    """The form is there all the same; nothing is remembered of a run that was none."""
    path = workflows.kept({**GRAPH, **SAMPLER})
    answer = workflows.server.post_json(f"{path}/runs", {"values": {"steps": 5}})
    assert (answer.status, answer.code) == (422, "missing_nodes")
    assert answer.json["error"]["missing_classes"] == ["KSampler"]
    assert workflows.server.get(f"{path}/form").json["missing_classes"] == ["KSampler"]
    assert workflows.server.get(path).json["last_parameters"] is None


def test_what_the_queue_refuses_is_named_at_its_value(workflows: WorkflowServer) -> None:
    """A picture that went away."""
    load = {"class_type": "LoadImage", "inputs": {"image": "gone.png"}}
    path = workflows.kept({"1": load, "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}})
    answer = workflows.server.post_json(f"{path}/runs", {"values": {}})
    assert answer.status == 422
    assert [fault["field"] for fault in answer.json["error"]["faults"]] == ["1.image"]


def test_all_faults_of_a_request_are_named(workflows: WorkflowServer) -> None:
    """Unknown, ill-typed and ambiguous keys, with what could have been meant."""
    two = {**GRAPH, "4": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "four"}}}
    path = workflows.kept(two)
    values = {"widht": 1, "1.height": "tall", "filename_prefix": "x"}
    error = workflows.server.post_json(f"{path}/apply", {"values": values}).json["error"]
    codes = {fault["field"]: fault["code"] for fault in error["faults"]}
    assert codes == {
        "widht": "unknown_parameter",
        "1.height": "ill_typed",
        "filename_prefix": "ambiguous_parameter",
    }
    (ambiguous,) = (fault for fault in error["faults"] if fault["code"] == "ambiguous_parameter")
    assert [one["address"] for one in ambiguous["candidates"]] == ["2.filename_prefix", "4.filename_prefix"]


@pytest.mark.parametrize("change", [{"name": "x"}, {"tags": ["a"]}, {"description": "d"}])
def test_stale_changes_are_refused_with_what_is_there(workflows: WorkflowServer, change: dict[str, Any]) -> None:
    """Of the workflow; the newest state comes along, and nothing has changed."""
    path = workflows.kept()
    assert workflows.server.post_json(path, {"revision": 1, "description": "first"}, "PATCH").status == 200
    answer = workflows.server.post_json(path, {"revision": 1, **change}, "PATCH")
    assert (answer.status, answer.code) == (409, "conflict")
    assert answer.json["error"]["current"]["revision"] == 2
    assert workflows.server.get(path).json["description"] == "first"


def test_stale_presets_and_defaults_are_refused(workflows: WorkflowServer) -> None:
    """Of a preset by its own revision, of defaults by the workflow's; deletes, too."""
    path = workflows.kept()
    preset = f"{path}/presets/{workflows.preset(path)['id']}"
    assert workflows.server.post_json(preset, {"revision": 1, "values": {"width": 32}}, "PATCH").status == 200
    for method, body in (("PATCH", {"revision": 1, "name": "x"}), ("DELETE", {"revision": 1})):
        assert workflows.server.post_json(preset, body, method).status == 409
    assert workflows.server.post_json(preset, {"revision": 2}, "DELETE").status == 200
    assert workflows.server.post_json(f"{preset}/restore", {}).json["values"] == {"1.width": 32}
    defaults = f"{path}/default_parameters"
    assert workflows.server.post_json(defaults, {"revision": 1, "values": {"width": 16}}, "PUT").status == 200
    assert workflows.server.post_json(defaults, {"revision": 1, "values": {}}, "PUT").status == 409
    assert workflows.server.get(f"{path}/form").json["default_parameters"] == {"1.width": 16}


def test_versions_are_compared_and_come_back(workflows: WorkflowServer) -> None:
    """What differs in nodes and parameters; an old version as the newest one."""
    path = workflows.kept(GRAPH, name="versions")
    changed = json.loads(json.dumps({**GRAPH, **SAMPLER}))
    changed["1"]["inputs"]["width"] = 16
    assert workflows.post(changed, into="versions").json["version"] == 2
    found = workflows.server.get(f"{path}/comparison?a=1&b=2").json
    assert [one["id"] for one in found["nodes"]["added"]] == ["3"]
    (node,) = found["nodes"]["changed"]
    assert node["inputs"] == [{"field": "width", "a": 8, "b": 16}]
    assert [(one["address"], one["a"], one["b"]) for one in found["parameters"]["changed"]] == [("1.width", 8, 16)]
    added = {one["address"]: one["b"] for one in found["parameters"]["added"]}
    assert added["3.seed"] == str(LARGEST_SEED)
    back = workflows.server.post_json(f"{path}/versions/1/restore", {})
    assert (back.status, back.json["latest"]) == (201, 3)
    assert workflows.server.get(f"{path}/comparison?a=1&b=3").json["same"]
    for number in ("0", "9", "-1", "x", "1e0", "99999999999"):
        assert workflows.server.get(f"{path}/versions/{number}/document").status == 404
    assert workflows.server.get(f"{path}/comparison?a=1&b=9").status == 404


def test_the_trash_brings_everything_back(workflows: WorkflowServer) -> None:
    """Versions, presets and values; a deleted workflow is not found until then."""
    path = workflows.kept(name="gone")
    workflows.preset(path)
    before = workflows.server.get(path).json
    assert workflows.server.request("DELETE", path).json["deleted"] is True
    assert workflows.server.get(path).status == 404
    (trashed,) = workflows.server.get("/penstock/workflow_trash").json["deleted"]
    assert (trashed["name"], trashed["id"]) == ("gone", before["id"])
    after = workflows.server.request("POST", f"{path}/restore").json
    assert (after["presets"], after["history"]) == (before["presets"], before["history"])


def _ended(workflows: WorkflowServer, prompt_id: str) -> Any:
    """What the history says of a run once it is over."""
    for _ in range(2_000):
        if found := workflows.server.get(f"/history/{prompt_id}").json.get(prompt_id):
            return found
        workflows.server.get("/penstock/about")
    raise AssertionError("The run did not end.")
