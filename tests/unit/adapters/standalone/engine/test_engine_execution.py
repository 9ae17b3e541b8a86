"""Single runs: what nodes may return and raise, and which messages go out."""

import asyncio
import gc
import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from penstock.adapters.standalone.engine import Engine, Interrupt, RunStatus
from penstock.core.errors import NotFound
from penstock.core.nodes import BLOCKED, IMAGE, INT, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec

TEXT = OutputSpec(id="out", type=STRING)


def last(run: Any, *inputs: InputSpec, outputs: tuple[OutputSpec, ...] = (TEXT,), **more: Any) -> NodeSpec:
    """An output node called `Last`."""
    fields = {"id": "Last", "display_name": "Last", "category": "Test", "is_output": True, **more}
    return NodeSpec(run=run, inputs=inputs, outputs=outputs, **fields)


def one(**inputs: Any) -> dict[str, Any]:
    """A prompt of one `Last`."""
    return {"1": {"class_type": "Last", "inputs": inputs}}


def error_of(engine: Engine) -> dict[str, Any]:
    """The error of a run of one `Last`, which must fail."""
    outcome = engine.run(one())
    assert outcome.status is RunStatus.ERROR
    return dict(outcome.error or {})


@pytest.mark.parametrize("returned", [None, "text", ["text"], 5, (), ("a", "b"), NodeResult()])
def test_a_wrong_result_is_an_error_of_its_node(returned: Any, engine_of: Callable[..., Engine]) -> None:
    """A run function returns a tuple or a NodeResult with one value per output."""
    error = error_of(engine_of(last(lambda call: returned)))
    assert error["node_id"] == "1"
    assert error["exception_message"].startswith("Last returned ")


@pytest.mark.parametrize("ui", [{"text": "abc"}, {"text": 5}, {"text": [object()]}, {"text": [float("nan")]}])
def test_what_a_node_shows_is_json(ui: Any, engine_of: Callable[..., Engine]) -> None:
    """Lists of JSON values go to the page; anything else is an error of the node, not of whoever reads the history."""
    error = error_of(engine_of(last(lambda call: NodeResult(values=("x",), ui=ui))))
    assert error["exception_message"].startswith("Last shows ")


def test_a_list_output_is_a_list(engine_of: Callable[..., Engine]) -> None:
    """A text is not taken apart into letters."""
    error = error_of(engine_of(last(lambda call: ("abc",), outputs=(OutputSpec(id="x", type=STRING, is_list=True),))))
    assert "list output" in error["exception_message"]


def test_an_image_of_bytes_is_refused(engine_of: Callable[..., Engine]) -> None:
    """An IMAGE is float32 from 0 to 1; bytes would be 255 times too bright."""
    picture = np.zeros((1, 2, 2, 3), np.uint8)
    error = error_of(engine_of(last(lambda call: (picture,), outputs=(OutputSpec(id="x", type=IMAGE),))))
    assert "uint8" in error["exception_message"]


def test_an_image_leaves_as_contiguous_float32(engine_of: Callable[..., Engine]) -> None:
    """Whatever float type and memory order a node returns, others get float32 in C order."""
    picture = np.asfortranarray(np.linspace(0, 1, 24).reshape(1, 2, 4, 3))
    outcome = engine_of(last(lambda call: (picture,), outputs=(OutputSpec(id="x", type=IMAGE),))).run(one())
    out = outcome.outputs["1"][0][0]
    assert (out.dtype, out.flags.c_contiguous) == (np.dtype(np.float32), True)
    assert np.allclose(out, picture)


def test_an_empty_list_is_an_error_that_names_the_input(engine_of: Callable[..., Engine]) -> None:
    """A node cannot be called for no item at all."""
    empty = last(
        lambda call: ((),), outputs=(OutputSpec(id="x", type=STRING, is_list=True),), id="Empty", is_output=False
    )
    end = last(lambda call, text: (text,), InputSpec(id="text", type=STRING))
    outcome = engine_of(empty, end).run(
        {"0": {"class_type": "Empty", "inputs": {}}, "1": {"class_type": "Last", "inputs": {"text": ["0", 0]}}}
    )
    assert outcome.error is not None
    assert outcome.error["exception_message"] == "Input 'text' received an empty list.\n"


def test_a_failure_says_what_where_and_with_which_inputs(engine_of: Callable[..., Engine]) -> None:
    """The error's data has what ComfyUI's has: node, type, message, traceback, inputs as text."""

    class Odd:
        def __str__(self) -> str:
            raise RuntimeError("no text")

    def fail(call: NodeCall, **inputs: Any) -> tuple[Any]:
        raise NotFound("There is no cat.", hint="Add one.")

    inputs = (InputSpec(id="count", type=INT), InputSpec(id="thing", type="THING"))
    error = engine_of(last(fail, *inputs)).run(one(count=2, thing=Odd())).error or {}
    assert error["exception_message"] == "There is no cat. Add one.\n"
    assert error["exception_type"] == "penstock.core.errors.NotFound"
    assert (error["node_id"], error["node_type"], error["executed"]) == ("1", "Last", [])
    assert any("in fail" in line for line in error["traceback"])
    assert error["current_inputs"] == {"count": [2], "thing": ["<Odd: RuntimeError>"]}


