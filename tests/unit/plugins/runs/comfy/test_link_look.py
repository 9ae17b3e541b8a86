"""What a server knows of a prompt, on every kind of server; no answer is no news."""

import asyncio
import uuid
from typing import Any

import pytest
from attrs import evolve

from penstock.adapters.testing.fake_comfyui import CURRENT, OLD, OLDEST, Fault, Quirks
from penstock.plugins.runs.comfy.job_reports import from_job
from penstock.plugins.runs.ports import Standing, Unreachable

KINDS = {"current": CURRENT, "old": OLD, "oldest": OLDEST}
BROKEN = (Fault.ERROR, Fault.RESET, Fault.HANG, Fault.NOT_JSON, Fault.GATEWAY, Fault.CUT, Fault.RESET_AFTER)
kinds = pytest.mark.parametrize("quirks", KINDS.values(), ids=KINDS)


@kinds
def test_every_standing_is_told_apart(fakes: Any, linked: Any, job: Any, quirks: Quirks) -> None:
    """Waiting with its place, executing, each of the ends, and unknown."""
    fake = fakes(quirks)

    async def story() -> None:
        async with linked(fake.url) as it:
            fake.hold()
            jobs = [job(1), job(2, fails=True), job(3)]
            for one in jobs:
                await it.link.submit(one)
            first, second, third = (one.prompt_id for one in jobs)
            reports = {}
            while reports.get(first) is None or reports[first].standing is not Standing.RUNNING:
                reports = await it.link.look([first, second, third])
            assert [reports[one].position for one in (first, second, third)] == [None, 0, 1]
            assert [reports[one].standing for one in (second, third)] == [Standing.PENDING] * 2
            fake.release()
            done = await it.ended(first)
            assert (done.standing, list(done.outputs)) == (Standing.COMPLETED, ["2"])
            assert done.started is not None
            assert done.ended is not None
            failed = await it.ended(second)
            assert failed.standing is Standing.FAILED
            assert failed.error is not None
            assert failed.error["node_id"] == "1"
            assert failed.error["exception_message"]
            assert (await it.report(str(uuid.uuid4()))).standing is Standing.ABSENT

    asyncio.run(story())


@kinds
def test_places_follow_the_numbers_not_the_heap(fakes: Any, linked: Any, job: Any, quirks: Quirks) -> None:
    """`/queue` tells the order of a heap; the place is the one in which they run."""
    fake = fakes(quirks)

    async def story() -> None:
        async with linked(fake.url) as it:
            fake.hold()
            jobs = [job(seed) for seed in range(8)]
            for one in jobs:
                await it.link.submit(one)
            await it.until(lambda: len(fake.queue.running) == 1)
            reports = await it.link.look([one.prompt_id for one in jobs])
            assert [reports[one.prompt_id].position for one in jobs[1:]] == list(range(7))

    asyncio.run(story())


@kinds
@pytest.mark.parametrize("fault", BROKEN, ids=str)
def test_no_answer_is_never_an_absence(fakes: Any, linked: Any, job: Any, quirks: Quirks, fault: Fault) -> None:
    """A page of a proxy, half an answer, an error: the server was not understood, and said nothing."""
    fake = fakes(quirks)
    moments = ("GET /api/jobs/{prompt_id}",) if quirks.jobs else ("GET /queue", "GET /history/{prompt_id}")

    async def story() -> None:
        async with linked(fake.url, patience=0.6 if fault is Fault.HANG else 0) as it:
            assert (await it.report(str(uuid.uuid4()))).standing is Standing.ABSENT
            for moment in moments:
                fake.faults.at(moment, fault, times=2)  # a question may be asked again by itself
                with pytest.raises(Unreachable):
                    await it.link.look([str(uuid.uuid4())])
                fake.faults.clear()

    asyncio.run(story())


