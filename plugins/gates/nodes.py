"""The nodes of gates."""

from ...core.nodes import NodeSpec


def gate_nodes() -> tuple[NodeSpec, ...]:
    """Image Gate, Image Chooser Gate, Text Gate."""
    return ()
