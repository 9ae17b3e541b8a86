"""Gates in a real ComfyUI: what runs, what does not, and how a waiting run ends."""

import time

import pytest
from live_gates import LiveGates, node, picture, ran, show, until


@pytest.fixture
def gates(tab):
    """The gates that this tab sees; what a failed test left open is stopped."""
    made = LiveGates(tab)
    yield made
    made.stop_all()


def router(image="1", **inputs):
    """An image gate with two routes."""
    return node("ImageGate", image=[image, 0], **{"routes": 2, **inputs})


def routed(colour, **inputs):
    """An image, a gate, and something to show on each route and on the mask."""
    return {
        "1": picture(colour),
        "2": router(**inputs),
        "3": show("2", 1),
        "4": show("2", 2),
        "5": node("SuiteShow", value=["2", 0]),
    }


def test_only_the_chosen_branch_runs_and_gets_the_very_same_image(gates, tab):
    """Route 2 carries the object that came in; what follows route 1 is never called; the mask is zeros."""
    prompt = {**routed(0x010203), "4": node("LiveSame", one=["1", 0], other=["2", 2])}
    prompt_id = gates.queue(prompt)
    (gate,) = gates.wait_for(prompt_id)
    assert (gate["kind"], gate["node_id"], gate["routes"]) == ("image", "2", ["1", "2"])
    assert (gate["count"], gate["width"], gate["height"]) == (1, 8, 6)
    assert gates.answer(gate["token"], route=2)["state"] == "answered"
    run = tab.finished(prompt_id)
    assert run.status == "success"
    assert run.outputs["4"]["text"] == ["True"]
    assert "3" not in run.outputs
    assert "zeros" not in run.outputs["5"]["shown"][0]
    assert gates.ended(gate["token"])["decided"]["route"] == 2


def test_an_answer_that_does_not_fit_leaves_the_gate_open(gates, tab):
    """Each wrong answer has its 4xx; the right one still counts, and a second one gets 409 with the first."""
    prompt_id = gates.queue(routed(0x010204))
    (gate,) = gates.wait_for(prompt_id)
    wrong = [{"route": 3}, {"route": 0}, {"route": "1"}, {"route": True}, {"selection": [0]}, {}, {"text": "x"}]
    assert [gates.post(gate["token"], "answer", **body).status for body in wrong] == [422] * len(wrong)
    assert gates.post("nosuchgate", "answer", route=1).status == 404
    gates.answer(gate["token"], route=1)
    late = gates.post(gate["token"], "answer", route=2)
    assert late.status == 409
    assert late.json()["error"]["current"]["decided"]["route"] == 1
    assert set(tab.finished(prompt_id).outputs) == {"3", "5"}


def test_the_chooser_passes_the_chosen_images_in_their_order_and_type(gates, tab):
    """A bfloat16 batch stays one; the clicks' order does not count."""
    prompt = {
        "1": picture(0x010205, count=4),
        "2": node("LiveHalf", image=["1", 0]),
        "3": node("ImageChooserGate", images=["2", 0]),
        "4": node("LiveAbout", image=["3", 0]),
    }
    prompt_id = gates.queue(prompt)
    (gate,) = gates.wait_for(prompt_id)
    assert (gate["kind"], gate["count"]) == ("chooser", 4)
    assert tab.request("GET", f"/penstock/gates/{gate['token']}/images/3?size=64").status == 200
    gates.answer(gate["token"], selection=[3, 1])
    run = tab.finished(prompt_id)
    assert run.outputs["4"]["text"] == ["[2, 6, 8, 3] torch.bfloat16 1.0 3.0"]


def test_a_text_gate_passes_the_edited_text_and_its_signal(gates, tab):
    """The text of the answer goes on, with the untouched signal; an unlinked text is the node's own."""
    prompt = {
        "1": picture(0x010206),
        "2": node("TextGate", signal=["1", 0], stored_text="mine"),
        "3": node("SuiteShow", value=["2", 0]),
        "4": node("LiveSame", one=["1", 0], other=["2", 1]),
    }
    prompt_id = gates.queue(prompt)
    (gate,) = gates.wait_for(prompt_id)
    assert (gate["kind"], gate["text"]) == ("text", "mine")
    gates.answer(gate["token"], text="edited\n")
    run = tab.finished(prompt_id)
    assert run.outputs["3"]["shown"] == ["edited\n"]
    assert run.outputs["4"]["text"] == ["True"]


