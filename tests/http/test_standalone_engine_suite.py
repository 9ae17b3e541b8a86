"""The suite of graphs over HTTP and WebSocket: the standalone server speaks ComfyUI's protocol, graph by graph."""

import asyncio
import hashlib
import json
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from attrs import define, field

sys.path.append(str(Path(__file__).parents[1]))

from engine_suite import suite_datasets, suite_nodes, suite_profiles, suite_stories, suite_texts
from engine_suite.graphs import suite
from engine_suite.judging import differences
from engine_suite.watching import observe

WAIT_SECONDS = 30.0


@define(eq=False)
class Tab:
    """An open tab of the server: its messages are read on a thread until it is closed."""

    server: Any
    client_id: str = "suite"
    messages: list[dict[str, Any]] = field(factory=list)
    _heard: "queue.Queue[dict[str, Any] | Exception]" = field(factory=queue.Queue)

    def request(self, method: str, path: str, **arguments: Any) -> Any:
        """One request of the page."""
        if "json" in arguments:
            return self.server.post_json(path, arguments["json"], method)
        return self.server.request(method, path)

    def wait_for(self, fits: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
        """The first message that fits."""
        for message in self.messages:
            if fits(message):
                return message
        while True:
            heard = self._heard.get(timeout=WAIT_SECONDS)
            if isinstance(heard, Exception):
                raise heard
            self.messages.append(heard)
            if fits(heard):
                return heard

    async def read(self, opened: threading.Event, closed: asyncio.Event) -> None:
        """Hand on what the server sends, until the tab is closed."""
        url = f"http://127.0.0.1:{self.server.port}/ws?clientId={self.client_id}"
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            opened.set()
            closing = asyncio.ensure_future(closed.wait())
            while not closing.done():
                message = asyncio.ensure_future(socket.receive())
                await asyncio.wait({message, closing}, return_when=asyncio.FIRST_COMPLETED)
                if not message.done():
                    message.cancel()
                    await asyncio.wait({message})
                elif message.result().type is aiohttp.WSMsgType.TEXT:
                    self._heard.put(json.loads(message.result().data))
                else:
                    self._heard.put(ConnectionError("the socket was closed"))
                    return


@pytest.fixture
def suite_tab(serve_standalone: Callable[..., Any], tmp_path: Path) -> Iterator[Tab]:
    """A tab at a server with the nodes of the suite as single-file plugins that the user enabled."""
    plugins = (suite_datasets, suite_nodes, suite_profiles, suite_stories, suite_texts)
    sources = [Path(str(module.__file__)) for module in plugins]
    private = tmp_path / "suite" / "user" / "__penstock"
    (private / "plugins").mkdir(parents=True)
    for source in sources:
        (private / "plugins" / source.name).write_bytes(source.read_bytes())
    enabled = {source.stem: hashlib.sha256(source.read_bytes()).hexdigest() for source in sources}
    (private / "settings.json").write_text(json.dumps({"format": 1, "enabled_files": enabled}))
    tab = Tab(serve_standalone(data=tmp_path / "suite"))
    opened, closed, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()
    thread = threading.Thread(target=lambda: loop.run_until_complete(tab.read(opened, closed)))
    thread.start()
    assert opened.wait(WAIT_SECONDS)
    yield tab
    loop.call_soon_threadsafe(closed.set)
    thread.join(WAIT_SECONDS)
    loop.close()


def test_the_server_does_what_the_suite_says(suite_tab: Tab) -> None:
    """Every graph of the suite gives over HTTP and WebSocket what its sentence says."""
    wrong = {
        f"{graph.name} (step {number})": found
        for graph in suite("http")
        for number, step in enumerate(graph.steps)
        if (found := differences(step, observe(suite_tab, step)))
    }
    assert wrong == {}
