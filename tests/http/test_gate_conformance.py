"""Requests made from the OpenAPI document to gates that wait: no 500, errors and answers in their shape."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from penstock.adapters.testing.waiting_gates import WaitingGates

from .gate_server import GateServer

EXAMPLES = 250 if os.environ.get("PENSTOCK_PROFILE") == "nightly" else 4
"""Requests for each route and kind of gate."""

KINDS = ("image", "chooser", "text")


@pytest.fixture
def gates(serve_standalone: Callable[..., Any]) -> Iterator[GateServer]:
    """A server on which gates wait."""
    server = serve_standalone()
    with WaitingGates(server.subject.application.services) as waiting:
        yield GateServer(server, waiting)


def test_every_route_of_gates_is_described(gates: GateServer) -> None:
    """The document has them all, with the bodies that they take."""
    paths = gates.server.get("/penstock/openapi.json").json["paths"]
    found = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    gate = "/penstock/gates/{gate}"
    assert {
        "GET /penstock/gates",
        f"GET {gate}",
        *(f"POST {gate}/{name}" for name in ("answer", "stop", "park", "requeue")),
        *(f"{method} {gate}/mask" for method in ("GET", "PUT", "DELETE")),
        f"GET {gate}/images/{{index}}",
        "GET /penstock/kept_answers",
        "DELETE /penstock/kept_answers/{place}",
        *(f"POST /datasete_{name}" for name in ("gate/choice", "gate/mask", "text_gate/pass", "image_chooser/select")),
    } <= found
    body = paths[f"{gate}/answer"]["post"]["requestBody"]["content"]
    assert set(body) == {"application/json", "multipart/form-data"}
    assert "mask" not in body["application/json"]["schema"]["properties"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_generated_request_breaks_an_open_gate(gates: GateServer, kind: str) -> None:
    """Whatever fits or nearly fits the document is answered without a 5xx, in the shape that the document promises."""
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{gates.server.port}/penstock/openapi.json")
    operations = [one.ok() for one in schema.get_all_operations()]
    of_gates = [one for one in operations if one.path.startswith("/penstock/gates/{gate}")]
    assert len(of_gates) >= 9
    met = {status for operation in of_gates for status in _statuses(operation, getattr(gates, kind)().gate.token)}
    assert {200, 422} <= met  # the gates were there


def _statuses(operation: Any, token: str) -> set[int]:
    """The statuses of requests to the gate `token`."""
    met: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy())
    def conforms(case: Any) -> None:
        case.path_parameters["gate"] = token
        response = case.call(timeout=20)
        met.add(response.status_code)
        if response.status_code >= 400:
            assert {"code", "message", "request_id"} <= set(response.json()["error"])
        case.validate_response(
            response, checks=[not_a_server_error, response_schema_conformance, status_code_conformance]
        )

    conforms()
    return met
