"""Nothing is left behind: descriptors, threads, staged files, open tabs."""

import io
import json
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

Serve = Callable[..., Any]
ROUNDS = 14
POOLED = 10
"""Threads of the two pools, which are made as they are needed; so many rounds would leave more than that."""


def descriptors() -> int:
    open_now = Path("/proc/self/fd")
    return len(list(open_now.iterdir())) if open_now.is_dir() else 0


def mixed(server: Any, picture: bytes) -> None:
    """Good requests, bad ones, and some that break off."""
    server.get("/penstock/pools")
    server.get("/penstock/nope")
    server.get("/")
    server.post_json("/penstock/pools", {"id": 1})
    server.post_form("/penstock/pools/p/slots", ("images", "a.png", picture))
    server.post_form("/penstock/pools/p/slots", ("images", "a.png", b"no picture"), ("other", None, b"x"))
    server.request("POST", "/upload/image", b"--b\r\n", {"Content-Type": "multipart/form-data; boundary=b"})
    page = server.get("/penstock/pools/p/slots").json["slots"]
    server.get("/penstock/gates")
    server.post_json("/penstock/gates/nope/answer", {"route": 1})
    server.post_form("/penstock/gates/nope/answer", ("route", None, b"1"), ("mask", "m.png", picture))
    server.post_form("/datasete_gate/mask", ("id", None, b"7"), ("mask", "m.png", picture))
    for path in (f"/penstock/pools/p/slots/{page[0]['id']}/{kind}" for kind in ("image", "thumbnail", "mask")):
        server.get(path)
    _profiles(server)
    _texts(server)
    _stories(server, picture)
    _workflows(server, picture)
    _datasets(server)
    for data in (
        b"POST /penstock/profile_imports HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 9999\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.zip"\r\n\r\nPK...',
        b"POST /penstock/pools/p/slots HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 9999\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        b'--b\r\nContent-Disposition: form-data; name="images"; filename="x"\r\n\r\n...',
        b"GET /penstock/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
        b"GET /penstock/openapi.json HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
        b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(data % server.port)


def _profiles(server: Any) -> None:
    """Adopted once; exported, fetched, imported, refused, and given up in the middle."""
    server.post_json("/penstock/profiles", {"name": "p", "pool": "p"})
    server.post_json("/penstock/profiles", {"name": "p"})
    server.get("/penstock/profiles?pictures=4")
    exported = server.get("/grid_pool/profiles/export?id=p")
    imported = server.post_form("/grid_pool/profiles/import", ("file", "p.zip", exported.body))
    server.post_form("/grid_pool/profiles/import", ("file", "p.zip", exported.body[:-9]))
    server.post_form("/penstock/profile_imports", ("file", "p.zip", b"no zip"))
    job = server.request("POST", "/penstock/profiles/p/export").json
    server.request("POST", f"/penstock/jobs/{job['id']}/cancel")
    server.request("DELETE", f"/penstock/profiles/{imported.json['id']}")


def _texts(server: Any) -> None:
    """Edited, undone, saved, refused, imported, replaced; a draft that is left open, and one that is discarded."""
    server.post_json("/penstock/libbers", {"name": "p", "libs": {"a": "x"}})
    server.post_json("/penstock/prompts", {"folder": "p"})
    for document, key, value in (("libbers/p", "lib:a", "y"), ("prompts/p", "prompt:a", {"value": "y"})):
        draft = server.post_json(f"/penstock/{document}/drafts", {}).json
        path = f"/penstock/{document}/drafts/{draft['id']}"
        server.post_json(path, {"edits": [{"key": key, "value": value}]}, "PATCH")
        server.post_json(path, {"edits": [{"key": "nonsense", "value": 5}]}, "PATCH")
        server.request("POST", f"{path}/undo")
        server.post_json(f"{path}/save", {"revision": -1})
        server.post_json(f"{path}/save", {"revision": server.get(path).json["revision"]})
    server.request("DELETE", path)
    server.post_json("/penstock/libber_substitutions", {"text": "%a% %*%", "libbers": ["p"]})
    imported = server.post_form("/penstock/libber_imports", ("file", "p.json", b'{"libs": {}}')).json["name"]
    server.post_form("/penstock/libber_imports", ("file", "p.json", b"no json"))
    server.request("DELETE", f"/penstock/libbers/{imported.replace(' ', '%20')}")
    server.post_json("/fbtools/libber/apply", {"name": "p", "text": "%a%"})
    server.post_json("/fbtools/prompts/create", {"session_id": "p"})


def _stories(server: Any, picture: bytes) -> None:
    """A scene with a picture, put, refused and deleted; a story that is edited and saved; runs, good and refused."""
    pictures = "/penstock/scenes/p/pictures"
    for data in (picture, b"no picture"):
        server.post_form(f"{pictures}/base", ("file", "a.png", data))
    server.get(f"{pictures}/base?side=64")
    server.post_form(f"{pictures}/depth", ("file", "a.png", picture))
    deleted = server.request("DELETE", f"{pictures}/depth").json
    server.request("POST", f"/penstock/scene_picture_trash/{deleted['trash']}/restore")
    server.post_json("/penstock/stories", {"name": "p", "scenes": ["p"]})
    draft = server.post_json("/penstock/stories/p/drafts", {}).json
    path = f"/penstock/stories/p/drafts/{draft['id']}"
    (scene,) = (key for key in draft["entries"] if key.startswith("scene:"))
    value = {"prompt_source": "custom", "custom_prompt": "a"}
    server.post_json(path, {"edits": [{"key": scene, "value": value}]}, "PATCH")
    server.post_json(path, {"edits": [{"key": "nonsense", "value": 5}]}, "PATCH")
    server.post_json(f"{path}/save", {"revision": server.get(path).json["revision"]})
    server.request("DELETE", path)
    server.post_json("/penstock/story_prompts", {"scene": {"scene_name": "p", **value}})
    server.get("/penstock/executions")
    server.get("/penstock/executions/p/p/p")
    server.post_json("/fbtools/scene/update_metadata", {"scene": "p", "pose_name": "x"})
    server.request("DELETE", f"/penstock/stories/{server.get('/penstock/stories').json['stories'][0]['name']}")


def _workflows(server: Any, picture: bytes) -> None:
    """Imported as a version each time, refused, applied, run, refused; a preset and a picture, and both deleted."""
    graph = json.dumps({"1": {"class_type": "EmptyImage", "inputs": {"width": 8}}}).encode()
    path = f"/penstock/workflows/{_imported(server, graph)}"
    server.post_form("/penstock/workflows", ("file", "w.png", picture))
    server.post_form("/penstock/workflows", ("file", "w.json", b"no json"))
    server.get(f"{path}/form")
    server.post_json(f"{path}/apply", {"values": {"width": 16}})
    server.post_json(f"{path}/runs", {"values": {"nothing": 1}})
    preset = server.post_json(f"{path}/presets", {"name": "p", "values": {}}).json["id"]
    server.post_json(f"{path}/presets/{preset}", {"revision": 1}, "DELETE")
    server.post_json("/penstock/workflow_forms", {"workflow": [1]})
    server.get("/penstock/input_images/nothing.png?side=64")
    server.request("DELETE", path)


def _datasets(server: Any) -> None:
    """Listed, shown, counted, fitted, planned, written over and over, refused, given up in the middle."""
    server.get("/penstock/datasets/folders")
    server.get("/penstock/datasets/listing?folder=input/grid_pool&depth=-1")
    server.get("/penstock/datasets/listing?folder=/etc")
    server.get("/penstock/datasets/picture?folder=output&name=nothing.png&side=64")
    server.post_json("/penstock/datasets/folders", {"folder": "sets"})
    server.post_json("/penstock/datasets/statistics", {"source": {"pool": "p"}})
    server.post_json("/penstock/datasets/fits", {"source": {"folder": "input/grid_pool", "depth": -1}})
    export = {"pool": "p", "folder": "sets/p", "existing": "replace"}
    server.post_json("/penstock/datasets/export_plans", export)
    server.post_json("/penstock/datasets/exports", {**export, "existing": "refuse"})
    for _ in range(2):
        job = server.post_json("/penstock/datasets/exports", export).json
    server.request("POST", f"/penstock/jobs/{job['id']}/cancel")
    server.get("/penstock/datasets/trash")


def _imported(server: Any, data: bytes) -> str:
    return str(server.post_form("/penstock/workflows", ("file", "w.json", data)).json["workflow"]["id"])


def test_mixed_requests_leave_nothing_behind(
    serve_standalone: Serve, tmp_path: Path, figure: Callable[..., None]
) -> None:
    """After 200 mixed requests, some broken off, descriptors, threads, tabs and staged files are what they were."""
    server = serve_standalone()
    data = io.BytesIO()
    Image.new("L", (3, 2), 9).save(data, "PNG")
    picture = data.getvalue()
    staging = tmp_path / "data" / "user" / "__penstock" / "staging"
    for _ in range(3):
        mixed(server, picture)
    before = _settled(lambda: (descriptors(), threading.active_count()))

    for _ in range(ROUNDS):
        mixed(server, picture)

    deadline = time.monotonic() + 30
    while True:
        now = descriptors(), threading.active_count(), server.subject.tabs.count, len(list(staging.glob("*")))
        if now[0] <= before[0] + 2 and now[1] <= before[1] + POOLED and now[2:] == (0, 0):
            break
        assert time.monotonic() < deadline, (before, now)
        assert server.get("/penstock/about").status == 200
    figure(
        "G21",
        "rounds of mixed requests inside a test's own process",
        ROUNDS,
        "rounds",
        measured={"descriptors more": now[0] - before[0], "threads more": now[1] - before[1]},
    )
    _settled(descriptors)  # a connection that is just coming in would be left by the server's stop


def _settled(measure: Callable[[], Any]) -> Any:
    """The value once it stays the same for half a second."""
    since, value = time.monotonic(), measure()
    while time.monotonic() - since < 0.5:
        if (now := measure()) != value:
            since, value = time.monotonic(), now
    return value
