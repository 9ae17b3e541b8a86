"""Requests made from the OpenAPI document to workflows that are there: no 500, in their shape."""

from collections.abc import Callable
from typing import Any

import pytest

from .conforming import described, operations, statuses
from .workflow_server import GRAPH, WorkflowServer, picture

W = "/penstock/workflows/{workflow}"
SUCCESSES = {
    "GET /penstock/workflows": 200,
    "POST /penstock/workflows": 200,
    f"GET {W}": 200,
    f"PATCH {W}": 200,
    f"DELETE {W}": 200,
    "GET /penstock/workflow_trash": 200,
    f"POST {W}/restore": 200,
    f"GET {W}/form": 200,
    f"POST {W}/form": 200,
    f"POST {W}/apply": 200,
    f"POST {W}/runs": 202,
    f"GET {W}/versions/{{number}}/document": 200,
    f"POST {W}/versions/{{number}}/restore": 201,
    f"GET {W}/comparison": 200,
    f"POST {W}/presets": 201,
    f"PATCH {W}/presets/{{preset}}": 200,
    f"DELETE {W}/presets/{{preset}}": 200,
    f"POST {W}/presets/{{preset}}/restore": 200,
    f"PUT {W}/default_parameters": 200,
    f"PUT {W}/last_parameters": 200,
    f"GET {W}/map": 200,
    f"GET {W}/thumbnail": 200,
    f"PUT {W}/thumbnail": 200,
    f"DELETE {W}/thumbnail": 200,
    "POST /penstock/workflow_forms": 200,
    "POST /penstock/workflow_prompts": 200,
    "POST /penstock/workflow_images": 200,
    "GET /penstock/input_images": 200,
    "GET /penstock/input_images/{name}": 200,
    "GET /api/comfyui/workflows/{workflow}/parameters": 200,
    "POST /api/comfyui/workflows/{workflow}/execute": 200,
    "POST /api/comfyui/workflows/{workflow}/batch": 200,
}
NEEDS_MORE = {
    f"PATCH {W}",  # revisions that are made up are seldom those that were seen
    f"PATCH {W}/presets/{{preset}}",
    f"DELETE {W}/presets/{{preset}}",
    f"PUT {W}/default_parameters",
    f"POST {W}/apply",  # keys that are made up are no parameters
    f"POST {W}/runs",
    "POST /api/comfyui/workflows/{workflow}/execute",
    "POST /api/comfyui/workflows/{workflow}/batch",
    f"POST {W}/presets",
    f"GET {W}/comparison",  # nor are numbers versions
    f"GET {W}/form",
    f"POST {W}/form",
    f"PUT {W}/last_parameters",
    f"PUT {W}/thumbnail",  # and bytes no pictures
    "GET /penstock/input_images/{name}",
}
"""Routes whose paths lead to what is there, and whose bodies and queries seldom do."""

PREFIXES = ("/penstock/workflow", "/penstock/input_images", "/api/comfyui/")


@pytest.fixture
def workflows(serve_standalone: Callable[..., Any]) -> WorkflowServer:
    """A server with a picture to load."""
    server = WorkflowServer(serve_standalone())
    folder = server.server.subject.application.host.paths.input / "some"
    folder.mkdir()
    (folder / "cat.png").write_bytes(picture())
    return server


def test_every_route_is_described(workflows: WorkflowServer) -> None:
    """The document has them all, with the statuses of their successes; files go in as forms."""
    paths = workflows.server.get("/penstock/openapi.json").json["paths"]
    assert described(paths, PREFIXES) == SUCCESSES
    for path, method in (("/penstock/workflows", "post"), (f"{W}/thumbnail", "put")):
        assert set(paths[path][method]["requestBody"]["content"]) == {"multipart/form-data"}


def test_no_generated_request_breaks_a_route(workflows: WorkflowServer) -> None:
    """Whatever fits or nearly fits the document is answered without a 5xx, in the shape that the document promises."""
    met = {
        f"{one.method.upper()} {one.path}": statuses(one, lambda path=one.path, nr=place: _there(workflows, path, nr))
        for place, one in operations(workflows.server, PREFIXES)
    }
    assert set(met) == set(SUCCESSES)
    reached = {route for route, found in met.items() if SUCCESSES[route] in found}
    assert {route for route in SUCCESSES if "{" in route} - reached <= NEEDS_MORE, met


def _there(workflows: WorkflowServer, path: str, place: int) -> dict[str, str]:
    """What the path may name: a workflow with a preset and a picture, in the trash where it is to come back."""
    if "{" not in path:
        return {}
    kept = workflows.kept(picture(workflow=None, prompt=GRAPH), f"place {place}.png")
    preset = workflows.preset(kept, f"{len(workflows.server.get(kept).json['presets'])}")
    if path.endswith("{preset}/restore"):
        body = {"revision": preset["revision"]}
        assert workflows.server.post_json(f"{kept}/presets/{preset['id']}", body, "DELETE").status == 200
    elif path == f"{W}/restore":
        assert workflows.server.request("DELETE", kept).status == 200
    return {"workflow": kept.rpartition("/")[2], "preset": preset["id"], "number": "1", "name": "some/cat.png"}
