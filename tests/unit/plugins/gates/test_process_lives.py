"""Processes that share a data folder: who lives, who goes on with whose work, and who keeps off it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from penstock.core.contracts.gates import GateState
from penstock.core.contracts.run_queue import RunState
from penstock.core.files import Files
from penstock.plugins.gates.process_lives import ProcessLives

from .parked_world import ParkedWorld


def life(folder: Path, name: str) -> ProcessLives:
    """A process that has begun."""
    made = ProcessLives(folder / "processes", Files(), name)
    made.begin()
    return made


def test_a_process_lives_until_it_ends(tmp_path: Path) -> None:
    """Others know it by its lock, and nothing of it stays."""
    one, two = life(tmp_path, "standalone-a"), life(tmp_path, "standalone-b")
    assert one.is_alive("standalone-a")
    assert one.is_alive("standalone-b")
    two.end()
    assert not one.is_alive("standalone-b")
    one.end()
    assert list((tmp_path / "processes").iterdir()) == []


def test_a_process_that_was_killed_is_gone_at_once(tmp_path: Path) -> None:
    """The operating system lets go of its lock; whoever looks next removes it."""
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom penstock.core.files import Files\n"
        "from penstock.plugins.gates.process_lives import ProcessLives\n"
        "kept = ProcessLives(Path(sys.argv[1]), Files(), 'comfyui-x')\nkept.begin()\n"
        "print('begun', flush=True)\ntime.sleep(60)\n"
    )
    folder = tmp_path / "processes"
    child = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    ours = life(tmp_path, "comfyui-y")
    assert ours.is_alive("comfyui-x")
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    child.stdout.close()
    assert not ours.is_alive("comfyui-x")
    assert [path.name for path in folder.iterdir()] == ["comfyui-y.lock"]


@pytest.mark.parametrize("other", ["", "../standalone-a", "standalone", "x" * 90])
def test_what_is_no_process_does_not_live(tmp_path: Path, other: str) -> None:
    """Names come from files that anybody may write."""
    assert not life(tmp_path, "standalone-a").is_alive(other)


def test_what_another_living_process_queued_is_left_to_it(tmp_path: Path) -> None:
    """Its queue is unknown here: that is no sign that the run is lost."""
    world = ParkedWorld(tmp_path)
    first, second = world.start("standalone-a"), world.start("standalone-b")
    token = world.park(first)
    world.answer(first, token)
    world.queue.states.clear()  # the queue of the second process knows nothing of it
    assert not second.busy()
    assert second.look() == ()
    assert second.get(token).run_state == "queued"


@pytest.mark.parametrize("other", ["standalone-b", "comfyui-b"])
def test_what_a_process_that_is_gone_had_queued_is_lost_and_can_be_queued_again(tmp_path: Path, other: str) -> None:
    """Nobody else will ever tell what became of it; people decide where it runs."""
    world = ParkedWorld(tmp_path)
    first, second = world.start("standalone-a"), world.start(other)
    token = world.park(first)
    world.answer(first, token)
    world.gone.add("standalone-a")
    assert [gate.run_state for gate in second.look()] == ["lost"]
    assert second.requeue(token).run_state == "queued"
    world.queue.end()
    assert [gate.state for gate in second.look()] == [GateState.ANSWERED]


def test_an_answer_given_in_another_process_is_queued_by_the_one_that_parked(tmp_path: Path) -> None:
    """The graph runs where it began, as long as that host is there."""
    world = ParkedWorld(tmp_path)
    first, second = world.start("comfyui-a"), world.start("standalone-b")
    token = world.park(first)
    assert world.answer(second, token).run_state == "waiting"
    assert world.queue.submitted == []
    assert [gate.run_state for gate in first.look()] == ["queued"]
    assert len(world.queue.submitted) == 1


@pytest.mark.parametrize(("other", "goes_on"), [("comfyui-b", True), ("standalone-b", False)])
def test_an_answer_that_waited_when_its_process_died_is_queued_by_the_next_of_its_kind(
    tmp_path: Path, other: str, goes_on: bool
) -> None:
    """A graph that ComfyUI began is not for the embedded engine, unless somebody says so."""
    world = ParkedWorld(tmp_path)
    first = world.start("comfyui-a")
    token = world.park(first)
    world.queue.states["p1"] = RunState.QUEUED  # the run itself still goes on
    assert world.answer(first, token).run_state == "waiting"
    world.gone.add("comfyui-a")
    second = world.start(other)
    assert [gate.run_state for gate in second.look()] == (["queued"] if goes_on else [])


def test_a_gate_of_a_host_that_is_gone_is_answered_in_one_of_another_kind(tmp_path: Path) -> None:
    """Who answers it here wants it to run here; where nodes are missing the queue says so."""
    world = ParkedWorld(tmp_path)
    token = world.park(world.start("comfyui-a"))
    world.gone.add("comfyui-a")
    assert world.answer(world.start("standalone-b"), token).run_state == "queued"
