"""A connection to a fake server, and what came through it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from attrs import define, evolve, field

from penstock.adapters.testing.fake_comfyui import FakeComfyUI, Quirks
from penstock.core.clock import SystemClock
from penstock.core.contracts.comfy_servers import ComfyServer
from penstock.core.files import Files
from penstock.plugins.runs.comfy.connection import link_maker
from penstock.plugins.runs.comfy.limits import Limits
from penstock.plugins.runs.ports import Hint, JobReport, LinkState, PromptJob, ServerLink, Standing

IMPATIENT = Limits(
    connect=2.0,
    greeting=1.0,
    answer=5.0,
    submit=5.0,
    quiet_transfer=0.5,
    ping=1.0,
    probe=0.4,
    settle=0.3,
    doubt=0.05,
    refresh=30.0,
    retry=0.3,
)
ENDS = (Standing.COMPLETED, Standing.FAILED, Standing.CANCELLED)


@define(eq=False)
class Linked:
    """A link, what it hinted, and how it stood."""

    link: ServerLink
    hints: list[Hint]
    states: list[LinkState]
    running: "asyncio.Task[None]"

    async def until(self, condition: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait for a condition."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def online(self, epoch: int = 1) -> None:
        """Wait for a connection."""
        await self.until(lambda: self.link.state.status == "online" and self.link.state.epoch >= epoch)

    async def report(self, prompt_id: str) -> JobReport:
        """What the server says of one prompt now."""
        return (await self.link.look([prompt_id]))[prompt_id]

    async def ended(self, prompt_id: str) -> JobReport:
        """Wait for the end of a prompt."""
        async with asyncio.timeout(30.0):
            while (report := await self.report(prompt_id)).standing not in ENDS:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return report


Links = Callable[..., AbstractAsyncContextManager[Linked]]


@asynccontextmanager
async def _linked(
    url: str, limits: Limits = IMPATIENT, *, waits: bool = True, patience: float = 0, **server: Any
) -> AsyncIterator[Linked]:
    limits = evolve(limits, answer=patience, submit=patience) if patience else limits
    hints: list[Hint] = []
    states: list[LinkState] = []
    there = ComfyServer(id="there", title="There", url=url, **server)
    link = link_maker(SystemClock(), Files(), limits)(there, hints.append, states.append)
    linked = Linked(link, hints, states, asyncio.create_task(link.run()))
    try:
        if waits:
            await linked.online()
        yield linked
    finally:
        linked.running.cancel()
        await asyncio.gather(linked.running, return_exceptions=True)


@pytest.fixture
def linked() -> Links:
    """`async with linked(url) as it`: a connection that stands; `patience` is how long an answer may take."""
    return _linked


@define(eq=False)
class Fakes:
    """Makes fake servers, and ends them with the test."""

    running: list[FakeComfyUI] = field(factory=list)

    def __call__(self, quirks: Quirks | None = None, **options: Any) -> FakeComfyUI:
        fake = FakeComfyUI(quirks or Quirks(), **options)
        self.running.append(fake.__enter__())
        return fake


@pytest.fixture
def fakes() -> Iterator[Fakes]:
    """`fakes(quirks)` is a fake server that runs."""
    made = Fakes()
    yield made
    for fake in made.running:
        fake.__exit__(None, None, None)


@pytest.fixture
def job() -> Callable[..., PromptJob]:
    """`job(seed, steps=2)`: a prompt that makes and saves a picture."""

    def make(seed: int = 0, **inputs: Any) -> PromptJob:
        prompt = {
            "1": {
                "class_type": "FakePicture",
                "inputs": {"seed": seed, "steps": 2, "fails": False, **inputs},
                "_meta": {"title": "Make it"},
            },
            "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "made"}},
        }
        return PromptJob(prompt_id=str(uuid.uuid4()), prompt=prompt, document={"nodes": []})

    return make
