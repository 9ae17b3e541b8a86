"""The WebSocket of the standalone server: who gets in, what arrives, what happens to slow and returning tabs."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from penstock.adapters.standalone import websocket

Serve = Callable[..., Any]
Socket = aiohttp.ClientWebSocketResponse

SLOW = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}},
    "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
}


def talk(server: Any, steps: Callable[[Callable[..., Awaitable[Socket]]], Awaitable[None]]) -> None:
    """Run `steps(connect)` with a client; `connect(client_id, **headers)` opens a socket."""

    async def run() -> None:
        async with aiohttp.ClientSession() as session:

            async def connect(client_id: str = "tab", path: str = "/ws", **headers: str) -> Socket:
                url = f"http://127.0.0.1:{server.port}{path}?clientId={client_id}"
                return await session.ws_connect(url, headers={k.replace("_", "-"): v for k, v in headers.items()})

            await asyncio.wait_for(steps(connect), 30)

    asyncio.run(run())


async def until(socket: Socket, kind: str) -> Any:
    """The data of the next message of that kind."""
    while True:
        message = await socket.receive_json(timeout=10)
        if message["type"] == kind:
            return message["data"]


def test_the_first_frame_is_the_status_with_the_client_s_id(serve_standalone: Serve) -> None:
    """A tab is greeted with the queue's status and the id that it asked for, or a new one."""

    async def steps(connect: Any) -> None:
        first = await (await connect("mine", "/api/ws")).receive_json()
        assert first == {"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 0}}, "sid": "mine"}}
        second = await (await connect("")).receive_json()
        assert second["data"]["sid"] not in ("", "mine")

    talk(serve_standalone(), steps)


def test_feature_flags_are_answered_and_nonsense_is_not(serve_standalone: Serve) -> None:
    """The client's feature flags get ours; what is no message of the protocol changes nothing."""

    async def steps(connect: Any) -> None:
        socket = await connect()
        for nonsense in ("", "{", "[]", "null", '"x"', '{"type": 5}', "[" * 5000, '{"type":"executed"}'):
            await socket.send_str(nonsense)
        await socket.send_bytes(b"\0\1")
        await socket.send_json({"type": "feature_flags", "data": {"supports_preview_metadata": True}})
        assert "max_upload_size" in await until(socket, "feature_flags")

    talk(serve_standalone(), steps)


def test_a_run_is_told_to_the_tab_that_asked_for_it(serve_standalone: Serve) -> None:
    """The tab whose id stands in the prompt hears of its run in order; other tabs hear only the queue's status."""
    server = serve_standalone()

    async def steps(connect: Any) -> None:
        mine, other = await connect("mine"), await connect("other")
        await asyncio.to_thread(server.post_json, "/prompt", {"prompt": SLOW, "client_id": "mine"})
        kinds = []
        while "execution_success" not in kinds:
            kinds.append((await mine.receive_json(timeout=10))["type"])
        wanted = ["execution_start", "executing", "executed", "execution_success"]
        assert [kind for kind in wanted if kind in kinds] == sorted(wanted, key=kinds.index)
        heard = set()
        while not other.closed and (message := await _next(other)) is not None:
            heard.add(message["type"])
        assert heard == {"status"}

    talk(server, steps)


async def _next(socket: Socket) -> Any:
    try:
        return await socket.receive_json(timeout=0.5)
    except TimeoutError:
        return None


def test_events_of_plugins_reach_every_tab(serve_standalone: Serve) -> None:
    """A change of a pool made over HTTP arrives in every tab as `penstock.<event>` with the event's fields."""
    server = serve_standalone()

    async def steps(connect: Any) -> None:
        tabs = [await connect("a"), await connect("b")]
        await asyncio.to_thread(server.post_json, "/penstock/pools", {"id": "seen"})
        for tab in tabs:
            data = await until(tab, "penstock.pool_created")
            assert (data["pool_id"], data["seq"] > 0, bool(data["epoch"])) == ("seen", True, True)

    talk(server, steps)


def test_a_returning_tab_takes_the_place_of_its_old_connection(serve_standalone: Serve) -> None:
    """A tab that connects again under its id gets the messages from then on, and what runs for it at once."""
    server = serve_standalone()
    tabs = server.subject.tabs

    async def steps(connect: Any) -> None:
        old = await connect("mine")
        await until(old, "status")
        tabs.send("executing", {"node": "7", "prompt_id": "p"}, "mine")
        assert (await until(old, "executing"))["node"] == "7"
        new = await connect("mine")
        assert (await until(new, "executing"))["node"] == "7"
        assert (await old.receive(timeout=10)).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
        tabs.send("executing", {"node": None, "prompt_id": "p"}, "mine")
        assert (await until(new, "executing"))["node"] is None
        assert tabs.count == 1

    talk(server, steps)


def test_a_tab_that_does_not_read_is_dropped(serve_standalone: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tab that falls behind by more than the bound is disconnected; the others get every message, in order."""
    monkeypatch.setattr(websocket, "BOUND", 20)
    server = serve_standalone()
    text = "x" * 200_000

    async def steps(connect: Any) -> None:
        stuck = await connect("stuck")
        stuck._reader._protocol.pause_reading()  # the client's window closes, as that of a suspended tab
        reading = await connect("reading")
        await until(reading, "status")
        for number in range(400):
            server.subject.tabs.send("tested", {"number": number, "text": text})
            assert (await until(reading, "tested"))["number"] == number
            if server.subject.tabs.count == 1:
                break
        assert server.subject.tabs.count == 1

    talk(server, steps)


REFUSED = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"Host": "evil.example"},
    {"Host": "127.0.0.1.evil.example"},
]


@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_other_sites_get_no_socket(serve_standalone: Serve, headers: dict[str, str]) -> None:
    """A WebSocket from another site, from `null`, or under a foreign Host is refused before it is opened."""
    server = serve_standalone()

    async def steps(connect: Any) -> None:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await connect("tab", **headers)
        assert refused.value.status == 403

    talk(server, steps)
    assert server.subject.tabs.count == 0


def test_our_own_page_gets_its_socket(serve_standalone: Serve) -> None:
    """The right Origin is let in."""
    server = serve_standalone()

    async def steps(connect: Any) -> None:
        socket = await connect("tab", Origin=f"http://127.0.0.1:{server.port}", Sec_Fetch_Site="same-origin")
        assert (await socket.receive_json())["type"] == "status"

    talk(server, steps)


def test_a_plain_request_for_the_socket_is_a_client_s_error(serve_standalone: Serve) -> None:
    """GET /ws without an upgrade, or with half of one, is a 4xx of the contract."""
    server = serve_standalone()

    assert server.get("/ws").code
    assert server.get("/ws", Upgrade="websocket", Connection="Upgrade").code
    assert server.get("/ws", Upgrade="websocket", Connection="Upgrade", Sec_WebSocket_Version="1").code


def test_messages_are_json_whatever_they_hold(serve_standalone: Serve) -> None:
    """What JSON has no word for, and text that is no text, arrive as JSON; without a server nothing happens."""
    odd = {"value": Path("x"), "text": "a\ud800", "number": float("nan")}
    websocket.Tabs().send("tested", odd)
    server = serve_standalone()

    async def steps(connect: Any) -> None:
        socket = await connect()
        await until(socket, "status")
        server.subject.tabs.send("tested", odd)
        assert await until(socket, "tested") == {"value": "x", "text": "a\ufffd", "number": None}

    talk(server, steps)