def test_a_protected_text_gate_neither_waits_nor_computes_its_text(gates, tab):
    """The stored text goes on at once, the linked text's branch does not run; unchanged, all comes from the cache."""
    prompt = {
        "1": node("SuiteText", text="never"),
        "2": node("TextGate", text=["1", 0], protected=True, stored_text="stored 010207"),
        "3": node("SuiteShow", value=["2", 0]),
    }
    first = tab.finished(gates.queue(prompt))
    assert first.outputs["3"]["shown"] == ["stored 010207"]
    assert ran(first) == {"2", "3"}
    assert tab.finished(gates.queue(prompt)).cached >= {"2", "3"}


def test_an_unchanged_graph_asks_again_and_only_what_follows_the_gate_runs_again(gates, tab):
    """Also where the prompt of an earlier run is sent again as the history has it, fingerprints included."""
    first = gates.queue(routed(0x010208))
    gates.answer(gates.wait_for(first)[0]["token"], route=1)
    tab.finished(first)
    prompt = tab.history(first)["prompt"][2]
    for again in (routed(0x010208), prompt):
        prompt_id = gates.queue(again)
        gates.answer(gates.wait_for(prompt_id)[0]["token"], route=2)
        run = tab.finished(prompt_id)
        assert run.cached == {"1"}
        assert set(run.outputs) == {"4", "5"}


def test_other_branches_go_on_while_a_gate_waits(gates, tab):
    """Everything that does not depend on the gate is done before it is answered."""
    prompt = {**routed(0x010209), "8": node("SuiteText", text="beside 010209"), "9": node("SuiteShow", value=["8", 0])}
    prompt_id = gates.queue(prompt)
    tab.wait_for(lambda one: one["type"] == "executed" and one["data"]["node"] == "9")
    (gate,) = gates.wait_for(prompt_id)
    gates.answer(gate["token"], route=1)
    assert set(tab.finished(prompt_id).outputs) == {"3", "5", "8", "9"}


def test_an_answer_that_comes_while_another_node_computes_counts(gates, tab):
    """The answer is taken at once; the gate's outputs follow when the loop is free again."""
    prompt = {
        **routed(0x01020A),
        "7": node("TextGate", stored_text="go"),
        "8": node("LiveBusy", text=["7", 0], seconds=1.5),
    }
    prompt_id = gates.queue(prompt)
    found = {gate["kind"]: gate["token"] for gate in gates.wait_for(prompt_id, 2)}
    gates.answer(found["text"], text="go")
    tab.wait_for(lambda one: one["type"] == "executing" and one["data"]["node"] == "8")
    began = time.monotonic()
    assert gates.answer(found["image"], route=1)["state"] == "answered"
    assert time.monotonic() - began < 1
    assert "execution_success" not in {one["type"] for one in tab.messages}
    assert set(tab.finished(prompt_id).outputs) == {"3", "5", "8"}


def test_gates_of_subgraphs_are_known_by_their_whole_id(gates, tab):
    """`12:3` and `13:3` are two gates, and so are equal nodes of one prompt."""
    prompt = {"1": picture(0x01020B)}
    for group in ("12", "13"):
        prompt |= {f"{group}:3": router(), f"{group}:4": show(f"{group}:3", 1), f"{group}:5": show(f"{group}:3", 2)}
    prompt_id = gates.queue(prompt)
    found = {gate["node_id"]: gate["token"] for gate in gates.wait_for(prompt_id, 2)}
    assert set(found) == {"12:3", "13:3"}
    gates.answer(found["13:3"], route=2)
    gates.answer(found["12:3"], route=1)
    assert set(tab.finished(prompt_id).outputs) == {"12:4", "13:5"}


def test_each_item_of_a_list_has_a_gate_of_its_own(gates, tab):
    """Answered in any order; every item takes its own route, and the order of the list stays."""
    prompt = {
        "1": picture(0x01020C, count=3),
        "2": node("RebatchImages", images=["1", 0], batch_size=1),
        "3": router("2"),
        "4": node("LiveIndex", image=["3", 1]),
        "5": node("LiveIndex", image=["3", 2]),
    }
    prompt_id = gates.queue(prompt)
    found = {gate["list_index"]: gate["token"] for gate in gates.wait_for(prompt_id, 3)}
    assert set(found) == {0, 1, 2}
    for index, route in ((2, 1), (0, 1), (1, 2)):
        gates.answer(found[index], route=route)
    run = tab.finished(prompt_id)
    assert run.outputs["4"]["text"] == ["0", "2"]
    assert run.outputs["5"]["text"] == ["1"]


