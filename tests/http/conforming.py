"""Requests made from the OpenAPI document to what is there: no 500, errors and answers in the shape it promises."""

import os
from collections.abc import Callable, Mapping
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

EXAMPLES = 250 if os.environ.get("PENSTOCK_PROFILE") == "nightly" else 4
"""Requests for each route."""


def draft_routes(document: str) -> dict[str, int]:
    """The routes of the drafts of a document, with the statuses of their successes."""
    draft = f"{document}/drafts/{{draft}}"
    return {
        f"GET {document}/drafts": 200,
        f"POST {document}/drafts": 201,
        f"GET {draft}": 200,
        f"PATCH {draft}": 200,
        f"POST {draft}/undo": 200,
        f"POST {draft}/redo": 200,
        f"GET {draft}/differences": 200,
        f"POST {draft}/save": 200,
        f"DELETE {draft}": 204,
    }


def described(paths: Mapping[str, Any], prefixes: tuple[str, ...]) -> dict[str, int]:
    """The routes of the document's `paths` that begin so, with the statuses of their successes."""
    return {
        f"{method.upper()} {path}": next(int(status) for status in told["responses"] if status.startswith("2"))
        for path, methods in paths.items()
        if path.startswith(prefixes)
        for method, told in methods.items()
    }


def operations(server: Any, prefixes: tuple[str, ...]) -> list[tuple[int, Any]]:
    """The operations whose paths begin so, each with its place among all of them."""
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/penstock/openapi.json")
    found = [one.ok() for one in schema.get_all_operations()]
    return [(place, one) for place, one in enumerate(found) if one.path.startswith(prefixes)]


def statuses(
    operation: Any, parameters: Callable[[], Mapping[str, str]], tidy: Callable[[], None] = lambda: None
) -> set[int]:
    """The statuses of requests to what is there: `parameters` makes it for each, `tidy` is called after each."""
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
        found = parameters()
        for name in case.path_parameters or {}:
            case.path_parameters[name] = found[name]
        response = case.call(timeout=20)
        tidy()
        met.add(response.status_code)
        if response.status_code >= 400:
            assert {"code", "message", "request_id"} <= set(response.json()["error"])
        case.validate_response(
            response, checks=[not_a_server_error, response_schema_conformance, status_code_conformance]
        )

    conforms()
    return met
