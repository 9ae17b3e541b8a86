"""The three gate nodes: what they ask, what they pass on, and what they stop."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from penstock.adapters.testing.fakes import CountingIds
from penstock.core.contracts.gates import (
    Gate,
    GateAnswer,
    GateKind,
    GateQuestion,
    GateResult,
    Gates,
    Repeat,
    Unanswered,
    Wait,
)
from penstock.core.errors import Invalid
from penstock.core.files import Files
from penstock.core.ids import Ids
from penstock.core.nodes import BLOCKED, Interrupted, NodeCall, NodeSpec
from penstock.core.services import Services
from penstock.plugins.gates.masks import MaskDrafts
from penstock.plugins.gates.nodes import gate_nodes
from penstock.plugins.gates.nodes_fingerprint import Replays
from penstock.plugins.gates.nodes_inputs import names_of_routes
from penstock.plugins.gates.nodes_text import readable

from .node_call import Call

SPECS = {spec.id: spec for spec in gate_nodes()}
LAST = [
    ("wait", "COMBO", "wait", ("wait", "park")),
    ("repeat", "COMBO", "ask", ("ask", "same input", "always")),
    ("time_limit", "INT", 0, ()),
    ("unanswered", "COMBO", "default", ("default", "park", "stop", "pass", "wait")),
    ("decision", "STRING", "", ()),
]


class Answering:
    """A `Gates` that answers every question in the same way."""

    def __init__(self) -> None:
        self.answer = GateAnswer(route=1)
        self.result: dict[str, Any] = {}
        self.questions: list[GateQuestion] = []
        self.known: set[tuple[str, str]] = set()
        self.stopped = False

    async def ask(self, _call: Any, question: GateQuestion) -> GateResult:
        self.questions.append(question)
        await asyncio.sleep(0)
        if self.stopped:
            raise Interrupted
        result = GateResult(
            answer=self.answer, images=question.images, text=question.text, passing=dict(question.passing)
        )
        return evolve(result, **self.result)

    def decided(self, decision: str, call: NodeCall) -> bool:
        return (decision, call.node_id) in self.known

    def kept_answers(self) -> Mapping[str, Gate]:
        return {}


@pytest.fixture
def gates() -> Answering:
    return Answering()


@pytest.fixture
def call(gates: Answering, tmp_path: Path) -> Call:
    services = Services()
    services.put(Gates, gates)
    services.put(Ids, CountingIds())
    services.put(Replays, Replays(CountingIds(), MaskDrafts(tmp_path, Files())))
    return Call(services)


def run(spec: NodeSpec, call: Call, **inputs: Any) -> tuple[Any, ...]:
    """The values of the node's outputs, called as a host does: what the graph leaves out is its default."""
    given = {**{one.id: one.default for one in spec.inputs}, **inputs}

    async def once() -> Any:
        return await spec.run(call, **given)

    values = asyncio.run(once())
    assert isinstance(values, tuple)
    assert len(values) == len(spec.outputs)
    return values


def batch(count: int = 3, height: int = 4, width: int = 5) -> Any:
    """An image of which every value is different."""
    return np.linspace(0, 1, count * height * width * 3, dtype=np.float32).reshape(count, height, width, 3)


@pytest.mark.parametrize(
    ("node", "inputs", "outputs"),
    [
        (
            "ImageGate",
            [("image", "IMAGE", None, ()), ("routes", "INT", 2, ()), ("route_names", "STRING", "", ())],
            [("mask", "MASK"), *((f"route_{number}", "IMAGE") for number in range(1, 11))],
        ),
        ("ImageChooserGate", [("images", "IMAGE", None, ())], [("images", "IMAGE")]),
        (
            "TextGate",
            [
                ("text", "STRING", None, ()),
                ("signal", "*", None, ()),
                ("protected", "BOOLEAN", False, ()),
                ("stored_text", "STRING", "", ()),
            ],
            [("text", "STRING"), ("signal", "*")],
        ),
    ],
)
def test_inputs_and_outputs_are_those_of_saved_workflows(node: str, inputs: list[Any], outputs: list[Any]) -> None:
    """Ids, order, types, defaults and choices are API: workflows map values by position, and prompts by id."""
    spec = SPECS[node]
    assert [(one.id, one.type, one.default, one.options) for one in spec.inputs] == [*inputs, *LAST]
    assert [(one.id, one.type) for one in spec.outputs] == outputs
    assert all(one.hidden and one.optional for one in spec.inputs[-len(LAST) :])
    assert {one.id for one in spec.inputs if one.lazy} == {
        one.id for one in spec.inputs if one.id in ("image", "images", "text", "signal")
    }
    assert spec.not_idempotent
    assert spec.is_async


