"""Active bytes on the routes that serve bytes: a type of a list, not sniffed, without rights, kept by nobody else."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.corpora.png_bytes import png

from ..http.story_server import StoryServer, path_of
from ..http.workflow_server import WorkflowServer

SCRIPT = b"<script>alert(1)</script>"
ACTIVE = {
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>",
    "HTML": b"<!doctype html>" + SCRIPT,
    "XHTML": b'<html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>",
    "XML with a style sheet": b'<?xml version="1.0"?><?xml-stylesheet href="javascript:alert(1)"?><a/>',
    "JavaScript": b"alert(1)//",
    "PDF": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF",
    "PNG and a page": png(tail=b"<!doctype html>" + SCRIPT),
    "GIF and a script": b"GIF89a/*\0\0\0\0*/=1;alert(1)//",
    "zip and a page": b"PK\x03\x04" + bytes(26) + b"<!doctype html>" + SCRIPT,
    "MHTML": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + SCRIPT,
}
"""What a browser would run, if it were told or could guess what it is."""

ENDINGS = ("svg", "html", "xhtml", "xml", "js", "mjs", "pdf", "png", "txt", "json", "css", "wasm", "swf", "")
SHOWN = ("image/", "video/", "audio/", "text/plain", "application/json")
"""Beginnings of types that a browser shows; others must be downloads."""

Serve = Callable[..., Any]


def closed(reply: Any) -> str:
    """What is wrong with an answer of bytes; empty where nothing is."""
    kind, told = reply.headers.get("Content-Type", ""), reply.headers
    attached = told.get("Content-Disposition", "").startswith("attachment")
    allowed = (kind.startswith(SHOWN) and not any(word in kind for word in ("svg", "xml", "html"))) or attached
    faults = {
        f"type {kind}": not allowed,
        "sniffed": told.get("X-Content-Type-Options") != "nosniff",
        "policy": told.get("Content-Security-Policy") != "default-src 'none'; sandbox",
        "kept by others": not told.get("Cache-Control", "").startswith(("private", "no-store")),
        "the same for all sites": "Sec-Fetch-Site" not in told.get("Vary", ""),
    }
    return ", ".join(name for name, wrong in faults.items() if wrong)


@pytest.fixture
def server(serve_standalone: Serve) -> Any:
    """A running server with a pool, a scene and an execution."""
    running = serve_standalone()
    running.post_json("/penstock/pools", {"id": "tested"})
    running.post_form("/penstock/pools/tested/slots", ("images", "a.png", png()))
    stories = StoryServer(running)
    stories.scene("beach")
    stories.story("tale", "beach")
    return running


def placed(server: Any, data: bytes) -> Iterator[str]:
    """The addresses under which the bytes can be asked for, once other programs have put them there."""
    paths = server.subject.application.host.paths
    folder = Path(paths.input) / "set"
    folder.mkdir(exist_ok=True)
    for ending in ENDINGS:
        name = f"a.{ending}" if ending else "a"
        (Path(paths.input) / name).write_bytes(data)
        (folder / name).write_bytes(data)
        yield f"/view?type=input&filename={name}"
        yield f"/view?type=input&subfolder=set&filename={name}"
        yield f"/penstock/input_images/{name}"
        yield f"/penstock/datasets/picture?folder=input/set&name={name}"
        server.request("POST", f"/userdata/{name}?overwrite=true", data, {"Content-Type": "application/octet-stream"})
        yield f"/userdata/{name}"
    slot = server.get("/penstock/pools/tested/slots").json["slots"][0]
    (Path(paths.input) / "grid_pool" / "tested" / slot["image"]).write_bytes(data)
    yield f"/penstock/pools/tested/slots/{slot['id']}/image"
    (Path(paths.output) / "scenes" / "beach" / "base.png").write_bytes(data)
    yield "/penstock/scenes/beach/pictures/base"


@pytest.mark.parametrize("kind", ACTIVE)
def test_active_bytes_are_pictures_texts_or_downloads(server: Any, kind: str, figure: Callable[..., None]) -> None:
    """Whatever the bytes are and their file is called, the answer runs nowhere and is shown to no other site."""
    wrong, tried, served = [], 0, 0
    for path in placed(server, ACTIVE[kind]):
        for headers in ({}, {"Sec-Fetch-Dest": "document"}, {"Accept": "text/html"}, {"Range": "bytes=0-"}):
            reply = server.request("GET", path, headers=headers)
            tried += 1
            if reply.status in (200, 206):
                served += 1
                if fault := closed(reply):
                    wrong.append((path, fault))
            else:
                assert 400 <= reply.status < 500 and reply.headers["Content-Type"].startswith("application/json")

    assert wrong == []
    assert served > 100
    figure("G15", "active bytes on routes that serve bytes", tried, "requests")


def test_pictures_of_executions_and_workflows_are_closed(server: Any) -> None:
    """Those that come by other ways: of an execution, the map of a workflow, its document, downloads of texts."""
    stories, workflows = StoryServer(server), WorkflowServer(server)
    key = stories.execution("tale", "beach")
    listed = server.get(path_of(key)).json
    workflow = workflows.kept()
    images = [f"{path_of(key)}/images/{name}" for name in _names(listed) if name.endswith(".png")]
    assert images

    for path in (*images, f"{workflow}/versions/1/document", f"{workflow}/map"):
        reply = server.get(path)
        assert reply.status == 200, path
        fault = closed(reply)
        assert fault in ("", "type image/svg+xml"), (path, fault)  # drawn by us, and without any right


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _names(one)
    elif isinstance(value, str):
        yield value
