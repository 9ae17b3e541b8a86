"""The queue, the worker and what they answer."""

import asyncio
import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from penstock.adapters.standalone.engine import Engine, JobQuery
from penstock.adapters.standalone.engine.graph import Graph
from penstock.adapters.standalone.engine.outcome import RunOutcome, RunStatus
from penstock.adapters.standalone.engine.queue import PromptQueue
from penstock.core.nodes import STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec

WAIT_SECONDS = 20.0


class Gate:
    """A node that says when it runs, and goes on when it may."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.entered = threading.Semaphore(0)
        self.open = threading.Event()

    def run(self, call: NodeCall, text: str) -> NodeResult:
        """Wait for the gate, or for the user's stop."""
        self.ran.append(text)
        self.entered.release()
        while not self.open.wait(0.005) and not call.interrupted():
            pass
        return NodeResult(values=(text,), ui={"text": [text]})

    def spec(self) -> NodeSpec:
        """Its declaration."""
        return NodeSpec(
            id="Gate",
            display_name="Gate",
            category="Test",
            inputs=(InputSpec(id="text", type=STRING),),
            outputs=(OutputSpec(id="out", type=STRING),),
            run=self.run,
            is_output=True,
        )


@pytest.fixture
def gate() -> Iterator[Gate]:
    """A closed gate, opened at the end."""
    made = Gate()
    yield made
    made.open.set()


@pytest.fixture
def engine(gate: Gate, engine_of: Callable[..., Engine]) -> Engine:
    """A started engine with the gate."""
    made = engine_of(gate.spec())
    made.start()
    return made


def body(text: str, **more: Any) -> dict[str, Any]:
    """A prompt that goes through the gate."""
    return {"prompt": {"1": {"class_type": "Gate", "inputs": {"text": text}}}, "client_id": "me", **more}


class Ends:
    """Waits until prompts have ended."""

    def __init__(self, messages: Any) -> None:
        self._ended: set[str] = set()
        self._changed = threading.Condition()
        messages.listener = self._hear

    def _hear(self, kind: str, data: dict[str, Any]) -> None:
        if kind == "executing" and data["node"] is None:
            with self._changed:
                self._ended.add(data["prompt_id"])
                self._changed.notify_all()

    def wait(self, *prompt_ids: str) -> None:
        """Until all of them have."""
        with self._changed:
            assert self._changed.wait_for(lambda: set(prompt_ids) <= self._ended, WAIT_SECONDS)


@pytest.fixture
def ends(messages: Any) -> Ends:
    """Listens from the start."""
    return Ends(messages)


def hold(engine: Engine, gate: Gate) -> str:
    """Occupy the worker; the id of the prompt that does."""
    prompt_id: str = engine.submit(body("held"))["prompt_id"]
    assert gate.entered.acquire(timeout=WAIT_SECONDS)
    return prompt_id


def test_prompts_run_in_their_order(engine: Engine, gate: Gate, ends: Ends) -> None:
    """Lower numbers first, `front` before all, equals in the order in which they came."""
    held = hold(engine, gate)
    later = [
        engine.submit(body("second"))["prompt_id"],
        engine.submit(body("third"))["prompt_id"],
        engine.submit(body("first", front=True))["prompt_id"],
        engine.submit(body("zeroth", number=-50))["prompt_id"],
    ]
    assert [item[2]["1"]["inputs"]["text"] for item in engine.queue_state()["queue_pending"]] == [
        "zeroth",
        "first",
        "second",
        "third",
    ]
    gate.open.set()
    ends.wait(held, *later)
    assert gate.ran == ["held", "zeroth", "first", "second", "third"]


def test_the_queue_as_json(engine: Engine, gate: Gate, messages: Any) -> None:
    """Running and pending prompts are `[number, id, prompt, extra data, outputs]`; a status message told of each."""
    held = hold(engine, gate)
    waiting = engine.submit(body("x", extra_data={"extra_pnginfo": {"a": 1}}))["prompt_id"]
    state = engine.queue_state()
    assert [item[1] for item in state["queue_running"]] == [held]
    [[number, prompt_id, prompt, extra_data, outputs]] = state["queue_pending"]
    assert (number, prompt_id, outputs) == (1, waiting, ["1"])
    assert prompt == body("x")["prompt"]
    assert (extra_data["client_id"], extra_data["extra_pnginfo"]) == ("me", {"a": 1})
    assert extra_data["create_time"] > 0
    assert engine.queue_info() == {"exec_info": {"queue_remaining": 2}}
    assert messages.of("status")[-1] == {"status": {"exec_info": {"queue_remaining": 2}}}