def test_everything_a_user_sees_is_explained() -> None:
    """Each node has a description, each input and output a tooltip."""
    for spec in SPECS.values():
        assert spec.description
        assert spec.category == "Penstock/Gates"
        assert all(one.tooltip for one in (*spec.inputs, *spec.outputs))


@pytest.mark.parametrize("chosen", [1, 2, 10])
def test_the_chosen_route_carries_the_very_same_image_and_the_others_are_blocked(
    call: Call, gates: Answering, chosen: int
) -> None:
    """No copy, no conversion: what came in leaves on one route, and nine routes stop what follows them."""
    image = batch()
    gates.answer = GateAnswer(route=chosen)
    mask, *routes = run(SPECS["ImageGate"], call, image=image, routes=10)
    assert routes[chosen - 1] is image
    assert [value for number, value in enumerate(routes, 1) if number != chosen] == [BLOCKED] * 9
    assert mask.shape == (3, 4, 5)
    assert mask.dtype == np.float32
    assert not mask.any()


@pytest.mark.parametrize("shape", [(4, 5), (1, 4, 5), (3, 4, 5)])
def test_the_mask_has_the_size_and_the_batch_of_the_image(call: Call, gates: Answering, shape: tuple[int, ...]) -> None:
    """One painted mask is repeated for each image; the output is an array of its own."""
    painted = np.zeros(shape, np.float32)
    painted[..., 1, 2] = 1
    gates.result = {"mask": painted}
    mask = run(SPECS["ImageGate"], call, image=batch())[0]
    assert mask.shape == (3, 4, 5)
    assert (mask == np.broadcast_to(painted, (3, 4, 5))).all()
    mask[0] = 0.5
    assert painted.max() == 1
    assert mask[1].max() == 1


@pytest.mark.parametrize(
    ("names", "routes", "known"),
    [
        ("", 2, ("1", "2")),
        ('["good", "bad", "unseen"]', 2, ("good", "bad")),
        ('["good", "", null, 7]', 5, ("good", "2", "3", "4", "5")),
        ('["  a\\n b  "]', 1, ("a b",)),
        ("no json", 2, ("1", "2")),
        ('{"a": 1}', 1, ("1",)),
        ("[" * 100_000, 1, ("1",)),
        (None, 3, ("1", "2", "3")),
    ],
)
def test_routes_are_asked_by_name(
    call: Call, gates: Answering, names: Any, routes: int, known: tuple[str, ...]
) -> None:
    """Only visible routes have names; whatever is no name is the route's number."""
    run(SPECS["ImageGate"], call, image=batch(), routes=routes, route_names=names)
    assert gates.questions[0].routes == known


def test_names_that_never_end_are_cut(call: Call, gates: Answering) -> None:
    """A name has at most 100 characters: it goes to every page."""
    run(SPECS["ImageGate"], call, image=batch(), routes=1, route_names=f'["{"x" * 5000}"]')
    assert gates.questions[0].routes == ("x" * 100,)


@pytest.mark.parametrize(
    ("node", "kind", "default"),
    [
        ("ImageGate", GateKind.IMAGE, "Image Gate (Manual Router)"),
        ("ImageChooserGate", GateKind.CHOOSER, "Image Chooser Gate (Batch)"),
        ("TextGate", GateKind.TEXT, "Text Gate (Manual Pass)"),
    ],
)
def test_a_question_says_what_is_asked_and_how_to_wait(
    call: Call, gates: Answering, node: str, kind: GateKind, default: str
) -> None:
    """Kind, the node's own title, and the values of the waiting widgets reach the registry."""
    gates.answer = GateAnswer(route=1, selection=(0,), text="x")
    sockets = {one.id: batch() for one in SPECS[node].inputs if one.type == "IMAGE"}
    run(SPECS[node], call, **sockets)
    call.prompt = {"12:3": {"class_type": node, "_meta": {"title": " Which\none? "}}}
    waiting = {"wait": "park", "repeat": "same input", "time_limit": 60, "unanswered": "pass", "decision": "run:0"}
    run(SPECS[node], call, **sockets, **waiting)
    plain, titled = gates.questions
    assert (plain.kind, plain.title) == (kind, default)
    assert (plain.wait, plain.repeat, plain.time_limit, plain.unanswered, plain.decision) == (
        Wait.HOLD,
        Repeat.ASK,
        0,
        Unanswered.DEFAULT,
        "",
    )
    assert titled.title == "Which one?"
    assert (titled.wait, titled.repeat, titled.time_limit, titled.unanswered, titled.decision) == (
        Wait.PARK,
        Repeat.SAME_INPUT,
        60,
        Unanswered.LET_THROUGH,
        "run:0",
    )


