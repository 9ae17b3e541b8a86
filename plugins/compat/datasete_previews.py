"""The show events of Dataset Gates: a gate that begins to wait is told to its pages, with small pictures inside.

They are made on a thread of our own, neither on an event loop nor on the dispatcher's; without `compat` nothing is.
"""

import base64
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

from ...core.contracts.gates import Gate, GateKind, Gates, GateState
from ...core.dispatch import Dispatcher
from ...core.errors import Conflict, NotFound
from ...core.events.base import Event
from ...core.events.gates import GateArmed
from ...core.host import EventSink, Host
from ...core.services import Services

_LOG: Final = logging.getLogger("penstock.compat")
ONE_SIDE: Final = 512
"""Pixels along the longer side of the picture of an image gate."""

MANY_SIDE: Final = 256
"""The same for each picture of a chooser."""

MOST_PICTURES: Final = 64
"""Pictures in one event at most: `count` tells how many images there are."""


class DatasetShows:
    """Sends the show events. `begin` belongs to the dispatcher's thread and returns at once."""

    def __init__(self, gates: Callable[[], Gates], send: EventSink) -> None:
        self._gates = gates
        self._send = send
        self._worker = ThreadPoolExecutor(
            1, thread_name_prefix="penstock-show"
        )  # its thread starts with the first gate

    def begin(self, event: Event) -> None:
        """Show the gate of this event, if it is one that began to wait."""
        if isinstance(event, GateArmed):
            with suppress(RuntimeError):  # closed: the host is stopping, and the gate ends with it
                self._worker.submit(self._show, event.gate.token)

    def settle(self, timeout: float = 5.0) -> None:
        """Wait until what was begun is sent; `TimeoutError` where that takes longer than `timeout` seconds."""
        self._worker.submit(lambda: None).result(timeout)

    def close(self) -> None:
        """Show no more."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _show(self, token: str) -> None:
        """Nothing where the gate was answered meanwhile: a page that showed it would wait for ever."""
        try:
            gates = self._gates()
            gate = gates.get(token)
            if gate.state is not GateState.ARMED:
                return
            message = MESSAGES[gate.kind](gates, gate)
            if gates.get(token).state is GateState.ARMED:
                self._send(*message)
        except (Conflict, NotFound):
            return
        except Exception:
            _LOG.exception("A gate could not be shown to pages of Dataset Gates.")


def image_message(gates: Gates, gate: Gate) -> tuple[str, Mapping[str, Any]]:
    """`datasete-gate-show`: the first image of the batch, and how many routes there are."""
    image = _text(gates.picture(gate.token, 0, ONE_SIDE))
    return "datasete-gate-show", {"id": gate.node_id, "image": image, "routes": len(gate.routes)}


def text_message(_gates: Gates, gate: Gate) -> tuple[str, Mapping[str, Any]]:
    """`datasete-textgate-show`: the text as it came."""
    return "datasete-textgate-show", {"id": gate.node_id, "text": gate.text}


def chooser_message(gates: Gates, gate: Gate) -> tuple[str, Mapping[str, Any]]:
    """`datasete-image-chooser-show`: every image, with its size before it was shrunk, and the token."""
    images = [
        {
            "index": index,
            "image": _text(gates.picture(gate.token, index, MANY_SIDE)),
            "width": gate.width,
            "height": gate.height,
        }
        for index in range(min(gate.count, MOST_PICTURES))
    ]
    data = {"id": gate.node_id, "display_id": gate.node_id, "token": gate.token, "images": images, "count": gate.count}
    return "datasete-image-chooser-show", data


MESSAGES: Final[Mapping[GateKind, Callable[[Gates, Gate], tuple[str, Mapping[str, Any]]]]] = {
    GateKind.IMAGE: image_message,
    GateKind.CHOOSER: chooser_message,
    GateKind.TEXT: text_message,
}


def preview_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the picture in `datasete-gate-show` of an image of that size."""
    scale = min(1.0, ONE_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def dataset_shows(services: Services) -> DatasetShows:
    """The show events of a host, from its next gate on."""
    made = DatasetShows(lambda: services.get(Gates), services.get(Host).send)
    services.get(Dispatcher).listen(made.begin)
    return made


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
