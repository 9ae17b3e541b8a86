"""Events that are lost, doubled, late, foreign or nonsense: hints go wrong, the truth does not."""

import asyncio
import time
from typing import Any

import pytest

from penstock.adapters.testing.fake_comfyui import CURRENT, OLDEST, Fault, Quirks
from penstock.core.contracts.runs import NodeState
from penstock.plugins.runs.comfy.limits import Limits
from penstock.plugins.runs.ports import JobReport, OutcomeUnknown, PromptJob, Standing, Unreachable

EVENTS = (
    Fault.DUPLICATE,
    Fault.REORDER,
    Fault.SWALLOW,
    Fault.LATE,
    Fault.GARBAGE,
    Fault.OVERSIZE,
    Fault.FOREIGN,
    Fault.DROP,
    Fault.CLOSE,
    Fault.ZOMBIE,
)
MOMENTS = ("execution_start", "progress_state", "executed", "execution_success", "executing")


async def insist(it: Any, one: PromptJob) -> JobReport:
    """Submit and look as often as it takes."""
    async with asyncio.timeout(20):
        while True:
            try:
                await it.link.submit(one)
                report: JobReport = await it.ended(one.prompt_id)
            except (Unreachable, OutcomeUnknown):
                await asyncio.sleep(0.01)
            else:
                return report


@pytest.mark.parametrize("fault", EVENTS, ids=str)
def test_whatever_happens_to_its_events_a_run_ends_as_it_did(fakes: Any, linked: Any, job: Any, fault: Fault) -> None:
    """At each moment in turn; and the connection stands afterwards."""
    fake = fakes()
    fake.faults.away = 0.1
    moments = MOMENTS[2:3] if fault is Fault.OVERSIZE else MOMENTS

    async def story() -> None:
        async with linked(fake.url) as it:
            for seed, moment in enumerate(moments):
                await it.online()
                fake.faults.at(moment, fault)
                one = job(seed)
                assert (await insist(it, one)).standing is Standing.COMPLETED
            assert len(fake.executed) == len(moments)
            await it.online()
            assert {hint.prompt_id for hint in it.hints} <= set(fake.accepted)

    asyncio.run(story())


@pytest.mark.parametrize("quirks", [CURRENT, OLDEST], ids=["current", "oldest"])
def test_a_run_is_told_step_by_step(fakes: Any, linked: Any, job: Any, quirks: Quirks) -> None:
    """Its start, each node with its steps, its pictures, and that it may have ended."""
    fake = fakes(quirks)

    async def story() -> None:
        async with linked(fake.url) as it:
            one = job(1, steps=4)
            await it.link.submit(one)
            await it.until(lambda: it.hints and it.hints[-1].ended)
            steps = [node.value for hint in it.hints for node in hint.nodes if node.node == "1"]
            assert [value for value in steps if value] == sorted(value for value in steps if value)
            assert max(steps) == 4
            last = {node.node: node.state for hint in it.hints for node in hint.nodes}
            assert last == {"1": NodeState.DONE, "2": NodeState.DONE}
            pictures = [hint for hint in it.hints if hint.preview]
            assert {hint.preview_type for hint in pictures} == {"image/jpeg"}
            assert it.hints[0].started

    asyncio.run(story())


def test_a_cached_run_is_heard_of_though_it_ends_at_once(fakes: Any, linked: Any, job: Any) -> None:
    """The websocket stands before the prompt is sent."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            first, again = job(1), job(1)
            for one in (first, again):
                await it.link.submit(one)
                report = await it.ended(one.prompt_id)
            await it.until(lambda: any(hint.ended for hint in it.hints if hint.prompt_id == again.prompt_id))
            cached = {node for hint in it.hints if hint.prompt_id == again.prompt_id for node in hint.cached}
            assert cached == {"1", "2"} == report.cached

    asyncio.run(story())


def test_it_is_back_within_seconds(fakes: Any, linked: Any) -> None:
    """However long a server was away, with the limits that people have."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url, Limits()) as it:
            await asyncio.to_thread(fake.stop)
            await it.until(lambda: it.link.state.status == "offline")
            await asyncio.to_thread(time.sleep, 3.0)  # the longest delays have begun
            await asyncio.to_thread(fake.start)
            back = time.monotonic()
            await it.online(2)
            assert time.monotonic() - back < 4.0

    asyncio.run(story())


def test_a_frame_beyond_all_measure_ends_the_connection_only(fakes: Any, linked: Any, job: Any) -> None:
    """It is not kept in memory; the next connection stands at once, and the run is found."""
    fake = fakes()
    fake.faults.at("executed", Fault.OVERSIZE)

    async def story() -> None:
        async with linked(fake.url, Limits(largest_message=1 << 20)) as it:
            one = job(1)
            assert (await insist(it, one)).standing is Standing.COMPLETED
            await it.online(2)
            assert [done.prompt_id for done in fake.executed] == [one.prompt_id]

    asyncio.run(story())
