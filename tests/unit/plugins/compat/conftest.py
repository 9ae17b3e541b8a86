"""Gates that wait in an application, for the routes of Dataset Gates."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from penstock.adapters.testing.waiting_gates import Waiting, WaitingGates
from penstock.core.application import Application
from penstock.core.contracts.gates import GateKind, GateQuestion
from penstock.core.host import Host

SENT = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def sent() -> SENT:
    """What the host sent to its tabs, in order: `(message type, data)`."""
    return []


@pytest.fixture
def application(penstock_application: Callable[..., Application], penstock_host: Host, sent: SENT) -> Application:
    """An application whose host records what it sends."""
    host = evolve(penstock_host, send=lambda kind, data: sent.append((kind, dict(data))))
    return penstock_application(host=host)


@pytest.fixture
def waiting(application: Application) -> Iterator[WaitingGates]:
    """Arms gates of that application."""
    with WaitingGates(application.services) as gates:
        yield gates


@pytest.fixture
def image_gate(waiting: WaitingGates) -> Callable[..., Waiting]:
    """`image_gate(routes=3, width=6, height=4, node_id="7")`: an image gate that waits."""

    def ask(routes: int = 3, width: int = 6, height: int = 4, **call: Any) -> Waiting:
        names = tuple(str(number + 1) for number in range(routes))
        images = np.full((1, height, width, 3), 0.5, np.float32)
        return waiting.ask(GateQuestion(kind=GateKind.IMAGE, title="Gate", images=images, routes=names), **call)

    return ask


@pytest.fixture
def chooser(waiting: WaitingGates) -> Callable[..., Waiting]:
    """`chooser(count=3, node_id="7")`: a chooser that waits."""

    def ask(count: int = 3, **call: Any) -> Waiting:
        images = np.linspace(0, 1, count * 24, dtype=np.float32).reshape(count, 2, 4, 3)
        return waiting.ask(GateQuestion(kind=GateKind.CHOOSER, title="Chooser", images=images), **call)

    return ask


@pytest.fixture
def text_gate(waiting: WaitingGates) -> Callable[..., Waiting]:
    """`text_gate("a text", node_id="7")`: a text gate that waits."""

    def ask(text: str = "a text", **call: Any) -> Waiting:
        return waiting.ask(GateQuestion(kind=GateKind.TEXT, title="Text", text=text), **call)

    return ask
