"""Each fault of the fake ComfyUI server is what it says, at its moment and no other."""

import urllib.error
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

import pytest

from penstock.adapters.testing.fake_comfyui import FakeComfyUI, Fault, Quirks

Picture = Callable[..., dict[str, Any]]
NOBODY = "00000000-0000-4000-8000-000000000000"


def test_a_fault_comes_at_its_moment_and_once(client: Any, picture: Picture) -> None:
    """Restarted when the first event of an execution would be told, the prompt is nowhere, and nothing ran."""
    client.server.faults.at("execution_start", Fault.RESTART)
    prompt_id = client.submit(picture())
    client.until(lambda: client.server.faults.happened)
    client.until(lambda: client.server.up)
    assert client.call(f"/history/{prompt_id}") == {}
    assert client.call("/queue") == {"queue_running": [], "queue_pending": []}
    client.ended(client.submit(picture()))
    assert [one.prompt_id for one in client.server.executed] == client.server.accepted[1:]
    assert client.server.faults.open == 0


@pytest.mark.parametrize(("fault", "code"), [(Fault.DROP, 1006), (Fault.CLOSE, 1000), (Fault.AWAY, 1006)])
def test_connections_end_before_the_event_is_told(client: Any, picture: Picture, fault: Fault, code: int) -> None:
    """And the prompt goes on without its listener, whose history has everything."""
    client.server.faults.at("executing", fault)
    listener = client.listen()
    prompt_id = client.submit(picture())
    client.until(lambda: listener.ended)
    assert listener.ended == code
    assert "executing" not in listener.names
    client.until(lambda: client.server.up)
    assert client.ended(prompt_id)["status"]["completed"]


def test_events_are_swallowed_doubled_reordered_and_late(client: Any, picture: Picture) -> None:
    """Only the one that is meant."""
    faults = client.server.faults
    faults.at("execution_start", Fault.SWALLOW)
    faults.at("executed", Fault.REORDER)
    faults.at("execution_success", Fault.DUPLICATE)
    faults.at("execution_cached", Fault.LATE)
    listener = client.listen()
    client.submit(picture(steps=0))
    client.until(lambda: "execution_cached" in listener.names)
    names = listener.names
    assert "execution_start" not in names
    assert names[-5:] == ["execution_success", "executed", "execution_success", "executing", "execution_cached"]


def test_nonsense_is_told_before_what_is_true(client: Any, picture: Picture) -> None:
    """Text that is no JSON, frames that are cut off, and one that is very large."""
    client.server.faults.at("execution_start", Fault.GARBAGE)
    client.server.faults.at("executed", Fault.OVERSIZE)
    listener = client.listen()
    client.submit(picture(steps=0))
    client.until(lambda: "execution_success" in listener.names)
    assert "this is no JSON" in listener.nonsense
    assert b"" in listener.frames
    assert max(len(frame) for frame in listener.frames) > 32 * 2**20


def test_what_is_foreign_is_told_of_another_prompt(client: Any, picture: Picture) -> None:
    """And the end of nobody's run comes with it."""
    client.server.faults.at("executing", Fault.FOREIGN)
    listener = client.listen()
    client.submit(picture(steps=0))
    client.until(lambda: listener.names.count("execution_success") == 2)
    foreign = [one for one in listener.messages if one["data"].get("prompt_id") == NOBODY]
    assert [one["type"] for one in foreign] == ["executing", "execution_success"]
    assert {"node": None} in [one["data"] for one in listener.messages]


def test_a_zombie_stays_open_and_hears_nothing(client: Any, picture: Picture) -> None:
    """A connection that is made later hears everything."""
    zombie = client.listen("me")
    client.server.cause(Fault.ZOMBIE)
    client.ended(client.submit(picture()))
    assert (zombie.names, zombie.ended) == ([], None)
    other = client.listen("other")
    client.ended(client.submit(picture(2), client="other"))
    assert "execution_start" in other.names


def test_a_stalled_server_answers_nobody_until_it_goes_on(client: Any, picture: Picture) -> None:
    """And does not work meanwhile."""
    client.server.faults.away = 0.3
    client.server.hold()
    prompt_id = client.submit(picture())
    client.server.cause(Fault.STALL)
    client.server.release()
    assert client.ended(prompt_id)["status"]["completed"]


