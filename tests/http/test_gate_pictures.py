"""Pictures and masks of gates over HTTP: small, cached for ever, and gone with their gate; answers that are kept."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from penstock.adapters.testing.waiting_gates import WaitingGates
from penstock.core.contracts.gates import Repeat

from .gate_server import GateServer, png


@pytest.fixture
def gates(serve_standalone: Callable[..., Any]) -> Iterator[GateServer]:
    """A server on which gates wait."""
    server = serve_standalone()
    with WaitingGates(server.subject.application.services) as waiting:
        yield GateServer(server, waiting)


def opened(data: bytes) -> Image.Image:
    """The picture in these bytes."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image


def put_mask(gates: GateServer, one: Any, data: bytes) -> Any:
    """Set the draft mask."""
    body = b'--b\r\nContent-Disposition: form-data; name="mask"; filename="m"\r\n\r\n' + data + b"\r\n--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    return gates.server.request("PUT", gates.path(one, "/mask"), body, headers)


def test_candidates_are_shown_small_and_kept_by_browsers(gates: GateServer) -> None:
    """A JPEG that fits, immutable, with an ETag that a second request needs not to be answered."""
    one = gates.image(count=3, width=1600, height=400)
    for index in range(3):
        reply = gates.server.get(gates.path(one, f"/images/{index}"))
        image = opened(reply.body)
        assert (reply.status, image.format, image.size) == (200, "JPEG", (768, 192))
        assert abs(np.asarray(image).mean() / 255 - (index + 1) / 4) < 0.02
        assert reply.headers["Content-Type"] == "image/jpeg"
        assert "immutable" in reply.headers["Cache-Control"]
        again = gates.server.get(gates.path(one, f"/images/{index}"), If_None_Match=reply.headers["Etag"])
        assert (again.status, again.body) == (304, b"")
    assert opened(gates.server.get(gates.path(one, "/images/0?size=64")).body).size == (64, 16)


def test_size_0_is_the_whole_picture(gates: GateServer) -> None:
    """A PNG, pixel by pixel."""
    one = gates.image(width=90, height=70)
    reply = gates.server.get(gates.path(one, "/images/0?size=0"))
    assert (reply.headers["Content-Type"], opened(reply.body).size) == ("image/png", (90, 70))
    assert set(np.asarray(opened(reply.body)).ravel().tolist()) == {127}


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("/images/1", 404),
        ("/images/-1", 404),
        ("/images/x", 404),
        ("/images/1e3", 404),
        ("/images/99999999999999999999", 404),
        ("/images/%D9%A0", 404),
        ("/images/0?size=1", 422),
        ("/images/0?size=-5", 422),
        ("/images/0?size=63", 422),
        ("/images/0?size=4097", 422),
        ("/images/0?size=x", 422),
        ("/images/0?size=", 422),
        ("/images/0?size=64&size=64", 422),
        ("/images/0?colour=red", 422),
    ],
)
def test_odd_pictures_are_refused(gates: GateServer, rest: str, status: int) -> None:
    """What is not there is a 404, sizes that nobody needs are a 422; the gate waits on."""
    one = gates.image()
    reply = gates.server.get(gates.path(one, rest))
    assert (reply.status, bool(reply.code)) == (status, True)
    assert gates.still_waits(one)


def test_a_text_gate_has_no_pictures(gates: GateServer) -> None:
    """And no mask."""
    one = gates.text()
    for rest in ("/images/0", "/mask"):
        assert gates.server.get(gates.path(one, rest)).status == 404


def test_pictures_end_with_their_gate(gates: GateServer) -> None:
    """The candidates of an ended gate are let go of at once; its state is still told."""
    one = gates.image()
    assert gates.server.get(gates.path(one, "/images/0")).status == 200
    gates.answer(one, {"route": 1})
    assert 400 <= gates.server.get(gates.path(one, "/images/0")).status < 500
    assert gates.server.get(gates.path(one)).json["state"] == "answered"


