"""What a node's fingerprint function is told."""

from typing import Any

import pytest

from penstock.core.nodes import INT, InputSpec, NodeSpec
from penstock.core.services import Services


class Call:
    """As much of a call as a fingerprint may look at."""

    node_id = "12:3"


def spec(fingerprint: Any, *inputs: str) -> NodeSpec:
    """A node with these inputs."""
    specs = tuple(InputSpec(id=name, type=INT) for name in inputs)
    return NodeSpec(id="n", display_name="", category="", run=lambda call: (), inputs=specs, fingerprint=fingerprint)


def asked(made: NodeSpec, **inputs: Any) -> str | None:
    """What the node answers a host."""
    return made.fingerprint_of(Services(), Call, inputs)  # type: ignore[arg-type]


def test_a_function_is_told_what_it_names() -> None:
    """The node's id, its call, both or neither; the inputs in any case."""
    assert asked(spec(lambda services, a: f"{a}", "a"), a=1) == "1"
    assert asked(spec(lambda services, node_id, a: f"{node_id} {a}", "a"), a=1) == "12:3 1"
    assert asked(spec(lambda services, call, **inputs: f"{call.node_id} {inputs}", "a"), a=1) == "12:3 {'a': 1}"
    assert asked(spec(lambda services, call, node_id: call.node_id + node_id)) == "12:312:3"


def test_inputs_of_the_same_name_are_the_inputs() -> None:
    """A plugin may call an input as it likes."""
    assert (
        asked(spec(lambda services, node_id, call: f"{node_id} {call}", "node_id", "call"), node_id=5, call=6) == "5 6"
    )


def test_a_node_without_a_fingerprint_has_none() -> None:
    """Hosts then go by its inputs."""
    assert asked(spec(None, "a"), a=1) is None


def test_what_the_function_raises_is_the_hosts_business() -> None:
    """A host runs such a node always."""

    def fails(services: Services) -> str:
        raise OSError("no such file")

    with pytest.raises(OSError, match="no such file"):
        asked(spec(fails))
