"""Node declarations in a real ComfyUI: each thing that a `NodeSpec` can say has its effect."""

import json

import numpy
import pytest


def _node(kind, /, **inputs):
    return {"class_type": kind, "inputs": inputs}


def _shown(run, node):
    return json.loads(run.outputs[node]["text"][0])


EVERY_INPUT = {"whole": 1, "real": 0.25, "text": "x", "secret": "s", "flag": False, "choice": "a"}


def test_the_pack_loads_without_a_failed_import(server):
    """ComfyUI starts with Penstock and no import of ours fails."""
    lines = [line for line in server.log.splitlines() if "IMPORT FAILED" in line or "comfy_entrypoint" in line]
    assert not [line for line in lines if "custom_nodes" in line]


def test_a_declaration_that_cannot_be_made_costs_only_its_node(server, tab):
    """Of a plugin with one broken node all the others are there, and the log names plugin, version and node."""
    known = tab.get("/object_info")
    assert "LiveShow" in known
    assert "LiveSlow" in known
    assert "LiveBroken" not in known
    assert "Plugin live_nodes" in server.log
    assert "the node LiveBroken has two inputs called same" in server.log


def test_every_kind_of_input_is_declared(tab):
    """Ranges, defaults, hidden widgets, sockets and custom types stand in ComfyUI's description of the node."""
    info = tab.get("/object_info/LiveShow")["LiveShow"]
    required, optional = info["input"]["required"], info["input"]["optional"]
    whole = required["whole"][1]
    assert required["whole"][0] == "INT"
    assert (whole["default"], whole["min"], whole["max"], whole["step"]) == (3, -1, 9, 2)
    assert whole["control_after_generate"] is True
    assert whole["tooltip"] == "A number"
    assert optional["seed"][1]["control_after_generate"] == "fixed"
    assert required["real"][1]["display_name"] == "Real"
    assert required["text"][1]["multiline"] is True
    assert required["secret"][1]["hidden"] is True
    assert "hidden" not in required["text"][1]
    assert required["choice"][0] == "COMBO"
    assert required["choice"][1]["options"] == ["a", "b"]
    assert optional["linked"][1]["forceInput"] is True
    assert optional["custom"][0] == "LIVE_THING"
    assert optional["anything"][0] == "*"
    assert list(required) == ["whole", "real", "text", "secret", "flag", "choice"]


def test_the_node_itself_is_described(tab):
    """Category, description, flags, outputs and the pack stand in ComfyUI's description of the node."""
    info = tab.get("/object_info/LiveRamp")["LiveRamp"]
    assert info["output"] == ["IMAGE", "MASK", "INT"]
    assert info["output_name"] == ["image", "mask", "width"]
    assert info["output_tooltips"] == [None, "The ramp", None]
    assert info["category"] == "Penstock/Live"
    assert info["python_module"] == "custom_nodes.penstock"
    shown = tab.get("/object_info/LiveShow")["LiveShow"]
    assert (shown["description"], shown["experimental"], shown["output_node"]) == ("Shows its inputs.", True, True)


def test_inputs_arrive_with_defaults_for_those_left_out(tab):
    """A run function gets every declared input: what the graph gives, else the default."""
    run = tab.run({"1": _node("LiveShow", **EVERY_INPUT)})
    assert _shown(run, "1") == {**EVERY_INPUT, "seed": 0, "linked": 7, "custom": None, "anything": None}
    (about,) = run.outputs["1"]["about"]
    assert about == {"prompt_id": run.prompt_id, "node_id": "1", "list_index": 0, "has_prompt": True}


def test_numpy_arrays_leave_as_tensors_with_the_same_pixels(tab):
    """Whatever the layout and precision of a returned array, SaveImage writes its values."""
    run = tab.run({
        "1": _node("LiveRamp", width=256),
        "2": _node("SaveImage", images=["1", 0], filename_prefix="ramp"),
        "3": _node("MaskToImage", mask=["1", 1]),
        "4": _node("SaveImage", images=["3", 0], filename_prefix="ramp_mask"),
    })  # fmt: skip
    assert run.status == "success", run.error
    ramp = numpy.broadcast_to(numpy.arange(256, dtype=numpy.uint8)[None, :, None], (8, 256, 3))
    for node in ("2", "4"):
        saved = numpy.asarray(tab.picture(run.outputs[node]["images"][0]).convert("RGB"))
        assert numpy.abs(saved.astype(int) - ramp).max() <= 1


def test_tensors_pass_through_untouched_and_read_as_numpy(tab):
    """A node gets ComfyUI's own tensor, may hand it on, and reads it with `as_numpy`."""
    run = tab.run({
        "1": _node("LiveRamp", width=256),
        "2": _node("LivePassOn", image=["1", 0]),
        "3": _node("LiveShow", **{**EVERY_INPUT, "text": ["2", 1], "real": ["2", 2]}, anything=["2", 0]),
    })  # fmt: skip
    shown = _shown(run, "3")
    assert (shown["text"], shown["anything"]) == ("torch", "<class 'torch.Tensor'>")
    assert shown["real"] == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(
    ("kind", "message"),
    [("count", "returned 1 values for 2 outputs"), ("bytes", "uint8 for image"), ("type", "returned a str")],
)
def test_a_result_that_does_not_fit_its_outputs_is_an_error_that_names_the_node(tab, kind, message):
    """A wrong number or kind of values ends the run with the node's id and what is wrong."""
    run = tab.run({"1": _node("LiveWrong", kind=kind)})
    assert run.status == "error"
    assert "LiveWrong" in run.error
    assert message in run.error


