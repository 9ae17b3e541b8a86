"""The connection stands, is lost, is found dead, and comes back."""

import asyncio
from typing import Any

import pytest
from aiohttp import web
from attrs import evolve

from penstock.adapters.testing.fake_comfyui import Fault, Quirks
from penstock.plugins.runs.comfy.backoff import Backoff
from penstock.plugins.runs.comfy.limits import Limits
from penstock.plugins.runs.ports import Standing, Unreachable

QUICK = Limits(connect=2, greeting=1, answer=2, submit=5, ping=0.6, probe=0.3, settle=0.2, doubt=0.05, retry=0.3)


def test_a_server_introduces_itself(fakes: Any, linked: Any) -> None:
    """Its version and its devices are known soon after the connection stands."""
    fake = fakes(Quirks(version="0.99.1"))

    async def story() -> None:
        async with linked(fake.url) as it:
            await it.until(lambda: it.link.state.version)
            assert (it.link.state.version, it.link.state.devices) == ("0.99.1", ("cpu",))
            assert it.states[0].status == "online"

    asyncio.run(story())


def test_who_comes_back_is_found_and_may_be_another(fakes: Any, linked: Any) -> None:
    """A lost server is offline with a reason, is back by itself, and its epoch has grown."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            first = it.link.state.epoch
            await asyncio.to_thread(fake.stop)
            await it.until(lambda: it.link.state.status == "offline")
            await it.until(lambda: it.link.state.reason == "Nothing listens at its address.")
            with pytest.raises(Unreachable):
                await it.link.look(["x"])
            await asyncio.to_thread(fake.start)
            await it.online(first + 1)
            assert it.link.state.reason == ""

    asyncio.run(story())


@pytest.mark.parametrize("fault", [Fault.DROP, Fault.CLOSE, Fault.RESTART, Fault.AWAY], ids=str)
@pytest.mark.parametrize("pop_bug", [True, False], ids=["forgets", "remembers"])
def test_the_next_connection_hears_again(fakes: Any, linked: Any, job: Any, fault: Fault, pop_bug: bool) -> None:
    """After every kind of loss, also where a server forgets the new socket with the old one, events come again."""
    fake = fakes(Quirks(pop_bug=pop_bug))
    fake.faults.away = 0.1

    async def story() -> None:
        async with linked(fake.url) as it:
            await asyncio.to_thread(fake.cause, fault)
            await it.online(2)
            again = job(1)
            await it.link.submit(again)
            await it.until(lambda: any(one.ended for one in it.hints if one.prompt_id == again.prompt_id))

    asyncio.run(story())


def test_only_one_websocket_stands(fakes: Any, linked: Any) -> None:
    """The old one is closed before the next is opened: no crowd of them is left on a server."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            for epoch in (2, 3, 4):
                await asyncio.to_thread(fake.cause, Fault.CLOSE)
                await it.online(epoch)
            assert fake.connections == 1

    asyncio.run(story())


def test_a_websocket_on_which_nothing_comes_is_found_dead(fakes: Any, linked: Any, job: Any) -> None:
    """What is queued is told to everybody: where that is not heard, the connection is made anew."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url, evolve(QUICK, probe=60.0)) as it:
            await asyncio.to_thread(fake.cause, Fault.ZOMBIE)
            one = job(1)
            await it.link.submit(one)
            await it.online(2)
            assert (await it.ended(one.prompt_id)).standing is Standing.COMPLETED
            assert any(state.reason == "It fell silent." for state in it.states)

    asyncio.run(story())


def test_a_dead_websocket_is_found_without_any_run_of_ours(fakes: Any, linked: Any, job: Any) -> None:
    """Its queue is compared now and then with what it told."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url, QUICK) as it, linked(fake.url, QUICK) as other:
            fake.hold()
            await other.until(lambda: fake.connections == 2)
            await asyncio.to_thread(fake.cause, Fault.ZOMBIE)
            await other.link.submit(job(1))
            await it.online(2)
            fake.release()

    asyncio.run(story())


def test_a_stalled_server_is_offline_and_comes_back(fakes: Any, linked: Any) -> None:
    """It answers neither a ping nor a question, and nothing hangs."""
    fake = fakes()
    fake.faults.away = 2.0

    async def story() -> None:
        async with linked(fake.url, evolve(QUICK, answer=0.2, probe=0.2)) as it:
            await asyncio.to_thread(fake.cause, Fault.STALL)
            await it.until(lambda: it.link.state.status == "offline")
            assert it.link.state.reason == "It does not answer."
            await it.online(2)

    asyncio.run(story())


