"""A server with one thing of every kind, called `kept`: what a request from outside could find, change or destroy."""

import json
import time
from typing import Any

from ..http.hostile_dataset_places import keep_datasets
from ..http.hostile_story_places import keep_stories
from ..http.hostile_workflow_places import keep_workflows


def populate(server: Any) -> dict[str, str]:
    """Make them; the names of what cannot be called `kept`, by what stands in the braces of paths."""
    assert server.post_json("/penstock/profiles", {"name": "kept", "pool": "kept"}).status == 201
    assert server.post_json("/penstock/libbers", {"name": "kept", "libs": {"a": "x"}}).status == 201
    assert server.post_json("/penstock/prompts", {"folder": "kept"}).status == 201
    assert server.post_json("/fbtools/prompts/create", {"session_id": "kept"}).status == 200
    keep_stories(server)
    keep_workflows(server)
    keep_datasets(server)
    (slot,) = server.get("/penstock/pools/kept/slots").json["slots"]
    workflow = server.get("/penstock/workflows").json["workflows"][0]
    manifest = server.subject.application.host.paths.input / "grid_pool" / "kept" / "manifest.json"
    end = time.monotonic() + 60
    while not json.loads(manifest.read_bytes())["slots"]:  # which follows the index in its own time
        assert time.monotonic() < end
    return {"slot": str(slot["id"]), "workflow": str(workflow["id"]), "number": "1"}
