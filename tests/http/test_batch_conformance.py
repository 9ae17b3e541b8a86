"""Requests made from the OpenAPI document to batches that are there: no 500, errors and answers in their shape."""

from collections.abc import Callable
from typing import Any

import pytest

from .batch_server import COLORS, BatchServer
from .conforming import described, operations, statuses

B = "/penstock/batches/{batch}"
SUCCESSES = {
    "POST /penstock/batch_previews": 200,
    "GET /penstock/batches": 200,
    "POST /penstock/batches": 202,
    f"GET {B}": 200,
    f"PATCH {B}": 200,
    f"DELETE {B}": 200,
    f"GET {B}/document": 200,
    f"GET {B}/cells": 200,
    f"GET {B}/cells.csv": 200,
    f"GET {B}/cells.json": 200,
    f"POST {B}/grid": 202,
    "GET /penstock/batch_grids/{grid}": 200,
    f"POST {B}/pause": 200,
    f"POST {B}/resume": 200,
    f"POST {B}/stop": 200,
    f"POST {B}/retry": 200,
    f"POST {B}/restore": 200,
}
NEEDS_MORE = {
    f"PATCH {B}",  # revisions that are made up are seldom those that were seen
    f"POST {B}/retry",  # nor are places those of cells that did not complete
    f"POST {B}/grid",  # nor formats those of pictures
    f"GET {B}/cells",
}
"""Routes whose paths lead to what is there, and whose bodies and queries seldom do."""

PREFIXES = ("/penstock/batch",)


@pytest.fixture
def batches(serve_standalone: Callable[..., Any]) -> BatchServer:
    """A server that sends nothing: what is there stays as it is."""
    return BatchServer(serve_standalone(overrides={"runs.drive": "false"}))


def test_every_route_is_described(batches: BatchServer) -> None:
    """The document has them all, with the statuses of their successes."""
    paths = batches.server.get("/penstock/openapi.json").json["paths"]
    assert described(paths, PREFIXES) == SUCCESSES


def test_no_generated_request_breaks_a_route(batches: BatchServer) -> None:
    """Whatever fits or nearly fits the document is answered without a 5xx, in the shape that the document promises."""
    grid = _grid(batches)
    met = {
        f"{one.method.upper()} {one.path}": statuses(one, lambda path=one.path: _there(batches, path, grid))
        for _, one in operations(batches.server, PREFIXES)
    }
    assert set(met) == set(SUCCESSES)
    reached = {route for route, found in met.items() if SUCCESSES[route] in found}
    assert {route for route in SUCCESSES if "{" in route} - reached <= NEEDS_MORE, met


def _grid(batches: BatchServer) -> str:
    batch = batches.start(COLORS)["id"]
    made = batches.job(batches.server.post_json(f"/penstock/batches/{batch}/grid", {"cell_size": 32}).json)
    return str(made["id"])


def _there(batches: BatchServer, path: str, grid: str) -> dict[str, str]:
    """What the path may name: a batch, one that has ended or is in the trash where it is to be that."""
    if "{" not in path:
        return {}
    batch = batches.start({"keys": ["1.color"], "values": [1]})["id"]
    if path in (B, f"{B}/retry", f"{B}/restore"):
        assert batches.server.post_json(f"/penstock/batches/{batch}/stop", {}).status == 200
    if path == f"{B}/restore":
        assert batches.server.request("DELETE", f"/penstock/batches/{batch}").status == 200
    return {"batch": batch, "grid": grid}


@pytest.mark.parametrize("name", ["..%2f..", "%00", "a%0ab", "x" * 300, "%f0%9f%a6%8a", "%ff"])
def test_hostile_names_lead_nowhere(batches: BatchServer, name: str) -> None:
    """404 or 400, by every route that takes one."""
    for path in (f"/penstock/batches/{name}", f"/penstock/batches/{name}/cells", f"/penstock/batch_grids/{name}"):
        assert batches.server.get(path).status in (400, 404), path


def test_hostile_plans_are_refused(batches: BatchServer) -> None:
    """Whatever is in them: a 4xx, at once."""
    graph = {"3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": 20, "cfg": 7.5}}}
    axis = {"keys": ["3.cfg"], "range": {"start": "0", "stop": "1e99", "step": "1e-99"}}
    wide = {"keys": ["3.steps"], "values": list(range(1, 1000))}
    for plan in (
        {"document": graph, "groups": [{"axes": [axis]}]},
        {"document": graph, "groups": [{"axes": [wide]}] * 60},
        {"document": graph, "runs": 10**18},
        {"document": graph, "limit": 0},
        {"document": graph, "title": "x" * 5000},
        {"document": graph, "title": "a\u0000b"},
        {"document": graph, "server": "http://nowhere.test"},
        {"document": graph, "webhook": "http://169.254.169.254/"},
        {"document": "no graph"},
        {"document": [[]]},
        {"workflow": "nothing"},
        {"workflow": "\u0000"},
        {},
    ):
        answer = batches.server.post_json("/penstock/batches", {"plan": plan})
        assert 400 <= answer.status < 500, (plan, answer)
        assert answer.code
    assert batches.server.get("/penstock/batches").json["batches"] == []
