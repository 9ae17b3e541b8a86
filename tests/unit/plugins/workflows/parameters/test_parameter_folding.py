"""What is folded away, and what is never."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from penstock.core.contracts.workflows import Form, Parameter, Place
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph
from penstock.plugins.workflows.parameters.execution import depths_of

GraphOf = Callable[..., WorkflowGraph]
FormFrom = Callable[..., Form]


def _sampler(seed: int, latent: list[Any], **more: Any) -> dict[str, Any]:
    inputs = {"seed": seed, "steps": 20, "sampler_name": "euler", "scheduler": "normal", "latent_image": latent}
    return {"class_type": "KSampler", "inputs": {**inputs, **more}}


@pytest.fixture
def two_samplers() -> dict[str, Any]:
    """The second one is written first."""
    return {
        "5:1": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64, "batch_size": 1}},
        "5:2": _sampler(2, ["5:3", 0]),
        "5:3": _sampler(3, ["5:1", 0]),
        "5:4": {"class_type": "VAEDecode", "inputs": {"samples": ["5:2", 0]}},
        "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x", "images": ["5:4", 0]}},
    }


@pytest.fixture
def inside(graph_of: GraphOf, form_from: FormFrom) -> Callable[..., dict[str, Parameter]]:
    """`inside(prompt, *bindings)`: the parameters where all nodes with a colon are in one subgraph."""

    def read(prompt: Mapping[str, Any], *bindings: Binding) -> dict[str, Parameter]:
        titles = {key: ("Painter",) for key in prompt if ":" in key}
        return {one.address: one for one in form_from(graph_of(prompt, *bindings, inside=titles)).parameters}

    return read


def _promoted(field: str, *targets: Place) -> Binding:
    return Binding(node="5", field=field, kind="promoted", value=1, targets=targets, title="Painter")


def test_one_seed_is_always_in_sight(two_samplers: dict[str, Any], inside: Callable[..., Any]) -> None:
    """An author who brought the width out only still has a seed in the form: that of the first sampler."""
    found = inside(two_samplers, _promoted("width", Place("5:1", "width")))
    assert [one.address for one in found.values() if one.role == "seed" and not one.advanced] == ["5:3.seed"]
    assert found["5:3.seed"].label == "Seed"
    assert found["5:3.seed"].rank == 0


def test_the_seed_is_one_that_adds_noise(two_samplers: dict[str, Any], inside: Callable[..., Any]) -> None:
    """A sampler that is told to add none has a seed without an effect."""
    two_samplers["5:3"]["inputs"]["add_noise"] = "disable"
    found = inside(two_samplers, _promoted("width", Place("5:1", "width")))
    assert (found["5:3.seed"].advanced, found["5:2.seed"].advanced) == (True, False)


def test_a_seed_that_the_author_brought_out_is_enough(two_samplers: dict[str, Any], inside: Callable[..., Any]) -> None:
    """The others stay folded, and give way to its name."""
    found = inside(two_samplers, _promoted("seed", Place("5:2", "seed")))
    assert (found["5.seed"].label, found["5.seed"].advanced) == ("Seed", False)
    assert (found["5:3.seed"].label, found["5:3.seed"].advanced) == ("KSampler: Seed", True)


def test_what_is_needed_first_has_most_behind_it(two_samplers: dict[str, Any], graph_of: GraphOf) -> None:
    """The longest way to an end counts."""
    assert depths_of(graph_of(two_samplers).nodes) == {"5:1": 4, "5:3": 3, "5:2": 2, "5:4": 1, "9": 0}


def test_circles_have_no_order(graph_of: GraphOf) -> None:
    """A graph that cannot run has a form all the same."""
    graph = graph_of({"1": _sampler(1, ["2", 0]), "2": _sampler(2, ["1", 0])})
    assert depths_of(graph.nodes) == {"1": 0, "2": 0}


def test_values_of_one_kind_stand_in_the_order_of_their_run(
    two_samplers: dict[str, Any], graph_of: GraphOf, form_from: FormFrom
) -> None:
    """The seed of the first sampler is the first one, whichever was written first."""
    seeds = [one.address for one in form_from(graph_of(two_samplers)).parameters if one.role == "seed"]
    assert seeds == ["5:3.seed", "5:2.seed"]


def test_the_seed_of_a_sampler_is_the_first(
    two_samplers: dict[str, Any], graph_of: GraphOf, form_from: FormFrom
) -> None:
    """A language model that writes the prompt runs before, and its seed is not what people look for."""
    two_samplers["7"] = {"class_type": "TextGenerate", "inputs": {"seed": 1, "text": "x"}}
    two_samplers["5:3"]["inputs"]["positive"] = ["7", 0]
    seeds = [one.address for one in form_from(graph_of(two_samplers)).parameters if one.role == "seed"]
    assert seeds == ["5:3.seed", "5:2.seed", "7.seed"]
