"""The websockets of a fake server, with ComfyUI's own mistakes."""

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any, Final

from aiohttp import WSMsgType, web
from attrs import define, field

from .quirks import Quirks

_SEND_SECONDS: Final = 1.0
_GARBAGE: Final = (
    "this is no JSON",
    "[]",
    "null",
    '{"type": 7, "data": []}',
    '{"type": "progress", "data": {"value": "much", "max": null, "node": {}, "prompt_id": 5}}',
    '{"type": "progress_state", "data": {"nodes": [1, 2]}}',
    '{"type": "executing"}',
    '{"type": "status", "data": {"status": null}}',
    '{"type": "never_heard_of", "data": {"x": NaN}}',
)
_BINARY: Final = (
    b"",
    b"\0",
    b"\0\0\0\1",
    b"\0\0\0\1\0\0\0\x09abc",
    b"\0\0\0\4\xff\xff\xff\xff{",
    b"\0\0\0\3\0\0\0\x09a",
    b"\0\0\0\x0anew",
)


@define(eq=False)
class Sockets:
    """The clients by id. Only on its server's event loop. `told_by` counts connections that were accepted."""

    quirks: Quirks
    status: Callable[[], dict[str, Any]]
    current: Callable[[], tuple[str, str | None]]
    """The client whose prompt runs, and the node."""
    by_id: dict[str, web.WebSocketResponse] = field(factory=dict)
    flags: dict[str, dict[str, Any]] = field(factory=dict)
    keys: dict[str, str] = field(factory=dict)
    everybody: list[web.WebSocketResponse] = field(factory=list)
    zombies: list[web.WebSocketResponse] = field(factory=list)
    accepted: int = 0

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection until it ends."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        sid = request.query.get("clientId", "")
        if sid in self.keys and not await self._may(socket, sid):
            return socket
        if sid in self.keys and self.quirks.credentials == "renamed":
            sid = ""
        sid = sid or uuid.uuid4().hex
        self.by_id[sid] = socket
        self.flags[sid] = {}
        self.everybody.append(socket)
        self.accepted += 1
        try:
            await self._greet(socket, sid)
            await self._listen(socket, sid)
        finally:
            self._forget(socket, sid)
        return socket

    async def _may(self, socket: web.WebSocketResponse, sid: str) -> bool:
        if self.quirks.credentials != "required":
            return True
        try:
            message = await socket.receive(timeout=self.quirks.credential_seconds)
            said = json.loads(message.data) if message.type is WSMsgType.TEXT else {}
        except (TimeoutError, ValueError):
            said = {}
        if said.get("type") == "credential_auth" and said["data"].get("credential_key") == self.keys[sid]:
            return True
        await socket.close(code=1008, message=b"credential required")
        return False

    async def _greet(self, socket: web.WebSocketResponse, sid: str) -> None:
        data: dict[str, Any] = {"status": self.status(), "sid": sid}
        if self.quirks.credentials:
            data["credential_key"] = self.keys.setdefault(sid, uuid.uuid4().hex)
        await self._send(socket, json.dumps({"type": "status", "data": data}))
        client, node = self.current()
        if client == sid and node is not None:
            await self._send(socket, json.dumps({"type": "executing", "data": {"node": node}}))

    async def _listen(self, socket: web.WebSocketResponse, sid: str) -> None:
        first = True
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            said = json.loads(message.data)
            if first and said.get("type") == "feature_flags":
                self.flags[sid] = said.get("data", {})
                answer = {"supports_preview_metadata": True, "max_upload_size": 104857600}
                await self._send(socket, json.dumps({"type": "feature_flags", "data": answer}))
            first = said.get("type") == "credential_auth" and first

    def _forget(self, socket: web.WebSocketResponse, sid: str) -> None:
        self.everybody.remove(socket)
        if self.quirks.pop_bug or self.by_id.get(sid) is socket:
            self.by_id.pop(sid, None)
            self.flags.pop(sid, None)

    async def tell(self, kind: str, data: Any, sid: str | None) -> None:
        """One event to one client, or to all."""
        text = json.dumps({"type": kind, "data": data})
        for socket in self._to(sid):
            await self._send(socket, text)

    async def show(self, frame: bytes, sid: str | None) -> None:
        """One binary frame to one client, or to all."""
        for socket in self._to(sid):
            await self._send(socket, frame)

    async def babble(self, sid: str | None) -> None:
        """Nonsense, to one client or to all."""
        for socket in self._to(sid):
            for nonsense in (*_GARBAGE, *_BINARY):
                await self._send(socket, nonsense)

    def _to(self, sid: str | None) -> list[web.WebSocketResponse]:
        if sid is None:
            return list(self.by_id.values())
        return [self.by_id[sid]] if sid in self.by_id else []

    async def _send(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        if socket in self.zombies or socket.closed:
            return
        try:
            sending = socket.send_str(message) if isinstance(message, str) else socket.send_bytes(message)
            await asyncio.wait_for(sending, _SEND_SECONDS)
        except (ConnectionError, TimeoutError, RuntimeError):
            return  # as ComfyUI: whoever cannot be told is not told

    def make_zombies(self) -> None:
        """The connections of now are told nothing more."""
        self.zombies.extend(self.everybody)

    async def close(self) -> None:
        """Close every connection properly."""
        for socket in list(self.everybody):
            await socket.close()