def test_what_waits_can_be_deleted_or_cleared(engine: Engine, gate: Gate) -> None:
    """Deleting and clearing take out what waits and leave what runs."""
    held = hold(engine, gate)
    first, second, third = (engine.submit(body(text))["prompt_id"] for text in "abc")
    assert engine.delete([second, held, "unknown"]) == 1
    assert [item[1] for item in engine.queue_state()["queue_pending"]] == [first, third]
    engine.clear()
    assert engine.queue_state()["queue_pending"] == []
    assert [item[1] for item in engine.queue_state()["queue_running"]] == [held]


def test_a_stop_meets_only_the_run_that_it_names(engine: Engine, gate: Gate, ends: Ends) -> None:
    """A stop for another prompt does nothing; one for the running prompt does not reach the next."""
    held = hold(engine, gate)
    after = engine.submit(body("after"))["prompt_id"]
    assert not engine.interrupt(after)
    assert engine.interrupt(held)
    gate.open.set()
    ends.wait(held, after)
    assert engine.history(after)[after]["status"]["status_str"] == "success"
    assert not engine.interrupt()


def test_cancel_ends_what_runs_and_drops_what_waits(engine: Engine, gate: Gate, ends: Ends) -> None:
    """Cancelling says whether there was something to cancel."""
    held = hold(engine, gate)
    waiting = engine.submit(body("waiting"))["prompt_id"]
    assert engine.cancel(waiting)
    assert engine.cancel(held)
    ends.wait(held)
    assert not engine.cancel(held)
    assert not engine.cancel(str(uuid.uuid4()))
    assert engine.history(waiting) == {}


def test_the_history_of_a_run(engine: Engine, gate: Gate, ends: Ends) -> None:
    """The history holds prompt, outputs, status with messages, and where the outputs belong."""
    gate.open.set()
    prompt_id = engine.submit(body("x"))["prompt_id"]
    ends.wait(prompt_id)
    entry = engine.history(prompt_id)[prompt_id]
    assert entry["outputs"] == {"1": {"text": ["x"]}}
    assert entry["meta"]["1"] == {"node_id": "1", "display_node": "1", "parent_node": None, "real_node_id": "1"}
    assert (entry["status"]["status_str"], entry["status"]["completed"]) == ("success", True)
    assert [kind for kind, _ in entry["status"]["messages"]] == [
        "execution_start",
        "execution_cached",
        "execution_success",
    ]
    assert entry["prompt"][1:3] == [prompt_id, body("x")["prompt"]]
    engine.forget_history([prompt_id])
    assert engine.history() == {}


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {},
        {"prompt": None},
        body("x", prompt_id="7"),
        body("x", prompt_id=str(uuid.UUID(int=10)).upper()),
        body("x", prompt_id=5),
        body("x", number="first"),
        body("x", number=float("nan")),
        body("x", number=True),
        body("x", partial_execution_targets="1"),
        body("x", partial_execution_targets=[1]),
        body("x", extra_data=[]),
    ],
)
def test_a_wrong_body_is_an_error_and_queues_nothing(wrong: Any, engine: Engine) -> None:
    """Whatever is posted, the answer has ComfyUI's shape."""
    answer = engine.submit(wrong)
    assert set(answer) == {"error", "node_errors"}
    assert set(answer["error"]) == {"type", "message", "details", "extra_info"}
    assert engine.queue_info() == {"exec_info": {"queue_remaining": 0}}


@pytest.mark.parametrize("extra", [{"extra_pnginfo": 5}, {"extra_pnginfo": {"workflow": 5}}, {"client_id": 5}])
def test_odd_extra_data_harms_nothing(extra: dict[str, Any], engine: Engine, gate: Gate, ends: Ends) -> None:
    """Extra data is the client's: what we do not understand in it is ignored."""
    gate.open.set()
    prompt_id = engine.submit(body("x", extra_data=extra))["prompt_id"]
    ends.wait(prompt_id)
    assert engine.jobs()["jobs"][0]["status"] == "completed"


def test_a_client_that_connects_again_is_told_what_runs(engine: Engine, gate: Gate) -> None:
    """The running node is known for the client of the run, and for no other."""
    hold(engine, gate)
    assert (engine.current_node("me"), engine.current_node("you")) == ("1", None)


def test_a_listener_that_fails_ends_no_run(gate: Gate, engine_of: Callable[..., Engine], messages: Any) -> None:
    """Messages that cannot be sent are logged, and the run goes on."""
    engine = engine_of(gate.spec())

    def fail(_kind: str, _data: dict[str, Any]) -> None:
        raise ConnectionError("gone")

    messages.listener = fail
    gate.open.set()
    assert engine.run(body("x")["prompt"], client_id="me").ok


