"""A prompt is queued once, whatever becomes of the request and of its answer."""

import asyncio
import uuid
from typing import Any

import pytest
from attrs import evolve

from penstock.adapters.testing.fake_comfyui import CURRENT, OLD, OLDEST, Fault, Quirks
from penstock.core.contracts.runs import RunFault
from penstock.plugins.runs.comfy.limits import Limits
from penstock.plugins.runs.ports import OutcomeUnknown, PromptJob, Refused, Standing, Unreachable

KINDS = {"current": CURRENT, "old": OLD, "oldest": OLDEST}
SAFE = (Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.CUT, Fault.RESET, Fault.HANG, Fault.NOT_JSON, Fault.GATEWAY)
POST = "POST /prompt"


def patience(fault: Fault) -> float:
    return 0.6 if fault in (Fault.HANG, Fault.HANG_AFTER) else 0


async def insist(it: Any, job: PromptJob) -> int:
    """Submit until it is known to be taken; how often nobody knew."""
    for unknown in range(10):
        try:
            await it.link.submit(job)
        except OutcomeUnknown:
            continue
        except Unreachable:
            await it.online(1)
            continue
        return unknown
    raise AssertionError("it is never taken")


@pytest.mark.parametrize("quirks", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("fault", [*SAFE, Fault.EMPTY, Fault.ERROR, Fault.ERROR_AFTER, Fault.DROP], ids=str)
def test_a_prompt_is_executed_once(fakes: Any, linked: Any, job: Any, quirks: Quirks, fault: Fault) -> None:
    """The same id is never queued twice, not even where the server would do so."""
    fake = fakes(quirks)
    fake.faults.at(POST, fault)

    async def story() -> None:
        async with linked(fake.url, patience=patience(fault)) as it:
            one = job(1)
            await insist(it, one)
            assert (await it.ended(one.prompt_id)).standing is Standing.COMPLETED
            assert fake.accepted == [one.prompt_id]
            assert [done.prompt_id for done in fake.executed] == [one.prompt_id]

    asyncio.run(story())


@pytest.mark.parametrize("fault", SAFE, ids=str)
def test_nobody_pretends_to_know(fakes: Any, linked: Any, job: Any, fault: Fault) -> None:
    """Where the answer is lost, or a proxy answers, the outcome is unknown."""
    fake = fakes()
    fake.faults.at(POST, fault)

    async def story() -> None:
        async with linked(fake.url, patience=patience(fault)) as it:
            with pytest.raises(OutcomeUnknown):
                await it.link.submit(job(1))

    asyncio.run(story())


def test_a_prompt_that_is_taken_late_is_not_sent_again(fakes: Any, linked: Any, job: Any) -> None:
    """The server was about to take it when nobody waited any more: it is looked for twice before it is sent anew."""
    fake = fakes(OLD)
    fake.faults.away = 1.2
    fake.faults.at(POST, Fault.SLOW)

    async def story() -> None:
        async with linked(fake.url, Limits(submit=1.0, doubt=1.0)) as it:
            one = job(1)
            assert await insist(it, one) == 1
            await it.ended(one.prompt_id)
            assert fake.accepted == [one.prompt_id]

    asyncio.run(story())


def test_a_server_that_is_not_there_did_not_take_anything(fakes: Any, linked: Any, job: Any) -> None:
    """Nothing is sent before the websocket stands."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            await asyncio.to_thread(fake.stop)
            await it.until(lambda: it.link.state.status == "offline")
            with pytest.raises(Unreachable):
                await it.link.submit(job(1))

    asyncio.run(story())


def test_one_that_the_server_has_is_taken(fakes: Any, linked: Any, job: Any) -> None:
    """409 says that it is there already."""
    fake = fakes(Quirks(duplicate_check=True))

    async def story() -> None:
        async with linked(fake.url) as it:
            one = job(1)
            await it.link.submit(one)
            await it.link.submit(one)
            assert fake.accepted == [one.prompt_id]

    asyncio.run(story())


def test_a_server_that_always_fails_over_it_refuses_it(fakes: Any, linked: Any, job: Any) -> None:
    """500 again and again, and it has nothing: that is an answer, not an endless loop."""
    fake = fakes()
    fake.faults.at(POST, Fault.ERROR, times=50)

    async def story() -> None:
        async with linked(fake.url) as it:
            with pytest.raises(Refused, match="its log says why"):
                await it.link.submit(job(1))
            assert fake.faults.open == 48

    asyncio.run(story())


def test_faults_name_their_inputs(fakes: Any, linked: Any, job: Any) -> None:
    """Each by node and input of the graph, with the server's words."""
    fake = fakes()
    one = job(1, steps="many")

    async def story() -> None:
        async with linked(fake.url) as it:
            with pytest.raises(Refused) as refused:
                await it.link.submit(one)
            assert [fault.field for fault in refused.value.faults] == ["1.steps"]
            assert refused.value.faults[0].message
            unknown = {"7": {"class_type": "Nobody", "inputs": {}}}
            with pytest.raises(Refused, match="Nobody") as refused:
                await it.link.submit(evolve(one, prompt_id=str(uuid.uuid4()), prompt=unknown))
            assert refused.value.faults == (
                RunFault(field="7", code="missing_node_type", message=refused.value.message),
            )

    asyncio.run(story())


def test_half_a_graph_is_taken_back(fakes: Any, linked: Any, job: Any) -> None:
    """A server that would leave outputs out has nothing of it afterwards, and the faults are told."""
    fake = fakes()
    one = job(1)
    broken = {"class_type": "SaveImage", "inputs": {"images": ["nowhere", 0], "filename_prefix": "x"}}

    async def story() -> None:
        async with linked(fake.url) as it:
            first = job(2)
            fake.hold()
            await it.link.submit(first)
            with pytest.raises(Refused) as refused:
                await it.link.submit(evolve(one, prompt={**one.prompt, "3": broken}))
            assert [fault.field for fault in refused.value.faults] == ["3.images"]
            assert (await it.report(one.prompt_id)).standing is Standing.ABSENT
            fake.release()
            await it.ended(first.prompt_id)
            assert [done.prompt_id for done in fake.executed] == [first.prompt_id]

    asyncio.run(story())


def test_the_largest_seed_arrives_exactly(fakes: Any, linked: Any, job: Any) -> None:
    """64 bits, and the document beside the graph."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            one = job(2**64 - 1)
            await it.link.submit(one)
            await it.ended(one.prompt_id)
            assert fake.executed[0].prompt["1"]["inputs"]["seed"] == 2**64 - 1
            assert fake.queue.history[one.prompt_id]["prompt"][3]["extra_pnginfo"] == {"workflow": {"nodes": []}}
            for value in (float("nan"), object()):
                with pytest.raises(Refused, match="JSON"):
                    await it.link.submit(job(value))

    asyncio.run(story())