def test_two_prompts_with_the_same_node_have_gates_of_their_own(gates, tab):
    """The second run's gate gets a token of its own; the first one's answers nothing any more."""
    first, second = gates.queue(routed(0x01020D)), gates.queue(routed(0x01020D))
    (one,) = gates.wait_for(first)
    assert gates.open(second) == []
    gates.answer(one["token"], route=1)
    (other,) = gates.wait_for(second)
    assert gates.post(one["token"], "answer", route=2).status == 409
    assert gates.get(other["token"])["state"] == "armed"
    gates.answer(other["token"], route=2)
    assert set(tab.finished(first).outputs) == {"3", "5"}
    assert set(tab.finished(second).outputs) == {"4", "5"}


def test_a_gate_on_a_route_that_was_not_chosen_is_never_asked(gates, tab):
    """Of two gates in a row the second one asks only where the first one lets something through."""
    prompt = {
        "1": picture(0x010211),
        "2": router(),
        "3": node("ImageGate", image=["2", 1], routes=1),
        "4": node("ImageGate", image=["2", 2], routes=1),
        "5": show("3", 1),
        "6": show("4", 1),
    }
    prompt_id = gates.queue(prompt)
    gates.answer(gates.wait_for(prompt_id)[0]["token"], route=2)
    second = until(lambda: [gate for gate in gates.open(prompt_id) if gate["node_id"] != "2"])
    assert [gate["node_id"] for gate in second] == ["4"]
    gates.answer(second[0]["token"], route=1)
    run = tab.finished(prompt_id)
    assert set(run.outputs) == {"6"}


def test_gates_that_another_node_added_are_asked_and_wait(gates, tab):
    """Nodes that come while the run goes on have ids of their own; their gates cannot be parked, and say why."""
    prompt = {"1": picture(0x010213), "2": node("ExpandToGate", image=["1", 0], times=2), "3": show("2")}
    prompt_id = gates.queue(prompt)
    (first,) = gates.wait_for(prompt_id)
    assert first["node_id"].startswith("2.")
    assert first["why_not_parked"]
    gates.answer(first["token"], route=1)
    (second,) = until(lambda: [gate for gate in gates.open(prompt_id) if gate["node_id"] != first["node_id"]])
    gates.answer(second["token"], route=1)
    assert set(tab.finished(prompt_id).outputs) == {"3"}


def test_a_script_without_a_page_is_asked_too(gates, tab):
    """No client, no workflow, odd metadata: the gate is there for whoever looks."""
    body = {"prompt": routed(0x010212), "extra_data": {"extra_pnginfo": ["odd"]}}
    prompt_id = tab.request("POST", "/prompt", json=body).json()["prompt_id"]
    (gate,) = gates.wait_for(prompt_id)
    assert gate["workflow_id"] == ""
    gates.answer(gate["token"], route=1)
    assert set(tab.history(prompt_id)["outputs"]) == {"3", "5"}


@pytest.mark.parametrize("repeat", ["same input", "always"])
def test_a_kept_answer_is_used_again_until_it_is_forgotten(gates, tab, repeat):
    """The second run does not wait, the third comes from the cache; a copy of the workflow and asking again ask."""
    colour = 0x01020E + (repeat == "always")
    prompt = routed(colour, repeat=repeat)
    workflow = f"kept {repeat}"
    first = gates.queue(prompt, workflow)
    (gate,) = gates.wait_for(first)
    gates.answer(gate["token"], route=2)
    tab.finished(first)
    second = tab.finished(gates.queue(prompt, workflow))
    assert set(second.outputs) == {"4", "5"}
    assert "2" not in second.cached
    assert tab.finished(gates.queue(prompt, workflow)).cached >= {"1", "2", "4", "5"}
    copied = gates.queue(prompt, f"a copy of {workflow}")
    gates.answer(gates.wait_for(copied)[0]["token"], route=1)
    assert set(tab.finished(copied).outputs) == {"3", "5"}
    assert tab.request("DELETE", f"/penstock/kept_answers/{gate['place']}").status == 200
    again = gates.queue(prompt, workflow)
    gates.answer(gates.wait_for(again)[0]["token"], route=1)
    assert set(tab.finished(again).outputs) == {"3", "5"}


def test_nobody_answers_within_the_time_limit(gates, tab):
    """The gate passes, or stops the run, as it was told."""
    passing = gates.queue(routed(0x010210, time_limit=1, unanswered="pass"))
    (gate,) = gates.wait_for(passing)
    assert set(tab.finished(passing).outputs) == {"3", "5"}
    assert gates.get(gate["token"])["state"] == "expired"
    stopping = gates.queue(routed(0x010210, time_limit=1, unanswered="stop"))
    assert tab.finished(stopping).status == "interrupted"