@pytest.mark.parametrize("fault", [Fault.CLEARED, Fault.INTERRUPTED, Fault.FORGOTTEN])
def test_others_clear_the_queue_interrupt_and_forget(client: Any, picture: Picture, fault: Fault) -> None:
    """What waits, what runs and what has ended, each by its own button."""
    ended = client.submit(picture(1))
    client.ended(ended)
    running, waiting = client.submit(picture(2, 2000)), client.submit(picture(3, 2000))
    client.until(lambda: client.call("/queue")["queue_running"])
    client.server.cause(fault)
    if fault is Fault.INTERRUPTED:
        assert client.ended(running)["status"]["messages"][-1][0] == "execution_interrupted"
    queue = client.call("/queue")
    assert [item[1] for item in queue["queue_pending"]] == ([] if fault is not Fault.FORGOTTEN else [waiting])
    assert (client.call(f"/history/{ended}") == {}) is (fault is Fault.FORGOTTEN)


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [
        (Fault.ERROR, 0),
        (Fault.GATEWAY, 0),
        (Fault.MISSING, 0),
        (Fault.RESET, 0),
        (Fault.NOT_JSON, 0),
        (Fault.EMPTY, 0),
        (Fault.ERROR_AFTER, 1),
        (Fault.RESET_AFTER, 1),
        (Fault.CUT, 1),
    ],
)
def test_a_request_goes_wrong_before_or_after_it_is_done(
    client: Any, picture: Picture, fault: Fault, accepted: int
) -> None:
    """Whether the prompt was taken is what `accepted` says; nothing in the answer does."""
    client.server.faults.at("POST /prompt", fault)
    body = {"prompt": picture(), "prompt_id": NOBODY, "client_id": "me"}
    try:
        answer = client.call("/api/prompt", body)
        assert "prompt_id" not in answer
    except (OSError, ValueError, HTTPException, urllib.error.URLError):
        pass  # as it should be: nobody knows
    client.until(lambda: len(client.server.accepted) == accepted)
    assert client.call("/prompt", {**body, "prompt_id": NOBODY.replace("8", "9")})["number"] == accepted


def test_the_old_socket_takes_the_new_one_with_it(connect: Any, picture: Picture) -> None:
    """The pop bug of ComfyUI; without it the new one goes on hearing."""
    for bug in (True, False):
        with FakeComfyUI(Quirks(pop_bug=bug)) as server:
            client = connect(server)
            old, new = client.listen("me"), client.listen("me")
            old.close()
            client.until(lambda: server.connections == 1)
            client.ended(client.submit(picture()))
            assert ("execution_start" in new.names) is not bug
            client.close()


def test_a_protected_client_that_comes_back_says_its_key(connect: Any) -> None:
    """With the key it is itself, without it is closed with 1008, or silently somebody else."""
    with FakeComfyUI(Quirks(credentials="required", credential_seconds=0.1)) as server:
        client = connect(server)
        key = client.listen("me").messages[0]["data"]["credential_key"]
        assert client.listen("me").ended == 1008
        known = client.listen("me", {"type": "credential_auth", "data": {"credential_key": key}})
        assert known.sid == "me"
        client.close()
    with FakeComfyUI(Quirks(credentials="renamed")) as server:
        client = connect(server)
        assert client.listen("me").sid == "me"
        assert client.listen("me").sid not in ("me", "")
        client.close()


def test_an_end_may_be_told_before_the_history_knows_it(connect: Any, picture: Picture) -> None:
    """With a lag it runs still; with a gap it is nowhere for a while."""
    with FakeComfyUI(Quirks(history_lag=0.1, history_gap=0.1)) as server:
        client = connect(server)
        listener = client.listen()
        prompt_id = client.submit(picture())
        client.until(lambda: "execution_success" in listener.names)
        assert client.call(f"/history/{prompt_id}") == {}
        assert [item[1] for item in client.call("/queue")["queue_running"]] == [prompt_id]
        client.until(lambda: not client.call("/queue")["queue_running"])
        assert client.call(f"/history/{prompt_id}") == {}
        assert client.ended(prompt_id)["status"]["completed"]
        client.close()


def test_an_interrupt_by_id_may_hit_the_next(connect: Any, picture: Picture) -> None:
    """The race of ComfyUI: it checks what runs, and interrupts whatever runs then."""
    with FakeComfyUI(Quirks(interrupt_race=True)) as server:
        client = connect(server)
        meant, next_one = client.submit(picture(1, 20)), client.submit(picture(2, 2000))
        client.until(lambda: client.call("/queue")["queue_running"])
        client.call("/interrupt", {"prompt_id": meant})
        assert client.ended(meant)["status"]["completed"]
        assert client.ended(next_one)["status"]["messages"][-1][0] == "execution_interrupted"


def test_a_token_is_asked_for(connect: Any) -> None:
    """401 without it."""
    with FakeComfyUI(Quirks(token="secret")) as server:
        assert connect(server).call("/queue")["status"] == 401
