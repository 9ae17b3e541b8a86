"""What a server tells of its node classes is kept for half a minute, and counts on while the server is away."""

import json
from typing import Any

import pytest
from attrs import define, field

from penstock.adapters.class_descriptions import KEPT, KeptDescriptions, described
from penstock.adapters.testing.fakes import FakeClock
from penstock.core.errors import Unavailable

SAVE = {"SaveImage": {"input": {"required": {}}}}


@define
class FakeServer:
    """Answers what it is told to, and counts how often it was asked."""

    answer: Any = field(factory=lambda: json.dumps(SAVE).encode())
    asked: int = 0

    def __call__(self) -> bytes:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return bytes(self.answer)


@pytest.fixture
def clock() -> FakeClock:
    """The time."""
    return FakeClock()


@pytest.fixture
def server() -> FakeServer:
    """A server that answers."""
    return FakeServer()


@pytest.fixture
def kept(server: FakeServer, clock: FakeClock) -> KeptDescriptions:
    """What it said."""
    return KeptDescriptions(server, clock)


def test_an_answer_counts_for_half_a_minute(kept: KeptDescriptions, server: FakeServer, clock: FakeClock) -> None:
    """Asked once, then again when it is old or a fresh one is wanted."""
    assert kept.get().schemas == SAVE
    clock.advance(KEPT - 1)
    kept.get()
    assert server.asked == 1
    kept.get(fresh=True)
    assert server.asked == 2
    clock.advance(KEPT)
    kept.get()
    assert server.asked == 3


def test_the_same_answer_is_the_same_value(kept: KeptDescriptions, server: FakeServer) -> None:
    """What was computed from it stays good; another answer has another fingerprint."""
    first = kept.get()
    assert kept.get(fresh=True) is first
    server.answer = b'{"Other": {}}'
    assert kept.get(fresh=True).fingerprint != first.fingerprint


@pytest.mark.parametrize(
    "answer", [OSError("away"), Unavailable("starting"), b"no json", b"[]", b"\xff", b"[" * 100_000]
)
def test_a_server_that_is_away_leaves_its_last_answer(
    kept: KeptDescriptions, server: FakeServer, clock: FakeClock, answer: Any
) -> None:
    """Nothing is raised, the answer is stale, and the server is asked again soon."""
    kept.get()
    good, server.answer = server.answer, answer
    assert kept.get(fresh=True).schemas == SAVE
    assert kept.stale
    asked = server.asked
    kept.get()
    assert server.asked == asked
    clock.advance(5)
    server.answer = good
    assert kept.get().schemas == SAVE
    assert not kept.stale


def test_a_server_that_never_answered_has_no_classes(clock: FakeClock) -> None:
    """And raises nothing."""
    assert KeptDescriptions(FakeServer(OSError("away")), clock).get().schemas == {}


def test_what_is_no_class_is_left_out() -> None:
    """A pack may answer anything."""
    assert described(b'{"A": {"input": {}}, "B": 1, "C": null, "D": [1]}').schemas == {"A": {"input": {}}}
