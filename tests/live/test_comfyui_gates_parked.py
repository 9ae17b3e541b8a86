"""Parked gates in a real ComfyUI: the run finishes, the answer queues the rest, and nothing upstream runs again."""

import io
import json
import signal
import time
from pathlib import Path

import numpy
import pytest
from live_client import LiveClient
from live_gates import LiveGates, node, ran, until
from PIL import Image

PLUGINS = Path(__file__).parent / "support" / "plugins"
OFFERED_SECONDS = 2.0
"""From the first answer of a server that was started anew until a parked gate is offered, with its picture."""


@pytest.fixture(scope="module", params=["default", "classic"])
def parking(prepare, comfyui, request):
    """A ComfyUI of its own, that may be killed, with either kind of cache."""
    made = prepare(f"parking-{request.param}")
    made.arguments = ["--cache-classic"] if request.param == "classic" else []
    made.base.link("penstock")
    made.base.plugin(PLUGINS / "live_nodes.py")
    yield made.start()
    made.stop()


@pytest.fixture
def tab(parking):
    """A tab at that ComfyUI."""
    with LiveClient(parking.url) as client:
        yield client


@pytest.fixture
def gates(tab, parking):
    """The gates that the tab sees; what a failed test left open is stopped."""
    made = LiveGates(tab)
    yield made
    if parking.process is not None and parking.process.poll() is None:
        with LiveClient(parking.url) as cleaner:
            LiveGates(cleaner).stop_all()


@pytest.fixture
def upstream(parking):
    """`upstream()`: in how many runs the node that feeds the gates was called since the test began."""
    file = parking.base.path / "input" / "live_count.txt"
    file.unlink(missing_ok=True)
    return lambda: len(file.read_text().splitlines()) if file.exists() else 0


def left_over(parking):
    """The folders of parked runs on the disk."""
    folder = parking.base.path / "user" / "__penstock" / "gates" / "parked"
    return [one.name for one in folder.iterdir() if one.is_dir()] if folder.exists() else []


def parked(**inputs):
    """A picture that is another one in each run, a gate that parks, and what follows its routes and its mask."""
    return {
        "1": node("LiveRandom", size=64),
        "2": node("ImageGate", title="Good?", image=["1", 0], **{"routes": 2, "wait": "park", **inputs}),
        "3": node("LiveSum", image=["2", 1], mask=["2", 0]),
        "4": node("LiveSum", image=["2", 2]),
        "5": node("LiveSum", image=["1", 0]),
    }


def mask_form(width, height, painted):
    """An answer with a mask, as a page sends it; `painted` pixels are white."""
    import aiohttp

    pixels = numpy.zeros((height, width), numpy.uint8)
    pixels.reshape(-1)[:painted] = 255
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    form = aiohttp.FormData()
    form.add_field("route", "1")
    form.add_field("mask", buffer.getvalue(), filename="mask.png", content_type="image/png")
    return form


def test_a_parked_gate_frees_the_queue_and_its_answer_runs_the_rest_with_the_same_picture(
    gates, tab, parking, upstream
):
    """The first run ends well without what follows the gate; the rest runs on the very same pixels, once."""
    prompt_id = gates.queue(parked(), "frees")
    first = tab.finished(prompt_id)
    assert first.status == "success"
    assert set(first.outputs) == {"5"}
    made = first.outputs["5"]["text"][0]
    (gate,) = gates.wait_for(prompt_id, state="parked")
    assert (gate["title"], gate["count"], gate["width"]) == ("Good?", 2, 64)
    assert tab.request("GET", f"/penstock/gates/{gate['token']}/images/1?size=128").status == 200
    answered = gates.answer(gate["token"], route=2, client_id=tab.client_id)
    assert (answered["state"], answered["run_state"], answered["decided"]["route"]) == ("parked", "queued", 2)
    rest = tab.finished(answered["run_id"])
    assert rest.status == "success"
    assert rest.outputs["4"]["text"][:2] == [made, "[2, 64, 64, 3]"]
    assert set(rest.outputs) == {"4"}
    assert "1" not in ran(rest)
    assert upstream() == 1
    assert gates.ended(gate["token"])["state"] == "answered"
    assert until(lambda: not left_over(parking))