def test_a_slow_answer_is_no_silence(fakes: Any, linked: Any, job: Any) -> None:
    """What a server tells counts from its answer on: one that was stalled meanwhile is well."""
    fake = fakes()
    fake.faults.away = 0.6
    limits = evolve(QUICK, probe=60.0, submit=5.0, ping=60.0)

    async def story() -> None:
        async with linked(fake.url, limits) as it:
            one = job(1)
            fake.faults.at("POST /prompt", Fault.STALL)
            await it.link.submit(one)
            assert (await it.ended(one.prompt_id)).standing is Standing.COMPLETED
            assert {state.status for state in it.states} == {"online"}

    asyncio.run(story())


@pytest.mark.parametrize("credentials", ["required", "renamed"])
def test_servers_with_credentials_believe_us(fakes: Any, linked: Any, job: Any, credentials: str) -> None:
    """Who comes back proves its id, or takes the one that the server says; its prompts' events come either way."""
    fake = fakes(Quirks(credentials=credentials))

    async def story() -> None:
        async with linked(fake.url) as it:
            for epoch in (2, 3):
                await asyncio.to_thread(fake.cause, Fault.DROP)
                await it.online(epoch)
                one = job(epoch)
                await it.link.submit(one)
                await it.until(lambda one=one: any(hint.nodes for hint in it.hints if hint.prompt_id == one.prompt_id))

    asyncio.run(story())


def test_a_token_goes_with_every_request(fakes: Any, linked: Any, job: Any, tmp_path: Any) -> None:
    """HTTP and websocket alike; without it the reason says what to do."""
    fake = fakes(Quirks(token="secret"))

    async def story() -> None:
        async with linked(fake.url, headers={"Authorization": "Bearer secret"}) as it:
            one = job(1)
            await it.link.submit(one)
            item = (await it.ended(one.prompt_id)).outputs["2"]["images"][0]
            assert await it.link.download(item, tmp_path / "made.png") > 0
        async with linked(fake.url, waits=False) as it:
            await it.until(lambda: it.link.state.reason)
            assert "check its token" in it.link.state.reason
            assert "secret" not in repr(it.link.server)

    asyncio.run(story())


def test_what_is_no_comfyui_is_never_online(linked: Any) -> None:
    """Another web server at the address is told apart, and redirects are not followed."""
    reasons = {
        "page": "What answers there is no ComfyUI server.",
        "gone": "What answers there is no ComfyUI server (404).",
        "moved": "It redirects elsewhere (302): enter that address in the settings.",
    }

    async def answer(request: web.Request) -> web.Response:
        if request.path.startswith("/page"):
            return web.Response(text="<html>welcome</html>")
        return web.Response(status=302, headers={"Location": "/page"}) if "moved" in request.path else _gone()

    def _gone() -> web.Response:
        return web.Response(status=404)

    async def story() -> None:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        for path, reason in reasons.items():
            async with linked(f"http://127.0.0.1:{port}/{path}", waits=False) as it:
                await it.until(lambda it=it: it.link.state.reason)
                assert it.link.state.reason == reason
        await runner.cleanup()

    asyncio.run(story())


def test_a_link_that_was_ended_refuses_everything(fakes: Any, linked: Any, job: Any) -> None:
    """Nothing is left open, and no method makes a new connection; it can be run anew."""
    fake = fakes()

    async def story() -> None:
        async with linked(fake.url) as it:
            pass
        with pytest.raises(Unreachable):
            await it.link.look(["x"])
        with pytest.raises(Unreachable):
            await it.link.submit(job())
        again = asyncio.create_task(it.link.run())
        await it.online(2)
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)

    asyncio.run(story())


def test_a_server_without_an_address_waits(linked: Any) -> None:
    """The host's own has none until it listens."""

    async def story() -> None:
        async with linked("", waits=False) as it:
            await it.until(lambda: it.link.state.reason == "It has no address yet.")

    asyncio.run(story())


def test_delays_grow_up_to_a_limit_and_begin_anew() -> None:
    """Between half of a delay and all of it, so that not all clients come at once."""
    for chance, part in ((0.0, 0.5), (1.0, 1.0)):
        backoff = Backoff(2.0, lambda chance=chance: chance)
        assert [round(backoff.delay() / part, 3) for _ in range(6)] == [0.2, 0.4, 0.8, 1.6, 2.0, 2.0]
        backoff.reset()
        assert round(backoff.delay() / part, 3) == 0.2
