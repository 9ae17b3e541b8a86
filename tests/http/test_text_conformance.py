"""Requests made from the OpenAPI document to libbers and prompts that are there: no 500, all in their shape."""

import json
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from penstock.core.drafts import Drafts

from .text_server import TextServer

EXAMPLES = 250 if os.environ.get("PENSTOCK_PROFILE") == "nightly" else 4
"""Requests for each route."""


def _drafts(document: str) -> dict[str, int]:
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


SUCCESSES = {
    "GET /penstock/libbers": 200,
    "POST /penstock/libbers": 201,
    "GET /penstock/libbers/{libber}": 200,
    "PATCH /penstock/libbers/{libber}": 200,
    "DELETE /penstock/libbers/{libber}": 200,
    "GET /penstock/libbers/{libber}/file": 200,
    "GET /penstock/libber_trash": 200,
    "POST /penstock/libber_trash/{trash}/restore": 200,
    "POST /penstock/libber_imports": 201,
    "POST /penstock/libber_substitutions": 200,
    **_drafts("/penstock/libbers/{libber}"),
    "GET /penstock/prompts": 200,
    "POST /penstock/prompts": 201,
    "GET /penstock/prompts/{folder}": 200,
    "DELETE /penstock/prompts/{folder}": 200,
    "POST /penstock/prompts/{folder}/restore_v1": 200,
    "GET /penstock/prompt_trash": 200,
    "POST /penstock/prompt_trash/{trash}/restore": 200,
    "GET /penstock/prompt_names": 200,
    "GET /penstock/prompt_uses": 200,
    "POST /penstock/prompt_collections": 200,
    "POST /penstock/prompt_compositions": 200,
    **_drafts("/penstock/prompts/{folder}"),
    **{f"POST /fbtools/libber/{name}": 200 for name in ("create", "load", "save", "add_lib", "remove_lib", "apply")},
    **{f"GET /fbtools/libber/{name}": 200 for name in ("list", "keys", "get_lib/{key}", "get_data/{name}")},
    **{f"POST /fbtools/prompts/{name}": 200 for name in ("create", "add", "remove", "apply_libber")},
    **{f"GET /fbtools/prompts/{name}": 200 for name in ("list_names", "discover/{scene_name}")},
}
NEEDS_MORE = {
    "PATCH /penstock/libbers/{libber}/drafts/{draft}",  # made-up keys are no keys of snippets
    "PATCH /penstock/prompts/{folder}/drafts/{draft}",
    "POST /penstock/libbers/{libber}/drafts/{draft}/save",  # the revision in the body is a made-up one
    "POST /penstock/prompts/{folder}/drafts/{draft}/save",
    "GET /fbtools/libber/get_lib/{key}",  # so is the name in the query
    "PATCH /penstock/libbers/{libber}",
}
"""Routes whose paths lead to what is there, and whose bodies seldom do."""

PREFIXES = ("/penstock/libber", "/penstock/prompt", "/fbtools/")


@pytest.fixture
def texts(serve_standalone: Callable[..., Any]) -> TextServer:
    """A server with libbers and prompts."""
    return TextServer(serve_standalone())


def test_every_route_of_texts_is_described(texts: TextServer) -> None:
    """The document has them all, with the statuses of their successes."""
    paths = texts.server.get("/penstock/openapi.json").json["paths"]
    found = {
        f"{method.upper()} {path}": next(int(status) for status in told["responses"] if status.startswith("2"))
        for path, methods in paths.items()
        if path.startswith(PREFIXES)
        for method, told in methods.items()
    }
    assert found == SUCCESSES


def test_no_generated_request_breaks_a_route(texts: TextServer) -> None:
    """Whatever fits or nearly fits the document is answered without a 5xx, in the shape that the document promises."""
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{texts.server.port}/penstock/openapi.json")
    operations = [one.ok() for one in schema.get_all_operations()]
    met = {
        f"{one.method.upper()} {one.path}": _statuses(texts, one, place)
        for place, one in enumerate(operations)
        if one.path.startswith(PREFIXES)
    }
    assert set(met) == set(SUCCESSES)
    reached = {route for route, statuses in met.items() if SUCCESSES[route] in statuses}
    assert {route for route in SUCCESSES if "{" in route} - reached <= NEEDS_MORE, met


def _statuses(texts: TextServer, operation: Any, place: int) -> set[int]:
    """The statuses of requests to what is there."""
    met: set[int] = set()
    there = There(texts, operation.path, f"made {place}")

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
        found = there.parameters()
        for name in case.path_parameters or {}:
            case.path_parameters[name] = found[name]
        response = case.call(timeout=20)
        there.tidy()
        met.add(response.status_code)
        if response.status_code >= 400:
            assert {"code", "message", "request_id"} <= set(response.json()["error"])
        case.validate_response(
            response, checks=[not_a_server_error, response_schema_conformance, status_code_conformance]
        )

    conforms()
    return met


class There:
    """Things for a route to work on, new for each request, which may take them away."""

    def __init__(self, texts: TextServer, path: str, name: str) -> None:
        self._texts = texts
        self._path = path
        self._name = name
        self._count = 0

    def parameters(self) -> dict[str, str]:
        """What the path may name."""
        self._count += 1
        name = f"{self._name} {self._count}"
        kind = "prompts" if "prompt" in self._path else "libbers"
        found = {"libber": name, "folder": name, "name": name, "scene_name": name, "key": "a"}
        if "{" not in self._path:
            return found
        if "restore_v1" in self._path:
            self._version_1(name)
            return found
        document = self._texts.made(kind, name, a="x", b="%a%")
        if "{draft}" in self._path:
            draft = self._texts.put(self._texts.opened(document), a="y", c="z")
            if self._path.endswith("redo"):
                draft = self._texts.server.request("POST", f"{self._texts.path(draft)}/undo").json
            found["draft"] = draft["id"]
        if "{trash}" in self._path:
            deleted = self._texts.server.request("DELETE", f"/penstock/{quote(document)}").json
            found["trash"] = deleted["trash" if kind == "prompts" else "id"]
        return found

    def tidy(self) -> None:
        """End all drafts: there is room for 200 with changes."""
        drafts = self._texts.server.subject.application.services.get(Drafts)
        for note in (note for kind in ("libbers", "prompts", "fbtools_prompts") for note in drafts.list(kind)):
            drafts.close(note.id)

    def _version_1(self, folder: str) -> None:
        """A collection that was of version 1."""
        path = self._texts.server.subject.application.host.paths.output / "scenes" / folder / "prompts.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"girl_pos": "a"}))
        self._texts.saved(self._texts.put(self._texts.opened(f"prompts/{folder}"), mine="x"))