def test_a_parked_gate_survives_the_death_of_the_server(gates, tab, parking, upstream):
    """Killed and started anew, it is offered at once with its picture, and its answer with a mask runs the rest."""
    prompt_id = gates.queue(parked(), "dies")
    made = tab.finished(prompt_id).outputs["5"]["text"][0]
    (gate,) = gates.wait_for(prompt_id, state="parked")
    parking.process.kill()
    parking.process.wait()
    parking.process = None
    parking.start()
    with LiveClient(parking.url) as other:
        began = time.monotonic()
        (offered,) = LiveGates(other).open(prompt_id)
        shown = other.request("GET", f"/penstock/gates/{gate['token']}/images/0?size=256")
        assert time.monotonic() - began < OFFERED_SECONDS
        assert (offered["state"], offered["token"], shown.status) == ("parked", gate["token"], 200)
        answered = other.request("POST", f"/penstock/gates/{gate['token']}/answer", data=mask_form(64, 64, 10))
        assert answered.status == 200, answered.body
        history = other.history(answered.json()["run_id"])
        assert history["outputs"]["3"]["text"] == [made, "[2, 64, 64, 3]", "20.0"]
        assert upstream() == 1
        assert LiveGates(other).ended(gate["token"])["state"] == "answered"
        assert until(lambda: not left_over(parking))


def test_the_rest_waits_for_every_gate_that_it_needs(gates, tab, parking, upstream):
    """Two parked gates, one output behind both: it runs after the second answer; what needs one runs after one."""
    prompt = {
        "1": node("LiveRandom", size=32),
        "2": node("ImageChooserGate", images=["1", 0], wait="park"),
        "3": node("TextGate", stored_text="typed", signal=["1", 0], wait="park"),
        "4": node("LiveSum", image=["2", 0]),
        "5": node("LiveShow", whole=1, real=0.5, text=["3", 0], secret="", flag=True, choice="a", anything=["2", 0]),
        "6": node("LiveAbout", image=["3", 1]),
    }
    prompt_id = gates.queue(prompt, "waits")
    assert tab.finished(prompt_id).outputs == {}
    found = {gate["kind"]: gate["token"] for gate in gates.wait_for(prompt_id, 2, "parked")}
    one = gates.answer(found["chooser"], selection=[1], client_id=tab.client_id)
    first = tab.finished(one["run_id"])
    assert first.outputs["4"]["text"][1] == "[1, 32, 32, 3]"
    assert set(first.outputs) == {"4"}
    other = gates.answer(found["text"], text="edited", client_id=tab.client_id)
    second = tab.finished(other["run_id"])
    assert set(second.outputs) == {"5", "6"}
    assert json.loads(second.outputs["5"]["text"][0])["text"] == "edited"
    assert second.outputs["6"]["text"][0].startswith("[2, 32, 32, 3] torch.float32")
    assert upstream() == 1
    assert {gates.ended(token)["state"] for token in found.values()} == {"answered"}
    assert until(lambda: not left_over(parking))


def test_each_item_of_a_list_is_parked_and_answered_by_itself(gates, tab, parking, upstream):
    """Three gates, three rests, each with its own picture."""
    prompt = {
        "1": node("LiveRandom", size=16),
        "2": node("RebatchImages", images=["1", 0], batch_size=1),
        "3": node("ImageGate", image=["2", 0], routes=2, wait="park"),
        "4": node("LiveSum", image=["3", 1]),
        "5": node("LiveSum", image=["3", 2]),
        "6": node("LiveSum", image=["2", 0]),
    }
    prompt_id = gates.queue(prompt, "lists")
    sums = tab.finished(prompt_id).outputs["6"]["text"][::3]
    found = {gate["list_index"]: gate["token"] for gate in gates.wait_for(prompt_id, 2, "parked")}
    for index, route in ((1, 2), (0, 1)):
        answered = gates.answer(found[index], route=route, client_id=tab.client_id)
        rest = tab.finished(answered["run_id"])
        assert set(rest.outputs) == {"4" if route == 1 else "5"}
        assert next(iter(rest.outputs.values()))["text"][0] == sums[index]
    assert upstream() == 1
    assert until(lambda: not left_over(parking))


