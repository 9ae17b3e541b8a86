"""Values into graphs: by every key, checked, and nothing else changes."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.contracts.workflows import Form, Place
from penstock.core.errors import Invalid
from penstock.plugins.workflows.documents.schemas import Schemas
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph
from penstock.plugins.workflows.parameters import apply, resolve

LARGEST = 2**64 - 1


@pytest.fixture
def graph(text_to_image: dict[str, Any], graph_of: Callable[..., WorkflowGraph]) -> WorkflowGraph:
    """The first graph, read."""
    return graph_of(text_to_image)


@pytest.fixture
def form(graph: WorkflowGraph, form_from: Callable[..., Form]) -> Form:
    """Its form."""
    return form_from(graph)


def _faults(form: Form, values: dict[str, Any]) -> list[dict[str, Any]]:
    with pytest.raises(Invalid) as caught:
        resolve(form, values)
    assert caught.value.status == 422
    told: Any = caught.value.details["faults"]
    return list(told)


def test_nothing_changes_nothing(text_to_image: dict[str, Any], graph: WorkflowGraph, form: Form) -> None:
    """Without values the graph is the document's, and each value is told."""
    before = copy.deepcopy(text_to_image)
    applied = apply(graph, form, {})
    assert applied.prompt == before
    assert applied.values["3.seed"] == LARGEST
    assert len(applied.values) == len(form.parameters)


def test_every_kind_of_key_is_understood(text_to_image: dict[str, Any], graph: WorkflowGraph, form: Form) -> None:
    """Address, role, alias and label, whatever its capitals, change their place and no other."""
    applied = apply(graph, form, {"3.steps": 30, "seed": 7, "prompt": "a dog", " file NAME prefix ": "dog"})
    text_to_image["3"]["inputs"] |= {"steps": 30, "seed": 7}
    text_to_image["6"]["inputs"]["text"] = "a dog"
    text_to_image["9"]["inputs"]["filename_prefix"] = "dog"
    assert applied.prompt == text_to_image
    assert applied.values["6.text"] == "a dog"


def test_the_graph_stays_as_it_was_for_the_next(graph: WorkflowGraph, form: Form) -> None:
    """What one call applied is not there in the next."""
    apply(graph, form, {"seed": 1})
    assert apply(graph, form, {}).values["3.seed"] == LARGEST


def test_seeds_stay_exact(graph: WorkflowGraph, form: Form) -> None:
    """The largest seed comes back exactly, as a number and as digits."""
    assert resolve(form, {"seed": str(LARGEST - 1)}) == {"3.seed": LARGEST - 1}
    assert apply(graph, form, {"seed": LARGEST - 2}).prompt["3"]["inputs"]["seed"] == LARGEST - 2


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("seed", -1), ("seed", 2**64), ("seed", 10**400), ("seed", 1.5), ("seed", True), ("seed", "1e3")),
        *(("seed", "9" * 5000), ("steps", "many"), ("steps", None), ("cfg", float("nan")), ("cfg", float("inf"))),
        *(("cfg", 10**400), ("cfg", "7"), ("cfg", True), ("denoise", 1.01), ("prompt", 3), ("prompt", "\ud800")),
        *(("sampler", "odd"), ("sampler", 1), ("checkpoint", "c.safetensors"), ("width", 8), ("width", [])),
    ],
)
def test_what_does_not_fit_is_refused(key: str, value: Any, form: Form) -> None:
    """A value of another type or beyond its limits is a fault that names its key."""
    (fault,) = _faults(form, {key: value})
    assert (fault["field"], fault["code"]) == (key, "ill_typed")


def test_integers_serve_as_numbers(form: Form) -> None:
    """An integer is a good number, and stays what it is."""
    assert resolve(form, {"cfg": 7}) == {"3.cfg": 7}


