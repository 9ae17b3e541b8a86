"""Answers to gates over HTTP: the good ones wake the node, every bad one gets its 4xx and leaves the gate open."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from penstock.adapters.testing.waiting_gates import WaitingGates
from penstock.core.nodes import Interrupted

from .gate_server import GateServer, png

FORM = "multipart/form-data; boundary=b"


@pytest.fixture
def gates(serve_standalone: Callable[..., Any]) -> Iterator[GateServer]:
    """A server on which gates wait."""
    server = serve_standalone()
    with WaitingGates(server.subject.application.services) as waiting:
        yield GateServer(server, waiting)


def test_open_gates_are_listed_oldest_first(gates: GateServer) -> None:
    """All that a page needs to show them, and what parked ones take."""
    ones = [gates.image(node_id="12:3"), gates.chooser(), gates.text()]
    listed = gates.server.get("/penstock/gates").json
    assert [gate["token"] for gate in listed["gates"]] == [one.gate.token for one in ones]
    assert (listed["parked_bytes"], listed["parked_limit"]) == (0, 4_096_000_000)
    first = listed["gates"][0]
    assert first == gates.server.get(gates.path(ones[0])).json
    assert (first["kind"], first["node_id"], first["routes"]) == ("image", "12:3", ["good", "bad"])
    assert (first["count"], first["width"], first["height"], first["state"]) == (1, 6, 4, "armed")


def test_each_kind_is_answered(gates: GateServer) -> None:
    """The answer is the gate as it then is; the node gets what was decided."""
    image, chooser, text = gates.image(), gates.chooser(), gates.text()
    for one, answer in ((image, {"route": 2}), (chooser, {"selection": [2, 0]}), (text, {"text": "edited\n"})):
        reply = gates.answer(one, answer)
        assert (reply.status, reply.json["state"], reply.json["decided"]["by"]) == (200, "answered", "user")
    assert image.result().answer.route == 2
    assert chooser.result().answer.selection == (0, 2)
    assert text.result().answer.text == "edited\n"
    assert gates.server.get("/penstock/gates").json["gates"] == []


def test_answer_and_mask_travel_in_one_request(gates: GateServer) -> None:
    """The mask goes along with that answer, and stays as the draft of its place."""
    one = gates.image()
    reply = gates.answer_form(one, ("route", None, b"1"), ("mask", "mask.png", png()), ("clear_mask", None, b"false"))
    assert (reply.status, reply.json["decided"]["masked"]) == (200, True)
    assert (one.result().mask == 1).all()
    assert gates.image().gate.has_mask


def test_a_form_without_a_mask_is_an_answer_too(gates: GateServer) -> None:
    """Texts as they are, selections as repeated fields."""
    text, chooser = gates.text(), gates.chooser()
    assert gates.answer_form(text, ("text", None, "naïve\r\n".encode())).status == 200
    assert gates.answer_form(chooser, ("selection", None, b"2"), ("selection", None, b"1")).status == 200
    assert text.result().answer.text == "naïve\r\n"
    assert chooser.result().answer.selection == (1, 2)


WRONG: dict[str, tuple[str, Any]] = {
    "nothing": ("image", {}),
    "null": ("image", {"route": None}),
    "route of another type": ("image", {"route": "1"}),
    "route as a number with a point": ("image", {"route": 1.0}),
    "route as a truth value": ("image", {"route": True}),
    "route as a list": ("image", {"route": [1]}),
    "route 0": ("image", {"route": 0}),
    "route below": ("image", {"route": -1}),
    "route above": ("image", {"route": 3}),
    "route far above": ("image", {"route": 2**70}),
    "selection for an image": ("image", {"selection": [0]}),
    "text for an image": ("image", {"text": "good"}),
    "route and text": ("image", {"route": 1, "text": "x"}),
    "unknown field": ("image", {"route": 1, "colour": "red"}),
    "mask as JSON": ("image", {"route": 1, "mask": {"path": "/etc/passwd"}}),
    "mask as text": ("image", {"route": 1, "mask": "x"}),
    "clear_mask as text": ("image", {"route": 1, "clear_mask": "yes"}),
    "client of another type": ("image", {"route": 1, "client_id": 5}),
    "client too long": ("image", {"route": 1, "client_id": "x" * 129}),
    "list": ("image", [1]),
    "number": ("image", 1),
    "empty selection": ("chooser", {"selection": []}),
    "selection as text": ("chooser", {"selection": "0"}),
    "selection of texts": ("chooser", {"selection": ["0"]}),
    "selection of truth values": ("chooser", {"selection": [True]}),
    "selection above": ("chooser", {"selection": [0, 3]}),
    "selection below": ("chooser", {"selection": [-1]}),
    "selection twice": ("chooser", {"selection": [1, 1]}),
    "route for a chooser": ("chooser", {"route": 1}),
    "text of another type": ("text", {"text": 5}),
    "no text": ("text", {"text": None}),
    "lone surrogate": ("text", {"text": "\ud800"}),
    "route for a text": ("text", {"route": 1}),
}


def test_answers_that_do_not_fit_leave_the_gate_open(gates: GateServer) -> None:
    """Wrong types, out of range, of another kind: a 422 that names the fault, and the right answer still counts."""
    ones = {"image": gates.image(), "chooser": gates.chooser(), "text": gates.text()}
    for name, (kind, value) in WRONG.items():
        reply = gates.answer(ones[kind], value)
        assert (reply.status, reply.code) in ((422, "invalid"), (400, "bad_request")), (name, reply)
        assert reply.json["error"]["message"], name
        assert gates.still_waits(ones[kind]), name
    for kind, value in (("image", {"route": 1}), ("chooser", {"selection": [0]}), ("text", {"text": ""})):
        assert gates.answer(ones[kind], value).status == 200
        ones[kind].result()


def test_bodies_that_are_none_leave_the_gate_open(gates: GateServer) -> None:
    """Garbage bytes, another content type, a compressed or a huge body, a broken form."""
    one = gates.image()
    path, good = gates.path(one, "/answer"), b'{"route": 1}'
    for body, headers, status in (
        (b"", {"Content-Type": "application/json"}, 400),
        (b"\xff\xfe\x00", {"Content-Type": "application/json"}, 400),
        (b'{"route": 1', {"Content-Type": "application/json"}, 400),
        (b'{"route": 1, "route": 2}', {"Content-Type": "application/json"}, 400),
        (b'{"route": NaN}', {"Content-Type": "application/json"}, 400),
        (good, {}, 415),
        (good, {"Content-Type": "text/plain"}, 415),
        (b"route=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (good, {"Content-Type": "application/json; charset=utf-16"}, 415),
        (good, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
        (good + b" " * (8 << 20), {"Content-Type": "application/json"}, 413),
        (b"garbage", {"Content-Type": FORM}, 400),
        (b"", {"Content-Type": FORM}, 400),
        (b'--b\r\nContent-Disposition: form-data; name="route"\r\n\r\n1\r\n', {"Content-Type": FORM}, 400),
        (b'--b\r\nContent-Disposition: form-data; name="route"\r\n\r\none\r\n--b--\r\n', {"Content-Type": FORM}, 422),
    ):
        reply = gates.server.request("POST", path, body, headers)
        assert (reply.status, bool(reply.code)) == (status, True), (body[:40], headers, reply)
        assert gates.still_waits(one)


def test_masks_that_do_not_fit_leave_the_gate_open(gates: GateServer) -> None:
    """With an answer, and as a draft: of another size, of another kind, garbage, cut, or text. The draft stays."""
    one = gates.image()
    form = ("mask", "mask.png", png(colour=9))
    assert gates.server.request("PUT", gates.path(one, "/mask"), *_put(form)).status == 200
    before = gates.server.get(gates.path(one, "/mask")).body
    for data in (
        png(size=(4, 6)),
        png(size=(60, 40)),
        png("RGB", colour=(255,) * 3),
        png("RGBA", colour=(255,) * 4),
        png("I;16", colour=65535),
        png(kind="JPEG"),
        b"MZ garbage",
        b"",
        png()[:40],
    ):
        part = ("mask", "mask.png", data)
        assert gates.answer_form(one, ("route", None, b"1"), part).status == 422, data[:40]
        assert gates.server.request("PUT", gates.path(one, "/mask"), *_put(part)).status == 422, data[:40]
        assert gates.still_waits(one)
    assert gates.answer_form(one, ("route", None, b"1"), ("mask", None, b"text")).status == 422
    assert gates.server.get(gates.path(one, "/mask")).body == before
    reply = gates.answer(one, {"route": 1})
    assert reply.json["decided"]["masked"]


def test_a_gate_without_a_use_for_masks_refuses_them(gates: GateServer) -> None:
    """Texts and choosers wait on."""
    for one, name, value in ((gates.text(), "text", b"x"), (gates.chooser(), "selection", b"0")):
        assert gates.answer_form(one, (name, None, value), ("mask", "mask.png", png())).status == 422
        assert gates.server.request("PUT", gates.path(one, "/mask"), *_put(("mask", "m.png", png()))).status == 422
        assert gates.still_waits(one)


def test_who_comes_second_is_told_how_it_was_decided(gates: GateServer) -> None:
    """A 409 with the gate as it is; nothing changes."""
    one = gates.image()
    first = gates.answer(one, {"route": 2})
    for path, value in (("/answer", {"route": 1}), ("/answer", {"route": 9}), ("/stop", None), ("/park", None)):
        reply = gates.server.request(
            "POST",
            gates.path(one, path),
            None if value is None else f'{{"route": {value["route"]}}}',
            {"Content-Type": "application/json"} if value is not None else {},
        )
        assert (reply.status, reply.code) == (409, "conflict"), path
        assert reply.json["error"]["current"] == first.json
    assert gates.server.request("DELETE", gates.path(one, "/mask")).status == 409
    assert one.result().answer.route == 2


def test_an_unknown_gate_is_a_404(gates: GateServer) -> None:
    """Whatever is asked of it; the one that waits is not touched."""
    one = gates.image()
    for token in ("nope", one.gate.token[:-1], one.gate.token + "x", one.gate.token.upper(), "7", "..%2f"):
        base = f"/penstock/gates/{token}"
        for method, rest, value in (
            ("GET", "", None),
            ("POST", "/answer", '{"route": 1}'),
            ("POST", "/stop", None),
            ("POST", "/park", None),
            ("POST", "/requeue", None),
            ("GET", "/mask", None),
            ("DELETE", "/mask", None),
            ("GET", "/images/0", None),
        ):
            headers = {"Content-Type": "application/json"} if value else {}
            reply = gates.server.request(method, base + rest, value, headers)
            assert (reply.status, reply.code) == (404, "not_found"), (method, token, rest)
        assert gates.server.request("PUT", f"{base}/mask", *_put(("mask", "m.png", png()))).status == 404
    assert gates.still_waits(one)


def test_stop_ends_the_gate_and_its_run(gates: GateServer) -> None:
    """That one only."""
    one, other = gates.image(), gates.image(prompt_id="other")
    reply = gates.server.request("POST", gates.path(one, "/stop"))
    assert (reply.status, reply.json["state"], reply.json["reason"]) == (200, "cancelled", "stopped")
    with pytest.raises(Interrupted):
        one.result()
    assert one.call.stopped.is_set()
    assert gates.still_waits(other)


def test_another_site_answers_nothing(gates: GateServer) -> None:
    """Neither with JSON nor with a form, nor in the old way."""
    one = gates.image(node_id="7")
    evil = {"Origin": "http://evil.example", "Content-Type": "application/x-www-form-urlencoded"}
    assert gates.server.request("POST", "/datasete_gate/choice", "id=7&message=1", evil).status == 403
    for kind in ("application/json", FORM):
        reply = gates.server.request(
            "POST", gates.path(one, "/answer"), '{"route": 1}', {"Sec-Fetch-Site": "cross-site", "Content-Type": kind}
        )
        assert reply.status == 403
    assert gates.still_waits(one)


def _put(part: tuple[str, str | None, bytes]) -> tuple[bytes, dict[str, str]]:
    name, file_name, data = part
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n\r\n'.encode()
    return head + data + b"\r\n--b--\r\n", {"Content-Type": FORM}