def test_a_gate_behind_a_parked_gate_is_parked_by_the_rest(gates, tab, parking, upstream):
    """Two answers, on two days if need be: the picture stays the same, and what feeds the gates ran once."""
    prompt = {
        "1": node("LiveRandom", size=32),
        "2": node("ImageGate", image=["1", 0], routes=1, wait="park"),
        "3": node("ImageChooserGate", images=["2", 1], wait="park"),
        "4": node("LiveSum", image=["3", 0]),
        "5": node("LiveSum", image=["1", 0]),
    }
    prompt_id = gates.queue(prompt, "chain")
    made = tab.finished(prompt_id).outputs["5"]["text"][0]
    (first,) = gates.wait_for(prompt_id, state="parked")
    answered = gates.answer(first["token"], route=1, client_id=tab.client_id)
    assert tab.finished(answered["run_id"]).outputs == {}
    (second,) = gates.wait_for(answered["run_id"], state="parked")
    assert gates.ended(first["token"])["state"] == "answered"
    answered = gates.answer(second["token"], selection=[0, 1], client_id=tab.client_id)
    rest = tab.finished(answered["run_id"])
    assert rest.outputs["4"]["text"][0] == made
    assert gates.ended(second["token"])["state"] == "answered"
    assert upstream() == 1
    assert until(lambda: not left_over(parking))


def test_the_rest_knows_the_answers_of_gates_that_waited(gates, tab, parking, upstream):
    """A gate that was answered in the run itself is not asked again by the rest of a gate that was parked."""
    prompt = {
        "1": node("LiveRandom", size=32),
        "2": node("ImageGate", image=["1", 0], routes=2),
        "3": node("ImageGate", image=["1", 0], routes=2, wait="park"),
        "4": node("LiveSame", one=["2", 2], other=["3", 1]),
        "5": node("LiveSum", image=["2", 2]),
    }
    prompt_id = gates.queue(prompt, "mixed")
    (kept,) = gates.wait_for(prompt_id, state="parked")  # it is armed, too, for a moment
    (waits,) = gates.wait_for(prompt_id)
    gates.answer(waits["token"], route=2)
    assert set(tab.finished(prompt_id).outputs) == {"5"}
    answered = gates.answer(kept["token"], route=1, client_id=tab.client_id)
    rest = tab.finished(answered["run_id"])
    assert (rest.status, set(rest.outputs)) == ("success", {"4"})
    assert upstream() == 1
    assert gates.ended(kept["token"])["state"] == "answered"
    assert until(lambda: not left_over(parking))


def test_a_waiting_gate_is_parked_by_its_button(gates, tab, parking, upstream):
    """The run that waited goes on without what follows the gate; the answer comes later."""
    prompt_id = gates.queue(parked(wait="wait"), "button")
    (gate,) = gates.wait_for(prompt_id)
    assert gates.post(gate["token"], "park").json()["state"] == "parked"
    first = tab.finished(prompt_id)
    assert (first.status, set(first.outputs)) == ("success", {"5"})
    answered = gates.answer(gate["token"], route=1, client_id=tab.client_id)
    assert set(tab.finished(answered["run_id"]).outputs) == {"3"}
    assert upstream() == 1
    assert until(lambda: not left_over(parking))


def test_a_discarded_gate_leaves_nothing_and_the_next_run_asks_anew(gates, tab, parking):
    """Stop at a parked gate forgets its candidates; the same prompt makes a new gate."""
    prompt_id = gates.queue(parked(), "discarded")
    tab.finished(prompt_id)
    (gate,) = gates.wait_for(prompt_id, state="parked")
    assert gates.post(gate["token"], "stop").json()["state"] == "cancelled"
    assert until(lambda: not left_over(parking))
    assert gates.post(gate["token"], "answer", route=1).status == 409
    again = gates.queue(parked(), "discarded")
    tab.finished(again)
    (gate,) = gates.wait_for(again, state="parked")
    gates.post(gate["token"], "stop")


