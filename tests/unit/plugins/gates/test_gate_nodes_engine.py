"""The gate nodes in the embedded engine: what runs, what does not, and how a waiting run ends."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from penstock.adapters.standalone.engine import Engine
from penstock.core.application import Application
from penstock.core.contracts.gates import CancelReason, Gate, GateAnswer, Gates, GateState
from penstock.core.host import HostPaths
from penstock.core.nodes import ANY, IMAGE, INT, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec

from .gate_world import until

FREE_SECONDS = 0.25
Submit = Callable[..., str]


def node(kind: str, /, **inputs: Any) -> dict[str, Any]:
    """One node in API format."""
    return {"class_type": kind, "inputs": inputs}


def show(source: str, output: int = 0) -> dict[str, Any]:
    """An output node behind an output."""
    return node("Shown", value=[source, output])


class Watched:
    """What test nodes saw: the values that reached output nodes, and what sync nodes wait for."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, Any]] = []
        self.made: list[Any] = []
        self.go_on = threading.Event()

    def _words(self, call: NodeCall) -> tuple[Any, ...]:
        self.made.append("words")
        return ("words",)

    def nodes(self) -> tuple[NodeSpec, ...]:
        def make(call: NodeCall, colour: int, count: int) -> tuple[Any, ...]:
            self.made.append([np.full((1, 6, 8, 3), colour + index, np.float32) for index in range(count)])
            return (self.made[-1],)

        def shown(call: NodeCall, value: Any) -> NodeResult:
            self.shown.append((call.node_id, value))
            return NodeResult()

        def fail(call: NodeCall, value: Any) -> NodeResult:
            raise ValueError("on purpose")

        def busy(call: NodeCall, value: Any) -> NodeResult:
            assert self.go_on.wait(30)
            return NodeResult()

        whole = [InputSpec(id=name, type=INT, default=1, optional=True) for name in ("colour", "count")]
        value = (InputSpec(id="value", type=ANY),)
        words = (OutputSpec(id="words", type=STRING),)
        images = (OutputSpec(id="images", type=IMAGE, is_list=True),)
        return (
            NodeSpec(id="Made", display_name="", category="", run=make, inputs=tuple(whole), outputs=images),
            NodeSpec(id="Words", display_name="", category="", run=self._words, outputs=words),
            *(
                NodeSpec(id=name, display_name="", category="", run=run, inputs=value, is_output=True)
                for name, run in (("Shown", shown), ("Fails", fail), ("Busy", busy))
            ),
        )


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def application(penstock_application: Callable[..., Application]) -> Application:
    return penstock_application()


@pytest.fixture
def gates(application: Application) -> Gates:
    return application.services.get(Gates)


@pytest.fixture
def messages() -> list[tuple[str, dict[str, Any]]]:
    return []


@pytest.fixture
def engine(application: Application, watched: Watched, penstock_paths: HostPaths, messages: Any) -> Iterator[Engine]:
    """An engine that works."""
    made = Engine(
        (*application.nodes, *watched.nodes()),
        application.services,
        penstock_paths,
        lambda kind, data, _client: messages.append((kind, data)),
    )
    made.start()
    yield made
    watched.go_on.set()
    made.stop()


def submit(engine: Engine, prompt: dict[str, Any], workflow: str = "") -> str:
    """Queue a prompt, of a saved workflow where an id is given; its id."""
    pnginfo = {"workflow": {"id": workflow}} if workflow else {}
    answer = engine.submit({"prompt": prompt, "client_id": "tab", "extra_data": {"extra_pnginfo": pnginfo}})
    assert "error" not in answer, answer
    return str(answer["prompt_id"])


def finished(engine: Engine, prompt_id: str) -> str:
    """How a run ended: `success`, `execution_error` or `execution_interrupted`."""
    until(lambda: engine.history(prompt_id))
    status = engine.history(prompt_id)[prompt_id]["status"]
    ends = [kind for kind, _ in status["messages"] if kind in ("execution_error", "execution_interrupted")]
    return ends[0] if ends else str(status["status_str"])


def armed(gates: Gates, prompt_id: str, count: int = 1) -> list[Gate]:
    """The gates of a run, once there are so many."""

    def found() -> list[Gate]:
        return [gate for gate in gates.open() if gate.prompt_id == prompt_id and gate.state is GateState.ARMED]

    until(lambda: len(found()) == count)
    return found()


