"""Requests made from the OpenAPI document to scenes, stories and executions that are there: no 500, in their shape."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from penstock.core.drafts import Drafts

from .conforming import described, draft_routes, operations, statuses
from .story_server import StoryServer, path_of, picture

E = "/penstock/executions/{story}/{job}/{exec}"
SUCCESSES = {
    "GET /penstock/scenes": 200,
    "POST /penstock/scenes": 201,
    "GET /penstock/scenes/{scene}": 200,
    "PATCH /penstock/scenes/{scene}": 200,
    "DELETE /penstock/scenes/{scene}": 200,
    "GET /penstock/scene_trash": 200,
    "POST /penstock/scene_trash/{trash}/restore": 200,
    "GET /penstock/scenes/{scene}/pictures/{picture}": 200,
    "POST /penstock/scenes/{scene}/pictures/{picture}": 200,
    "DELETE /penstock/scenes/{scene}/pictures/{picture}": 200,
    "POST /penstock/scene_picture_trash/{trash}/restore": 200,
    "GET /penstock/scenes/{scene}/masks/{mask}": 200,
    **draft_routes("/penstock/scenes/{scene}"),
    "GET /penstock/stories": 200,
    "POST /penstock/stories": 201,
    "GET /penstock/stories/{story}": 200,
    "DELETE /penstock/stories/{story}": 200,
    "POST /penstock/stories/{story}/duplicate": 201,
    "GET /penstock/story_trash": 200,
    "POST /penstock/story_trash/{trash}/restore": 200,
    "POST /penstock/story_prompts": 200,
    "GET /penstock/story_jobs/{story}": 200,
    **draft_routes("/penstock/stories/{story}"),
    "GET /penstock/executions": 200,
    f"GET {E}": 200,
    f"DELETE {E}": 200,
    f"GET {E}/source": 200,
    f"GET {E}/images/{{image}}": 200,
    f"GET {E}/videos/{{video}}": 200,
    f"POST {E}/picks": 200,
    f"POST {E}/deletions": 200,
    "GET /penstock/execution_trash": 200,
    "POST /penstock/execution_trash/{trash}/restore": 200,
    "POST /penstock/execution_ids": 200,
    **{
        f"POST /fbtools/scene/{name}": 200
        for name in ("update_prompts", "update_metadata", "save_metadata", "update_loras")
    },
    "GET /fbtools/scene/list_scenes/{story_dir}": 200,
}
NEEDS_MORE = {
    "POST /penstock/scenes/{scene}/pictures/{picture}",  # bytes that are made up are no picture
    "PATCH /penstock/scenes/{scene}/drafts/{draft}",  # keys that are made up are no entries
    "PATCH /penstock/stories/{story}/drafts/{draft}",
    "POST /penstock/scenes/{scene}/drafts/{draft}/save",  # nor is a revision one of the draft
    "POST /penstock/stories/{story}/drafts/{draft}/save",
    "PATCH /penstock/scenes/{scene}",  # names that are made up are seldom names of folders
    "POST /penstock/stories/{story}/duplicate",
    f"POST {E}/picks",
    f"POST {E}/deletions",
}
"""Routes whose paths lead to what is there, and whose bodies seldom do."""

PREFIXES = (
    *(f"/penstock/{word}" for word in ("scene", "stories", "story_", "execution")),
    "/fbtools/scene",
)


@pytest.fixture
def stories(serve_standalone: Callable[..., Any]) -> StoryServer:
    """A server with scenes and stories."""
    return StoryServer(serve_standalone())


def test_every_route_is_described(stories: StoryServer) -> None:
    """The document has them all, with the statuses of their successes; a picture goes in as a form."""
    paths = stories.server.get("/penstock/openapi.json").json["paths"]
    assert described(paths, PREFIXES) == SUCCESSES
    put = paths["/penstock/scenes/{scene}/pictures/{picture}"]["post"]["requestBody"]["content"]
    assert set(put) == {"multipart/form-data"}


def test_no_generated_request_breaks_a_route(stories: StoryServer) -> None:
    """Whatever fits or nearly fits the document is answered without a 5xx, in the shape that the document promises."""
    met = {
        f"{one.method.upper()} {one.path}": _statuses(stories, one, place)
        for place, one in operations(stories.server, PREFIXES)
    }
    assert set(met) == set(SUCCESSES)
    reached = {route for route, statuses in met.items() if SUCCESSES[route] in statuses}
    assert {route for route in SUCCESSES if "{" in route} - reached <= NEEDS_MORE, met


def _statuses(stories: StoryServer, operation: Any, place: int) -> set[int]:
    """The statuses of requests to what is there."""
    there = There(stories, operation.path, f"made {place}")
    return statuses(operation, there.parameters, there.tidy)


class There:
    """Things for a route to work on, new for each request, which may take them away."""

    def __init__(self, stories: StoryServer, path: str, name: str) -> None:
        self._stories = stories
        self._path = path
        self._name = name
        self._count = 0

    def parameters(self) -> dict[str, str]:
        """What the path may name."""
        self._count += 1
        name = f"{self._name} {self._count}"
        if "{" not in self._path:
            return {}
        if "execution" in self._path:
            return self._execution(name)
        kind = "stories" if "/stor" in self._path or "{stor" in self._path else "scenes"
        document = self._stories.made(kind, name)
        found = {"scene": name, "story": name, "story_dir": name, "picture": "base", "mask": "m"}
        if "{mask}" in self._path:
            assert self._stories.put(name, "mask:m", picture()).status == 200
        if "{draft}" in self._path:
            draft = self._stories.described(self._stories.opened(document), "another")
            if self._path.endswith("redo"):
                self._stories.server.request("POST", f"{self._stories.path(draft)}/undo")
            found["draft"] = draft["id"]
        if "{trash}" in self._path:
            of_picture = "/pictures/base" if "picture" in self._path else ""
            deleted = self._stories.server.request("DELETE", f"/penstock/{quote(document)}{of_picture}").json
            found["trash"] = deleted["trash"]
        return found

    def tidy(self) -> None:
        """End all drafts: there is room for 200 with changes."""
        drafts = self._stories.server.subject.application.services.get(Drafts)
        for note in (note for kind in ("scenes", "stories", "prompts") for note in drafts.list(kind)):
            drafts.close(note.id)

    def _execution(self, name: str) -> dict[str, str]:
        self._stories.made("stories", name)
        key = self._stories.execution(name, "beach", "hills")
        whole = self._stories.server.get(path_of(key)).json
        video = self._stories.server.subject.application.host.paths.output / "stories"
        video = video.joinpath(key.story, "jobs", key.job, "executions", key.exec_id, "videos/000_beach_to_hills.mp4")
        video.write_bytes(b"no video, but a file")
        found = {"story": key.story, "job": key.job, "exec": key.exec_id}
        found |= {"image": whole["images"][0]["name"], "video": video.name}
        if "{trash}" in self._path:
            found["trash"] = self._stories.server.request("DELETE", path_of(key)).json["trash"]
        return found