def test_a_draft_is_painted_seen_and_cleared(gates: GateServer) -> None:
    """For every client, with a revision that grows; nothing painted is a 404."""
    one = gates.image(width=6, height=4)
    assert gates.server.get(gates.path(one, "/mask")).status == 404
    painted = put_mask(gates, one, png(colour=200)).json
    assert (painted["has_mask"], painted["state"]) == (True, "armed")
    reply = gates.server.get(gates.path(one, "/mask"))
    assert (opened(reply.body).mode, set(np.asarray(opened(reply.body)).ravel().tolist())) == ("L", {200})
    assert "no-cache" in reply.headers["Cache-Control"]
    assert gates.server.get(gates.path(one, "/mask"), If_None_Match=reply.headers["Etag"]).status == 304
    other = put_mask(gates, one, png(colour=100)).json
    assert gates.server.get(gates.path(one, "/mask"), If_None_Match=reply.headers["Etag"]).status == 200
    cleared = gates.server.request("DELETE", gates.path(one, "/mask")).json
    assert painted["mask_revision"] < other["mask_revision"] < cleared["mask_revision"]
    assert (cleared["has_mask"], gates.server.get(gates.path(one, "/mask")).status) == (False, 404)
    assert gates.answer(one, {"route": 1}).json["decided"]["masked"] is False


def test_a_draft_waits_for_the_next_run(gates: GateServer) -> None:
    """Also for a larger image of that aspect, unless the answer leaves it out."""
    first = gates.image(width=6, height=4)
    put_mask(gates, first, png())
    gates.answer(first, {"route": 1, "clear_mask": True})
    assert first.result().mask is None
    second = gates.image(width=60, height=40)
    assert opened(gates.server.get(gates.path(second, "/mask")).body).size == (60, 40)
    gates.answer(second, {"route": 1})
    assert second.result().mask.shape[-2:] == (40, 60)
    third = gates.image(width=40, height=60)
    assert gates.server.get(gates.path(third, "/mask")).status == 404


def test_a_huge_mask_is_refused_by_its_length(gates: GateServer) -> None:
    """A 413 before it is read."""
    one = gates.image()
    head = f"PUT {gates.path(one, '/mask')} HTTP/1.1\r\nHost: 127.0.0.1:{gates.server.port}\r\n"
    rest = "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 999999999\r\n\r\n--b"
    answer = gates.server.raw((head + rest).encode(), seconds=5)
    assert b"413" in answer.split(b"\r\n")[0]
    assert gates.still_waits(one)


def test_staged_masks_are_removed(gates: GateServer) -> None:
    """Whether they were taken or refused."""
    one = gates.image()
    put_mask(gates, one, png())
    put_mask(gates, one, b"garbage")
    gates.answer_form(one, ("route", None, b"1"), ("mask", "m.png", png()))
    staging = gates.server.subject.application.host.paths.private / "staging"
    assert list(staging.glob("*")) == []


def test_answers_that_are_used_again_are_listed_and_forgotten(gates: GateServer) -> None:
    """By place; forgetting makes the gate ask anew; what is no place changes nothing."""
    assert gates.server.get("/penstock/kept_answers").json == {"kept": {}}
    one = gates.text(repeat=Repeat.ALWAYS)
    gates.answer(one, {"text": "kept"})
    assert one.result().answer.text == "kept"
    assert gates.text(repeat=Repeat.ALWAYS).result().answer.text == "kept"
    kept = gates.server.get("/penstock/kept_answers").json["kept"]
    assert {place: gate["decided"]["text"] for place, gate in kept.items()} == {one.gate.place: "kept"}
    for place in ("x", "..%2f..%2fx", one.gate.place[:-1], one.gate.place.upper()):
        assert gates.server.request("DELETE", f"/penstock/kept_answers/{place}").json["kept"].keys() == kept.keys()
    assert gates.server.request("DELETE", f"/penstock/kept_answers/{one.gate.place}").json == {"kept": {}}
    again = gates.text(repeat=Repeat.ALWAYS)
    assert gates.still_waits(again)
