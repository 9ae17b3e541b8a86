"""Random schedules of answers, stops, parking and interrupts in a real ComfyUI: every gate ends exactly once."""

import os
import random
import threading

import pytest
from live_gates import LiveGates, node, picture, show, until

ROUNDS = int(os.environ.get("PENSTOCK_LIVE_ROUNDS", "12"))
ENDS = ("gate_answered", "gate_cancelled", "gate_expired")


@pytest.fixture
def gates(tab):
    """The gates that this tab sees."""
    return LiveGates(tab)


def prompt_of(chance, number):
    """Gates side by side, in a row, or one for each item of a list; some park, some have little time."""
    count = chance.choice([1, 1, 3])
    waiting = {"wait": chance.choice(["wait", "wait", "park"]), "routes": 2}
    if chance.random() < 0.3:
        waiting |= {"time_limit": 1, "unanswered": chance.choice(["pass", "stop", "park"])}
    return {
        "1": picture(0x050000 + number, count=count),
        "2": node("RebatchImages", images=["1", 0], batch_size=1),
        "3": node("ImageGate", image=["2", 0], **waiting),
        "4": show("3", 1),
        "5": node("ImageGate", image=["3", 2], **waiting),
        "6": show("5", 1),
        "7": node("TextGate", stored_text="typed"),
        "8": node("SuiteShow", value=["7", 0]),
    }


def act(gates, prompt_id, chance, answers):
    """One person who does a few random things to the gates of a run, at the same time as others."""
    for _ in range(chance.randint(1, 5)):
        found = gates.open(prompt_id)
        what = chance.choice(["answer", "answer", "answer", "park", "stop", "interrupt", "look"])
        if what == "interrupt" and chance.random() < 0.3:
            gates.tab.request("POST", "/interrupt", json={"prompt_id": prompt_id})
        elif what == "look":
            gates.tab.get("/penstock/gates")
        elif found and what != "interrupt":
            gate = chance.choice(found)
            body = {} if what != "answer" else {"text": "x"} if gate["kind"] == "text" else {"route": 1}
            answered = gates.post(gate["token"], what, **body)
            assert answered.status in (200, 409), answered.body
            answers.append((gate["token"], what, answered.status))


def settle(gates, tab, prompt_id):
    """Answer what still waits until the run and its rests have ended, and throw away what was parked."""

    def quiet():
        found = tab.get("/penstock/gates")["gates"]
        for gate in found:
            if gate["state"] == "armed":
                gates.post(gate["token"], "answer", **({"text": "x"} if gate["kind"] == "text" else {"route": 1}))
            elif gate["run_state"] in ("", "failed", "lost", "waiting"):
                gates.post(gate["token"], "stop")
        queue = tab.get("/queue")
        return not found and not queue["queue_running"] and not queue["queue_pending"]

    until(quiet)
    tab.history(prompt_id)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_every_gate_ends_exactly_once(gates, tab, number):
    """However people, limits and interrupts meet: one end each, one answer that counts, and the next prompt runs."""
    chance = random.Random(number)
    prompt_id = gates.queue(prompt_of(chance, number), f"schedule {number}")
    until(lambda: gates.open(prompt_id))
    answers = []
    people = [
        threading.Thread(target=act, args=(gates, prompt_id, random.Random(f"{number} {person}"), answers))
        for person in range(4)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    settle(gates, tab, prompt_id)
    told = [
        (one["type"].removeprefix("penstock."), one["data"]["gate"]["token"])
        for one in list(tab.messages)
        if one["type"].startswith("penstock.gate_")
    ]
    armed = [token for kind, token in told if kind == "gate_armed"]
    assert len(armed) == len(set(armed))
    until(lambda: all(gates.get(token)["state"] not in ("armed", "parked") for token in armed))
    run = tab.run({"1": picture(0x060000 + number), "2": show("1")})
    assert run.status == "success"
    ends = [one["data"]["gate"]["token"] for one in list(tab.messages) if one["type"].removeprefix("penstock.") in ENDS]
    assert sorted(ends) == sorted(armed)
    counted = [token for token, what, status in answers if what == "answer" and status == 200]
    assert len(counted) == len(set(counted))
