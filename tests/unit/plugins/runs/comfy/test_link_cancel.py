"""One prompt is stopped, and no other."""

import asyncio
import uuid
from typing import Any

import pytest
from attrs import evolve

from penstock.adapters.testing.fake_comfyui import CURRENT, OLD, OLDEST, Fault, Quirks
from penstock.plugins.runs.ports import Standing, Unreachable

KINDS = {"current": CURRENT, "old": OLD, "oldest": OLDEST}
kinds = pytest.mark.parametrize("quirks", KINDS.values(), ids=KINDS)


@kinds
def test_a_waiting_one_is_dropped_and_a_running_one_stopped(fakes: Any, linked: Any, job: Any, quirks: Quirks) -> None:
    """The one before and the one after are executed."""
    fake = fakes(evolve(quirks, pace=0.01))

    async def story() -> None:
        async with linked(fake.url) as it:
            jobs = [job(0, steps=5_000), *(job(seed) for seed in range(1, 4))]
            for one in jobs:
                await it.link.submit(one)
            await it.until(lambda: any(hint.nodes for hint in it.hints))
            await it.link.cancel(jobs[2].prompt_id)
            await it.link.cancel(jobs[0].prompt_id)
            assert (await it.ended(jobs[0].prompt_id)).standing is Standing.CANCELLED
            assert (await it.ended(jobs[1].prompt_id)).standing is Standing.COMPLETED
            assert (await it.report(jobs[2].prompt_id)).standing is Standing.ABSENT
            assert (await it.ended(jobs[3].prompt_id)).standing is Standing.COMPLETED

    asyncio.run(story())


@kinds
def test_what_has_ended_or_is_unknown_stops_nobody_else(fakes: Any, linked: Any, job: Any, quirks: Quirks) -> None:
    """The prompt that runs now is not hit by the cancel of another."""
    fake = fakes(quirks)

    async def story() -> None:
        async with linked(fake.url) as it:
            ended = job(1)
            await it.link.submit(ended)
            await it.ended(ended.prompt_id)
            fake.hold()
            running = job(2)
            await it.link.submit(running)
            await it.until(lambda: fake.queue.runs(running.prompt_id))
            await it.link.cancel(ended.prompt_id)
            await it.link.cancel(str(uuid.uuid4()))
            fake.release()
            assert (await it.ended(running.prompt_id)).standing is Standing.COMPLETED

    asyncio.run(story())


@kinds
def test_a_cancel_that_nobody_heard_is_an_error(fakes: Any, linked: Any, job: Any, quirks: Quirks) -> None:
    """So that it is tried again."""
    fake = fakes(evolve(quirks, pace=0.01))

    async def story() -> None:
        async with linked(fake.url) as it:
            one = job(1, steps=5_000)
            await it.link.submit(one)
            await it.until(lambda: any(hint.nodes for hint in it.hints))
            moments = (
                ("POST /api/jobs/{prompt_id}/cancel",) if quirks.jobs_cancel else ("POST /queue", "POST /interrupt")
            )
            for moment in moments:
                for fault in (Fault.RESET, Fault.ERROR, Fault.GATEWAY):
                    fake.faults.at(moment, fault)
                    with pytest.raises(Unreachable):
                        await it.link.cancel(one.prompt_id)
            await it.link.cancel(one.prompt_id)
            assert (await it.ended(one.prompt_id)).standing is Standing.CANCELLED

    asyncio.run(story())


@kinds
def test_a_cancel_as_it_begins_may_be_lost_and_is_made_again(fakes: Any, linked: Any, job: Any, quirks: Quirks) -> None:
    """ComfyUI forgets an interrupt when a prompt begins: what still runs at the next look is cancelled again."""
    fake = fakes(evolve(quirks, pace=0.01))

    async def story() -> None:
        async with linked(fake.url) as it:
            fake.hold()
            one = job(1, steps=5_000)
            await it.link.submit(one)
            await it.until(lambda: fake.queue.runs(one.prompt_id))
            await it.link.cancel(one.prompt_id)
            fake.release()
            while (report := await it.report(one.prompt_id)).standing is Standing.RUNNING:
                await it.link.cancel(one.prompt_id)
            assert report.standing is Standing.CANCELLED

    asyncio.run(story())


@kinds
def test_the_next_prompt_is_not_hit(fakes: Any, linked: Any, job: Any, quirks: Quirks) -> None:
    """One ends while it is cancelled: whatever begins then goes on, as far as the server can tell them apart."""
    fake = fakes(quirks)

    async def story() -> None:
        async with linked(fake.url) as it:
            jobs = [job(seed, steps=0) for seed in range(30)]
            for one in jobs:
                await it.link.submit(one)
            for one in jobs[::2]:
                await it.link.cancel(one.prompt_id)
            for one in jobs[1::2]:
                assert (await it.ended(one.prompt_id)).standing is Standing.COMPLETED

    asyncio.run(story())
