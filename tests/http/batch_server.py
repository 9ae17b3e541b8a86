"""A server with batches that its own engine runs, and what tests ask of it."""

import time
from collections.abc import Callable
from typing import Any

from attrs import frozen

GRAPH: dict[str, Any] = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}},
    "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "cell"}},
}
"""Runs on the embedded engine; a width of 16 is another picture."""

COLORS = {"keys": ["1.color"], "values": [0, 255, 65280]}
WIDTHS = {"keys": ["1.width"], "range": {"start": 16, "stop": 32, "step": 16}}


def plan(*axes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A plan of `GRAPH`, each axis in a group of its own."""
    return {"document": GRAPH, "groups": [{"axes": [axis]} for axis in axes], **fields}


@frozen
class BatchServer:
    """`server` is one of the fixtures of `conftest`."""

    server: Any

    def start(self, *axes: dict[str, Any], **fields: Any) -> Any:
        """A batch that was begun."""
        answer = self.server.post_json("/penstock/batches", {"plan": plan(*axes, **fields)})
        assert answer.status == 202, answer
        return answer.json

    def get(self, batch: str) -> Any:
        """A batch as it is now."""
        return self.server.get(f"/penstock/batches/{batch}").json

    def ended(self, batch: str, seconds: float = 40) -> Any:
        """A batch, once all its cells have ended."""
        return self.until(
            lambda: self.get(batch),
            lambda found: found["status"] in ("completed", "finished") and found["ended"] is not None,
            seconds,
        )

    def job(self, job: Any) -> Any:
        """What a job made."""
        path = f"/penstock/jobs/{job['id']}"
        found = self.until(lambda: self.server.get(path).json, lambda one: one["status"] not in ("queued", "running"))
        assert found["status"] == "done", found
        return found["result"]

    def until(self, ask: Callable[[], Any], done: Callable[[Any], bool], seconds: float = 20) -> Any:
        """What `ask` answers, once it is `done`."""
        deadline = time.monotonic() + seconds
        while not done(found := ask()):
            assert time.monotonic() < deadline, found
            time.sleep(0.02)
        return found