@pytest.mark.parametrize("raised", [SystemExit(3), RecursionError("deep"), MemoryError(), AssertionError()])
def test_whatever_a_node_raises_ends_only_its_run(raised: BaseException, engine_of: Callable[..., Engine]) -> None:
    """A node cannot end the process or the engine."""

    def fail(call: NodeCall) -> tuple[Any]:
        raise raised

    assert error_of(engine_of(last(fail)))["exception_type"] == type(raised).__name__


def test_a_cancelled_await_is_an_error_of_its_node(engine_of: Callable[..., Engine]) -> None:
    """A CancelledError of a node's own does not reach the engine's loop."""

    async def cancelled(call: NodeCall) -> tuple[Any]:
        await asyncio.sleep(0)
        raise asyncio.CancelledError

    assert "cancelled" in error_of(engine_of(last(cancelled)))["exception_message"]


def test_waiting_nodes_clean_up_when_the_run_is_stopped(engine_of: Callable[..., Engine]) -> None:
    """A stop reaches a node that waits for something that never comes, and its `finally` runs."""
    waits, cleaned = threading.Event(), threading.Event()

    async def wait(call: NodeCall) -> tuple[Any]:
        waits.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            cleaned.set()
        return ("never",)

    interrupt = Interrupt()
    stopper = threading.Thread(target=lambda: (waits.wait(10), interrupt.set()))
    stopper.start()
    outcome = engine_of(last(wait)).run(one(), interrupt=interrupt)
    stopper.join()
    assert outcome.status is RunStatus.INTERRUPTED
    assert cleaned.is_set()
    assert (outcome.error or {})["node_id"] == "1"


def test_one_failing_call_does_not_wait_for_the_others(
    engine_of: Callable[..., Engine], caplog: pytest.LogCaptureFixture
) -> None:
    """When one of several async calls fails the run ends at once, and nothing is left over."""
    ended: list[int] = []

    async def some(call: NodeCall, text: str) -> tuple[Any]:
        try:
            await asyncio.sleep(0.001 if call.list_index == 1 else 60)
            raise ValueError("one")
        finally:
            ended.append(call.list_index)

    source = last(
        lambda call: (["a", "b", "c"],),
        outputs=(OutputSpec(id="x", type=STRING, is_list=True),),
        id="Source",
        is_output=False,
    )
    with caplog.at_level(logging.ERROR, logger="asyncio"):
        outcome = engine_of(source, last(some, InputSpec(id="text", type=STRING))).run(
            {"0": {"class_type": "Source", "inputs": {}}, "1": {"class_type": "Last", "inputs": {"text": ["0", 0]}}}
        )
    assert outcome.status is RunStatus.ERROR
    assert sorted(ended) == [0, 1, 2]
    assert not [record for record in caplog.records if record.name == "asyncio"]


def test_the_messages_of_a_run(engine_of: Callable[..., Engine], messages: Any) -> None:
    """A client gets ComfyUI's messages in ComfyUI's order, progress included."""

    def run(call: NodeCall) -> NodeResult:
        call.progress(3, 4)
        return NodeResult(values=("x",), ui={"text": ["shown"]})

    outcome = engine_of(last(run)).run(one(), client_id="me")
    kinds = [kind for kind, _, _ in messages.all]
    assert kinds == [
        "execution_start",
        "execution_cached",
        "progress_state",
        "executing",
        "progress_state",
        "progress",
        "executed",
        "progress_state",
        "execution_success",
        "executing",
    ]
    assert {client for _, _, client in messages.all} == {"me"}
    assert messages.of("progress") == [{"value": 3, "max": 4, "prompt_id": outcome.prompt_id, "node": "1"}]
    assert messages.of("executed")[0]["output"] == {"text": ["shown"]}
    states = [data["nodes"]["1"] for data in messages.of("progress_state")]
    assert [(each["value"], each["max"], each["state"]) for each in states] == [
        (0, 1, "running"),
        (3, 4, "running"),
        (4, 4, "finished"),
    ]
    assert messages.all[-1][1] == {"node": None, "prompt_id": outcome.prompt_id}


def test_a_run_without_a_client_tells_everybody_only_its_progress(
    engine_of: Callable[..., Engine], messages: Any
) -> None:
    """Nobody gets messages about a run that nobody is named for."""
    engine_of(last(lambda call: ("x",))).run(one())
    assert {kind for kind, _, _ in messages.all} == {"progress_state"}


def test_a_cached_output_shows_itself_again(engine_of: Callable[..., Engine], messages: Any) -> None:
    """An output that need not run sends what it showed before."""
    engine = engine_of(last(lambda call: NodeResult(values=("x",), ui={"text": ["shown"]})))
    engine.run(one(), client_id="me")
    messages.all.clear()
    outcome = engine.run(one(), client_id="me")
    assert messages.of("execution_cached")[0]["nodes"] == ["1"]
    assert [data["output"] for data in messages.of("executed")] == [{"text": ["shown"]}]
    assert messages.of("executing") == [{"node": None, "prompt_id": outcome.prompt_id}]


