"""The gate nodes' lazy inputs, the text gate, and when a gate has to run again."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from penstock.adapters.testing.fakes import CountingIds
from penstock.core.contracts.gates import (
    AnsweredBy,
    Decided,
    Gate,
    GateAnswer,
    GateKind,
    GateQuestion,
    GateResult,
    Gates,
)
from penstock.core.files import Files
from penstock.core.nodes import NodeCall, NodeSpec
from penstock.core.services import Services
from penstock.plugins.gates.masks import MaskDrafts
from penstock.plugins.gates.nodes import gate_nodes
from penstock.plugins.gates.nodes_fingerprint import Replays
from penstock.plugins.gates.places import place_of

from .node_call import Call

SPECS = {spec.id: spec for spec in gate_nodes()}
IMAGES = np.zeros((2, 4, 4, 3), np.float32)


class Answering:
    """A `Gates` with kept answers, that answers every question in the same way."""

    def __init__(self) -> None:
        self.result = GateResult(answer=GateAnswer(route=1), images=IMAGES)
        self.questions: list[GateQuestion] = []
        self.known: set[tuple[str, str]] = set()
        self.kept: dict[str, Gate] = {}

    async def ask(self, _call: Any, question: GateQuestion) -> GateResult:
        self.questions.append(question)
        return evolve(self.result, passing=dict(question.passing) or self.result.passing)

    def decided(self, decision: str, call: NodeCall) -> bool:
        return (decision, call.node_id) in self.known

    def kept_answers(self) -> Mapping[str, Gate]:
        return self.kept


@pytest.fixture
def gates() -> Answering:
    return Answering()


@pytest.fixture
def call(gates: Answering, tmp_path: Path) -> Call:
    services = Services()
    services.put(Gates, gates)
    services.put(Replays, replays_in(tmp_path))
    return Call(services, node_id="7")


def replays_in(folder: Path, remembered: int = 100) -> Replays:
    """Those of a host whose masks are in `folder`."""
    return Replays(CountingIds(), MaskDrafts(folder / "masks", Files()), remembered)


def complete(spec: NodeSpec, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """`inputs` as a host passes them: what the graph leaves out is its default."""
    return {**{one.id: one.default for one in spec.inputs}, **inputs}


def needed(node: str, call: Call, **inputs: Any) -> list[str]:
    """The lazy inputs that the node asks for."""
    spec = SPECS[node]
    assert spec.needs is not None
    return list(spec.needs(call, **complete(spec, inputs)))


def run(node: str, call: Call, **inputs: Any) -> tuple[Any, ...]:
    """The node's outputs."""

    async def once() -> Any:
        return await SPECS[node].run(call, **complete(SPECS[node], inputs))

    values = asyncio.run(once())
    assert isinstance(values, tuple)
    return values


def fingerprint(node: str, call: Call, **inputs: Any) -> str | None:
    """What a host is told before a run."""
    return SPECS[node].fingerprint_of(call.services, lambda: call, complete(SPECS[node], inputs))


def kept(token: str, route: int = 1, node_id: str = "7") -> Gate:
    """A gate whose answer is used again."""
    decided = Decided(by=AnsweredBy.USER, route=route)
    return Gate(token=token, kind=GateKind.IMAGE, title="", node_id=node_id, decided=decided)


@pytest.mark.parametrize(
    ("node", "names"),
    [("ImageGate", ["image"]), ("ImageChooserGate", ["images"]), ("TextGate", ["text", "signal"])],
)
def test_what_feeds_a_gate_runs_unless_its_answer_is_known(
    call: Call, gates: Answering, node: str, names: list[str]
) -> None:
    """Only a decision that holds an answer of this very node leaves the upstream out."""
    gates.known.add(("run:0", "7"))
    assert needed(node, call) == names
    assert needed(node, call, decision="run:0") == []
    assert needed(node, call, decision="run:1") == names
    assert needed(node, call, decision=None) == names
    call.node_id = "8"
    assert needed(node, call, decision="run:0") == names


def test_a_protected_text_gate_needs_only_the_signal(call: Call) -> None:
    """The text that feeds it is not even computed."""
    assert needed("TextGate", call, protected=True) == ["signal"]


