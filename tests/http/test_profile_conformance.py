"""Requests made from the OpenAPI document to profiles that are there: no 500, errors and answers in their shape."""

import io
import os
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from .profile_server import ProfileServer, png

EXAMPLES = 250 if os.environ.get("PENSTOCK_PROFILE") == "nightly" else 5
"""Requests for each route."""

SUCCESSES = {
    "GET /penstock/profiles": 200,
    "POST /penstock/profiles": 201,
    "GET /penstock/profiles/{profile}": 200,
    "PATCH /penstock/profiles/{profile}": 200,
    "DELETE /penstock/profiles/{profile}": 200,
    "POST /penstock/profiles/{profile}/duplicate": 202,
    "POST /penstock/profiles/{profile}/seed": 202,
    "POST /penstock/profiles/{profile}/export": 202,
    "GET /penstock/profile_exports/{export}": 200,
    "DELETE /penstock/profile_exports/{export}": 204,
    "POST /penstock/profile_imports": 202,
    "GET /penstock/profile_trash": 200,
    "POST /penstock/profile_trash/{trash}/restore": 200,
    "GET /grid_pool/profiles/list": 200,
    "GET /grid_pool/profiles/export": 200,
    **{
        f"POST /grid_pool/profiles/{name}": 200
        for name in ("create", "rename", "delete", "duplicate", "seed", "import")
    },
}


@pytest.fixture
def profiles(serve_standalone: Callable[..., Any]) -> ProfileServer:
    """A server with profiles."""
    return ProfileServer(serve_standalone())


def test_every_route_of_profiles_is_described(profiles: ProfileServer) -> None:
    """The document has them all, with the statuses of their successes; a zip file goes in as a form."""
    paths = profiles.server.get("/penstock/openapi.json").json["paths"]
    found = {
        f"{method.upper()} {path}": next(int(status) for status in told["responses"] if status.startswith("2"))
        for path, methods in paths.items()
        if path.startswith(("/penstock/profile", "/grid_pool/profiles"))
        for method, told in methods.items()
    }
    assert found == SUCCESSES
    for path in ("/penstock/profile_imports", "/grid_pool/profiles/import"):
        assert set(paths[path]["post"]["requestBody"]["content"]) == {"multipart/form-data"}


def test_no_generated_request_breaks_a_route(profiles: ProfileServer) -> None:
    """Whatever fits or nearly fits the document is answered without a 5xx, in the shape that the document promises."""
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{profiles.server.port}/penstock/openapi.json")
    operations = [one.ok() for one in schema.get_all_operations()]
    met = {
        f"{one.method.upper()} {one.path}": _statuses(profiles, one)
        for one in operations
        if one.path.startswith(("/penstock/profile", "/grid_pool/profiles"))
    }
    assert set(met) == set(SUCCESSES)
    reached = {route for route, statuses in met.items() if SUCCESSES[route] in statuses}
    assert {route for route in SUCCESSES if "{" in route} - reached <= {
        "POST /penstock/profiles/{profile}/seed",  # the pool in its body is a made-up one
        "PATCH /penstock/profiles/{profile}",
    }, met


def _statuses(profiles: ProfileServer, operation: Any) -> set[int]:
    """The statuses of requests to what is there."""
    met: set[int] = set()
    there = _There(profiles)

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
        for name in case.path_parameters or {}:
            case.path_parameters[name] = getattr(there, name)()
        response = case.call(timeout=20)
        met.add(response.status_code)
        if response.status_code >= 400:
            assert {"code", "message", "request_id"} <= set(response.json()["error"])
        case.validate_response(
            response, checks=[not_a_server_error, response_schema_conformance, status_code_conformance]
        )

    conforms()
    return met


class _There:
    """Things for a route to work on, made for each request that takes one away."""

    def __init__(self, profiles: ProfileServer) -> None:
        self._profiles = profiles
        self._count = 0

    def profile(self) -> str:
        """A profile."""
        self._count += 1
        return self._profiles.made(f"made {self._count} of {id(self)}")

    def trash(self) -> str:
        """A deleted profile."""
        answer = self._profiles.server.request("DELETE", f"/penstock/profiles/{self.profile()}")
        return str(answer.json["trash"])

    def export(self) -> str:
        """A finished export."""
        return str(self._profiles.export(self.profile())["id"])


def test_old_scripts_find_their_answers(profiles: ProfileServer) -> None:
    """The routes of Dataset Gates one after the other, as its page calls them: each is a 200 with its answer."""
    server, start = profiles.server, "/grid_pool/profiles"
    entry = server.post_json(f"{start}/create", {"name": "setA"}).json
    assert server.post_form("/grid_pool/add", ("pool_id", None, b"own"), ("image", "a.png", png())).status == 200
    assert server.post_json(f"{start}/seed", {"from": "own", "id": entry["id"]}).json == {"copied": 2}
    assert server.post_json(f"{start}/rename", {"id": entry["id"], "name": "setB"}).json["name"] == "setB"
    exported = server.get(f"{start}/export?id={entry['id']}")
    assert 'filename="setB.zip"' in exported.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(exported.body)) as archive:
        assert "pool/img_0001.png" in archive.namelist()
    imported = server.post_form(f"{start}/import", ("file", "x.zip", exported.body)).json
    assert imported["name"] == "setB (2)"
    copied = server.post_json(f"{start}/duplicate", {"id": imported["id"], "name": "setC"}).json
    left = server.post_json(f"{start}/delete", {"id": imported["id"]}).json
    assert left == server.get(f"{start}/list").json
    assert [one["id"] for one in left["profiles"]] == [entry["id"], copied["id"]]
    assert len(server.get(f"/grid_pool/list?pool_id={copied['id']}").json["slots"]) == 1