def test_lists_flow_item_by_item_and_blocked_items_stop_quietly(tab):
    """A list output maps the nodes after it, async ones too; a blocked item is left out and is no error."""
    run = tab.run({
        "1": _node("LiveSplit", count=4, block=2),
        "2": _node("LiveLater", number=["1", 0], seconds=0.01),
        "3": _node("LiveSplit", count=3, block=-1),
        "4": _node("LiveGather", number=["3", 0]),
    })  # fmt: skip
    assert run.status == "success", run.error
    assert run.outputs["2"]["text"] == ["2/0: 0", "2/1: 2", "2/3: 6"]
    assert run.outputs["4"]["numbers"] == [[0, 1, 2]]


def test_async_nodes_wait_side_by_side(tab):
    """Two async nodes that wait 1.5 s each are done in less than the sum."""
    run = tab.run({name: _node("LiveLater", number=int(name), seconds=1.5) for name in ("1", "2")})
    times = {one["type"]: one["data"].get("timestamp") for one in run.messages if "timestamp" in one["data"]}
    assert run.outputs["2"]["text"] == ["2/0: 4"]
    assert times["execution_success"] - times["execution_start"] < 2900


def test_a_node_that_ends_as_cancelled_stops_its_run_only(tab):
    """A CancelledError inside an async node interrupts the run; the next prompt runs as ever."""
    assert tab.run({"1": _node("LiveCancels")}).status == "interrupted"
    assert tab.run({"1": _node("LiveLater", number=1, seconds=0.0)}).status == "success"


@pytest.mark.parametrize(("which", "shown"), [("first", "first=1 second=None"), ("second", "first=None second=2")])
def test_lazy_inputs_are_computed_only_when_needed(tab, which, shown):
    """Only the input that `needs` asks for is computed."""
    run = tab.run({
        "5": _node("LiveLazy", which=which, first=["6", 2], second=["7", 2]),
        "6": _node("LiveRamp", width=1),
        "7": _node("LiveRamp", width=2),
    })  # fmt: skip
    assert run.outputs["5"]["text"] == [shown]
    computed = {one["data"]["node"] for one in run.messages if one["type"] == "executing"}
    assert computed & {"6", "7"} == {{"first": "6", "second": "7"}[which]}


def test_a_fingerprint_decides_what_comes_from_the_cache(server, tab):
    """An unchanged fingerprint is served from the cache, a changed one never, a replayed prompt included."""
    state = server.base.path / "input" / "live_state.txt"
    state.write_text("one")
    graph = {"1": _node("LiveState", note="cache")}
    first = tab.run(graph)
    assert first.outputs["1"]["text"] == ["one"]
    again = tab.run(graph)
    assert again.cached == {"1"}
    replayed = tab.get(f"/history/{again.prompt_id}")[again.prompt_id]["prompt"][2]
    state.write_text("two")
    for prompt in (graph, {"1": {**replayed["1"], "is_changed": ["one"]}}):
        run = tab.run(prompt)
        assert run.outputs["1"]["text"] == ["two"]


def test_a_fingerprint_that_fails_runs_the_node(server, tab):
    """Where a fingerprint raises nothing is served from the cache, and the node says what is wrong."""
    (server.base.path / "input" / "live_state.txt").unlink(missing_ok=True)
    run = tab.run({"1": _node("LiveState", note="missing")})
    assert run.status == "error"
    assert "live_state.txt" in run.error


def test_validation_says_what_is_wrong_before_anything_runs(tab):
    """`validate` refuses a prompt with its message; it checks the inputs it names, ComfyUI the others."""

    def answer(**inputs):
        body = {"prompt": {"1": _node("LiveLimited", **inputs)}, "client_id": tab.client_id}
        return tab.request("POST", "/prompt", json=body)

    odd = answer(number=3, other=0)
    assert odd.status == 400
    assert "3 is odd" in odd.body.decode()
    assert answer(number=8, other=0).status == 200
    large = answer(number=2, other=9)
    assert large.status == 400
    assert "bigger than max" in large.body.decode()


def test_interrupt_stops_a_node_that_asks(tab):
    """A node that looks at `interrupted` ends at once, the run counts as interrupted, and the next one runs."""
    prompt_id = tab.queue({"1": _node("LiveSlow", seconds=50.0)})
    tab.wait_for(lambda one: one["type"] == "progress" and one["data"]["prompt_id"] == prompt_id)
    assert tab.request("POST", "/interrupt").status == 200
    assert tab.finished(prompt_id).status == "interrupted"
    assert tab.run({"1": _node("LiveSlow", seconds=0.0)}).outputs["1"]["text"] == ["slept"]