@pytest.mark.parametrize("meta", [None, "text", {}, {"title": 7}, {"title": "   "}])
def test_a_prompt_without_a_usable_title_is_asked_under_the_nodes_name(call: Call, gates: Answering, meta: Any) -> None:
    """Prompts come from anywhere: a title that is none is no error."""
    call.prompt = {"12:3": {"_meta": meta}}
    run(SPECS["ImageGate"], call, image=batch())
    assert gates.questions[0].title == "Image Gate (Manual Router)"


@pytest.mark.parametrize(
    ("field_", "value"),
    [("wait", "later"), ("repeat", 1), ("unanswered", None), ("time_limit", -1), ("time_limit", True)],
)
def test_a_linked_setting_that_fits_nothing_is_named(call: Call, gates: Answering, field_: str, value: Any) -> None:
    """Widgets may be turned into inputs: a wrong value ends the run with the name of the input, and asks nobody."""
    with pytest.raises(Invalid, match=field_):
        run(SPECS["ImageGate"], call, image=batch(), **{field_: value})
    assert gates.questions == []


@pytest.mark.parametrize("node", SPECS)
def test_a_parked_gate_blocks_every_output(call: Call, gates: Answering, node: str) -> None:
    """What follows a parked gate does not run, mask and signal included."""
    gates.result = {"parked": True, "answer": GateAnswer(), "images": None}
    sockets = {one.id: batch() for one in SPECS[node].inputs if one.type == "IMAGE"}
    assert set(run(SPECS[node], call, **sockets)) == {BLOCKED}


@pytest.mark.parametrize("node", SPECS)
def test_a_stopped_gate_stops_the_run(call: Call, gates: Answering, node: str) -> None:
    """`Interrupted` leaves the node as it is: the host ends the run as stopped, not as failed."""
    gates.stopped = True
    sockets = {one.id: batch() for one in SPECS[node].inputs if one.type == "IMAGE"}
    with pytest.raises(Interrupted):
        run(SPECS[node], call, **sockets)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("selection", [(1,), (2, 0), (0, 2)])
def test_the_chosen_images_keep_the_order_of_the_batch(
    call: Call, gates: Answering, dtype: Any, selection: tuple[int, ...]
) -> None:
    """Whatever the order of the clicks: same pixels, same type, input order, an array of its own."""
    images = batch().astype(dtype)
    gates.answer = GateAnswer(selection=selection)
    (chosen,) = run(SPECS["ImageChooserGate"], call, images=images)
    assert chosen.dtype == dtype
    assert (chosen == images[sorted(selection)]).all()
    assert not np.shares_memory(chosen, images)


def test_choosing_all_passes_the_very_same_batch(call: Call, gates: Answering) -> None:
    """Nothing is copied where nothing is left out."""
    images = batch()
    gates.answer = GateAnswer(selection=(2, 0, 1))
    assert run(SPECS["ImageChooserGate"], call, images=images)[0] is images


def test_half_a_surrogate_pair_is_asked_about_as_something_that_can_be_passed() -> None:
    """JSON can bring one in; no browser could send it back."""
    assert readable("one \ud83d two \U0001f600") == "one \ufffd two \U0001f600"


def test_names_cannot_turn_the_direction_of_what_is_read() -> None:
    """A button that reads "live" must not be the route "evil"."""
    assert names_of_routes('["\u202eevil", "\u2067\u200f"]', 2) == ("evil", "2")
