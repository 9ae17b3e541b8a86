"""A value that goes to several inputs is one that all of them take."""

from collections.abc import Callable

import pytest

from penstock.core.contracts.workflows import Form, Place
from penstock.core.errors import Invalid
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph
from penstock.plugins.workflows.parameters import resolve

WIDTH, STEPS = Place("5", "width"), Place("3", "steps")


@pytest.mark.parametrize("targets", [(WIDTH, STEPS), (STEPS, WIDTH), (Place("9", "gone"), STEPS, WIDTH)])
def test_limits_are_those_that_all_inputs_share(
    graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form], targets: tuple[Place, ...]
) -> None:
    """The larger minimum and the smaller maximum, whichever input comes first."""
    prompt = {
        "3": {"class_type": "KSampler", "inputs": {"steps": 20}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 20}},
    }
    binding = Binding(node="7", field="value", kind="primitive", value=20, targets=targets)
    form = form_from(graph_of(prompt, binding))
    (shared,) = (one for one in form.parameters if one.address == "7.value")
    assert (shared.minimum, shared.maximum) == (16, 10_000)
    for value in (15, 10_001):
        with pytest.raises(Invalid):
            resolve(form, {"7.value": value})
    assert resolve(form, {"7.value": 10_000}) == {"7.value": 10_000}
