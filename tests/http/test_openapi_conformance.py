"""Requests made from the OpenAPI document: no 500, errors in their contract, answers in their shape."""

import os
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

EXAMPLES = 1_000 if os.environ.get("PENSTOCK_PROFILE") == "nightly" else 8
"""Requests for each route."""

ENDLESS = ("/penstock/events", "/penstock/run_events")


@pytest.fixture
def operations(serve_standalone: Callable[..., Any]) -> list[Any]:
    """Every operation of a running server but the endless feeds."""
    server = serve_standalone()
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/penstock/openapi.json")
    found = [operation.ok() for operation in schema.get_all_operations()]
    assert len(found) >= 25
    return [operation for operation in found if operation.path not in ENDLESS]


def test_no_generated_request_breaks_a_route(operations: list[Any]) -> None:
    """Whatever fits or nearly fits the document is answered without a 5xx, in the shape that the document promises."""
    for operation in operations:
        _try(operation)


def _try(operation: Any) -> None:
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
        response = case.call(timeout=20)
        if response.status_code >= 400:
            assert {"code", "message", "request_id"} <= set(response.json()["error"])
        checks = [not_a_server_error, response_schema_conformance, status_code_conformance]
        case.validate_response(response, checks=checks)

    conforms()
