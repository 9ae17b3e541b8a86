"""Turns among the threads of a process: one at a time, in the order of asking, and nobody waits for ever."""

import threading
from collections.abc import Callable

import pytest

from penstock.core.errors import Busy
from penstock.plugins.database.fair_turns import FairTurns

SECONDS = 20.0


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_turns_come_in_the_order_of_asking() -> None:
    """However many wait, the one that asked first is next."""
    turns, order = FairTurns(SECONDS), list[int]()
    threads = []
    with turns.turn():
        for number in range(20):

            def take(number: int = number) -> None:
                with turns.turn():
                    order.append(number)

            threads.append(started(take))
            while turns.waiting <= number:
                pass
    for thread in threads:
        thread.join(SECONDS)
    assert order == list(range(20))


def test_one_thread_at_a_time_has_the_turn() -> None:
    """What is done in a turn is never mixed with another's."""
    turns, seen, inside = FairTurns(SECONDS), list[int](), list[int]()

    def count() -> None:
        for _ in range(200):
            with turns.turn():
                inside.append(1)
                seen.append(len(inside))
                inside.pop()

    threads = [started(count) for _ in range(8)]
    for thread in threads:
        thread.join(SECONDS)
    assert seen == [1] * 1600


def test_who_waits_too_long_is_told_and_holds_up_nobody() -> None:
    """It is taken out of the row; the next one gets the turn."""
    turns, done = FairTurns(0.05), threading.Event()
    with turns.turn():
        with pytest.raises(Busy), turns.turn():
            pass
        assert turns.waiting == 0

    def take() -> None:
        with turns.turn():
            done.set()

    started(take).join(SECONDS)
    assert done.is_set()


def test_a_turn_ends_with_an_error_too() -> None:
    """What fails in a turn gives it on."""
    turns = FairTurns(SECONDS)
    with pytest.raises(KeyError), turns.turn():
        raise KeyError
    with turns.turn():
        pass
