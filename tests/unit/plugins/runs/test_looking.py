"""How often a driver looks at a server: soon after a hint, and never on and on."""

import asyncio
from types import SimpleNamespace
from typing import Any

from attrs import define
from hypothesis import given
from hypothesis import strategies as st

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.contracts.comfy_servers import ComfyServer
from penstock.plugins.runs.driver_server import ONLINE, ServerDriver
from penstock.plugins.runs.ports import LinkState
from penstock.plugins.runs.tracking import Pace


@given(st.lists(st.booleans(), max_size=30))
def test_each_wait_after_a_hint_is_longer_than_the_one_before(absences: list[bool]) -> None:
    """Only the first one is none, whatever the looks in between found, or if none was made."""
    pace = Pace()
    pace.hurry()
    waits = [pace.wait(absent=absent) for absent in absences]
    assert all(wait > 0 for wait in waits[1:])
    assert all(wait >= 1 for wait in waits[5:])
    pace.settle()
    assert pace.wait(absent=False) == 2


@define
class Counting(Pace):
    """Counts how often somebody asks."""

    asked: int = 0

    def wait(self, *, absent: bool) -> float:
        """See `Pace`."""
        self.asked += 1
        return super().wait(absent=absent)


class Link:
    """A server that is there and has nothing to do."""

    state = LinkState(status=ONLINE, since=0)

    def __init__(self, server: ComfyServer, _heard: Any, changed: Any) -> None:
        self.server, self.changed = server, changed

    async def run(self) -> None:
        """It comes, and stays."""
        self.changed(self.state)
        await asyncio.Event().wait()


class Threads:
    """Know of no classes of nodes, and of no results that are missing."""

    async def heavy(self, *_words: Any) -> None:
        """Nothing can be claimed."""

    async def database(self, *_words: Any) -> tuple[str, ...]:
        """No rows."""
        return ()


def test_a_server_without_runs_is_left_alone() -> None:
    """When it comes it is looked at a few times, not on and on."""
    pace = Counting()
    core: Any = SimpleNamespace(
        make_link=Link,
        clock=FakeClock(),
        ahead=lambda: 0,
        servers=list,
        threads=Threads(),
        store=SimpleNamespace(unfetched=None),
    )

    async def live() -> None:
        driver = ServerDriver(ComfyServer(id="here", title="Here", url=""), core, lambda: None, pace=pace)
        task = asyncio.create_task(driver.run())
        for _ in range(2_000):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(live())
    assert 0 < pace.asked < 10