def test_a_protected_text_gate_passes_the_stored_text_and_asks_nobody(call: Call, gates: Answering) -> None:
    """Stored text and signal go on at once."""
    signal = object()
    assert run("TextGate", call, protected=True, stored_text="mine", text="other", signal=signal) == ("mine", signal)
    assert gates.questions == []


def test_a_text_gate_passes_the_edited_text_and_the_untouched_signal(call: Call, gates: Answering) -> None:
    """The text of the answer goes on, whatever came in."""
    signal = object()
    gates.result = GateResult(answer=GateAnswer(text="edited"), text="came in")
    text, passed = run("TextGate", call, text="came in", signal=signal)
    assert text == "edited"
    assert passed is signal
    assert gates.questions[0].text == "came in"
    assert gates.questions[0].passing == {"signal": signal}


@pytest.mark.parametrize(
    ("text", "asked"), [(None, "in the node"), ("", ""), ("linked", "linked"), (0.5, "0.5")], ids=repr
)
def test_a_text_gate_without_a_linked_text_asks_about_its_own(
    call: Call, gates: Answering, text: Any, asked: str
) -> None:
    """What is linked counts, an empty text too; numbers from sockets of any type are shown as text."""
    gates.result = GateResult(answer=GateAnswer(text="x"))
    run("TextGate", call, text=text, stored_text="in the node")
    assert gates.questions[0].text == asked


def test_after_parking_the_kept_signal_goes_on(call: Call, gates: Answering) -> None:
    """The queued rest has no signal of its own: that of the parked run counts."""
    gates.known.add(("run:0", "7"))
    gates.result = GateResult(answer=GateAnswer(text="later"), passing={"signal": 5})

    async def ask(_call: Any, _question: GateQuestion) -> GateResult:
        return gates.result

    gates.ask = ask  # type: ignore[method-assign]
    assert run("TextGate", call, decision="run:0") == ("later", 5)


@pytest.mark.parametrize("node", SPECS)
def test_a_gate_that_asks_is_never_the_same_twice(call: Call, node: str) -> None:
    """Every run asks again, also for an unchanged graph; a linked widget may mean anything."""
    cases: list[dict[str, Any]] = [{}, {"decision": None}, {"repeat": None}, {"decision": "gone:0"}]
    cases += [{"repeat": "always"}, {"repeat": "same input"}]
    seen = [fingerprint(node, call, **case) for case in cases for _ in range(3)]
    assert len(set(seen)) == len(seen)
    assert all(isinstance(one, str) and one for one in seen)


def test_a_decision_is_constant_as_long_as_it_is_known(call: Call, gates: Answering) -> None:
    """A rest that is queued twice finds its own results; without its parked gate it asks anew."""
    gates.known |= {("run:0", "7"), ("run:1", "7")}
    first = fingerprint("ImageGate", call, decision="run:0")
    assert fingerprint("ImageGate", call, decision="run:0") == first
    assert fingerprint("ImageGate", call, decision="run:1") != first
    gates.known.clear()
    assert fingerprint("ImageGate", call, decision="run:0") != first


def test_a_protected_gate_is_what_its_inputs_are(call: Call) -> None:
    """It comes from the cache while nothing changes; whether a linked switch protects is not known before."""
    assert fingerprint("TextGate", call, protected=True) == fingerprint("TextGate", call, protected=True)
    assert fingerprint("TextGate", call, protected=None) != fingerprint("TextGate", call, protected=None)


def test_a_kept_answer_is_constant_until_it_is_forgotten_or_replaced(call: Call, gates: Answering) -> None:
    """ "Use it again" spares what follows; "ask again" asks, also after the same answer was given once more."""
    gates.kept[place_of(call)] = kept("a")
    first = fingerprint("ImageGate", call, repeat="always")
    assert fingerprint("ImageGate", call, repeat="always") == first
    gates.kept[place_of(call)] = kept("b")
    second = fingerprint("ImageGate", call, repeat="always")
    assert second != first
    gates.kept.clear()
    third = fingerprint("ImageGate", call, repeat="always")
    gates.kept[place_of(call)] = kept("a")
    assert len({first, second, third, fingerprint("ImageGate", call, repeat="always")}) == 4


