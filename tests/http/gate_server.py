"""A standalone server with gates that wait, and pictures to send to it."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from PIL import Image

from penstock.adapters.testing.waiting_gates import Waiting, WaitingGates
from penstock.core.contracts.gates import GateKind, GateQuestion

WIDTH, HEIGHT = 6, 4


def png(mode: str = "L", size: tuple[int, int] = (WIDTH, HEIGHT), colour: Any = 255, kind: str = "PNG") -> bytes:
    """A picture of one colour."""
    data = io.BytesIO()
    Image.new(mode, size, colour).save(data, kind)
    return data.getvalue()


def images(count: int = 1, width: int = WIDTH, height: int = HEIGHT) -> Any:
    """A batch, each image brighter than the one before."""
    return np.stack([np.full((height, width, 3), (number + 1) / (count + 1), np.float32) for number in range(count)])


@frozen
class GateServer:
    """The server, and what arms gates on it."""

    server: Any
    waiting: WaitingGates

    def image(self, routes: Sequence[str] = ("good", "bad"), **more: Any) -> Waiting:
        """An image gate that waits."""
        call = {key: more.pop(key) for key in ("node_id", "prompt_id", "list_index", "prompt") if key in more}
        shape = {key: more.pop(key) for key in ("count", "width", "height") if key in more}
        question = GateQuestion(
            kind=GateKind.IMAGE, title="Good or bad?", images=images(**shape), routes=tuple(routes), **more
        )
        return self.waiting.ask(question, **call)

    def chooser(self, count: int = 3, **more: Any) -> Waiting:
        """A chooser that waits."""
        return self.waiting.ask(
            GateQuestion(kind=GateKind.CHOOSER, title="Which?", images=images(count), **more), node_id="8"
        )

    def text(self, text: str = "as it came", **more: Any) -> Waiting:
        """A text gate that waits."""
        call = {"node_id": more.pop("node_id", "9")}
        return self.waiting.ask(GateQuestion(kind=GateKind.TEXT, title="Text", text=text, **more), **call)

    def path(self, one: Waiting, rest: str = "") -> str:
        """The address of a gate, or of a part of it."""
        return f"/penstock/gates/{one.gate.token}{rest}"

    def answer(self, one: Waiting, value: Any) -> Any:
        """Answer with JSON."""
        return self.server.post_json(self.path(one, "/answer"), value)

    def answer_form(self, one: Waiting, *parts: tuple[str, str | None, bytes]) -> Any:
        """Answer with a form."""
        return self.server.post_form(self.path(one, "/answer"), *parts)

    def still_waits(self, one: Waiting) -> bool:
        """Whether the gate is open, unanswered, and its node waits."""
        gate = self.server.get(self.path(one)).json
        return (gate["state"], gate["decided"], one.outcome.done()) == ("armed", None, False)