def test_a_decision_that_is_not_known_any_more_asks_anew(gates, tab, parking):
    """The prompt of a rest, sent again from the history, is an ordinary run once its gate has ended."""
    prompt_id = gates.queue(parked(), "history")
    tab.finished(prompt_id)
    (gate,) = gates.wait_for(prompt_id, state="parked")
    answered = gates.answer(gate["token"], route=1, client_id=tab.client_id)
    tab.finished(answered["run_id"])
    assert gates.ended(gate["token"])["state"] == "answered"
    assert until(lambda: not left_over(parking))
    rest = tab.history(answered["run_id"])["prompt"][2]
    assert rest["2"]["inputs"]["decision"]
    rest["2"]["inputs"]["wait"] = "wait"
    again = gates.queue(rest, "history")
    (gate,) = gates.wait_for(again)
    gates.answer(gate["token"], route=2)
    assert set(tab.finished(again).outputs) == {"4", "5"}


def test_a_rest_that_was_stopped_stays_listed_and_is_queued_again(gates, tab, parking):
    """An answer is never lost: the gate says that its run failed, and one request runs it."""
    prompt = {
        "1": node("TextGate", stored_text="typed", wait="park"),
        "2": node("LiveBusy", text=["1", 0], seconds=1.0),
        "3": node("LiveShow", whole=1, real=0.5, text=["2", 0], secret="", flag=True, choice="a"),
    }
    prompt_id = gates.queue(prompt, "fails")
    tab.finished(prompt_id)
    (gate,) = gates.wait_for(prompt_id, state="parked")
    answered = gates.answer(gate["token"], text="kept", client_id=tab.client_id)
    run_id = answered["run_id"]
    tab.wait_for(
        lambda one: one["type"] == "executing" and one["data"]["node"] == "2" and one["data"].get("prompt_id") == run_id
    )
    tab.request("POST", "/interrupt")
    assert tab.finished(run_id).status == "interrupted"
    failed = until(lambda: (found := gates.get(gate["token"]))["run_state"] == "failed" and found)
    assert (failed["state"], failed["decided"]["text"]) == ("parked", "kept")
    again = gates.post(gate["token"], "requeue", client_id=tab.client_id)
    assert again.status == 200, again.body
    run = tab.finished(again.json()["run_id"])
    assert json.loads(run.outputs["3"]["text"][0])["text"] == "kept"
    assert gates.ended(gate["token"])["state"] == "answered"
    assert until(lambda: not left_over(parking))


def test_the_answer_to_a_parked_gate_may_be_used_again(gates, tab, parking):
    """With "always" the next run is neither parked nor held: it takes the same route with its own picture."""
    prompt_id = gates.queue(parked(repeat="always"), "again")
    tab.finished(prompt_id)
    (gate,) = gates.wait_for(prompt_id, state="parked")
    answered = gates.answer(gate["token"], route=2, client_id=tab.client_id)
    tab.finished(answered["run_id"])
    again = tab.finished(gates.queue(parked(repeat="always"), "again"))
    assert set(again.outputs) == {"4", "5"}
    assert again.outputs["4"]["text"][0] == again.outputs["5"]["text"][0]
    assert until(lambda: not left_over(parking))


def test_a_waiting_gate_does_not_hold_up_the_end_of_the_server(gates, parking):
    """Ctrl-C ends ComfyUI while a run waits at a gate; at the next start nothing waits. Keep this the last test."""
    gates.wait_for(gates.queue(parked(wait="wait"), "ctrl-c"))
    parking.process.send_signal(signal.SIGINT)
    parking.process.wait(20)
    parking.process = None
    parking.start()
    with LiveClient(parking.url) as other:
        assert {gate["state"] for gate in other.get("/penstock/gates")["gates"]} <= {"parked"}