@pytest.mark.parametrize("fault", [Fault.MISSING, Fault.EMPTY], ids=str)
def test_a_route_that_is_known_and_missing_now_says_nothing(fakes: Any, linked: Any, fault: Fault) -> None:
    """404 of a proxy is not ComfyUI's "Job not found"."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            assert (await it.report("x")).standing is Standing.ABSENT
            fake.faults.at("GET /api/jobs/{prompt_id}", fault)
            with pytest.raises(Unreachable):
                await it.link.look(["x"])

    asyncio.run(story())


@kinds
def test_history_that_comes_late_is_waited_for(fakes: Any, linked: Any, job: Any, quirks: Quirks) -> None:
    """Between its last event and its entry a prompt still runs: it is never absent, and never done without a word."""
    fake = fakes(evolve(quirks, history_lag=0.2))

    async def story() -> None:
        async with linked(fake.url) as it:
            one = job(1)
            await it.link.submit(one)
            await it.until(lambda: any(hint.ended for hint in it.hints))
            seen = []
            while not seen or seen[-1] is not Standing.COMPLETED:
                seen.append((await it.report(one.prompt_id)).standing)
            assert set(seen) <= {Standing.RUNNING, Standing.COMPLETED}

    asyncio.run(story())


@kinds
def test_what_a_new_server_never_heard_of_is_absent(fakes: Any, linked: Any, job: Any, quirks: Quirks) -> None:
    """After a restart nothing is known, and the epoch tells that it may be another."""
    fake = fakes(quirks)

    async def story() -> None:
        async with linked(fake.url) as it:
            one = job(1)
            await it.link.submit(one)
            await it.ended(one.prompt_id)
            await asyncio.to_thread(fake.restart)
            await it.online(2)
            assert (await it.report(one.prompt_id)).standing is Standing.ABSENT

    asyncio.run(story())


def test_a_queue_that_forgot_what_it_had_begins_an_epoch(fakes: Any, linked: Any, job: Any) -> None:
    """Somebody cleared it, or it is another server already; a prompt that we cancelled ourselves is no such sign."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            fake.hold()
            running, ours, theirs = job(1), job(2), job(3)
            for one in (running, ours, theirs):
                await it.link.submit(one)
            await it.link.cancel(ours.prompt_id)
            assert (await it.report(ours.prompt_id)).standing is Standing.ABSENT
            assert it.link.state.epoch == 1
            await asyncio.to_thread(fake.cause, Fault.CLEARED)
            assert (await it.report(theirs.prompt_id)).standing is Standing.ABSENT
            assert it.link.state.epoch == 2

    asyncio.run(story())


def test_others_are_counted_without_ours(fakes: Any, linked: Any, job: Any) -> None:
    """What everybody else has in the queue."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it, linked(fake.url) as other:
            fake.hold()
            for seed in range(3):
                await it.link.submit(job(seed))
            for seed in range(3, 5):
                await other.link.submit(job(seed))
            await it.until(lambda: it.link.state.others == 2)
            await other.until(lambda: other.link.state.others == 3)

    asyncio.run(story())


def test_nothing_is_asked_for_nothing(fakes: Any, linked: Any) -> None:
    """A look at no prompts makes no request."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            await asyncio.to_thread(fake.stop)
            assert await it.link.look([]) == {}

    asyncio.run(story())


def test_one_strange_job_hides_no_other(fakes: Any, linked: Any, job: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has it, in a state that nobody knows: it is looked at again, and the others are told as they are."""
    fake, strange = fakes(CURRENT), job(1)

    def told(said: Any) -> Any:
        return None if said["id"] == strange.prompt_id else from_job(said)

    monkeypatch.setattr("penstock.plugins.runs.comfy.looking.from_job", told)

    async def story() -> None:
        async with linked(fake.url) as it:
            other = job(2)
            await it.link.submit(strange)
            await it.link.submit(other)
            assert (await it.ended(other.prompt_id)).standing is Standing.COMPLETED
            found = await it.link.look([strange.prompt_id, other.prompt_id])
            assert [one.standing for one in found.values()] == [Standing.PENDING, Standing.COMPLETED]

    asyncio.run(story())
