"""Parked gates in the embedded engine: real runs, real queue; what runs is counted."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from attrs import define, field

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.standalone.engine import Engine
from penstock.adapters.standalone.run_queue import EngineRunQueue
from penstock.core.application import Application, build
from penstock.core.contracts.gates import Gate, GateAnswer, Gates, GateState
from penstock.core.contracts.run_queue import RunQueue
from penstock.core.hooks import hookimpl
from penstock.core.host import Host, HostPaths
from penstock.core.nodes import IMAGE, INT, InputSpec, NodeSpec, OutputSpec
from penstock.core.plugin import Plugin
from penstock.core.sources import Origin, Source


@define
class Workshop:
    """A plugin: `Shots` makes a list of images (and counts how often), `Show` notes what it is shown."""

    PLUGIN = Plugin(name="workshop", title="Workshop")
    made: int = 0
    shown: list[tuple[str, tuple[float, ...]]] = field(factory=list)

    @hookimpl
    def penstock_nodes(self) -> list[NodeSpec]:
        """The two nodes."""
        images = [InputSpec(id=name, type=IMAGE, socket=True, optional=name != "one") for name in ("one", "two")]
        return [
            NodeSpec(
                id="Shots",
                display_name="Shots",
                category="test",
                run=self.shoot,
                fingerprint=lambda _services, **_inputs: str(time.monotonic_ns()),
                inputs=(InputSpec(id="count", type=INT, default=1),),
                outputs=(OutputSpec(id="shots", type=IMAGE, is_list=True),),
            ),
            NodeSpec(
                id="Show", display_name="Show", category="test", run=self.show, inputs=tuple(images), is_output=True
            ),
        ]

    def shoot(self, _call: Any, *, count: int) -> tuple[Any, ...]:
        """Images of 0.1, 0.2, ...; different ones in each run, as upstream of a gate often is."""
        self.made += 1
        return ([np.full((1, 2, 2, 3), (number + 1) / 10 + self.made / 1_000, np.float32) for number in range(count)],)

    def show(self, call: Any, *, one: Any, two: Any = None) -> tuple[Any, ...]:
        """Note the brightness of what came."""
        values = [round(float(image.mean()), 3) for image in (one, two) if image is not None]
        self.shown.append((call.node_id, tuple(values)))
        return ()


@define
class Runs:
    """An application with its engine."""

    application: Application
    engine: Engine
    workshop: Workshop

    @property
    def gates(self) -> Gates:
        """The gates of the application."""
        return self.application.services.get(Gates)

    def run(self, prompt: dict[str, Any]) -> None:
        """Run a prompt to its end."""
        answer = self.engine.submit({"prompt": prompt})
        assert "error" not in answer, answer
        self.wait(self.idle)

    def idle(self) -> bool:
        """Whether nothing is queued."""
        return self.engine.queue_info()["exec_info"]["queue_remaining"] == 0  # type: ignore[no-any-return]

    def wait(self, holds: Callable[[], Any], seconds: float = 20.0) -> None:
        """Wait until something holds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, ("it never came to that", self.gates.open(), self.workshop.shown)
            time.sleep(0.005)

    def parked(self) -> list[Gate]:
        """The gates that can be answered, by node and item."""
        found = [gate for gate in self.gates.open() if gate.decided is None]
        return sorted(found, key=lambda gate: (gate.node_id, gate.list_index))

    def answer(self, gate: Gate, route: int = 1) -> None:
        """Answer a gate, and wait until the rest has run."""
        self.gates.answer(gate.token, GateAnswer(route=route))
        self.wait(lambda: self.idle() and not any(one.run_state == "queued" for one in self.gates.open()))


@pytest.fixture
def runs(penstock_paths: HostPaths) -> Iterator[Runs]:
    """A host that runs graphs with the workshop's nodes."""
    workshop = Workshop()
    origin = Origin.DISTRIBUTION
    source = Source(name="workshop", origin=origin, location="this test", version="0", load=lambda: workshop)
    application = build(Host(name="standalone", paths=penstock_paths), [*plugin_sources(discover=False), source])
    engine = Engine(application.nodes, application.services, penstock_paths)
    application.services.put(RunQueue, EngineRunQueue(engine))
    application.start()
    engine.start()
    yield Runs(application, engine, workshop)
    engine.stop()
    application.stop()