def test_the_value_of_the_document_always_fits(
    text_to_image: dict[str, Any], graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """A model that the server lacks may be kept, though none like it may be chosen."""
    text_to_image["4"]["inputs"]["ckpt_name"] = "gone.safetensors"
    form = form_from(graph_of(text_to_image))
    assert resolve(form, {"checkpoint": "gone.safetensors"}) == {"4.ckpt_name": "gone.safetensors"}
    (fault,) = _faults(form, {"checkpoint": "other.safetensors"})
    assert fault["code"] == "ill_typed"


def test_old_schemas_leave_the_choice_to_the_server(graph: WorkflowGraph, form_from: Callable[..., Form]) -> None:
    """Where the options may have changed, any text passes."""
    assert resolve(form_from(graph, stale=True), {"checkpoint": "new.ckpt"}) == {"4.ckpt_name": "new.ckpt"}


def test_all_faults_are_told_at_once(form: Form) -> None:
    """Unknown, ambiguous, ill-typed and contradicting keys stand in one answer, each with its code."""
    values = {"sed": 1, "3.steps": "x", "seed": 1, "3.seed": 2, "cfg": 5, "3.cfg": 5}
    faults = _faults(form, values)
    assert [(one["field"], one["code"]) for one in faults] == [
        *[("sed", "unknown_parameter"), ("3.steps", "ill_typed"), ("3.seed", "values_disagree")],
    ]
    assert faults[0]["candidates"] == [{"address": "3.seed", "label": "Seed"}]


def test_one_kind_of_fault_gives_the_answer_its_code(form: Form) -> None:
    """A request whose only fault is an unknown key is answered with that code."""
    with pytest.raises(Invalid) as caught:
        resolve(form, {"nothing like it": 1})
    assert caught.value.code == "unknown_parameter"


def test_an_ambiguous_key_names_the_candidates(
    text_to_image: dict[str, Any], graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """Two samplers have two seeds: the key is refused with both, the address works."""
    text_to_image["30"] = copy.deepcopy(text_to_image["3"])
    form = form_from(graph_of(text_to_image))
    (fault,) = _faults(form, {"seed": 1})
    assert fault["code"] == "ambiguous_parameter"
    assert {one["address"] for one in fault["candidates"]} == {"3.seed", "30.seed"}
    assert len({one["label"] for one in fault["candidates"]}) == 2
    assert resolve(form, {"30.seed": 1}) == {"30.seed": 1}


def test_thousands_of_unknown_keys_are_answered(form: Form) -> None:
    """They are all faults; the answer stays short."""
    faults = _faults(form, {f"seed {number}" * 50: 1 for number in range(5000)})
    assert len(faults) == 200


def test_a_binding_writes_all_its_targets(
    text_to_image: dict[str, Any], graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """A promoted widget sets every input that takes it; the address of each leads to it, and is no parameter."""
    places = (Place("5", "width"), Place("5", "height"))
    binding = Binding(node="57", field="side", kind="promoted", value=512, targets=places)
    graph = graph_of(text_to_image, binding)
    form = form_from(graph)
    assert not {"5.width", "5.height"} & {one.address for one in form.parameters}
    inputs = apply(graph, form, {"5.height": 640}).prompt["5"]["inputs"]
    assert (inputs["width"], inputs["height"]) == (640, 640)
    assert resolve(form, {"57.side": 64, "5.width": 64}) == {"57.side": 64}


def test_lists_are_written_so_that_they_are_no_links(
    graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """A list of options goes into the graph in its wrapper, checked one by one."""
    graph = graph_of({"1": {"class_type": "Everything", "inputs": {"ways": {"__value__": ["a"]}}}})
    form = form_from(graph)
    assert form.parameters[0].value == ["a"]
    assert apply(graph, form, {"1.ways": ["b", 3]}).prompt["1"]["inputs"]["ways"] == {"__value__": ["b", 3]}
    assert _faults(form, {"1.ways": ["c"]})[0]["code"] == "ill_typed"


def test_other_values_are_kept_within_bounds(
    graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """Any JSON is a value where nobody knows the widget; nothing that is not finite or endlessly deep."""
    form = form_from(graph_of({"1": {"class_type": "Everything", "inputs": {"curve": {"points": []}}}}))
    assert resolve(form, {"1.curve": {"points": [[0, 1.5]]}}) == {"1.curve": {"points": [[0, 1.5]]}}
    deep: Any = []
    for _ in range(500):
        deep = [deep]
    for value in (deep, {"a": float("inf")}, {"\udc00": 1}):
        assert _faults(form, {"1.curve": value})[0]["code"] == "ill_typed"


def test_inputs_follow_the_choice_that_brings_them(
    classes: dict[str, Any], graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """Another choice drops the inputs of the one before and brings its own with their defaults."""
    node = {"class_type": "PartnerImage", "inputs": {"prompt": "a", "model": "fast", "model.seed": 5}}
    graph = graph_of({"1": node, "2": copy.deepcopy(node)})
    applied = apply(graph, form_from(graph), {"1.model": "good", "1.prompt": "b"}, Schemas(classes))
    assert applied.prompt["1"]["inputs"] == {"prompt": "b", "model": "good", "model.size": "1K"}
    assert applied.prompt["2"] == node
    assert "1.model.seed" not in applied.values
    assert applied.values["2.model.seed"] == 5


def test_a_choice_that_stays_changes_nothing_else(
    classes: dict[str, Any], graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """Other values of a node with a choice leave its inputs as they are, missing ones too."""
    graph = graph_of({"1": {"class_type": "PartnerImage", "inputs": {"model": "fast", "model.seed": 5}}})
    applied = apply(graph, form_from(graph), {"1.model": "fast", "1.model.seed": 6}, Schemas(classes))
    assert applied.prompt["1"]["inputs"] == {"model": "fast", "model.seed": 6}


def test_a_choice_that_the_server_lacks_can_be_left(
    classes: dict[str, Any], graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """What stood beside an unknown choice is kept where it fits the new one, and is the default where it does not."""
    graph = graph_of({"1": {"class_type": "PartnerImage", "inputs": {"model": "newest", "model.size": "8K"}}})
    applied = apply(graph, form_from(graph), {"1.model": "good"}, Schemas(classes))
    assert applied.prompt["1"]["inputs"] == {"model": "good", "model.size": "1K"}
    kept = apply(graph, form_from(graph), {"1.model": "good", "1.model.size": "2K"}, Schemas(classes))
    assert kept.prompt["1"]["inputs"] == {"model": "good", "model.size": "2K"}
