"""A real server that is killed with kill -9 and started again on the same data: what was parked is offered again."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
SERVE = "from penstock.adapters.standalone.command import main; main()"


@define
class Child:
    """`penstock serve` as a process on a data folder; `start` and `kill` as often as wanted."""

    data: Path
    process: subprocess.Popen[str] | None = None
    port: int = 0
    answered: float = field(default=0.0)
    settings: dict[str, str] = field(factory=dict)

    def start(self) -> None:
        """Start it, and wait for the first request that it answers."""
        line = [sys.executable, "-c", SERVE, "serve", "--data", str(self.data), "--no-browser", "--port", "0"]
        self.process = subprocess.Popen(
            line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **self.settings}
        )
        assert self.process.stdout is not None
        for text in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", text):
                self.port = int(found[1])
                break
        self.until(self.answers)
        self.answered = time.monotonic()

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def answers(self) -> bool:
        """Whether it answers at all."""
        try:
            return self.ask("GET", "/penstock/about")[0] == 200
        except (OSError, HTTPException):
            return False

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        """One request: status and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, path, data, {"Content-Type": "application/json"} if data else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def json(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a request that must go well."""
        status, data = self.ask(method, path, body)
        assert status == 200, (path, status, data)
        return json.loads(data)

    def gates(self, state: str = "parked") -> list[Any]:
        """The open gates in one state."""
        return [gate for gate in self.json("GET", "/penstock/gates")["gates"] if gate["state"] == state]

    def until(self, holds: Any, seconds: float = 30.0) -> Any:
        """Wait until something holds; what it was."""
        end = time.monotonic() + seconds
        while not (found := holds()):
            assert time.monotonic() < end, "it never came to that"
            time.sleep(0.01)
        return found

    def left(self) -> list[Path]:
        """What lies in the folder of parked gates."""
        return [*(self.data / "user" / "__penstock" / "gates" / "parked").rglob("*")]


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    """A server that runs."""
    made = Child(tmp_path / "data", settings={"PENSTOCK_GATES_SURVIVE_CRASHES": "false"})
    made.start()
    yield made
    made.kill()


def prompt(wait: str = "park", size: int = 256, name: str = "rest") -> dict[str, Any]:
    """An image, a gate, an output on its second route."""
    return {
        "1": {"class_type": "EmptyImage", "inputs": {"width": size, "height": size, "batch_size": 2, "color": 4_000}},
        "2": {"class_type": "ImageGate", "inputs": {"image": ["1", 0], "routes": 2, "wait": wait}},
        "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 2], "filename_prefix": name}},
    }


def saved(child: Child, name: str) -> list[str]:
    return sorted(path.name for path in (child.data / "output").glob(f"{name}*"))


def test_after_kill_9_a_parked_gate_is_offered_with_its_pictures_within_two_seconds(child: Child) -> None:
    """Killed and started again the gate, its pictures and its answer are there; then nothing is left of it."""
    child.json("POST", "/prompt", {"prompt": prompt(size=1_024)})
    before = child.until(child.gates)[0]
    child.kill()

    child.start()
    gates = child.gates()
    pictures = [child.ask("GET", f"/penstock/gates/{before['token']}/images/{index}?size=768") for index in (0, 1)]
    assert time.monotonic() - child.answered < 2.0

    assert gates == [before]
    assert [(status, data[:3]) for status, data in pictures] == [(200, b"\xff\xd8\xff")] * 2
    answered = child.json("POST", f"/penstock/gates/{before['token']}/answer", {"route": 2})
    assert answered["decided"]["route"] == 2
    child.until(lambda: child.json("GET", f"/penstock/gates/{before['token']}")["state"] == "answered")
    assert saved(child, "rest") == ["rest_00001_.png", "rest_00002_.png"]
    child.until(lambda: not child.left())


def test_a_rest_that_the_kill_took_is_lost_and_queued_again(child: Child) -> None:
    """Answered, queued behind a run that waits, killed: the decision is there, the rest is lost, requeue runs it."""
    child.json("POST", "/prompt", {"prompt": prompt()})
    token = child.until(child.gates)[0]["token"]
    child.until(lambda: child.json("GET", "/prompt")["exec_info"]["queue_remaining"] == 0)
    child.json("POST", "/prompt", {"prompt": prompt("wait", name="other")})
    child.until(lambda: child.gates("armed"))
    assert child.json("POST", f"/penstock/gates/{token}/answer", {"route": 2})["run_state"] == "queued"
    child.kill()

    child.start()

    lost = child.until(lambda: [gate for gate in child.gates() if gate["run_state"] == "lost"])[0]
    assert (lost["token"], lost["decided"]["route"], bool(lost["run_error"])) == (token, 2, True)
    assert child.ask("POST", f"/penstock/gates/{token}/answer", {"route": 1})[0] == 409
    assert child.json("POST", f"/penstock/gates/{token}/requeue", {})["run_state"] == "queued"
    child.until(lambda: child.json("GET", f"/penstock/gates/{token}")["state"] == "answered")
    assert saved(child, "rest") == ["rest_00001_.png", "rest_00002_.png"]
    assert saved(child, "other") == []
    child.until(lambda: not child.left())


@pytest.mark.parametrize("seed", range(25 if NIGHTLY else 2))
def test_a_kill_at_any_moment_of_parking_leaves_a_whole_gate_or_none(
    child: Child, seed: int, figure: Callable[..., None]
) -> None:
    """Killed while the candidates are written: what is offered can be seen and answered, no litter stays."""
    child.json("POST", "/prompt", {"prompt": prompt(size=1_500)})
    time.sleep(random.Random(seed).uniform(0.0, 0.15))
    child.kill()

    child.start()

    for gate in child.gates():
        assert child.ask("GET", f"/penstock/gates/{gate['token']}/images/1?size=256")[0] == 200
        child.json("POST", f"/penstock/gates/{gate['token']}/answer", {"route": 2})
    child.until(lambda: not child.gates() and not child.left())
    figure("G18", "kill -9 while gates are parked", 1, "kills")