def routed(**inputs: Any) -> dict[str, Any]:
    """An image, a gate, and something to show behind each route."""
    return {
        "1": node("Made", colour=7),
        "2": node("ImageGate", image=["1", 0], routes=2, **inputs),
        "3": show("2", 1),
        "4": show("2", 2),
    }


def test_only_the_chosen_branch_runs_and_gets_the_very_same_array(
    engine: Engine, gates: Gates, watched: Watched
) -> None:
    """Route 2 carries the memory that came in; what follows route 1 is never called."""
    prompt_id = submit(engine, routed())
    (gate,) = armed(gates, prompt_id)
    gates.answer(gate.token, GateAnswer(route=2))
    assert finished(engine, prompt_id) == "success"
    ((shown, image),) = watched.shown
    assert shown == "4"
    assert np.shares_memory(image, watched.made[0][0])


def test_each_item_of_a_list_has_a_gate_of_its_own(engine: Engine, gates: Gates, watched: Watched) -> None:
    """Answered in any order, each item takes its own route."""
    prompt_id = submit(engine, {**routed(), "1": node("Made", colour=0, count=3)})
    found = {gate.list_index: gate.token for gate in armed(gates, prompt_id, 3)}
    for index, route in ((2, 1), (0, 1), (1, 2)):
        gates.answer(found[index], GateAnswer(route=route))
    assert finished(engine, prompt_id) == "success"
    assert [(shown, float(image.max())) for shown, image in sorted(watched.shown, key=lambda one: one[0])] == [
        ("3", 0.0),
        ("3", 2.0),
        ("4", 1.0),
    ]


def test_every_run_asks_again(engine: Engine, gates: Gates, watched: Watched) -> None:
    """An unchanged graph computes nothing before the gate, and asks."""
    for route in (1, 2, 1):
        prompt_id = submit(engine, routed())
        gates.answer(armed(gates, prompt_id)[0].token, GateAnswer(route=route))
        assert finished(engine, prompt_id) == "success"
    assert [shown for shown, _ in watched.shown] == ["3", "4", "3"]
    assert len(watched.made) == 1


@pytest.mark.parametrize("repeat", ["same input", "always"])
def test_a_kept_answer_is_replayed_and_then_comes_from_the_cache(
    engine: Engine, gates: Gates, watched: Watched, repeat: str
) -> None:
    """The second run does not wait, the third computes nothing; once the answer is forgotten the gate asks."""
    prompt_id = submit(engine, routed(repeat=repeat))
    (gate,) = armed(gates, prompt_id)
    gates.answer(gate.token, GateAnswer(route=2))
    assert finished(engine, prompt_id) == "success"
    for times in (2, 2):
        assert finished(engine, submit(engine, routed(repeat=repeat))) == "success"
        assert [shown for shown, _ in watched.shown] == ["4"] * times
    gates.forget_answer(gate.place)
    prompt_id = submit(engine, routed(repeat=repeat))
    gates.answer(armed(gates, prompt_id)[0].token, GateAnswer(route=1))
    assert finished(engine, prompt_id) == "success"
    assert [shown for shown, _ in watched.shown] == ["4", "4", "3"]


def test_a_copy_of_a_workflow_has_answers_of_its_own(engine: Engine, gates: Gates, watched: Watched) -> None:
    """The same graph under another workflow's id asks for itself, whatever the other one left in the cache."""
    for workflow, route in (("one", 1), ("copy", 2)):
        prompt_id = submit(engine, routed(repeat="always"), workflow)
        gates.answer(armed(gates, prompt_id)[0].token, GateAnswer(route=route))
        assert finished(engine, prompt_id) == "success"
        assert finished(engine, submit(engine, routed(repeat="always"), workflow)) == "success"
    for workflow in ("one", "copy"):
        assert finished(engine, submit(engine, routed(repeat="always"), workflow)) == "success"
    assert [shown for shown, _ in watched.shown] == ["3", "3", "4", "4"]


def test_other_branches_go_on_and_the_gate_shows_as_running(
    engine: Engine, gates: Gates, watched: Watched, messages: list[tuple[str, dict[str, Any]]]
) -> None:
    """While the gate waits everything else is done, and the progress of the gate says that it runs."""
    prompt_id = submit(engine, {**routed(), "8": node("Made", colour=1), "9": show("8")})
    (gate,) = armed(gates, prompt_id)
    until(lambda: [shown for shown, _ in watched.shown] == ["9"])
    until(lambda: _states(messages).get("9") == "finished")
    assert _states(messages)["2"] == "running"
    gates.answer(gate.token, GateAnswer(route=1))
    assert finished(engine, prompt_id) == "success"
    assert _states(messages)["2"] == "finished"


