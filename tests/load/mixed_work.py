"""Rounds of mixed work on a server: all features, good and bad requests, some broken off, runs with gates, tabs."""

import io
import time
from collections.abc import Callable
from typing import Any

from attrs import define, field
from PIL import Image

from ..http.conftest import LiveServer, Reply
from ..http.test_resources import mixed
from .plain_tab import PlainTab

GRAPH = {
    "1": {"class_type": "EmptyImage", "inputs": {"width": 16, "height": 16, "batch_size": 2, "color": 4_000}},
    "2": {"class_type": "ImageGate", "inputs": {"image": ["1", 0], "routes": 2, "wait": "wait"}},
    "3": {"class_type": "PreviewImage", "inputs": {"images": ["2", 1]}},
}
"""An image, a gate that waits, and a picture on its first route."""

PLAIN = {"1": GRAPH["1"], "3": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}}
"""A run that asks nobody."""


def picture() -> bytes:
    """A small PNG."""
    data = io.BytesIO()
    Image.new("L", (3, 2), 9).save(data, "PNG")
    return data.getvalue()


@define
class Counting(LiveServer):
    """The plain client, which counts its requests."""

    sent: int = 0

    def request(self, *words: Any, **more: Any) -> Reply:
        """Send one."""
        self.sent += 1
        return LiveServer.request(self, *words, **more)


@define
class MixedWork:
    """One round after the other; `client.sent` says how many requests they were."""

    client: Counting
    _picture: bytes = field(factory=picture)

    def round(self) -> None:
        """About a hundred requests."""
        with PlainTab(self.client.port, "mixed") as tab:
            mixed(self.client, self._picture)
            self._answered()
            self._interrupted()
            assert tab.read_event("penstock.gate_answered")
        self.client.request("DELETE", "/penstock/pools/p")

    def _answered(self) -> None:
        """A gate that is answered, twice; the run goes on to its end."""
        token = self._armed()
        path = f"/penstock/gates/{token}"
        assert self.client.get(f"{path}/images/1?size=64").status == 200
        assert self.client.post_json(f"{path}/answer", {"route": 1}).status == 200
        assert self.client.post_json(f"{path}/answer", {"route": 2}).status == 409

    def _interrupted(self) -> None:
        token = self._armed()
        self.client.post_json("/interrupt", {})
        until(lambda: self.client.get(f"/penstock/gates/{token}").json["state"] == "cancelled")

    def _armed(self) -> str:
        """The token of the gate of a new run."""
        assert self.client.post_json("/prompt", {"prompt": GRAPH}).status == 200
        return str(until(lambda: [gate["token"] for gate in self.open_gates()])[0])

    def open_gates(self) -> list[Any]:
        """Gates that wait."""
        return [gate for gate in self.client.get("/penstock/gates").json["gates"] if gate["state"] == "armed"]

    def settle(self) -> None:
        """Wait until jobs and runs have ended; history and results, of which a thousand are kept, are forgotten."""
        until(lambda: not self._unfinished())
        self.client.post_json("/free", {"free_memory": True})
        self.client.post_json("/prompt", {"prompt": PLAIN})
        until(lambda: not self._unfinished())
        self.client.post_json("/history", {"clear": True})

    def _unfinished(self) -> bool:
        jobs = self.client.get("/penstock/jobs").json["jobs"]
        queue = self.client.get("/queue").json
        return any(one["status"] in ("queued", "running") for one in jobs) or any(queue.values())


def until(holds: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What `holds` gives once it is true."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.005)
    return found
