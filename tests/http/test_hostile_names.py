"""Hostile names and bodies in every place where the server takes one: nothing outside the roots, and never a 5xx."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.corpora.json_bodies import odd_form_bodies, odd_json_bodies
from penstock.adapters.testing.corpora.names import hostile_names

from .hostile_dataset_places import NODES as DATASET_NODES
from .hostile_dataset_places import PLACES as DATASET_PLACES
from .hostile_dataset_places import good_sends as good_dataset_sends
from .hostile_dataset_places import keep_datasets
from .hostile_places import Send, as_file, as_text, in_edit, in_field, in_path
from .hostile_story_places import NODES, good_sends, keep_stories
from .hostile_story_places import PLACES as STORY_PLACES
from .hostile_workflow_places import PLACES as WORKFLOW_PLACES
from .hostile_workflow_places import keep_workflows
from .opened_files import Opened, hook, opened

__all__ = ["hook", "opened"]

Serve = Callable[..., Any]
SHARE = 1 if os.environ.get("PENSTOCK_PROFILE") == "nightly" else 10
"""Each place gets every tenth name, another tenth than its neighbours; in the nightly run all of them."""


STATES = (
    "pools",
    "profiles",
    "jobs",
    "settings",
    "plugins",
    "libbers",
    "prompts",
    "scenes",
    "stories",
    "executions",
    "workflows",
    "datasets/folders",
    "datasets/listing",
    "datasets/trash",
)
"""What no odd body changes."""

PLACES: dict[str, Send] = {
    "pool": in_path("GET", "/penstock/pools/{}"),
    "pool, deleted": in_path("DELETE", "/penstock/pools/{}"),
    "pool's slots": in_path("GET", "/penstock/pools/{}/slots"),
    "slot": in_path("GET", "/penstock/pools/kept/slots/{}/image"),
    "slot, removed": in_path("DELETE", "/penstock/pools/kept/slots/{}"),
    "new pool": in_field("POST", "/penstock/pools", "id"),
    "selected": in_field("PUT", "/penstock/pools/kept/selected", "slot"),
    "trash": in_path("POST", "/penstock/trash/{}/restore"),
    "upload to a pool": in_path("POST", "/penstock/pools/{}/slots", b"{}"),
    "uploaded name": as_file("/penstock/pools/kept/slots", "images"),
    "plugin": in_path("POST", "/penstock/plugins/{}/disable"),
    "setting": in_path("PUT", "/penstock/settings/{}", b'{"value": 1}'),
    "job": in_path("GET", "/penstock/jobs/{}"),
    "browser module": in_path("GET", "/penstock/web/library/{}"),
    "browser folder": in_path("GET", "/penstock/web/{}/x.js"),
    "extension": in_path("GET", "/extensions/penstock/{}"),
    "gate": in_path("GET", "/penstock/gates/{}"),
    "gate, stopped": in_path("POST", "/penstock/gates/{}/stop"),
    "gate, answered": in_path("POST", "/penstock/gates/{}/answer", b'{"route": 1}'),
    "gate's picture": in_path("GET", "/penstock/gates/{}/images/0"),
    "gate's picture, index": in_path("GET", "/penstock/gates/t/images/{}"),
    "gate's mask": in_path("GET", "/penstock/gates/{}/mask"),
    "gate's client": in_field("POST", "/penstock/gates/t/requeue", "client_id"),
    "kept answer": in_path("DELETE", "/penstock/kept_answers/{}"),
    "profile": in_path("GET", "/penstock/profiles/{}"),
    "profile, deleted": in_path("DELETE", "/penstock/profiles/{}"),
    "profile's name": in_field("POST", "/penstock/profiles", "name"),
    "profile's new name": in_field("PATCH", "/penstock/profiles/kept", "name"),
    "profile of a pool": in_field("POST", "/penstock/profiles", "pool", name="adopted"),
    "profile's copy": in_field("POST", "/penstock/profiles/kept/duplicate", "name"),
    "profile, filled from": in_field("POST", "/penstock/profiles/kept/seed", "pool"),
    "profile, exported": in_path("POST", "/penstock/profiles/{}/export"),
    "export": in_path("GET", "/penstock/profile_exports/{}"),
    "export, discarded": in_path("DELETE", "/penstock/profile_exports/{}"),
    "imported name": as_file("/penstock/profile_imports", "file"),
    "profile's trash": in_path("POST", "/penstock/profile_trash/{}/restore"),
    "libber": in_path("GET", "/penstock/libbers/{}"),
    "libber, deleted": in_path("DELETE", "/penstock/libbers/{}"),
    "libber's file": in_path("GET", "/penstock/libbers/{}/file"),
    "libber's name": in_field("POST", "/penstock/libbers", "name"),
    "libber's new name": lambda server, name: (
        server.post_json("/penstock/libbers", {"name": "moving"}),
        server.post_json("/penstock/libbers/moving", {"name": name}, "PATCH"),
    )[1],
    "libber's key": lambda server, name: server.post_json("/penstock/libbers", {"name": "keys", "libs": {name: "x"}}),
    "libber's delimiter": in_field("POST", "/penstock/libbers", "delimiter", name="delimited"),
    "libber's trash": in_path("POST", "/penstock/libber_trash/{}/restore"),
    "imported libber": as_file("/penstock/libber_imports", "file"),
    "substitution": lambda server, name: server.post_json(
        "/penstock/libber_substitutions", {"text": "%a%", "libbers": [name], "libs": {name: {name: name}}}
    ),
    "libber, looked at": in_path("GET", "/penstock/libbers/{}/drafts"),
    "libber's draft, undone": in_path("POST", "/penstock/libbers/kept/drafts/{}/undo"),
    "libber's draft, edited": in_path("PATCH", "/penstock/libbers/kept/drafts/{}", b'{"edits": []}'),
    "prompts, looked at": in_path("GET", "/penstock/prompts/{}/drafts"),
    "libber's new draft": in_path("POST", "/penstock/libbers/{}/drafts", b'{"create": true}'),
    "libber's draft": in_path("GET", "/penstock/libbers/kept/drafts/{}"),
    "libber's draft, discarded": in_path("DELETE", "/penstock/libbers/kept/drafts/{}"),
    "libber's draft, saved": in_path("POST", "/penstock/libbers/{}/drafts/d/save", b'{"revision": 1}'),
    "libber's entry": in_edit("libbers", "lib:{}", "text"),
    "libber's odd entry": in_edit("libbers", "{}", "text"),
    "libber's rename": in_edit("libbers", "lib:renamed", "text", "lib:{}"),
    "prompts": in_path("GET", "/penstock/prompts/{}"),
    "prompts, deleted": in_path("DELETE", "/penstock/prompts/{}"),
    "prompts' folder": in_field("POST", "/penstock/prompts", "folder"),
    "prompts' version 1": in_path("POST", "/penstock/prompts/{}/restore_v1", b"{}"),
    "prompts' trash": in_path("POST", "/penstock/prompt_trash/{}/restore"),
    "prompts' new draft": in_path("POST", "/penstock/prompts/{}/drafts", b'{"create": true}'),
    "prompts' draft": in_path("GET", "/penstock/prompts/kept/drafts/{}"),
    "prompt's name": in_edit("prompts", "prompt:{}", {"value": "text"}),
    "prompt's odd entry": in_edit("prompts", "{}", {"value": "text"}),
    "composition's name": in_edit("prompts", "composition:{}", ["a"]),
    "prompt's rename": in_edit("prompts", "prompt:renamed", {"value": ""}, "prompt:{}"),
    "prompt's libber": lambda server, name: in_edit(
        "prompts", "prompt:a", {"value": "%a%", "processing_type": "libber", "libber_name": name}
    )(server, ""),
    "names of prompts": in_path("GET", "/penstock/prompt_names?folder={}"),
    "uses of a libber": in_path("GET", "/penstock/prompt_uses?libber={}"),
    "collection's text": in_field("POST", "/penstock/prompt_collections", "text"),
    "composed": lambda server, name: server.post_json(
        "/penstock/prompt_compositions",
        {"prompts": {name: {"value": "%a%", "processing_type": "libber", "libber_name": name}}, "names": [name]},
    ),
    "fbTools' new libber": in_field("POST", "/fbtools/libber/create", "name"),
    "fbTools' libber": in_field("POST", "/fbtools/libber/load", "name"),
    "fbTools' file": in_field("POST", "/fbtools/libber/save", "filepath", name="kept"),
    "fbTools' session": in_field("POST", "/fbtools/libber/load", "libber_session_id"),
    "fbTools' key": in_field("POST", "/fbtools/libber/add_lib", "key", name="kept", value="x"),
    "fbTools' lib": in_path("GET", "/fbtools/libber/get_lib/{}?name=kept"),
    "fbTools' data": in_path("GET", "/fbtools/libber/get_data/{}"),
    "fbTools' prompts": in_field("POST", "/fbtools/prompts/create", "session_id"),
    "fbTools' prompt": lambda server, name: server.post_json(
        "/fbtools/prompts/add", {"session_id": "kept", "prompt_name": name, "prompt_value": "", "libber_name": name}
    ),
    "fbTools' scene": in_path("GET", "/fbtools/prompts/discover/{}"),
    "legacy profile": in_field("POST", "/grid_pool/profiles/delete", "id"),
    "legacy profile's name": in_field("POST", "/grid_pool/profiles/create", "name"),
    "legacy profile, filled": in_field("POST", "/grid_pool/profiles/seed", "from", id="kept"),
    "legacy export": in_path("GET", "/grid_pool/profiles/export?id={}"),
    "legacy import": as_file("/grid_pool/profiles/import", "file"),
    "legacy choice": in_field("POST", "/datasete_gate/choice", "id", message="1"),
    "legacy chooser": in_field("POST", "/datasete_image_chooser/select", "token", id="1", selection="[0]"),
    "legacy list": in_path("GET", "/grid_pool/list?pool_id={}"),
    "legacy label": in_field("POST", "/grid_pool/label", "pool_id", index=0, label="x"),
    "view": in_path("GET", "/view?type=input&filename={}"),
    "view, subfolder": in_path("GET", "/view?type=input&filename=a.png&subfolder={}"),
    "view, type": in_path("GET", "/view?filename=a.png&type={}"),
    "user file": in_path("GET", "/userdata/{}"),
    "user file, written": in_path("POST", "/userdata/{}", b"{}"),
    "user file, moved": in_path("POST", "/userdata/kept.json/move/{}?overwrite=false"),
    "user file, removed": in_path("DELETE", "/userdata/{}"),
    "user folder": in_path("GET", "/userdata?recurse=true&dir={}"),
    "image upload": as_file("/upload/image", "image"),
    "image upload, subfolder": as_text("/upload/image", "subfolder"),
    "image upload, type": as_text("/upload/image", "type"),
    "internal files": in_path("GET", "/internal/files/{}"),
    "model folder": in_path("GET", "/models/{}"),
    "node": in_path("GET", "/object_info/{}"),
    "history": in_path("GET", "/history/{}"),
    "frontend setting": in_path("POST", "/settings/{}", b"1"),
    "load image": lambda server, name: server.post_json(
        "/prompt",
        {
            "prompt": {
                "1": {"class_type": "LoadImage", "inputs": {"image": name}},
                "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
            }
        },
    ),
}


PARTS = {"texts": PLACES, "stories": STORY_PLACES, "workflows": WORKFLOW_PLACES, "data sets": DATASET_PLACES}
MOST_PLACES = 30
"""Places that one server gets: what each name leaves behind, lists of other places show."""


def _shares() -> Iterator[Any]:
    for part, places in PARTS.items():
        for start in range(0, len(places), MOST_PLACES):
            share = dict(list(places.items())[start : start + MOST_PLACES])
            yield pytest.param(share, id=f"{part} from {start}")


@pytest.mark.parametrize("places", [*_shares()])
def test_hostile_names_stay_inside_and_break_nothing(
    serve_standalone: Serve,
    tmp_path: Path,
    opened: Opened,
    figure: Callable[..., None],
    places: Mapping[str, Send],
) -> None:
    """No hostile name, wherever it is put, opens or changes a file outside the data folder, or is answered 5xx."""
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    server = serve_standalone()
    server.post_json("/penstock/profiles", {"name": "kept", "pool": "kept"})
    server.request("POST", "/userdata/kept.json", b"{}")
    _keep_texts(server)
    keep_stories(server)
    keep_workflows(server)
    keep_datasets(server)
    assert not (NODES | DATASET_NODES) - set(server.get("/object_info").json)
    names = hostile_names()
    wrong: list[tuple[str, str, int, bytes]] = []
    tried = 0
    opened.on = True

    for place, (title, send) in enumerate(places.items()):
        for case in names[place % SHARE :: SHARE]:
            reply = send(server, case.name)
            tried += 1
            if reply.status >= 500 or b"secret" in reply.body or (reply.status >= 400 and not _is_contract(reply)):
                wrong.append((title, case.name[:80], reply.status, reply.body[:200]))

    while server.get("/prompt").json["exec_info"]["queue_remaining"]:
        assert server.get("/penstock/about").status == 200
    opened.on = False
    assert wrong == []
    assert opened.changed
    assert opened.changed_outside(tmp_path / "data") == []
    assert opened.read_outside(tmp_path / "data") == []
    assert outside.read_text() == "secret"
    figure("G11", "hostile names in fields, forms, edits and nodes, by hand", tried=tried, unit="requests")


def test_every_place_of_a_node_takes_a_good_name(serve_standalone: Serve) -> None:
    """Where a hostile name is refused, it is for the name: the same run with a good one is queued as a whole."""
    server = serve_standalone()
    _keep_texts(server)
    keep_stories(server)
    keep_datasets(server)
    refused = {
        place: reply.body[:400]
        for place, reply in {**good_sends(server), **good_dataset_sends(server)}.items()
        if reply.status != 200 or reply.json["node_errors"]
    }
    assert refused == {}


def _keep_texts(server: Any) -> None:
    """A library, a collection and a session of fbTools, all called `kept`."""
    assert server.post_json("/penstock/libbers", {"name": "kept", "libs": {"a": "x"}}).status == 201
    assert server.post_json("/penstock/prompts", {"folder": "kept"}).status == 201
    assert server.post_json("/fbtools/prompts/create", {"session_id": "kept"}).status == 200


def _is_contract(reply: Any) -> bool:
    if b"Request-Line" in reply.body or b"Got more than" in reply.body:
        return True  # a line that is too long never reaches us: the HTTP parser answers
    error = reply.json.get("error", {})
    return "request_id" in error or {"type", "message"} <= set(error)  # ours, or ComfyUI's own for prompts


def _draft(server: Any, kind: str) -> str:
    """The path of the draft of the document `kept`: an edit that is made before anything odd comes."""
    draft = server.post_json(f"/penstock/{kind}/kept/drafts", {}).json["id"]
    return str(draft)


def test_odd_bodies_are_refused_by_every_route(serve_standalone: Serve) -> None:
    """Every route with a body refuses every odd one in the contract's JSON; nothing is changed or queued."""
    server = serve_standalone()
    server.post_json("/penstock/profiles", {"name": "kept", "pool": "kept"})
    _keep_texts(server)
    keep_stories(server)
    drafts = {kind: _draft(server, kind) for kind in ("libbers", "prompts", "scenes", "stories")}
    routes = [spec for spec in server.subject.application.routes if spec.body is not None]
    states = [f"/penstock/{name}" for name in STATES]
    before = [server.get(path).json for path in states]
    bodies = [*odd_json_bodies(), *odd_form_bodies()]
    wrong = []

    for place, spec in enumerate(routes):
        path = re.sub(r"\{(pool|profile|libber|folder|scene|story|job|exec)\}", "kept", spec.path)
        path = path.replace("{draft}", drafts.get(spec.name.partition(".")[0], "")).replace("{", "").replace("}", "")
        for body in bodies[place % 3 :: 3]:
            if spec.body_may_be_absent and not body.data:
                continue  # not odd here
            reply = server.request(spec.method, path, body.data, [*body.headers])
            if not 400 <= reply.status < 500 or "request_id" not in reply.json["error"]:
                wrong.append((spec.name, body.name, reply.status, reply.body[:200]))

    assert wrong == []
    after = [server.get(path).json for path in states]
    assert _without_times(after) == _without_times(before)


def _without_times(states: Any) -> str:
    """Drafts count down."""
    return re.sub(r'"expires_in": [\d.]+', "", json.dumps(states))
