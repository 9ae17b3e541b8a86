"""Runs from values to pictures over HTTP, their stream of events, and requests that do not fit."""

import io
import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from .batch_server import GRAPH, BatchServer

ENDS = ("completed", "failed", "cancelled", "lost")


@pytest.fixture
def runs(serve_standalone: Callable[..., Any]) -> BatchServer:
    """A server whose own engine runs."""
    return BatchServer(serve_standalone())


def added(runs: BatchServer, **fields: Any) -> list[Any]:
    """Runs of `GRAPH` that were stored."""
    answer = runs.server.post_json("/penstock/runs", {"document": GRAPH, "title": "Tale", **fields})
    assert answer.status == 202, answer
    return list(answer.json["runs"])


def ended(runs: BatchServer, run: str) -> Any:
    """A run, once it has ended."""
    return runs.until(lambda: runs.server.get(f"/penstock/runs/{run}").json, lambda found: found["status"] in ENDS, 40)


def events(runs: BatchServer, query: str, last: str, wanted: str) -> str:
    """What the stream tells a client that saw `last`, up to `wanted`."""
    with socket.create_connection(("127.0.0.1", runs.server.port), timeout=20) as connection:
        head = f"GET /penstock/run_events?{query} HTTP/1.1\r\nHost: 127.0.0.1:{runs.server.port}\r\n"
        connection.sendall(f"{head}{f'Last-Event-ID: {last}' if last else 'Accept: */*'}\r\n\r\n".encode())
        text = ""
        while wanted not in text:
            piece = connection.recv(65536).decode()
            assert piece, text
            text += piece
        return text


def test_a_run_is_stored_watched_and_its_pictures_kept(runs: BatchServer) -> None:
    """With its values, its nodes and the graph that was sent; the workflow need not be in the library."""
    (run,) = added(runs, values={"1.width": 16})
    done = ended(runs, run["id"])
    path = f"/penstock/runs/{run['id']}"
    assert (done["status"], done["error"], done["attempt"], done["title"]) == ("completed", None, 1, "Tale")
    assert (done["values"], done["parameters_used"]["1.width"]) == ({"1.width": 16}, 16)
    (output,) = done["outputs"]
    with Image.open(io.BytesIO(runs.server.get(output["url"]).body)) as picture:
        assert picture.size == (16, 8)
    assert runs.server.get(output["thumbnail"]).headers["Content-Type"] == "image/jpeg"
    assert runs.server.get(f"{path}/prompt").json["1"]["inputs"]["width"] == 16
    assert {node["state"] for node in runs.server.get(f"{path}/timeline").json["nodes"]} <= {"done", "cached"}
    progress = runs.server.get(f"{path}/progress").json
    assert (progress["status"], progress["progress"]) == ("completed", 100)
    assert runs.server.get("/penstock/runs?outputs=true").json["runs"][0]["id"] == run["id"]


def test_twenty_runs_are_a_request(runs: BatchServer) -> None:
    """Each has an id and a prompt id of its own; more is a batch."""
    found = added(runs, count=20)
    assert len({run["id"] for run in found} | {run["prompt_id"] for run in found}) == 40
    refused = runs.server.post_json("/penstock/runs", {"document": GRAPH, "count": 21})
    assert (refused.status, refused.json["error"]["field"]) == (422, "count")


def test_a_document_is_listed_under_its_workflow(runs: BatchServer) -> None:
    """What runs is the document, as somebody has changed it; it goes by the name of what is kept."""
    answer = runs.server.post_form("/penstock/workflows", ("file", "Kept.json", json.dumps(GRAPH).encode()))
    kept = answer.json["workflow"]
    changed = {**GRAPH, "1": {**GRAPH["1"], "inputs": {**GRAPH["1"]["inputs"], "width": 24}}}
    (run,) = added(runs, document=changed, workflow=kept["id"], title="")
    assert (run["workflow"], run["title"], run["version"]) == (kept["id"], kept["name"], None)
    assert ended(runs, run["id"])["parameters_used"]["1.width"] == 24
    listed = runs.server.get(f"/penstock/runs?workflow={kept['id']}").json["runs"]
    assert [one["id"] for one in listed] == [run["id"]]


