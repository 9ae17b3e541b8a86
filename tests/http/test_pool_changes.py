"""Changes of pools over the wire: small answers, bodies that may be left out, what undo and redo say."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

Serve = Callable[..., Any]


@pytest.fixture
def server(serve_standalone: Serve) -> Any:
    """A server with a pool `p` of three images with long labels."""
    server = serve_standalone()
    data = io.BytesIO()
    Image.new("L", (3, 2), 9).save(data, "PNG")
    parts = [("images", f"{number}.png", data.getvalue()) for number in range(3)]
    texts = [("labels", None, ("ä" * 4000).encode()) for _ in range(3)]
    assert server.post_form("/penstock/pools/p/slots", *parts, *texts).status == 200
    return server


def ids(server: Any) -> list[str]:
    return list(server.get("/penstock/pools/p/order").json["slots"])


def test_selecting_and_labelling_answer_at_most_1_kb(server: Any) -> None:
    """The main paths of a grid: whatever the labels are."""
    first, second, _ = ids(server)
    selected = server.post_json("/penstock/pools/p/selected", {"slot": second}, "PUT")
    labelled = server.post_json(f"/penstock/pools/p/slots/{first}", {"label": "ö" * 3999, "revision": 0}, "PATCH")
    assert (selected.status, labelled.status) == (200, 200)
    assert max(len(selected.body), len(labelled.body)) <= 1000


@pytest.mark.parametrize("length", ["Content-Length: 0", "Content-Length: 0\r\nContent-Type: application/json"])
@pytest.mark.parametrize(("path", "status"), [("/penstock/pools/p/undo", 200), ("/penstock/pools/p/detach", 400)])
def test_undo_needs_no_body(server: Any, length: str, path: str, status: int) -> None:
    """Without one it undoes the last change; other routes take no absent body for one of defaults."""
    length = length if status == 200 else "Content-Length: 0\r\nContent-Type: application/json"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n{length}\r\n\r\n"
    assert server.raw(head.encode()).startswith(f"HTTP/1.1 {status} ".encode())


def test_an_empty_object_undoes_too(server: Any) -> None:
    """It is the same request."""
    assert server.request("POST", "/penstock/pools/p/undo", b"{}", {"Content-Type": "application/json"}).status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "undoing"),
    [
        ("PUT", "selected", {"slot": "img_0002"}, "selected", "selected"),
        ("PATCH", "slots/img_0001", {"label": "new"}, "labelled", "labelled"),
        ("POST", "move", {"slots": ["img_0001"]}, "moved", "moved"),
        ("POST", "remove", {"slots": ["img_0001", "img_0003"]}, "removed", "added"),
        ("POST", "duplicate", {"slots": ["img_0001"]}, "added", "removed"),
    ],
)
def test_answers_say_what_undo_and_redo_would_do(
    server: Any, method: str, path: str, body: Any, kind: str, undoing: str
) -> None:
    """After each step `pool.undo` and `pool.redo` are what is possible, as a fresh read says; the kind is told."""

    def checked(answer: Any) -> Any:
        assert answer.status == 200, answer
        state = server.get("/penstock/pools/p").json
        assert answer.json["pool"] == state
        return answer.json

    before = server.get("/penstock/pools/p").json
    done = checked(server.post_json(f"/penstock/pools/p/{path}", body, method))
    assert (done["kind"], done["reverts"], done["reverts_kind"]) == (kind, None, None)
    assert (done["pool"]["undo"], done["pool"]["redo"]) == (done["change"], None)
    undone = checked(server.request("POST", "/penstock/pools/p/undo"))
    assert (undone["kind"], undone["reverts"], undone["reverts_kind"]) == (undoing, done["change"], kind)
    assert (undone["pool"]["undo"], undone["pool"]["redo"]) == (before["undo"], done["change"])
    redone = checked(server.request("POST", "/penstock/pools/p/redo"))
    assert (redone["kind"], redone["reverts"], redone["reverts_kind"]) == (kind, done["change"], kind)
    assert (redone["pool"]["undo"], redone["pool"]["redo"]) == (done["change"], None)
    assert redone["change"] == done["change"]


def test_copies_go_from_pool_to_pool(server: Any) -> None:
    """A target that does not exist is made, null makes one with an id of its own, a bad id changes nothing."""
    named = server.post_json("/penstock/pools/p/copy", {"slots": ids(server)[:2], "to": "q"})
    assert (named.json["pool"]["id"], named.json["count"]) == ("q", 2)
    minted = server.post_json("/penstock/pools/p/copy", {"slots": ids(server)[:1], "to": None}).json["pool"]["id"]
    bad = server.post_json("/penstock/pools/p/copy", {"slots": ids(server)[:1], "to": "../q"})
    assert (bad.status, bad.code) == (400, "bad_name")
    pools = server.get("/penstock/pools?pictures=1").json["pools"]
    assert {pool["id"]: len(pool["pictures"]) for pool in pools} == {"p": 1, "q": 1, minted: 1}