def gate(source: str, output: int = 0, **more: Any) -> dict[str, Any]:
    """A gate that parks."""
    return {"class_type": "ImageGate", "inputs": {"image": [source, output], "routes": 2, "wait": "park", **more}}


def show(**inputs: list[Any]) -> dict[str, Any]:
    """An output node."""
    return {"class_type": "Show", "inputs": inputs}


def shots(count: int = 1) -> dict[str, Any]:
    """The source of images."""
    return {"class_type": "Shots", "inputs": {"count": count}}


def nothing_is_left(runs: Runs) -> bool:
    """Whether no file of a parked gate is left."""
    folder = runs.application.host.paths.private / "gates" / "parked"
    return not runs.gates.open() and [*folder.iterdir()] == []


def test_the_answer_runs_the_chosen_branch_with_the_very_image_and_nothing_upstream(runs: Runs) -> None:
    """Upstream ran once, though it would make another image now; the other branch never ran; all files are gone."""
    runs.run({"1": shots(), "2": gate("1"), "3": show(one=["2", 1]), "4": show(one=["2", 2]), "5": show(one=["1", 0])})
    assert runs.workshop.shown == [("5", (0.101,))]

    runs.answer(runs.parked()[0], route=2)

    assert runs.workshop.shown == [("5", (0.101,)), ("4", (0.101,))]
    assert runs.workshop.made == 1
    runs.wait(lambda: nothing_is_left(runs))


def test_a_chain_of_two_gates(runs: Runs) -> None:
    """The rest of the first gate parks the second; its answer runs the end with both decisions; upstream ran once."""
    prompt = {"1": shots(), "2": gate("1"), "3": gate("2", 2), "4": show(one=["3", 1], two=["2", 2])}
    runs.run(prompt)
    assert [one.node_id for one in runs.parked()] == ["2"]
    runs.answer(runs.parked()[0], route=2)
    assert [one.node_id for one in runs.parked()] == ["3"]
    assert runs.workshop.shown == []

    runs.answer(runs.parked()[0], route=1)

    assert runs.workshop.shown == [("4", (0.101, 0.101))]
    assert runs.workshop.made == 1
    runs.wait(lambda: nothing_is_left(runs))


def test_two_gates_that_feed_one_output(runs: Runs) -> None:
    """The output runs once, after both answers; what each feeds alone runs at its own answer."""
    prompt = {
        "1": shots(),
        "2": gate("1"),
        "3": gate("1"),
        "4": show(one=["2", 1], two=["3", 1]),
        "5": show(one=["2", 1]),
    }
    runs.run(prompt)
    first, second = runs.parked()
    runs.answer(first)
    assert runs.workshop.shown == [("5", (0.101,))]
    assert {one.token: one.run_state for one in runs.gates.open()} == {first.token: "waiting", second.token: ""}

    runs.answer(second)

    assert runs.workshop.shown == [("5", (0.101,)), ("4", (0.101, 0.101))]
    assert runs.workshop.made == 1
    runs.wait(lambda: nothing_is_left(runs))


def test_each_image_of_a_list_is_answered_for_itself(runs: Runs) -> None:
    """Three items, three gates, three lanes: each route shows its own image, once, in the order of the answers."""
    prompt = {"1": shots(3), "2": gate("1"), "3": show(one=["2", 1]), "4": show(one=["2", 2])}
    runs.run(prompt)
    gates = runs.parked()
    assert [one.list_index for one in gates] == [0, 1, 2]

    runs.answer(gates[2], route=1)
    runs.answer(gates[0], route=2)
    runs.answer(gates[1], route=1)

    assert runs.workshop.shown == [("3", (0.301,)), ("4", (0.101,)), ("3", (0.201,))]
    assert runs.workshop.made == 1
    runs.wait(lambda: nothing_is_left(runs))


