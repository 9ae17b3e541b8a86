"""A browser tab without a browser: HTTP requests and one WebSocket, from tests that are not async."""

import asyncio
import json
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import aiohttp
from attrs import define, field, frozen
from PIL import Image

WAIT_SECONDS = 60.0


@frozen
class Answer:
    """An HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@frozen
class Run:
    """What became of one prompt: every message about it, in order, and its outputs by node."""

    prompt_id: str
    messages: list[dict[str, Any]]
    outputs: Mapping[str, Any]

    @property
    def status(self) -> str:
        """`success`, `error` or `interrupted`."""
        ends = [one["type"] for one in self.messages if one["type"] in _ENDS]
        return _ENDS[ends[-1]]

    @property
    def cached(self) -> set[str]:
        """The nodes whose results came from the cache."""
        found: set[str] = set()
        for one in self.messages:
            if one["type"] == "execution_cached":
                found |= set(one["data"]["nodes"])
        return found

    @property
    def error(self) -> str:
        """The message of the error that ended the run."""
        return "".join(one["data"]["exception_message"] for one in self.messages if one["type"] == "execution_error")


_ENDS = {"execution_success": "success", "execution_error": "error", "execution_interrupted": "interrupted"}


@define(eq=False)
class LiveClient:
    """One tab at `url`. Messages of the server are kept from the moment it is opened."""

    url: str
    client_id: str = field(factory=lambda: str(uuid.uuid4()))
    messages: list[dict[str, Any]] = field(factory=list)
    _changed: threading.Condition = field(factory=threading.Condition)
    _loop: asyncio.AbstractEventLoop = field(factory=asyncio.new_event_loop)
    _session: Any = None
    _socket: Any = None
    _reader: Any = None
    _thread: Any = None

    def __enter__(self) -> "LiveClient":
        self._thread = threading.Thread(target=self._loop.run_forever, name="live-client", daemon=True)
        self._thread.start()
        self._wait(self._open())
        return self

    def __exit__(self, *_error: object) -> None:
        self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def request(self, method: str, path: str, **arguments: Any) -> Answer:
        """One request; `arguments` are those of aiohttp (`json`, `data`, `headers`)."""
        return self._wait(self._request(method, path, arguments))

    def get(self, path: str) -> Any:
        """The JSON at `path`; an error status is a failed assertion."""
        answer = self.request("GET", path)
        assert answer.status == 200, (path, answer.status, answer.body[:500])
        return answer.json()

    def wait_for(self, fits: Callable[[dict[str, Any]], bool], seconds: float = WAIT_SECONDS) -> dict[str, Any]:
        """The first message that fits, among those already here and those to come."""
        end = time.monotonic() + seconds
        with self._changed:
            while True:
                for message in self.messages:
                    if fits(message):
                        return message
                left = end - time.monotonic()
                assert left > 0, ("no such message among", [one["type"] for one in self.messages])
                self._changed.wait(left)

    def queue(self, prompt: Mapping[str, Any]) -> str:
        """Queue a graph in API format; the id of the run. What ComfyUI refuses is a failed assertion."""
        answer = self.request("POST", "/prompt", json={"prompt": prompt, "client_id": self.client_id})
        assert answer.status == 200, answer.body.decode()
        return str(answer.json()["prompt_id"])

    def finished(self, prompt_id: str) -> Run:
        """The run, once it has ended."""

        def about(message: dict[str, Any]) -> bool:
            return bool((message.get("data") or {}).get("prompt_id") == prompt_id)

        self.wait_for(lambda one: one["type"] in _ENDS and about(one))
        outputs = self.history(prompt_id)["outputs"]
        return Run(prompt_id, [one for one in self.messages if about(one)], outputs)

    def run(self, prompt: Mapping[str, Any]) -> Run:
        """Queue a graph and wait for its end."""
        return self.finished(self.queue(prompt))

    def picture(self, item: Mapping[str, str]) -> Image.Image:
        """The picture of an output `{filename, subfolder, type}`."""
        answer = self._wait(self._request("GET", "/view", {"params": dict(item)}))
        assert answer.status == 200, answer.body[:500]
        return Image.open(BytesIO(answer.body))

    def history(self, prompt_id: str) -> Mapping[str, Any]:
        """ComfyUI's record of a run, once it is there: it is written just after the run's last message."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            history = self.get(f"/history/{prompt_id}")
            if prompt_id in history:
                entry: Mapping[str, Any] = history[prompt_id]
                return entry
            time.sleep(0.02)
        raise AssertionError("the run never came into the history")

    async def _open(self) -> None:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(f"{self.url}/ws?clientId={self.client_id}", max_msg_size=0)
        self._reader = asyncio.ensure_future(self._read(self._socket))

    async def _read(self, socket: Any) -> None:
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                with self._changed:
                    self.messages.append(json.loads(message.data))
                    self._changed.notify_all()

    async def _close(self) -> None:
        await self._socket.close()
        await self._reader
        await self._session.close()

    async def _request(self, method: str, path: str, arguments: dict[str, Any]) -> Answer:
        async with self._session.request(method, self.url + path, **arguments) as answer:
            return Answer(answer.status, answer.headers, await answer.read())

    def _wait(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(WAIT_SECONDS * 2)
