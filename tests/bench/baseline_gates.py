"""BASELINE, for comparison only: the straightforward gate, written again for this bench.

One message board for all gates, a thread that looks at it every 100 ms while it waits, one flag that stops; a picture
travels inside the websocket message, as the whole PNG in base64.
"""

import base64
import io
import json
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

PERIOD: Final = 0.1
"""Seconds between two looks."""


class MessageBoard:
    """Answers by node id, and one flag for Stop. Any thread may post; each gate waits in a thread of its own."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self.stopped = False
        self._messages: dict[str, int] = {}
        self._sleep = sleep

    def post(self, node_id: str, message: int) -> None:
        """Answer the gate of this node."""
        self._messages[node_id] = message

    def stop(self) -> None:
        """Stop at a gate; which one, nobody says."""
        self.stopped = True

    def wait(self, node_id: str) -> int | None:
        """Look every 100 ms until there is an answer, or somebody pressed Stop (None)."""
        while node_id not in self._messages:
            if self.stopped:
                self.stopped = False
                return None
            self._sleep(PERIOD)
        return self._messages.pop(node_id)


def gate_message(images: Any, node_id: str = "7") -> str:
    """What opens a gate on IMAGE `[B,H,W,C]`: the first picture, whole, inside the message."""
    picture = base64.b64encode(_encoded(_levels(images[0]), "PNG")).decode()
    return json.dumps({"type": "gate-show", "data": {"id": node_id, "image": picture, "routes": 2}})


def chooser_message(images: Any, side: int) -> str:
    """What opens a chooser: every picture made whole, shrunk to `side`, as a JPEG inside the message."""
    pictures: Sequence[str] = [base64.b64encode(_small(image, side)).decode() for image in images]
    return json.dumps({"type": "chooser-show", "data": {"id": "7", "images": pictures}})


def _small(image: Any, side: int) -> bytes:
    from PIL import Image

    small = _levels(image)
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return _encoded(small, "JPEG", quality=82)


def _levels(image: Any) -> Any:
    import numpy as np
    from PIL import Image

    return Image.fromarray((image * 255.0).clip(0, 255).astype(np.uint8))


def _encoded(image: Any, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
