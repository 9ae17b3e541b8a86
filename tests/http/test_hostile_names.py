"""Hostile names and bodies in every place where the server takes one: nothing outside the roots, and never a 5xx."""

import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from attrs import define, field
from PIL import Image

from penstock.adapters.http.web_files import WEB
from penstock.adapters.testing.corpora.json_bodies import odd_form_bodies, odd_json_bodies
from penstock.adapters.testing.corpora.names import hostile_names

Serve = Callable[..., Any]
Send = Callable[[Any, str], Any]
SHARE = 1 if os.environ.get("PENSTOCK_PROFILE") == "nightly" else 10
"""Each place gets every tenth name, another tenth than its neighbours; in the nightly run all of them."""


def pixel() -> bytes:
    """A small picture that is one."""
    data = io.BytesIO()
    Image.new("L", (1, 1), 9).save(data, "PNG")
    return data.getvalue()


PIXEL = pixel()


@define
class Opened:
    """The files that were opened, and the places that were changed, while `on`."""

    on: bool = False
    read: set[str] = field(factory=set)
    changed: set[str] = field(factory=set)

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook: cheap, and never raises."""
        if not self.on or not arguments or not isinstance(arguments[0], str | bytes | os.PathLike):
            return
        path = os.fsdecode(arguments[0])
        if event == "open":
            writes = bool((arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
            (self.changed if writes else self.read).add(path)
        elif event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"):
            self.changed.add(path)
            if event in ("os.rename", "os.link", "os.symlink"):
                self.changed.add(os.fsdecode(arguments[1]))


@pytest.fixture(scope="module")
def hook() -> Opened:
    """One audit hook: Python cannot take it away again."""
    opened = Opened()
    sys.addaudithook(opened.audit)
    return opened


@pytest.fixture
def opened(hook: Opened) -> Iterator[Opened]:
    """What was opened since a test switched it on."""
    hook.read.clear()
    hook.changed.clear()
    yield hook
    hook.on = False


def _path(method: str, pattern: str, body: bytes | None = None) -> Send:
    headers = {"Content-Type": "application/json"} if body is not None else {}
    return lambda server, name: server.request(method, pattern.format(_url(name)), body, headers)


def _field(method: str, path: str, key: str, **more: Any) -> Send:
    return lambda server, name: server.post_json(path, {**more, key: name}, method)


def _file(path: str, key: str, *fields: tuple[str, bytes]) -> Send:
    def send(server: Any, name: str) -> Any:
        head = name.encode("utf-8", "replace").replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        parts = b"".join(
            b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (one.encode(), value)
            for one, value in fields
        )
        body = b'%s--b\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n--b--\r\n'
        data = body % (parts, key.encode(), head, PIXEL)
        return server.request("POST", path, data, {"Content-Type": "multipart/form-data; boundary=b"})

    return send


def _text(path: str, key: str) -> Send:
    return lambda server, name: server.post_form(
        path, ("image", "a.png", PIXEL), (key, None, name.encode("utf-8", "surrogatepass"))
    )


def _edit(kind: str, key: str, value: Any, instead_of: str | None = None) -> Send:
    """An edit of the draft of the document `kept`, where `{}` is the name."""

    def send(server: Any, name: str) -> Any:
        draft = server.post_json(f"/penstock/{kind}/kept/drafts", {}).json["id"]
        old = None if instead_of is None else instead_of.replace("{}", name)
        edit = {"key": key.replace("{}", name), "value": value, "instead_of": old}
        return server.post_json(f"/penstock/{kind}/kept/drafts/{draft}", {"edits": [edit]}, "PATCH")

    return send


def _url(name: str) -> str:
    return quote(name.encode("utf-8", "surrogatepass"), safe="")


STATES = ("pools", "profiles", "jobs", "settings", "plugins", "libbers", "prompts")
"""What no odd body changes."""

PLACES: dict[str, Send] = {
    "pool": _path("GET", "/penstock/pools/{}"),
    "pool, deleted": _path("DELETE", "/penstock/pools/{}"),
    "pool's slots": _path("GET", "/penstock/pools/{}/slots"),
    "slot": _path("GET", "/penstock/pools/kept/slots/{}/image"),
    "slot, removed": _path("DELETE", "/penstock/pools/kept/slots/{}"),
    "new pool": _field("POST", "/penstock/pools", "id"),
    "selected": _field("PUT", "/penstock/pools/kept/selected", "slot"),
    "trash": _path("POST", "/penstock/trash/{}/restore"),
    "upload to a pool": _path("POST", "/penstock/pools/{}/slots", b"{}"),
    "uploaded name": _file("/penstock/pools/kept/slots", "images"),
    "plugin": _path("POST", "/penstock/plugins/{}/disable"),
    "setting": _path("PUT", "/penstock/settings/{}", b'{"value": 1}'),
    "job": _path("GET", "/penstock/jobs/{}"),
    "browser module": _path("GET", "/penstock/web/library/{}"),
    "browser folder": _path("GET", "/penstock/web/{}/x.js"),
    "extension": _path("GET", "/extensions/penstock/{}"),
    "gate": _path("GET", "/penstock/gates/{}"),
    "gate, stopped": _path("POST", "/penstock/gates/{}/stop"),
    "gate, answered": _path("POST", "/penstock/gates/{}/answer", b'{"route": 1}'),
    "gate's picture": _path("GET", "/penstock/gates/{}/images/0"),
    "gate's picture, index": _path("GET", "/penstock/gates/t/images/{}"),
    "gate's mask": _path("GET", "/penstock/gates/{}/mask"),
    "gate's client": _field("POST", "/penstock/gates/t/requeue", "client_id"),
    "kept answer": _path("DELETE", "/penstock/kept_answers/{}"),
    "profile": _path("GET", "/penstock/profiles/{}"),
    "profile, deleted": _path("DELETE", "/penstock/profiles/{}"),
    "profile's name": _field("POST", "/penstock/profiles", "name"),
    "profile's new name": _field("PATCH", "/penstock/profiles/kept", "name"),
    "profile of a pool": _field("POST", "/penstock/profiles", "pool", name="adopted"),
    "profile's copy": _field("POST", "/penstock/profiles/kept/duplicate", "name"),
    "profile, filled from": _field("POST", "/penstock/profiles/kept/seed", "pool"),
    "profile, exported": _path("POST", "/penstock/profiles/{}/export"),
    "export": _path("GET", "/penstock/profile_exports/{}"),
    "export, discarded": _path("DELETE", "/penstock/profile_exports/{}"),
    "imported name": _file("/penstock/profile_imports", "file"),
    "profile's trash": _path("POST", "/penstock/profile_trash/{}/restore"),
    "libber": _path("GET", "/penstock/libbers/{}"),
    "libber, deleted": _path("DELETE", "/penstock/libbers/{}"),
    "libber's file": _path("GET", "/penstock/libbers/{}/file"),
    "libber's name": _field("POST", "/penstock/libbers", "name"),
    "libber's new name": lambda server, name: (
        server.post_json("/penstock/libbers", {"name": "moving"}),
        server.post_json("/penstock/libbers/moving", {"name": name}, "PATCH"),
    )[1],
    "libber's key": lambda server, name: server.post_json("/penstock/libbers", {"name": "keys", "libs": {name: "x"}}),
    "libber's delimiter": _field("POST", "/penstock/libbers", "delimiter", name="delimited"),
    "libber's trash": _path("POST", "/penstock/libber_trash/{}/restore"),
    "imported libber": _file("/penstock/libber_imports", "file"),
    "substitution": lambda server, name: server.post_json(
        "/penstock/libber_substitutions", {"text": "%a%", "libbers": [name], "libs": {name: {name: name}}}
    ),
    "libber, looked at": _path("GET", "/penstock/libbers/{}/drafts"),
    "libber's draft, undone": _path("POST", "/penstock/libbers/kept/drafts/{}/undo"),
    "libber's draft, edited": _path("PATCH", "/penstock/libbers/kept/drafts/{}", b'{"edits": []}'),
    "prompts, looked at": _path("GET", "/penstock/prompts/{}/drafts"),
    "libber's new draft": _path("POST", "/penstock/libbers/{}/drafts", b'{"create": true}'),
    "libber's draft": _path("GET", "/penstock/libbers/kept/drafts/{}"),
    "libber's draft, discarded": _path("DELETE", "/penstock/libbers/kept/drafts/{}"),
    "libber's draft, saved": _path("POST", "/penstock/libbers/{}/drafts/d/save", b'{"revision": 1}'),
    "libber's entry": _edit("libbers", "lib:{}", "text"),
    "libber's odd entry": _edit("libbers", "{}", "text"),
    "libber's rename": _edit("libbers", "lib:renamed", "text", "lib:{}"),
    "prompts": _path("GET", "/penstock/prompts/{}"),
    "prompts, deleted": _path("DELETE", "/penstock/prompts/{}"),
    "prompts' folder": _field("POST", "/penstock/prompts", "folder"),
    "prompts' version 1": _path("POST", "/penstock/prompts/{}/restore_v1", b"{}"),
    "prompts' trash": _path("POST", "/penstock/prompt_trash/{}/restore"),
    "prompts' new draft": _path("POST", "/penstock/prompts/{}/drafts", b'{"create": true}'),
    "prompts' draft": _path("GET", "/penstock/prompts/kept/drafts/{}"),
    "prompt's name": _edit("prompts", "prompt:{}", {"value": "text"}),
    "prompt's odd entry": _edit("prompts", "{}", {"value": "text"}),
    "composition's name": _edit("prompts", "composition:{}", ["a"]),
    "prompt's rename": _edit("prompts", "prompt:renamed", {"value": ""}, "prompt:{}"),
    "prompt's libber": lambda server, name: _edit(
        "prompts", "prompt:a", {"value": "%a%", "processing_type": "libber", "libber_name": name}
    )(server, ""),
    "names of prompts": _path("GET", "/penstock/prompt_names?folder={}"),
    "uses of a libber": _path("GET", "/penstock/prompt_uses?libber={}"),
    "collection's text": _field("POST", "/penstock/prompt_collections", "text"),
    "composed": lambda server, name: server.post_json(
        "/penstock/prompt_compositions",
        {"prompts": {name: {"value": "%a%", "processing_type": "libber", "libber_name": name}}, "names": [name]},
    ),
    "fbTools' new libber": _field("POST", "/fbtools/libber/create", "name"),
    "fbTools' libber": _field("POST", "/fbtools/libber/load", "name"),
    "fbTools' file": _field("POST", "/fbtools/libber/save", "filepath", name="kept"),
    "fbTools' session": _field("POST", "/fbtools/libber/load", "libber_session_id"),
    "fbTools' key": _field("POST", "/fbtools/libber/add_lib", "key", name="kept", value="x"),
    "fbTools' lib": _path("GET", "/fbtools/libber/get_lib/{}?name=kept"),
    "fbTools' data": _path("GET", "/fbtools/libber/get_data/{}"),
    "fbTools' prompts": _field("POST", "/fbtools/prompts/create", "session_id"),
    "fbTools' prompt": lambda server, name: server.post_json(
        "/fbtools/prompts/add", {"session_id": "kept", "prompt_name": name, "prompt_value": "", "libber_name": name}
    ),
    "fbTools' scene": _path("GET", "/fbtools/prompts/discover/{}"),
    "legacy profile": _field("POST", "/grid_pool/profiles/delete", "id"),
    "legacy profile's name": _field("POST", "/grid_pool/profiles/create", "name"),
    "legacy profile, filled": _field("POST", "/grid_pool/profiles/seed", "from", id="kept"),
    "legacy export": _path("GET", "/grid_pool/profiles/export?id={}"),
    "legacy import": _file("/grid_pool/profiles/import", "file"),
    "legacy choice": _field("POST", "/datasete_gate/choice", "id", message="1"),
    "legacy chooser": _field("POST", "/datasete_image_chooser/select", "token", id="1", selection="[0]"),
    "legacy list": _path("GET", "/grid_pool/list?pool_id={}"),
    "legacy label": _field("POST", "/grid_pool/label", "pool_id", index=0, label="x"),
    "view": _path("GET", "/view?type=input&filename={}"),
    "view, subfolder": _path("GET", "/view?type=input&filename=a.png&subfolder={}"),
    "view, type": _path("GET", "/view?filename=a.png&type={}"),
    "user file": _path("GET", "/userdata/{}"),
    "user file, written": _path("POST", "/userdata/{}", b"{}"),
    "user file, moved": _path("POST", "/userdata/kept.json/move/{}?overwrite=false"),
    "user file, removed": _path("DELETE", "/userdata/{}"),
    "user folder": _path("GET", "/userdata?recurse=true&dir={}"),
    "image upload": _file("/upload/image", "image"),
    "image upload, subfolder": _text("/upload/image", "subfolder"),
    "image upload, type": _text("/upload/image", "type"),
    "internal files": _path("GET", "/internal/files/{}"),
    "model folder": _path("GET", "/models/{}"),
    "node": _path("GET", "/object_info/{}"),
    "history": _path("GET", "/history/{}"),
    "frontend setting": _path("POST", "/settings/{}", b"1"),
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


def test_hostile_names_stay_inside_and_break_nothing(serve_standalone: Serve, tmp_path: Path, opened: Opened) -> None:
    """No hostile name, wherever it is put, opens or changes a file outside the data folder, or is answered 5xx."""
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    server = serve_standalone()
    server.post_json("/penstock/profiles", {"name": "kept", "pool": "kept"})
    server.request("POST", "/userdata/kept.json", b"{}")
    _keep_texts(server)
    names = hostile_names()
    wrong = []
    opened.on = True

    for place, (title, send) in enumerate(PLACES.items()):
        for case in names[place % SHARE :: SHARE]:
            reply = send(server, case.name)
            if reply.status >= 500 or b"secret" in reply.body or (reply.status >= 400 and not _is_contract(reply)):
                wrong.append((title, case.name[:80], reply.status, reply.body[:200]))

    opened.on = False
    assert wrong == []
    data, code = tmp_path / "data", WEB.parent
    inside = (data, code, Path(sys.prefix), Path(sys.base_prefix), Path("/proc"), Path("/dev"), Path("/etc/mime.types"))
    assert opened.changed
    assert [path for path in opened.changed if not _below(path, data)] == []
    assert [path for path in opened.read if not any(_below(path, root) for root in inside)] == []
    assert outside.read_text() == "secret"


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


def _below(path: str, root: Path) -> bool:
    return Path(path).resolve() == root.resolve() or Path(path).resolve().is_relative_to(root.resolve())


def _draft(server: Any, kind: str) -> str:
    """The path of the draft of the document `kept`: an edit that is made before anything odd comes."""
    draft = server.post_json(f"/penstock/{kind}/kept/drafts", {}).json["id"]
    return str(draft)


def test_odd_bodies_are_refused_by_every_route(serve_standalone: Serve) -> None:
    """Every route with a body refuses every odd one in the contract's JSON; nothing is changed or queued."""
    server = serve_standalone()
    server.post_json("/penstock/profiles", {"name": "kept", "pool": "kept"})
    _keep_texts(server)
    drafts = {kind: _draft(server, kind) for kind in ("libbers", "prompts")}
    routes = [spec for spec in server.subject.application.routes if spec.body is not None]
    states = [f"/penstock/{name}" for name in STATES]
    before = [server.get(path).json for path in states]
    bodies = [*odd_json_bodies(), *odd_form_bodies()]
    wrong = []

    for place, spec in enumerate(routes):
        path = re.sub(r"\{(pool|profile|libber|folder)\}", "kept", spec.path)
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
