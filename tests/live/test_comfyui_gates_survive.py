"""A real ComfyUI that dies while a run waits at a gate: the next one offers the gate, and its answer runs the rest."""

import signal
import time
from pathlib import Path

import pytest
from live_client import LiveClient
from live_gates import LiveGates, node, until

PLUGINS = Path(__file__).parent / "support" / "plugins"
OFFERED_SECONDS = 2.0
"""From the first answer of the server that was started anew until the gate is offered, with its picture."""


@pytest.fixture
def mortal(prepare, comfyui):
    """A ComfyUI of its own, that may be killed."""
    made = prepare("mortal")
    made.base.link("penstock")
    made.base.plugin(PLUGINS / "live_nodes.py")
    yield made.start()
    made.stop()


def kept(server, where):
    """The runs in a folder of gates."""
    return [*(server.base.path / "user" / "__penstock" / "gates").glob(f"{where}/run.json")]


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGINT])
def test_a_waiting_gate_survives_the_death_of_the_server(mortal, death):
    """Offered as parked, with the very same picture; what fed the gate does not run again.

    Ctrl-C is no other death: ComfyUI tells nobody that it stops.
    """
    prompt = {
        "1": node("LiveRandom", size=64),
        "2": node("ImageGate", title="Good?", image=["1", 0], routes=2),
        "3": node("LiveSum", image=["2", 2]),
    }
    with LiveClient(mortal.url) as tab:
        gates = LiveGates(tab)
        prompt_id = gates.queue(prompt, "mortal")
        (waits,) = gates.wait_for(prompt_id)
        assert until(lambda: kept(mortal, "waiting/*/*"))
        picture = tab.request("GET", f"/penstock/gates/{waits['token']}/images/1?size=0").body
    count = mortal.base.path / "input" / "live_count.txt"
    before = count.read_text()
    mortal.process.send_signal(death)
    mortal.process.wait(20)
    mortal.process = None
    mortal.start()
    with LiveClient(mortal.url) as tab:
        gates = LiveGates(tab)
        began = time.monotonic()
        (offered,) = gates.open(prompt_id)
        shown = tab.request("GET", f"/penstock/gates/{waits['token']}/images/1?size=0")
        assert time.monotonic() - began < OFFERED_SECONDS
        assert offered == {**waits, "state": "parked"}
        assert (shown.status, shown.body) == (200, picture)
        answered = gates.answer(waits["token"], route=2, client_id=tab.client_id)
        rest = tab.finished(answered["run_id"])
        assert (rest.status, set(rest.outputs)) == ("success", {"3"})
        assert rest.outputs["3"]["text"][1] == "[2, 64, 64, 3]"
        assert count.read_text() == before
        assert gates.ended(waits["token"])["state"] == "answered"
        assert until(lambda: not kept(mortal, "parked/*"))
