"""A hundred gates in a real ComfyUI: what they cost while they wait, and that all of them end."""

import time
from pathlib import Path

import pytest
from live_gates import LiveGates, node, picture, until

COUNT = 100
SECONDS = 5.0
MOST = 0.005
"""Share of a core that all waiting gates may take beside the process at rest."""


@pytest.fixture
def gates(tab):
    """The gates that this tab sees."""
    return LiveGates(tab)


def used(process_id):
    """Seconds of processor time of all threads of a process, since each began."""
    threads = Path(f"/proc/{process_id}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def share(process_id):
    """The share of a core that a process takes, over a few seconds."""
    before = used(process_id)
    time.sleep(SECONDS)  # a span of time is what is measured
    return (used(process_id) - before) / SECONDS


def copies(server):
    """How many images of waiting gates are kept in case the server dies."""
    return len([*(server.base.path / "user" / "__penstock" / "gates" / "waiting").glob("*/*/*.images.npy")])


def hundred(colour):
    """A list of a hundred images, a gate for each, and what follows."""
    return {
        "1": picture(colour, count=COUNT),
        "2": node("RebatchImages", images=["1", 0], batch_size=1),
        "3": node("ImageGate", image=["2", 0], routes=2),
        "4": node("LiveIndex", image=["3", 1]),
        "5": node("LiveIndex", image=["3", 2]),
    }


def test_a_hundred_waiting_gates_use_no_processor_time(gates, tab, server):
    """Less than half a percent of a core for all of them together."""
    until(lambda: not tab.get("/queue")["queue_running"])
    at_rest = share(server.process.pid)
    prompt_id = gates.queue(hundred(0x030301))
    found = gates.wait_for(prompt_id, COUNT)
    assert until(lambda: copies(server) == COUNT)  # written once, after a second
    waiting = share(server.process.pid)
    assert waiting - at_rest < MOST, f"at rest {at_rest:.4%} of a core, with {COUNT} gates {waiting:.4%}"
    for gate in found:
        gates.answer(gate["token"], route=1 + gate["list_index"] % 2)
    run = tab.finished(prompt_id)
    assert run.outputs["4"]["text"] == [str(index) for index in range(0, COUNT, 2)]
    assert run.outputs["5"]["text"] == [str(index) for index in range(1, COUNT, 2)]


def test_one_stop_ends_a_hundred_gates(gates, tab):
    """Each is cancelled, none stays open, and the server runs on."""
    prompt_id = gates.queue(hundred(0x030302))
    found = gates.wait_for(prompt_id, COUNT)
    assert gates.post(found[7]["token"], "stop").status == 200
    assert tab.finished(prompt_id).status == "interrupted"
    assert {gates.ended(gate["token"])["state"] for gate in found} == {"cancelled"}
    assert tab.run({"1": picture(0x030303), "2": node("LiveSum", image=["1", 0])}).status == "success"
