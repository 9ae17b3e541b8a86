"""A server with one thing of every kind, called `kept`: what a request from outside could find, change or destroy."""

import json
import time
from typing import Any

from ..http.hostile_dataset_places import keep_datasets
from ..http.hostile_story_places import keep_stories
from ..http.hostile_workflow_places import keep_workflows


def populate(server: Any) -> dict[str, str]:
    """Make them; the names of what cannot be called `kept`, by what stands in the braces of paths."""
    for path, body, status in (
        ("/penstock/profiles", {"name": "kept", "pool": "kept"}, 201),
        ("/penstock/libbers", {"name": "kept", "libs": {"a": "x"}}, 201),
        ("/penstock/prompts", {"folder": "kept"}, 201),
        ("/fbtools/prompts/create", {"session_id": "kept"}, 200),
    ):
        reply = server.post_json(path, body)
        assert reply.status == status, (path, reply)
    keep_stories(server)
    keep_workflows(server)
    keep_datasets(server)
    (slot,) = server.get("/penstock/pools/kept/slots").json["slots"]
    workflow = server.get("/penstock/workflows").json["workflows"][0]
    manifest = server.subject.application.host.paths.input / "grid_pool" / "kept" / "manifest.json"
    end = time.monotonic() + 60
    while not json.loads(manifest.read_bytes())["slots"]:  # which follows the index in its own time
        assert time.monotonic() < end, "the manifest does not follow"
    return {"slot": str(slot["id"]), "workflow": str(workflow["id"]), "number": "1"}
