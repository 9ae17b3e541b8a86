"""A gate is always found by its token while it is open, and when it has ended lately."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from penstock.core.contracts.gates import Gate, GateKind, GateState
from penstock.core.errors import NotFound
from penstock.plugins.gates.service_answering import Answering

ENDED = Gate(token="t", kind=GateKind.TEXT, title="Text", state=GateState.ANSWERED)


class Ending:
    """A parked gate that leaves the disk while somebody looks for it, and is remembered a moment later."""

    def __init__(self) -> None:
        self.remembered = threading.Event()
        self.gone = threading.Event()

    def known(self, _token: str) -> Gate | None:
        """What the registry remembers."""
        return ENDED if self.remembered.is_set() else None

    def get(self, token: str) -> Gate:
        """What lies on the disk: nothing any more."""
        self.gone.set()
        raise NotFound(f"There is no gate {token}.")


def answering(ending: Any) -> Answering:
    """Answers to gates of which one is just ending."""
    return Answering(SimpleNamespace(registry=ending, parked=ending))  # type: ignore[arg-type]


def test_a_parked_gate_that_ends_in_this_moment_is_found() -> None:
    """Between leaving the disk and being remembered, a gate is waited for and never told to be unknown."""
    ending = Ending()
    made = answering(ending)
    found: list[Gate] = []
    with made.parked_lock:  # as whoever ends a parked gate holds it
        looking = threading.Thread(target=lambda: found.append(made.find("t")))
        looking.start()
        assert ending.gone.wait(10)
        ending.remembered.set()
    looking.join(10)
    assert found == [ENDED]


def test_a_token_that_was_never_given_is_unknown() -> None:
    """What is neither remembered nor on the disk is `NotFound`."""
    with pytest.raises(NotFound):
        answering(Ending()).find("t")
