"""Gates of a real ComfyUI, as a page and a workflow see them."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from live_client import Answer, LiveClient, Run

WAIT_SECONDS = 60.0


def node(kind: str, /, title: str = "", **inputs: Any) -> dict[str, Any]:
    """One node in API format."""
    made: dict[str, Any] = {"class_type": kind, "inputs": inputs}
    return {**made, "_meta": {"title": title}} if title else made


def picture(colour: int = 0x336699, width: int = 8, height: int = 6, count: int = 1) -> dict[str, Any]:
    """A node with an image of one colour; no two tests use the same one, so that nothing comes from the cache."""
    return node("EmptyImage", width=width, height=height, batch_size=count, color=colour)


def show(source: str, output: int = 0) -> dict[str, Any]:
    """A node that shows what reaches it."""
    return node("SuitePixels", image=[source, output])


def ran(run: Run) -> set[str]:
    """The nodes that the host said it executes."""
    return {one["data"]["node"] for one in run.messages if one["type"] == "executing" and one["data"]["node"]}


class LiveGates:
    """The gates that a tab sees."""

    def __init__(self, tab: LiveClient) -> None:
        self.tab = tab

    def open(self, prompt_id: str) -> list[dict[str, Any]]:
        """The open gates of a run, oldest first."""
        return [gate for gate in self.tab.get("/penstock/gates")["gates"] if gate["prompt_id"] == prompt_id]

    def wait_for(self, prompt_id: str, count: int = 1, state: str = "armed") -> list[dict[str, Any]]:
        """The gates of a run, once there are so many in that state."""
        return until(lambda: _all(self.open(prompt_id), count, state))

    def ended(self, token: str) -> dict[str, Any]:
        """How a gate ended, once it has."""
        return until(lambda: (gate := self.get(token))["state"] not in ("armed", "parked") and gate)

    def get(self, token: str) -> dict[str, Any]:
        """One gate."""
        found: dict[str, Any] = self.tab.get(f"/penstock/gates/{token}")
        return found

    def post(self, token: str, action: str, **body: Any) -> Answer:
        """`answer`, `stop`, `park` or `requeue`."""
        return self.tab.request("POST", f"/penstock/gates/{token}/{action}", json=body)

    def answer(self, token: str, **answer: Any) -> dict[str, Any]:
        """Answer a gate; a refusal is a failed assertion."""
        answered = self.post(token, "answer", **answer)
        assert answered.status == 200, answered.body.decode()
        found: dict[str, Any] = answered.json()
        return found

    def stop_all(self) -> None:
        """Stop whatever is open, and wait until nothing runs."""

        def quiet() -> bool:
            for gate in self.tab.get("/penstock/gates")["gates"]:
                self.post(gate["token"], "stop")
            queue = self.tab.get("/queue")
            return not queue["queue_running"] and not queue["queue_pending"]

        until(quiet)

    def queue(self, prompt: Mapping[str, Any], workflow: str = "", **more: Any) -> str:
        """Queue a graph as the page of a saved workflow does; the id of the run."""
        pnginfo = {"workflow": {"id": workflow}} if workflow else {}
        body = {"prompt": prompt, "client_id": self.tab.client_id, "extra_data": {"extra_pnginfo": pnginfo}, **more}
        answered = self.tab.request("POST", "/prompt", json=body)
        assert answered.status == 200, answered.body.decode()
        return str(answered.json()["prompt_id"])


def _all(gates: list[dict[str, Any]], count: int, state: str) -> list[dict[str, Any]]:
    fitting = [gate for gate in gates if gate["state"] == state]
    return fitting if len(fitting) == count else []


def until(found: Callable[[], Any], seconds: float = WAIT_SECONDS) -> Any:
    """What `found` answers, once that is true."""
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)
    return value
