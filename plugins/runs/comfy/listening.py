"""The websocket of one server: what it says is handed on; how it stands decides nothing about a run."""

import asyncio
import json
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from attrs import define, field

from ..ports import Unreachable
from .messages import Message, Preview, read_frame, read_text
from .web import WebClient, reason

_GOODBYE: Final = 2.0
_NOT_OURS: Final = 1008
"""The code of a server that does not believe that this client id is ours."""

_CAN: Final = json.dumps({"type": "feature_flags", "data": {"supports_preview_metadata": True}})


def _new_id() -> str:
    return uuid.uuid4().hex


@define(eq=False)
class Listening:
    """One websocket at a time: the old one is closed before the next is opened, as older servers drop both else.

    `client_id` is what prompts are sent with: the id that the server says, which need not be the one that we chose.
    `last` is when something was heard last, in seconds of the event loop; `remaining` how long its queue was then.
    """

    _web: WebClient
    _heard: Callable[[Message | Preview], None]
    _status: Callable[[], None]
    client_id: str = field(factory=_new_id)
    last: float = 0.0
    remaining: int | None = None
    _credential: str = ""
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _greeted: bool = False

    async def connect(self) -> None:
        """Connect and be greeted. Raises `Unreachable`."""
        await self.close()
        try:
            self._socket = await self._open()
            async with asyncio.timeout(self._web.limits.greeting):
                await self._greet(self._socket)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            await self.close()
            raise Unreachable(reason(error)) from error
        except BaseException:
            await self.close()
            raise

    async def listen(self) -> str:
        """Hand on what comes until the connection ends; why it did."""
        socket = self._socket
        while socket is not None and self._take(await socket.receive()):
            pass
        return "The connection broke."

    async def close(self) -> None:
        """Say goodbye; a server that does not answer it is not waited for."""
        socket, self._socket = self._socket, None
        if socket is not None:
            with suppress(aiohttp.ClientError, OSError, TimeoutError):  # it is gone already
                async with asyncio.timeout(_GOODBYE):
                    await socket.close()

    async def _open(self) -> aiohttp.ClientWebSocketResponse:
        limits = self._web.limits
        async with asyncio.timeout(limits.connect + limits.greeting):
            return await self._web.session().ws_connect(
                f"{self._web.server.url}/ws?clientId={quote(self.client_id, safe='')}",
                heartbeat=limits.ping,
                max_msg_size=limits.largest_message,
                timeout=aiohttp.ClientWSTimeout(ws_close=_GOODBYE),
            )

    async def _greet(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Who comes back proves first that the id is its own; what we can show has to be said before anything else."""
        self._greeted = False
        if self._credential:
            told = {"type": "credential_auth", "data": {"credential_key": self._credential}}
            await socket.send_str(json.dumps(told))
        await socket.send_str(_CAN)
        while not self._greeted:
            if not self._take(await socket.receive()):
                if socket.close_code == _NOT_OURS:
                    self.client_id, self._credential = _new_id(), ""
                raise Unreachable("It closed the connection before it said anything.")

    def _take(self, came: aiohttp.WSMessage) -> bool:
        """Whether the connection goes on."""
        if came.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
            return False
        self.last = asyncio.get_running_loop().time()
        is_text = came.type is aiohttp.WSMsgType.TEXT
        said = read_text(came.data) if is_text else read_frame(came.data)
        if isinstance(said, Message) and said.name == "status":
            self._note(said.data)
        elif said is not None:
            self._heard(said)
        return True

    def _note(self, data: Mapping[str, Any]) -> None:
        sid, credential = data.get("sid"), data.get("credential_key")
        if isinstance(credential, str) and credential:
            self._credential = credential
        if isinstance(sid, str) and sid:
            self.client_id, self._greeted = sid, True
        found = data.get("status")
        self.remaining = remaining(found) if isinstance(found, Mapping) else self.remaining
        self._status()


def remaining(said: Mapping[str, Any]) -> int | None:
    """How many prompts a server has left, as it tells by `status` and by `GET /prompt`."""
    told = said.get("exec_info")
    count = told.get("queue_remaining") if isinstance(told, Mapping) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None
