"""Parked gates over HTTP: shown, painted on and refused as those that wait; what does not fit leaves them parked."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from penstock.adapters.testing.waiting_gates import Waiting, WaitingGates
from penstock.core.contracts.gates import Wait

from .gate_server import GateServer, png

GRAPH = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 6, "height": 4, "batch_size": 1, "color": 0}},
    "7": {"class_type": "ImageGate", "inputs": {"image": ["1", 0], "routes": 2}},
    "8": {"class_type": "PreviewImage", "inputs": {"images": ["7", 1]}},
}


@pytest.fixture
def gates(serve_standalone: Callable[..., Any]) -> Iterator[GateServer]:
    """A server on which gates wait."""
    server = serve_standalone()
    with WaitingGates(server.subject.application.services) as waiting:
        yield GateServer(server, waiting)


@pytest.fixture
def parked(gates: GateServer) -> Waiting:
    """A gate that was parked: its node has its blocked outputs, its candidates lie on the disk."""
    one = gates.image(wait=Wait.PARK, node_id="7", prompt=GRAPH)
    assert one.result().parked
    deadline = time.monotonic() + 10
    while gates.server.get(gates.path(one)).json["state"] != "parked":
        assert time.monotonic() < deadline
    return one


def is_parked(gates: GateServer, one: Waiting) -> bool:
    """Whether it is listed, undecided."""
    listed = gates.server.get("/penstock/gates").json["gates"]
    return [(gate["token"], gate["state"], gate["decided"]) for gate in listed] == [(one.gate.token, "parked", None)]


def test_a_parked_gate_is_shown_and_counted(gates: GateServer, parked: Waiting) -> None:
    """With its picture, its mask, and the bytes that it takes."""
    assert is_parked(gates, parked)
    assert gates.server.get(gates.path(parked, "/images/0")).status == 200
    listed = gates.server.get("/penstock/gates").json
    assert 0 < listed["parked_bytes"] < listed["parked_limit"]
    part = ("mask", "m.png", png())
    body = b'--b\r\nContent-Disposition: form-data; name="mask"; filename="m"\r\n\r\n' + part[2] + b"\r\n--b--\r\n"
    reply = gates.server.request(
        "PUT", gates.path(parked, "/mask"), body, {"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert (reply.status, reply.json["has_mask"]) == (200, True)
    assert gates.server.get("/penstock/gates").json["gates"][0]["has_mask"]


def test_answers_that_do_not_fit_leave_it_parked(gates: GateServer, parked: Waiting) -> None:
    """Wrong types, out of range, masks of another size, garbage; and the old routes do not know it."""
    for value in ({}, {"route": 0}, {"route": 3}, {"route": "1"}, {"text": "x"}, {"selection": [0]}, [1]):
        assert gates.answer(parked, value).status == 422, value
    for data in (png(size=(4, 6)), b"garbage", png("RGB", colour=(9, 9, 9))):
        assert gates.answer_form(parked, ("route", None, b"1"), ("mask", "m.png", data)).status == 422
    assert gates.server.request("POST", gates.path(parked, "/park")).status == 409
    assert gates.server.request("POST", gates.path(parked, "/requeue")).status == 409
    assert gates.server.post_json("/datasete_gate/choice", {"id": "7", "message": "1"}).status == 404
    assert is_parked(gates, parked)


def test_a_discarded_gate_leaves_nothing(gates: GateServer, parked: Waiting) -> None:
    """Neither in the list nor on the disk; whoever answers then is told."""
    reply = gates.server.request("POST", gates.path(parked, "/stop"))
    assert (reply.status, reply.json["state"], reply.json["reason"]) == (200, "cancelled", "discarded")
    listed = gates.server.get("/penstock/gates").json
    assert (listed["gates"], listed["parked_bytes"]) == ([], 0)
    late = gates.answer(parked, {"route": 1})
    assert (late.status, late.code) == (409, "conflict")
    assert late.json["error"]["current"]["reason"] == "discarded"
    assert 400 <= gates.server.get(gates.path(parked, "/images/0")).status < 500


def test_an_answer_queues_the_rest(gates: GateServer, parked: Waiting) -> None:
    """Once: the second one is told of the first; the gate is there until its run has ended."""
    first = gates.answer(parked, {"route": 1, "client_id": "me"})
    assert (first.status, first.json["decided"]["route"]) == (200, 1)
    assert first.json["run_id"]
    second = gates.answer(parked, {"route": 2})
    assert (second.status, second.code) == (409, "conflict")
    assert second.json["error"]["current"]["decided"]["route"] == 1
    deadline = time.monotonic() + 20
    while gates.server.get("/penstock/gates").json["gates"]:
        assert time.monotonic() < deadline
    assert gates.server.get(f"/history/{first.json['run_id']}").json
