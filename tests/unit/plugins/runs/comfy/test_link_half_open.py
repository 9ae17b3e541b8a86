"""Connections that are dead at one end only, through a network that loses what it carries."""

import asyncio
from contextlib import suppress
from typing import Any

from attrs import define, evolve, field

from penstock.adapters.testing.fake_comfyui import Quirks
from penstock.plugins.runs.comfy.limits import Limits
from penstock.plugins.runs.ports import Standing

QUICK = Limits(connect=2, greeting=1, answer=2, submit=5, ping=0.6, probe=0.4, settle=0.2, doubt=0.05, retry=0.3)


@define(eq=False)
class Network:
    """A way to a server. Connections of before `lose` carry nothing any more, and stand until `end`."""

    port: int
    _lost: bool = False
    _server: asyncio.Server | None = None
    _halves: list[tuple[asyncio.Event, asyncio.StreamWriter, asyncio.StreamWriter]] = field(factory=list)

    async def open(self) -> str:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def lose(self) -> None:
        """What is connected now is cut off, and neither end is told."""
        for lost, _client, _server in self._halves:
            lost.set()

    def end(self) -> None:
        """The server hears that its ends of what was lost are dead."""
        for lost, client, server in self._halves:
            if lost.is_set():
                server.transport.abort()
                client.transport.abort()

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        for _lost, client, server in self._halves:
            client.transport.abort()
            server.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        lost = asyncio.Event()
        self._halves.append((lost, writer, back))
        with suppress(OSError):
            await asyncio.gather(self._copy(reader, back, lost), self._copy(there, writer, lost))

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: asyncio.Event) -> None:
        while data := await reader.read(65536):
            if not lost.is_set():
                writer.write(data)
        if not lost.is_set():
            writer.close()


def test_a_half_open_connection_is_replaced_and_its_late_end_is_survived(fakes: Any, linked: Any, job: Any) -> None:
    """Older servers forget the new socket when the old one dies at last: that is noticed, and events come again."""
    fake = fakes(Quirks(pop_bug=True))

    async def story() -> None:
        network = Network(fake.port)
        async with linked(await network.open(), QUICK) as it:
            await asyncio.sleep(0)
            network.lose()
            await it.online(2)
            await it.until(lambda: fake.connections == 2)
            network.end()
            await it.until(lambda: fake.connections == 1)
            for seed in (1, 2):  # the first finds out that nothing is heard
                one = job(seed)
                await it.link.submit(one)
                assert (await it.ended(one.prompt_id)).standing is Standing.COMPLETED
                await it.online(3)
            await it.until(lambda: any(hint.ended for hint in it.hints if hint.prompt_id == one.prompt_id))
        await network.close()

    asyncio.run(story())


def test_silence_while_a_run_goes_on_makes_the_connection_anew(fakes: Any, linked: Any, job: Any) -> None:
    """To be sure, and quietly: nobody is told that the server was away."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url, evolve(QUICK, refresh=0.2)) as it:
            fake.hold()
            one = job(1)
            await it.link.submit(one)
            await it.until(lambda: fake._living.sockets.accepted >= 3)
            assert it.link.state.epoch == 1
            assert {state.status for state in it.states} == {"online"}
            fake.release()
            assert (await it.ended(one.prompt_id)).standing is Standing.COMPLETED

    asyncio.run(story())
