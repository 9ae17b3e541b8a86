"""What everybody is told of the gates of a real ComfyUI, who may answer them, and the old routes to them."""

import io
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import numpy
import pytest
from live_client import LiveClient
from live_gates import LiveGates, node, picture
from PIL import Image


@pytest.fixture
def gates(tab):
    """The gates that this tab sees; what a failed test left open is stopped."""
    made = LiveGates(tab)
    yield made
    made.stop_all()


def routed(colour):
    """An image, a gate, and the sums of what leaves it."""
    return {
        "1": picture(colour),
        "2": node("ImageGate", "Which?", image=["1", 0], routes=2, route_names='["left"]'),
        "3": node("LiveSum", image=["2", 1], mask=["2", 0]),
        "4": node("LiveSum", image=["2", 2], mask=["2", 0]),
    }


def mask(width=8, height=6, painted=3):
    """A mask as a page sends it."""
    pixels = numpy.zeros((height, width), numpy.uint8)
    pixels.reshape(-1)[:painted] = 255
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def form(**fields):
    """A form; bytes are files."""
    made = aiohttp.FormData()
    for name, value in fields.items():
        if isinstance(value, bytes):
            made.add_field(name, value, filename=f"{name}.png", content_type="image/png")
        else:
            made.add_field(name, value)
    return made


def told(tab, kind, token):
    """The message of that type about a gate."""
    return tab.wait_for(
        lambda one: one["type"] == f"penstock.{kind}" and one["data"].get("gate", {}).get("token") == token
    )["data"]


def test_every_tab_is_told_of_every_change(gates, tab, server):
    """A tab that did not queue the run hears of the gate and of its end, in order, and may answer it."""
    with LiveClient(server.url) as other:
        prompt_id = gates.queue(routed(0x040401))
        (gate,) = LiveGates(other).wait_for(prompt_id)
        armed = told(other, "gate_armed", gate["token"])
        assert armed["gate"]["title"] == "Which?"
        assert armed["gate"]["routes"] == ["left", "2"]
        LiveGates(other).answer(gate["token"], route=1)
        for each in (tab, other):
            answered = told(each, "gate_answered", gate["token"])
            assert answered["gate"]["decided"]["by"] == "user"
            assert answered["epoch"] == armed["epoch"]
            assert answered["seq"] > armed["seq"]
        assert tab.finished(prompt_id).outputs["3"]["text"][2] == "0.0"


def test_of_many_answers_exactly_one_counts(gates, tab):
    """Double clicks and several tabs: one 200, and everybody else learns what was decided."""
    prompt_id = gates.queue(routed(0x040402))
    (gate,) = gates.wait_for(prompt_id)
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda number: gates.post(gate["token"], "answer", route=1 + number % 2), range(16)))
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [200, *[409] * 15]
    (route,) = {answer.json()["decided"]["route"] for answer in answers if answer.status == 200}
    current = {answer.json()["error"]["current"]["decided"]["route"] for answer in answers if answer.status == 409}
    assert current == {route}
    assert set(tab.finished(prompt_id).outputs) == {"3" if route == 1 else "4"}


def test_a_painted_mask_stays_for_the_next_run_until_it_is_cleared(gates, tab):
    """Painted at one gate, it goes along with its answer and with the next one; a wrong size is refused."""
    sums = []
    for step in ("paint", "again", "clear"):
        prompt_id = gates.queue(routed(0x040403), "sticky")
        (gate,) = gates.wait_for(prompt_id)
        path = f"/penstock/gates/{gate['token']}/mask"
        if step == "paint":
            assert tab.request("PUT", path, data=form(mask=mask(width=7))).status == 422
            assert tab.request("PUT", path, data=form(mask=mask())).json()["has_mask"] is True
        if step == "clear":
            assert tab.request("DELETE", path).json()["has_mask"] is False
        gates.answer(gate["token"], route=2)
        sums.append(tab.finished(prompt_id).outputs["4"]["text"][2])
    assert sums == ["3.0", "3.0", "0.0"]


def test_old_pages_and_scripts_answer_by_the_old_routes(gates, tab):
    """Dataset Gates' events and forms: choice with a mask, the chooser by token, the text."""
    prompt = {
        **routed(0x040404),
        "5": node("ImageChooserGate", images=["1", 0]),
        "6": node("LiveSum", image=["5", 0]),
        "7": node("TextGate", stored_text="old"),
        "8": node("SuiteShow", value=["7", 0]),
    }
    prompt_id = gates.queue(prompt)
    gates.wait_for(prompt_id, 3)
    shown = {
        kind: tab.wait_for(lambda one, kind=kind: one["type"] == f"datasete-{kind}-show")["data"]
        for kind in ("gate", "textgate", "image-chooser")
    }
    assert (shown["gate"]["id"], shown["gate"]["routes"]) == ("2", 2)
    assert shown["textgate"] == {"id": "7", "text": "old"}
    assert shown["image-chooser"]["count"] == 1
    assert tab.request("POST", "/datasete_gate/mask", data=form(id="2", mask=mask(painted=5))).status == 200
    assert tab.request("POST", "/datasete_gate/choice", data=form(id="2", message="99")).status == 422
    assert tab.request("POST", "/datasete_gate/choice", data=form(id="2", message="1")).status == 200
    assert tab.request("POST", "/datasete_gate/choice", data=form(id="2", message="1")).status == 404
    selected = form(id="5", token=shown["image-chooser"]["token"], selection="[0]")
    assert tab.request("POST", "/datasete_image_chooser/select", data=selected).status == 200
    assert tab.request("POST", "/datasete_text_gate/pass", data=form(id="7", text="new")).status == 200
    run = tab.finished(prompt_id)
    assert run.outputs["3"]["text"][2] == "5.0"
    assert run.outputs["8"]["shown"] == ["new"]
    assert set(run.outputs) == {"3", "6", "8"}