def test_a_run_is_cancelled_run_again_deleted_and_restored(runs: BatchServer) -> None:
    """What has ended is not cancelled; what has not is not deleted."""
    (run,) = added(runs, server="")
    done = ended(runs, run["id"])
    path = f"/penstock/runs/{done['id']}"
    assert runs.server.post_json(f"{path}/cancel", {}).status == 409
    assert runs.server.post_json(f"{path}/retry", {}).status == 409
    again = runs.server.post_json(f"{path}/again", {})
    assert (again.status, again.json["values"]) == (202, done["values"])
    assert ended(runs, again.json["id"])["status"] == "completed"
    assert runs.server.request("DELETE", path).json == {"id": done["id"], "deleted": True}
    assert runs.server.get(path).status == 404
    assert runs.server.post_json(f"{path}/restore", {}).json["outputs"] == done["outputs"]


def test_the_stream_goes_on_where_a_client_was(runs: BatchServer) -> None:
    """Who names the last entry that it saw gets every one after it, once, in order; whoever is new gets what comes."""
    (first,) = added(runs)
    ended(runs, first["id"])
    told = events(runs, f"run={first['id']}", "0", "run_completed")
    names = [line.removeprefix("event: ") for line in told.splitlines() if line.startswith("event: run_")]
    kept = [name for name in names if name not in ("run_progressed", "run_servers_changed")]
    assert (kept[0], kept[-1], len(kept)) == ("run_queued", "run_completed", len(set(kept)))
    numbers = [int(line.removeprefix("id: ")) for line in told.splitlines() if line.startswith("id: ")]
    rest = events(runs, f"run={first['id']}", str(numbers[-2]), "run_completed")
    assert [int(line.removeprefix("id: ")) for line in rest.splitlines() if line.startswith("id: ")] == numbers[-1:]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"document": GRAPH, "workflow": "nobody"}, 404),
        ({"workflow": "nobody"}, 404),
        ({"document": []}, 422),
        ({"document": {"1": {"class_type": "Nobody", "inputs": {}}}}, 422),
        ({"document": GRAPH, "values": {"1.width": "wide"}}, 422),
        ({"document": GRAPH, "values": {"nothing": 1}}, 422),
        ({"document": GRAPH, "server": "http://nowhere"}, 422),
        ({"document": GRAPH, "priority": 10**6}, 422),
        ({"document": GRAPH, "retries_when_lost": -1}, 422),
        ({"document": GRAPH, "count": 0}, 422),
    ],
)
def test_what_cannot_run_is_refused(runs: BatchServer, body: Any, status: int) -> None:
    """Nothing is stored then, and the answer says what to do."""
    answer = runs.server.post_json("/penstock/runs", body)
    assert answer.status == status, answer
    assert answer.json["error"]["message"]
    assert runs.server.get("/penstock/runs").json["runs"] == []


def test_missing_nodes_are_named(runs: BatchServer) -> None:
    """A workflow whose classes no server has is refused with their list."""
    answer = runs.server.post_json("/penstock/runs", {"document": {"1": {"class_type": "Nobody", "inputs": {}}}})
    assert (answer.status, answer.json["error"]["code"]) == (422, "missing_nodes")
    assert "Nobody" in json.dumps(answer.json)


@pytest.mark.parametrize(
    "path",
    [
        "/penstock/runs?status=asleep",
        "/penstock/runs?limit=0",
        "/penstock/runs?limit=100000",
        "/penstock/runs?after=nonsense",
        "/penstock/run_events?after=x",
        "/penstock/runs/nobody",
        "/penstock/runs/nobody/outputs/0",
        "/penstock/runs/nobody/outputs/-1",
        "/penstock/runs/nobody/outputs/0/thumbnail?side=1",
        "/penstock/runs/nobody/preview",
        "/penstock/runs/nobody/progress",
    ],
)
def test_what_is_not_there_is_a_client_error(runs: BatchServer, path: str) -> None:
    """With a message, never a traceback."""
    answer = runs.server.get(path)
    assert 400 <= answer.status < 500
    assert answer.json["error"]["message"]


def test_numbers_come_as_digits_too(runs: BatchServer) -> None:
    """What JavaScript cannot hold travels as text, so every integer may."""
    (run,) = added(runs, values={"1.color": "255"})
    assert run["values"] == {"1.color": 255}


def test_the_queue_is_told_to_autoscalers(runs: BatchServer) -> None:
    """Depth and servers in Prometheus' text format."""
    answer = runs.server.get("/penstock/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = answer.body.decode().splitlines()
    assert 'penstock_queue_depth{priority="0"} 0' in lines
    assert any(line.startswith("penstock_server_up{") for line in lines)
    assert runs.server.post_json("/penstock/run_queue/stop", {}).json == {"cancelled": 0}
