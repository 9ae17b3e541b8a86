"""Requests made from the OpenAPI document to libbers and prompts that are there: no 500, all in their shape."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from penstock.core.drafts import Drafts

from .conforming import described, draft_routes, operations, statuses
from .text_server import TextServer

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
    **draft_routes("/penstock/libbers/{libber}"),
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
    **draft_routes("/penstock/prompts/{folder}"),
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

PREFIXES = ("/penstock/libber", "/penstock/prompt", "/fbtools/libber", "/fbtools/prompts")


@pytest.fixture
def texts(serve_standalone: Callable[..., Any]) -> TextServer:
    """A server with libbers and prompts."""
    return TextServer(serve_standalone())


def test_every_route_of_texts_is_described(texts: TextServer) -> None:
    """The document has them all, with the statuses of their successes."""
    paths = texts.server.get("/penstock/openapi.json").json["paths"]
    assert described(paths, PREFIXES) == SUCCESSES


def test_no_generated_request_breaks_a_route(texts: TextServer) -> None:
    """Whatever fits or nearly fits the document is answered without a 5xx, in the shape that the document promises."""
    met = {
        f"{one.method.upper()} {one.path}": _statuses(texts, one, place)
        for place, one in operations(texts.server, PREFIXES)
    }
    assert set(met) == set(SUCCESSES)
    reached = {route for route, statuses in met.items() if SUCCESSES[route] in statuses}
    assert {route for route in SUCCESSES if "{" in route} - reached <= NEEDS_MORE, met


def _statuses(texts: TextServer, operation: Any, place: int) -> set[int]:
    """The statuses of requests to what is there."""
    there = There(texts, operation.path, f"made {place}")
    return statuses(operation, there.parameters, there.tidy)


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
