"""A process that ends, or a server that goes away, at any request of any operation: all of it is there, or nothing."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from penstock.core.errors import NotFound, PenstockError

from .s3_stores import Killed, store_on
from .s3_worlds import OPERATIONS, Operation, Told, World, told, world


def outcomes(operation: Operation, folder: Path) -> tuple[Told, Told, int]:
    """What is seen before and after the operation, and how many requests it makes."""
    one = world(folder)
    before = told(one.store)
    one.bucket.arm(10**6, "refuse")
    operation(one)
    requests = one.bucket.requests
    one.bucket.disarm()
    return before, told(one.store), requests


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("how", ["kill", "kill_after"])
def test_a_process_may_end_at_any_request(name: str, how: str, tmp_path: Path) -> None:
    """Another host sees the state before or the state after, whole, with every picture; then everything works."""
    operation = OPERATIONS[name]
    before, after, requests = outcomes(operation, tmp_path / "whole")
    for at in range(1, requests + 1):
        one = world(tmp_path / f"{how}{at}")
        one.bucket.arm(at, how)
        with pytest.raises(Killed):
            operation(one)
        other = World(
            tmp_path, one.bucket.another(), store_on(one.bucket.another(), tmp_path / f"other{at}"), one.trash
        )
        assert told(other.store) in (before, after), (name, at)
        with suppress(PenstockError):
            operation(other)
        told(other.store)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("how", ["refuse", "lose"])
@pytest.mark.parametrize("times", [1, 10**6], ids=["once", "for good"])
def test_a_server_may_go_away_at_any_request(name: str, how: str, times: int, tmp_path: Path) -> None:
    """What returned is there. What raised is not, unless the server stays away and the error says that nobody knows."""
    operation = OPERATIONS[name]
    before, after, requests = outcomes(operation, tmp_path / "whole")
    for at in range(1, requests + 1):
        one = world(tmp_path / f"{how}{at}")
        one.bucket.arm(at, how, times)
        try:
            operation(one)
        except PenstockError as error:
            assert error.retryable
            unknown = "nobody knows" in error.message
            one.bucket.disarm()
            assert told(one.store) in ((before, after) if unknown else (before,)), (name, at)
            assert not unknown or times > 1, (name, at)
        else:
            one.bucket.disarm()
            assert told(one.store) == after, (name, at)


@pytest.mark.parametrize("second", ["create", "undelete", "purge"])
@pytest.mark.parametrize("at", range(1, 12))
def test_what_waits_in_the_trash_is_there_once(second: str, at: int, tmp_path: Path) -> None:
    """Two hosts that create over, bring back and purge one deleted pool, the first ended midway: never two of it."""
    one = world(tmp_path / "one")
    one.bucket.arm(at, "kill")
    with suppress(Killed):
        one.store.create("old")
    other = store_on(one.bucket.another(), tmp_path / "other")
    steps: dict[str, Callable[[], object]] = {
        "create": lambda: other.create("old"),
        "undelete": lambda: other.undelete(one.trash),
        "purge": lambda: other.purge(one.trash),
    }
    with suppress(PenstockError):
        steps[second]()
    waiting = [entry for entry in other.trash() if entry.pool_id == "old"]
    living = other.exists("old") and other.pool("old").count == 1
    gone = second == "purge"
    assert len(waiting) + living == (0 if gone else 1)
    if gone:
        with pytest.raises(NotFound):
            other.undelete(one.trash)