def test_a_list_beside_a_single_gate_repeats_the_single_one(runs: Runs) -> None:
    """Two items beside one: the output is called for each item with the same sibling, as a list is mapped."""
    prompt = {"1": shots(2), "2": gate("1"), "9": shots(1), "3": gate("9"), "4": show(one=["2", 1], two=["3", 1])}
    runs.run(prompt)
    first, second, sibling = runs.parked()
    runs.answer(first)
    runs.answer(sibling)
    runs.answer(second)

    assert [values[0] < values[1] for _, values in runs.workshop.shown] == [True, False] or len(
        runs.workshop.shown
    ) == 2
    assert len({values[1] for _, values in runs.workshop.shown}) == 1
    assert len({values[0] for _, values in runs.workshop.shown}) == 2
    runs.wait(lambda: nothing_is_left(runs))


def test_a_discarded_gate_takes_its_outputs_with_it(runs: Runs) -> None:
    """The shared output never runs, the other gate's own one does, nothing is left."""
    prompt = {
        "1": shots(),
        "2": gate("1"),
        "3": gate("1"),
        "4": show(one=["2", 1], two=["3", 1]),
        "5": show(one=["2", 1]),
    }
    runs.run(prompt)
    kept, gone = runs.parked()
    assert runs.gates.stop(gone.token).state is GateState.CANCELLED

    runs.answer(kept)

    assert runs.workshop.shown == [("5", (0.101,))]
    runs.wait(lambda: nothing_is_left(runs))


def test_the_same_gate_in_two_runs_is_two_gates(runs: Runs) -> None:
    """Each run keeps its own images; each answer shows its own."""
    prompt = {"1": shots(), "2": gate("1"), "3": show(one=["2", 1]), "4": show(one=["2", 2])}
    runs.run(prompt)
    runs.run(prompt)
    first, second = sorted(runs.parked(), key=lambda one: one.order)

    runs.answer(second, route=2)
    runs.answer(first, route=1)

    assert runs.workshop.shown == [("4", (0.102,)), ("3", (0.101,))]
    runs.wait(lambda: nothing_is_left(runs))


def test_a_rest_that_fails_stays_listed_and_runs_when_it_is_queued_again(runs: Runs) -> None:
    """The failure is told at the gate with its decision; queued again it shows the same image."""
    fail = [True]
    show_it = runs.workshop.show

    def show_or_fail(call: Any, **inputs: Any) -> tuple[Any, ...]:
        if fail.pop() if fail else False:
            raise RuntimeError("the printer is on fire")
        return show_it(call, **inputs)

    spec = next(spec for spec in runs.application.nodes if spec.id == "Show")
    object.__setattr__(spec, "run", show_or_fail)
    runs.run({"1": shots(), "2": gate("1"), "3": show(one=["2", 1])})
    token = runs.parked()[0].token
    runs.answer(runs.parked()[0])
    failed = runs.gates.get(token)
    assert (failed.run_state, failed.decided is not None, bool(failed.run_error)) == ("failed", True, True)

    runs.gates.requeue(token)

    runs.wait(lambda: nothing_is_left(runs))
    assert runs.workshop.shown == [("3", (0.101,))]
    assert runs.gates.get(token).state is GateState.ANSWERED


def test_an_answer_given_in_the_run_is_not_asked_for_again(runs: Runs) -> None:
    """One gate was answered while the run waited, its neighbour parked: the rest runs with both, upstream ran once."""
    prompt = {
        "1": shots(),
        "2": gate("1", wait="wait"),
        "3": gate("1"),
        "4": show(one=["2", 2], two=["3", 1]),
        "5": show(one=["2", 2]),
    }
    answer = runs.engine.submit({"prompt": prompt})
    assert "error" not in answer
    runs.wait(lambda: {one.state for one in runs.gates.open()} == {GateState.ARMED, GateState.PARKED})
    armed = next(one for one in runs.gates.open() if one.state is GateState.ARMED)
    runs.gates.answer(armed.token, GateAnswer(route=2))
    runs.wait(runs.idle)
    assert runs.workshop.shown == [("5", (0.101,))]

    runs.answer(runs.parked()[0], route=1)

    assert runs.workshop.shown == [("5", (0.101,)), ("4", (0.101, 0.101))]
    assert runs.workshop.made == 1
    runs.wait(lambda: nothing_is_left(runs))