def test_stopping_the_engine_ends_the_run(engine: Engine, gate: Gate) -> None:
    """`stop` does not wait for a run to end by itself, and runs nothing more."""
    held = hold(engine, gate)
    engine.submit(body("never"))
    engine.stop()
    assert held in engine.history()
    assert gate.ran == ["held"]


def test_the_worker_survives_a_defect_of_the_engine(
    engine: Engine, gate: Gate, ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that is no node's is told to the client and kept, and the next prompt runs."""

    def broken(*_arguments: object) -> RunOutcome:
        raise RuntimeError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr("penstock.adapters.standalone.engine.executor.Executor.execute", broken)
        prompt_id = engine.submit(body("x"))["prompt_id"]
        ends.wait(prompt_id)
    assert engine.history(prompt_id)[prompt_id]["status"]["status_str"] == "error"
    job = engine.job(prompt_id) or {}
    assert (job["status"], "a defect" in job["execution_error"]["exception_message"]) == ("failed", True)
    gate.open.set()
    after = engine.submit(body("y"))["prompt_id"]
    ends.wait(after)
    assert engine.history(after)[after]["status"]["completed"]


def test_the_history_is_bounded_and_paged() -> None:
    """The oldest entries go first; a page counts from the start, or from the end for a negative offset."""
    prompts = PromptQueue(lambda _remaining: None, kept=5)
    for number in range(8):
        prompts.put(str(number), Graph(nodes={}, outputs=(), prompt={}), {}, None, front=False)
        item = prompts.take(1)
        assert item is not None
        prompts.done(item, RunOutcome(prompt_id=str(number), status=RunStatus.SUCCESS))
    assert list(prompts.history()) == ["3", "4", "5", "6", "7"]
    assert list(prompts.history(max_items=2)) == ["6", "7"]
    assert list(prompts.history(max_items=2, offset=1)) == ["4", "5"]
    assert list(prompts.history(max_items=0, offset=0)) == []
    assert list(prompts.history(offset=3)) == ["6", "7"]
    assert prompts.history("1") == {}


def test_jobs_of_every_status(engine: Engine, gate: Gate, ends: Ends) -> None:
    """Jobs are what waits, runs and ended, filtered and paged as asked."""
    held = hold(engine, gate)
    flow = {"extra_pnginfo": {"workflow": {"id": "flow"}}}
    waiting = engine.submit(body("w", extra_data=flow))["prompt_id"]
    assert {job["id"]: job["status"] for job in engine.jobs()["jobs"]} == {held: "in_progress", waiting: "pending"}
    assert [job["id"] for job in engine.jobs(JobQuery(workflow_id="flow"))["jobs"]] == [waiting]
    gate.open.set()
    ends.wait(held, waiting)
    assert engine.jobs(JobQuery(statuses=("completed",), limit=1))["pagination"] == {
        "offset": 0,
        "limit": 1,
        "total": 2,
        "has_more": True,
    }
    job = engine.job(waiting) or {}
    assert job["outputs"] == {"1": {"text": ["w"]}}
    assert job["workflow"]["prompt"] == body("w")["prompt"]
    assert job["preview_output"] == {"content": "w", "nodeId": "1", "mediaType": "text"}
    assert (job["outputs_count"], job["workflow_id"]) == (0, "flow")
    assert job["execution_end_time"] >= job["execution_start_time"]
    assert engine.job("unknown") is None


def test_a_stopped_job_is_cancelled_and_a_failed_one_is_failed(
    gate: Gate, engine_of: Callable[..., Engine], ends: Ends
) -> None:
    """The status of a job says how it ended, with the error where a node failed."""

    def fail(call: NodeCall) -> tuple[Any, ...]:
        raise ValueError("no cat")

    async def wait(call: NodeCall) -> tuple[Any, ...]:
        gate.entered.release()
        await asyncio.get_running_loop().create_future()
        return ()

    fields: dict[str, Any] = {"display_name": "x", "category": "Test", "is_output": True}
    engine = engine_of(NodeSpec(id="Fail", run=fail, **fields), NodeSpec(id="Wait", run=wait, **fields))
    engine.start()
    failed = engine.submit({"prompt": {"1": {"class_type": "Fail"}}, "client_id": "me"})["prompt_id"]
    stopped = engine.submit({"prompt": {"1": {"class_type": "Wait"}}, "client_id": "me"})["prompt_id"]
    assert gate.entered.acquire(timeout=WAIT_SECONDS)
    assert engine.cancel(stopped)
    ends.wait(failed, stopped)
    assert {job["id"]: job["status"] for job in engine.jobs()["jobs"]} == {failed: "failed", stopped: "cancelled"}
    assert (engine.job(failed) or {})["execution_error"]["exception_message"] == "no cat\n"
