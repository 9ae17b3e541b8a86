"""A client of the fake ComfyUI that believes everything: HTTP calls, and one websocket whose messages are kept."""

import asyncio
import contextlib
import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import pytest
from attrs import define, field

from penstock.adapters.testing.fake_comfyui import FakeComfyUI


@define(eq=False)
class Listener:
    """A websocket as `client`: `messages` are JSON, `frames` binary, `nonsense` other texts; `ended` how it closed."""

    url: str
    client: str
    first: Any = None
    messages: list[dict[str, Any]] = field(factory=list)
    frames: list[bytes] = field(factory=list)
    nonsense: list[str] = field(factory=list)
    ended: int | None = None
    _loop: asyncio.AbstractEventLoop = field(factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None
    _task: "asyncio.Task[None] | None" = None

    def open(self) -> None:
        """Listen from now on."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up."""
        assert self._thread is not None
        if self._thread.is_alive() and self._task is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(10)

    @property
    def names(self) -> list[str]:
        """The types of the messages, in order, but for those of the queue."""
        return [one["type"] for one in self.messages if one["type"] != "status"]

    @property
    def sid(self) -> str:
        """The id that the server gave."""
        return next((str(one["data"]["sid"]) for one in self.messages if "sid" in one["data"]), "")

    def _run(self) -> None:
        self._task = self._loop.create_task(self._listen())
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.close()

    async def _listen(self) -> None:
        async with aiohttp.ClientSession() as session:
            where = f"{self.url}/ws?clientId={self.client}"
            async with session.ws_connect(where, max_msg_size=0) as socket:
                if self.first is not None:
                    await socket.send_json(self.first)
                async for message in socket:
                    self._keep(message)
                self.ended = socket.close_code or 1006

    def _keep(self, message: aiohttp.WSMessage) -> None:
        if message.type is aiohttp.WSMsgType.BINARY:
            self.frames.append(message.data)
            return
        with contextlib.suppress(ValueError):
            said = json.loads(message.data)
            if isinstance(said, dict) and isinstance(said.get("data"), dict):
                self.messages.append(said)
                return
        self.nonsense.append(message.data)


@define
class Client:
    """Calls to `server`, and listeners to it."""

    server: FakeComfyUI
    _listeners: list[Listener] = field(factory=list)

    def listen(self, client: str = "me", first: Any = None) -> Listener:
        """A listener that the server has greeted."""
        made = Listener(self.server.url, client, first)
        self._listeners.append(made)
        made.open()
        self.until(lambda: made.sid or made.ended)
        return made

    def call(self, path: str, body: Any = None, *, data: bytes | None = None, kind: str = "application/json") -> Any:
        """What the server answers, as JSON; an error's status where it is one."""
        sent = json.dumps(body).encode() if body is not None else data
        request = urllib.request.Request(self.server.url + path, sent, {"Content-Type": kind})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                content = answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return {"status": error.code, "body": error.read()}
        return json.loads(content) if content else None

    def submit(self, prompt: dict[str, Any], *, client: str = "me", prompt_id: str = "") -> str:
        """Queue a prompt; its id."""
        prompt_id = prompt_id or str(uuid.uuid4())
        answer = self.call("/prompt", {"prompt": prompt, "prompt_id": prompt_id, "client_id": client})
        assert answer["prompt_id"] == prompt_id
        return prompt_id

    def ended(self, prompt_id: str) -> dict[str, Any]:
        """What the history says of a prompt, as soon as it says anything."""
        entry: dict[str, Any] = self.until(lambda: self.call(f"/history/{prompt_id}"))[prompt_id]
        return entry

    def until(self, condition: Callable[[], Any]) -> Any:
        """Wait until something is so."""
        end = time.monotonic() + 10
        while not (found := condition()):
            assert time.monotonic() < end, "it never became so"
            time.sleep(0.005)
        return found

    def close(self) -> None:
        """Hang up everywhere."""
        for listener in self._listeners:
            listener.close()


@pytest.fixture
def connect() -> Iterator[Callable[[FakeComfyUI], Client]]:
    """`connect(server)`: a client of it, closed at the end."""
    made: list[Client] = []

    def one(server: FakeComfyUI) -> Client:
        made.append(Client(server))
        return made[-1]

    yield one
    for client in made:
        client.close()


@pytest.fixture
def server() -> Iterator[FakeComfyUI]:
    """A server like today's."""
    with FakeComfyUI() as made:
        made.faults.away = 0.05
        yield made


@pytest.fixture
def client(server: FakeComfyUI, connect: Callable[[FakeComfyUI], Client]) -> Iterator[Client]:
    """A client of it."""
    made = connect(server)
    yield made
    made.close()


@pytest.fixture
def picture() -> Callable[..., dict[str, Any]]:
    """`picture(seed, steps)`: a graph of a picture that is saved."""

    def graph(seed: int = 1, steps: int = 2, **inputs: Any) -> dict[str, Any]:
        return {
            "1": {"class_type": "FakePicture", "inputs": {"seed": seed, "steps": steps, "fails": False, **inputs}},
            "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "fake"}},
        }

    return graph
