"""Several threads and several hosts on one folder: one answer counts, gates of one run stay together."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from penstock.core.contracts.gates import GateAnswer, GateState
from penstock.core.errors import Busy, Conflict, NotFound

from .parked_world import ParkedWorld, graph

THREADS = 8


@pytest.fixture
def world(tmp_path: Path) -> ParkedWorld:
    """An empty data folder."""
    return ParkedWorld(tmp_path)


def together(work: Callable[[int], Any]) -> list[Any]:
    """What `work` gave or raised in threads that start at the same moment."""
    ready = threading.Barrier(THREADS)

    def one(number: int) -> Any:
        ready.wait(10)
        try:
            return work(number)
        except Exception as error:  # told to the test
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


@pytest.mark.parametrize("hosts", [1, 2])
def test_one_of_many_answers_counts(world: ParkedWorld, hosts: int) -> None:
    """Tabs of one host, and of two hosts on the same data: one answer wins, all others hear which."""
    stores = [world.start() for _ in range(hosts)]
    for round_number in range(10):
        token = world.park(stores[0], prompt_id=f"p{round_number}")

        found = together(lambda number: world.answer(stores[number % hosts], token, route=number + 1))  # noqa: B023

        won = [one for one in found if not isinstance(one, Exception)]
        lost = [one for one in found if isinstance(one, Exception)]
        assert len(won) == 1
        assert all(isinstance(one, Conflict) and one.details["current"] == won[0] for one in lost), lost
        assert len(world.queue.submitted) == round_number + 1


def test_an_answer_and_a_discard_exclude_each_other(world: ParkedWorld) -> None:
    """Either the gate was answered and its rest is queued, or it is gone: never both."""
    store = world.start()
    for round_number in range(10):
        token = world.park(store, prompt_id=f"p{round_number}")
        queued = len(world.queue.submitted)

        found = together(lambda number: store.discard(token) if number % 2 else world.answer(store, token))  # noqa: B023

        won = [one for one in found if not isinstance(one, Exception)]
        assert len(won) == 1
        assert all(isinstance(one, Conflict | NotFound) for one in found if isinstance(one, Exception))
        assert len(world.queue.submitted) - queued == (won[0].state is GateState.PARKED)


def test_gates_of_one_run_that_are_parked_at_once_stay_together(world: ParkedWorld) -> None:
    """Whichever comes first makes the folder: their shared output waits for all of them."""
    world.prompt = graph(" ".join(f"g{number}>o1" for number in range(THREADS)))
    store = world.start()

    tokens = together(lambda number: world.park(store, f"g{number}"))

    assert len(list(world.root.iterdir())) == 1
    states = [world.answer(store, token).run_state for token in tokens]
    assert states == ["waiting"] * (THREADS - 1) + ["queued"]
    world.queue.end()
    assert len(store.look()) == THREADS
    assert world.left() == []


def test_a_gate_that_somebody_holds_is_busy(world: ParkedWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot get the gate in time hears so and may try again; nothing was changed."""
    store = world.start()
    token = world.park(store)
    run_id = next(world.root.iterdir()).name
    held = store.folder.holding
    monkeypatch.setattr(type(store.folder), "holding", lambda _folder, run, patience=0.05: held(run, patience))
    with held(run_id), pytest.raises(Busy):
        store.answer(store.get(token), GateAnswer(route=1))

    assert store.get(token).decided is None
