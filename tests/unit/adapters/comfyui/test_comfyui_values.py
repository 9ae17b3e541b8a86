"""What a node returned is checked against what it declared."""

import pytest

from penstock.adapters.comfyui.values import WrongResult, outputs_of
from penstock.core.nodes import NodeResult, NodeSpec, OutputSpec

SPEC = NodeSpec(
    id="Two",
    display_name="Two",
    category="c",
    run=lambda call: None,
    outputs=(OutputSpec(id="one", type="INT"), OutputSpec(id="many", type="INT", is_list=True)),
)


def test_values_and_ui_are_kept():
    """A tuple and a NodeResult give their values in order; ui values become lists."""
    assert outputs_of(SPEC, (1, (2, 3))) == ([1, [2, 3]], {})
    assert outputs_of(SPEC, NodeResult(values=(1, []), ui={"text": ("a",)})) == ([1, []], {"text": ["a"]})


@pytest.mark.parametrize("returned", [None, [1, []], (1,), (1, [], 3), (1, 2), (1, "ab")])
def test_what_does_not_fit_is_named(returned):
    """No tuple, a wrong number of values or no list for a list output is an error that names the node."""
    with pytest.raises(WrongResult, match="Two"):
        outputs_of(SPEC, returned)
