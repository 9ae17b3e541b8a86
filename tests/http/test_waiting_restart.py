"""A real server that is killed with kill -9 while runs wait at gates: the next one offers them as parked gates."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .test_parked_restart import Child, prompt, saved


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    """A server that runs."""
    made = Child(tmp_path / "data")
    made.start()
    yield made
    made.kill()


def gates_folder(child: Child) -> Path:
    return child.data / "user" / "__penstock" / "gates"


def copied(child: Child) -> list[Path]:
    """The runs that are copied."""
    return [*gates_folder(child).glob("waiting/*/*/run.json")]


def waiting(child: Child, **more: Any) -> Any:
    """A gate that waits, and has its copy."""
    child.json("POST", "/prompt", {"prompt": prompt("wait", **more)})
    gate = child.until(lambda: child.gates("armed"))[0]
    child.until(lambda: copied(child))
    return gate


def test_after_kill_9_a_waiting_gate_is_offered_as_a_parked_one_within_two_seconds(
    child: Child, figure: Callable[..., None]
) -> None:
    """With its pictures; its answer runs what the dead run left undone, and then nothing is left of it."""
    before = waiting(child, size=1_024)
    assert child.gates() == []
    child.kill()

    child.start()
    (gate,) = child.gates()
    pictures = [child.ask("GET", f"/penstock/gates/{before['token']}/images/{index}?size=768") for index in (0, 1)]
    shown = time.monotonic() - child.answered
    assert shown < 2.0

    assert gate == {**before, "state": "parked", "expires": None}
    assert [(status, data[:3]) for status, data in pictures] == [(200, b"\xff\xd8\xff")] * 2
    assert child.json("POST", f"/penstock/gates/{before['token']}/answer", {"route": 2})["run_state"] == "queued"
    child.until(lambda: child.json("GET", f"/penstock/gates/{before['token']}")["state"] == "answered")
    assert saved(child, "rest") == ["rest_00001_.png", "rest_00002_.png"]
    child.until(lambda: not child.left())
    assert [*gates_folder(child).glob("waiting/*")] == []
    figure("G18", "waiting gates after kill -9", 1, "gates", measured={"shown again s": round(shown, 2)})


def test_an_answered_gate_is_not_offered_again_and_its_copy_is_gone_at_once(child: Child) -> None:
    """What is decided needs no copy any more, and the run goes on as if there had been none."""
    before = waiting(child)
    child.json("POST", f"/penstock/gates/{before['token']}/answer", {"route": 2})
    child.until(lambda: not copied(child) and saved(child, "rest"))
    child.kill()

    child.start()

    assert child.gates() == child.gates("armed") == []


def test_gates_of_a_server_that_lives_are_left_to_it(child: Child) -> None:
    """A second server on the same data offers them only when the first one has died, and itself starts anew."""
    before = waiting(child)
    other = Child(child.data)
    other.start()
    try:
        assert other.gates() == other.gates("armed") == []
        assert [gate["token"] for gate in child.gates("armed")] == [before["token"]]
    finally:
        other.kill()
    assert copied(child)
    child.kill()
    child.start()
    assert [gate["token"] for gate in child.gates()] == [before["token"]]