def test_a_node_knows_its_run(engine_of: Callable[..., Engine]) -> None:
    """The call has the ids, the graph as it was sent, and the metadata for pictures."""
    calls: list[NodeCall] = []

    def run(call: NodeCall, text: str) -> tuple[Any]:
        calls.append(call)
        return (text,)

    prompt = one(text={"__value__": "x"})
    engine_of(last(run, InputSpec(id="text", type=STRING))).run(prompt, extra_pnginfo={"workflow": {"id": "w"}})
    [call] = calls
    assert (call.node_id, call.list_index, call.prompt, call.extra_pnginfo) == (
        "1",
        0,
        {"1": {"class_type": "Last", "inputs": {"text": {"__value__": "x"}}}},
        {"workflow": {"id": "w"}},
    )
    assert {name: json.loads(text) for name, text in call.metadata.items()} == {
        "prompt": call.prompt,
        "workflow": {"id": "w"},
    }
    assert not call.interrupted()


def test_needing_an_unknown_input_is_an_error(engine_of: Callable[..., Engine]) -> None:
    """A misspelt lazy input is named."""
    end = last(
        lambda call, text: (text,), InputSpec(id="text", type=STRING, lazy=True), needs=lambda call, text: ["texd"]
    )
    error = engine_of(end).run(one(text="a")).error or {}
    assert "texd" in error["exception_message"]


def test_blocked_constants_of_outputs_are_part_of_the_outcome(engine_of: Callable[..., Engine]) -> None:
    """A caller of `run` sees that an output was blocked."""
    assert engine_of(last(lambda call: (BLOCKED,))).run(one()).outputs["1"] == ((BLOCKED,),)


def test_progress_ends_a_run_that_was_stopped(engine_of: Callable[..., Engine]) -> None:
    """A node that reports progress need not ask whether it should stop."""
    interrupt = Interrupt()

    def run(call: NodeCall) -> tuple[Any]:
        interrupt.set()
        call.progress(1, 2)
        raise AssertionError("went on")

    assert engine_of(last(run)).run(one(), interrupt=interrupt).status is RunStatus.INTERRUPTED


def test_calls_that_fail_together_leave_nothing_behind(
    engine_of: Callable[..., Engine], caplog: pytest.LogCaptureFixture
) -> None:
    """The first failure is reported, and asyncio has nothing to complain about the others."""

    async def fail(call: NodeCall, text: str) -> tuple[Any]:
        if call.list_index == 0:
            await asyncio.sleep(0)
        raise ValueError(text)

    source = last(
        lambda call: (["a", "b"],),
        outputs=(OutputSpec(id="x", type=STRING, is_list=True),),
        id="Source",
        is_output=False,
    )
    engine = engine_of(source, last(fail, InputSpec(id="text", type=STRING)))
    caplog.set_level(logging.CRITICAL, logger="penstock.engine")  # a record would keep the failed tasks alive
    with caplog.at_level(logging.ERROR, logger="asyncio"):
        outcome = engine.run(
            {"0": {"class_type": "Source", "inputs": {}}, "1": {"class_type": "Last", "inputs": {"text": ["0", 0]}}}
        )
        gc.collect()
    assert (outcome.error or {})["exception_message"] == "b\n"
    assert not [record for record in caplog.records if record.name == "asyncio"]


def test_async_nodes_begin_first(engine_of: Callable[..., Engine], messages: Any) -> None:
    """Where a sync and an async node are ready, the async one begins, so that it waits while the other computes."""

    async def wait(call: NodeCall) -> tuple[Any]:
        await asyncio.sleep(0)
        return ("later",)

    sync = last(lambda call: ("now",), id="Sync", is_output=False)
    later = last(wait, id="Async", is_output=False)
    end = last(lambda call, text: (text,), InputSpec(id="text", type=STRING))
    engine_of(sync, later, end).run(
        {
            "1": {"class_type": "Sync", "inputs": {}},
            "2": {"class_type": "Last", "inputs": {"text": ["1", 0]}},
            "3": {"class_type": "Async", "inputs": {}},
            "4": {"class_type": "Last", "inputs": {"text": ["3", 0]}},
        },
        client_id="me",
    )
    assert [data["node"] for data in messages.of("executing")][:2] == ["3", "1"]


def test_everybody_hears_of_a_stopped_run(engine_of: Callable[..., Engine], messages: Any) -> None:
    """A run without a client that is stopped says so to all."""
    interrupt = Interrupt()
    interrupt.set()
    outcome = engine_of(last(lambda call: ("x",))).run(one(), interrupt=interrupt)
    assert [(kind, data["prompt_id"], client) for kind, data, client in messages.all if kind != "progress_state"] == [
        ("execution_interrupted", outcome.prompt_id, None)
    ]