def _states(messages: list[tuple[str, dict[str, Any]]]) -> dict[str, str]:
    told = [data["nodes"] for kind, data in messages if kind == "progress_state"]
    return {node_id: progress["state"] for node_id, progress in told[-1].items()} if told else {}


def test_an_interrupt_frees_a_waiting_run_at_once_and_the_gate_says_so(engine: Engine, gates: Gates) -> None:
    """Within a quarter of a second while nothing else runs; the next prompt runs."""
    took = []
    for _ in range(5):
        prompt_id = submit(engine, routed())
        (gate,) = armed(gates, prompt_id)
        began = time.monotonic()
        assert engine.interrupt(prompt_id)
        assert finished(engine, prompt_id) == "execution_interrupted"
        took.append(time.monotonic() - began)
        ended = gates.get(gate.token)
        assert (ended.state, ended.reason) == (GateState.CANCELLED, CancelReason.INTERRUPTED)
    assert statistics.median(took) < FREE_SECONDS
    assert gates.open() == ()


def test_stop_at_one_gate_ends_the_run_and_the_other_gates_with_it(engine: Engine, gates: Gates) -> None:
    """The run counts as stopped by the user; nothing behind the gates ran."""
    prompt_id = submit(engine, {**routed(), "12:2": node("ImageGate", image=["1", 0], routes=1), "5": show("12:2", 1)})
    one, other = armed(gates, prompt_id, 2)
    assert gates.stop(one.token).reason is CancelReason.STOPPED
    assert finished(engine, prompt_id) == "execution_interrupted"
    assert gates.get(other.token).state is GateState.CANCELLED
    prompt_id = submit(engine, routed())
    gates.answer(armed(gates, prompt_id)[0].token, GateAnswer(route=1))
    assert finished(engine, prompt_id) == "success"


def test_a_gate_beside_a_node_that_fails_ends_with_its_run(engine: Engine, gates: Gates) -> None:
    """The failure is what is reported, the gate's run has ended."""
    prompt = {**routed(), "5": node("TextGate", stored_text="go"), "6": node("Fails", value=["5", 0])}
    prompt_id = submit(engine, prompt)
    found = {gate.kind: gate.token for gate in armed(gates, prompt_id, 2)}
    gates.answer(found["text"], GateAnswer(text="go"))
    assert finished(engine, prompt_id) == "execution_error"
    ended = gates.get(found["image"])
    assert (ended.state, ended.reason) == (GateState.CANCELLED, CancelReason.RUN_ENDED)


def test_an_answer_counts_while_another_node_computes(engine: Engine, gates: Gates, watched: Watched) -> None:
    """It is taken at once; the node goes on when the loop is free again."""
    prompt = {**routed(), "5": node("TextGate", stored_text="go"), "6": node("Busy", value=["5", 0])}
    prompt_id = submit(engine, prompt)
    found = {gate.kind: gate.token for gate in armed(gates, prompt_id, 2)}
    gates.answer(found["text"], GateAnswer(text="go"))
    assert gates.answer(found["image"], GateAnswer(route=1)).state is GateState.ANSWERED
    watched.go_on.set()
    assert finished(engine, prompt_id) == "success"
    assert [shown for shown, _ in watched.shown] == ["3"]


def test_a_stopping_engine_leaves_no_gate_open(engine: Engine, gates: Gates) -> None:
    """The end of the server ends the run that waits."""
    prompt_id = submit(engine, routed())
    (gate,) = armed(gates, prompt_id)
    engine.stop()
    assert gates.get(gate.token).state is GateState.CANCELLED
    assert gates.open() == ()


def test_a_protected_text_gate_comes_from_the_cache(engine: Engine, gates: Gates, watched: Watched) -> None:
    """It asks nobody, and its linked text is never computed."""
    prompt = {
        "1": node("Words"),
        "2": node("TextGate", text=["1", 0], protected=True, stored_text="mine"),
        "3": show("2"),
    }
    for _ in range(2):
        assert finished(engine, submit(engine, prompt)) == "success"
    assert watched.shown == [("3", "mine")]
    assert watched.made == []
    assert gates.open() == ()