def test_another_nodes_kept_answer_changes_nothing(call: Call, gates: Answering) -> None:
    """Each node stands for itself."""
    gates.kept[place_of(call)] = kept("a")
    first = fingerprint("ImageGate", call, repeat="always")
    gates.kept[place_of(evolve(call, node_id="8"))] = kept("b", node_id="8")
    assert fingerprint("ImageGate", call, repeat="always") == first


@pytest.mark.parametrize("repeat", ["same input", "always"])
def test_a_replayed_answer_leaves_a_result_that_is_found_again(call: Call, gates: Answering, repeat: str) -> None:
    """The run that used the kept answer is the one that a host may take from its cache."""
    gates.kept[place_of(call)] = kept("a")
    first = fingerprint("ImageGate", call, repeat=repeat)
    gates.result = evolve(gates.result, replayed=True)
    run("ImageGate", call, image=IMAGES, repeat=repeat)
    assert fingerprint("ImageGate", call, repeat=repeat) == first


@pytest.mark.parametrize(
    "result",
    [GateResult(answer=GateAnswer(route=1), images=IMAGES), GateResult(parked=True)],
    ids=["passed", "parked"],
)
def test_a_run_that_asked_after_all_leaves_nothing_to_be_found(
    call: Call, gates: Answering, result: GateResult
) -> None:
    """Something else came in and the gate was parked, or passed by a policy: the next run asks again."""
    gates.kept[place_of(call)] = kept("a")
    first = fingerprint("ImageGate", call, repeat="same input")
    gates.result = result
    run("ImageGate", call, image=IMAGES, repeat="same input")
    assert fingerprint("ImageGate", call, repeat="same input") != first


def test_another_mask_is_another_result(call: Call, gates: Answering, tmp_path: Path) -> None:
    """A kept answer goes with the mask of its place, which may have been painted or cleared since, even meanwhile."""
    drafts = MaskDrafts(tmp_path / "masks", Files())
    gates.kept[place_of(call)] = kept("a")
    gates.result = evolve(gates.result, replayed=True)
    first = fingerprint("ImageGate", call, repeat="always")
    drafts.save(place_of(call), np.full((4, 4), 255, np.uint8), 4, 4)
    run("ImageGate", call, image=IMAGES, repeat="always")
    drafts.clear(place_of(call))
    assert fingerprint("ImageGate", call, repeat="always") != first


def test_an_answer_kept_for_the_same_node_of_another_workflow_does_not_count(call: Call, gates: Answering) -> None:
    """Two copies of a workflow have a node 7: what one leaves in the cache is never the other's answer."""
    copied = evolve(call, extra_pnginfo={"workflow": {"id": "a copy"}})
    gates.kept[place_of(call)] = kept("a")
    first = fingerprint("ImageGate", call, repeat="always")
    assert fingerprint("ImageGate", copied, repeat="always") != fingerprint("ImageGate", copied, repeat="always")
    gates.kept[place_of(copied)] = kept("b", route=2)
    second = fingerprint("ImageGate", copied, repeat="always")
    assert second == fingerprint("ImageGate", copied, repeat="always")
    assert second != first
    assert fingerprint("ImageGate", call, repeat="always") == first


def test_every_item_of_a_list_counts(call: Call, gates: Answering) -> None:
    """The items of a mapped list have one fingerprint: it changes with each of their answers."""
    seen = []
    for index in range(3):
        gates.kept[place_of(evolve(call, list_index=index))] = evolve(kept(f"gate {index}"), list_index=index)
        seen.append(fingerprint("ImageGate", call, repeat="always"))
        assert fingerprint("ImageGate", call, repeat="always") == seen[-1]
    assert len(set(seen)) == 3


def test_only_so_many_nodes_are_remembered(call: Call, gates: Answering, tmp_path: Path) -> None:
    """What is forgotten costs a run, never a wrong result."""
    replays = replays_in(tmp_path, remembered=2)
    calls = [evolve(call, node_id=node) for node in ("1", "2", "3")]
    gates.kept.update({place_of(one): kept(f"gate {one.node_id}", node_id=one.node_id) for one in calls})
    seen = [replays.text(gates, one) for one in calls]
    assert replays.text(gates, calls[2]) == seen[2]
    assert replays.text(gates, calls[1]) == seen[1]
    assert replays.text(gates, calls[0]) not in seen
