"""Scripts and pages of Dataset Gates on a real server: forms of both kinds, show events on the socket."""

import asyncio
import base64
import io
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from PIL import Image

from penstock.adapters.testing.waiting_gates import WaitingGates
from penstock.core.nodes import Interrupted

from .gate_server import GateServer, png


@pytest.fixture
def gates(serve_standalone: Callable[..., Any]) -> Iterator[GateServer]:
    """A server on which gates wait."""
    server = serve_standalone()
    with WaitingGates(server.subject.application.services) as waiting:
        yield GateServer(server, waiting)


def old_form(gates: GateServer, path: str, **fields: str) -> Any:
    """As `requests.post(url, data={...})` sends it."""
    return gates.server.request(
        "POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    )


def new_form(gates: GateServer, path: str, **fields: str) -> Any:
    """As a page's FormData sends it."""
    return gates.server.post_form(path, *((name, None, value.encode()) for name, value in fields.items()))


SENDERS = {"old form": old_form, "new form": new_form}


@pytest.mark.parametrize("sender", SENDERS)
def test_scripts_answer_each_kind(gates: GateServer, sender: str) -> None:
    """200 and {}; the node wakes up."""
    send = SENDERS[sender]
    image, chooser, text = gates.image(node_id="12:3"), gates.chooser(), gates.text()
    replies = (
        send(gates, "/datasete_gate/choice", id="12:3", message="2"),
        send(gates, "/datasete_image_chooser/select", id="8", token=chooser.gate.token, selection="[2, 0]"),
        send(gates, "/datasete_text_gate/pass", id="9", text="naïve & more\n"),
    )
    assert [(reply.status, reply.json) for reply in replies] == [(200, {})] * 3
    assert image.result().answer.route == 2
    assert chooser.result().answer.selection == (0, 2)
    assert text.result().answer.text == "naïve & more\n"


def test_a_page_sends_its_mask_first(gates: GateServer) -> None:
    """And then its choice, as the page of Dataset Gates does; RGBA, opaque, white is painted."""
    one = gates.image(node_id="7")
    mask = png("RGBA", colour=(255, 255, 255, 255))
    assert gates.server.post_form("/datasete_gate/mask", ("id", None, b"7"), ("mask", "mask.png", mask)).json == {}
    assert new_form(gates, "/datasete_gate/choice", id="7", message="1").status == 200
    assert (one.result().mask == 1).all()


def test_cancel_stops_the_run(gates: GateServer) -> None:
    """By both routes that know it."""
    image, chooser = gates.image(node_id="7"), gates.chooser()
    old_form(gates, "/datasete_gate/choice", id="7", message="__cancel__")
    old_form(gates, "/datasete_image_chooser/select", id="8", token=chooser.gate.token, action="cancel")
    for one in (image, chooser):
        with pytest.raises(Interrupted):
            one.result()


def test_bad_answers_leave_the_gates_open(gates: GateServer) -> None:
    """No waiting gate, out of range, stale, missing, unknown fields, broken text: a 4xx of the contract each."""
    ones = gates.image(node_id="7"), gates.chooser(), gates.text()
    token = ones[1].gate.token
    for path, status, fields in (
        ("gate/choice", 404, {"id": "8", "message": "1"}),
        ("gate/choice", 404, {"id": "", "message": "1"}),
        ("gate/choice", 422, {"id": "7", "message": "3"}),
        ("gate/choice", 422, {"id": "7", "message": "99"}),
        ("gate/choice", 422, {"id": "7", "message": "-3"}),
        ("gate/choice", 422, {"id": "7"}),
        ("gate/choice", 422, {"message": "1"}),
        ("gate/choice", 422, {"id": "7", "message": "1", "more": "x"}),
        ("gate/mask", 404, {"id": "8"}),
        ("text_gate/pass", 404, {"id": "7", "text": "x"}),
        ("text_gate/pass", 422, {"text": "x"}),
        ("image_chooser/select", 409, {"id": "8", "token": "stale", "selection": "[0]"}),
        ("image_chooser/select", 409, {"id": "7", "token": token, "selection": "[0]"}),
        ("image_chooser/select", 400, {"id": "8", "selection": "[0]"}),
        ("image_chooser/select", 400, {"id": "8", "token": token}),
        ("image_chooser/select", 400, {"id": "8", "token": token, "selection": "[3]"}),
        ("image_chooser/select", 400, {"id": "8", "token": token, "selection": "[true]"}),
    ):
        reply = new_form(gates, f"/datasete_{path}", **fields)
        assert (reply.status, bool(reply.code)) == (status, True), (path, fields, reply)
    for body, kind, status in (
        (b"id=9&text=%FF", "application/x-www-form-urlencoded", 422),
        (b"id=9&id=9", "application/x-www-form-urlencoded", 422),
        (b"id=9&text=" + b"x" * (1 << 20), "application/x-www-form-urlencoded", 413),
        (b"id=9&text=x", "text/plain", 415),
        (b"id=9&text=x", "multipart/form-data; boundary=b", 400),
    ):
        reply = gates.server.request("POST", "/datasete_text_gate/pass", body, {"Content-Type": kind})
        assert (reply.status, bool(reply.code)) == (status, True), (body[:40], reply)
    plain = {"Content-Type": "application/x-www-form-urlencoded"}
    assert gates.server.request("POST", "/datasete_gate/mask", b"id=7", plain).status == 415
    for data in (b"garbage", png(size=(4, 6)), png(kind="JPEG")):
        reply = gates.server.post_form("/datasete_gate/mask", ("id", None, b"7"), ("mask", "m.png", data))
        assert (400 <= reply.status < 500, bool(reply.code)) == (True, True)
    assert all(gates.still_waits(one) for one in ones)


def test_pages_are_told_of_gates_that_wait(gates: GateServer) -> None:
    """On the socket of every tab: small pictures, the shapes of Dataset Gates."""

    async def listen() -> None:
        async with aiohttp.ClientSession() as session:
            socket = await session.ws_connect(f"http://127.0.0.1:{gates.server.port}/ws?clientId=page")
            await asyncio.to_thread(gates.image, node_id="7", width=2048, height=2048)
            shown = await until(socket, "datasete-gate-show")
            assert (set(shown), shown["id"], shown["routes"]) == ({"id", "image", "routes"}, "7", 2)
            with Image.open(io.BytesIO(base64.b64decode(shown["image"]))) as image:
                assert (image.format, image.size) == ("JPEG", (512, 512))
            chooser = await asyncio.to_thread(gates.chooser, 2)
            shown = await until(socket, "datasete-image-chooser-show")
            assert (shown["token"], shown["count"], len(shown["images"])) == (chooser.gate.token, 2, 2)
            await asyncio.to_thread(gates.text, "before")
            assert await until(socket, "datasete-textgate-show") == {"id": "9", "text": "before"}
            await socket.close()

    asyncio.run(asyncio.wait_for(listen(), 30))


async def until(socket: aiohttp.ClientWebSocketResponse, kind: str) -> Any:
    """The data of the next message of that kind."""
    while True:
        message = await socket.receive_json(timeout=10)
        if message["type"] == kind:
            return message["data"]
