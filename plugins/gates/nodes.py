"""The nodes of gates."""

from ...core.nodes import NodeSpec


def gate_nodes() -> tuple[NodeSpec, ...]:
    """Image Gate, Image Chooser Gate, Text Gate."""
    from .nodes_images import image_chooser_gate, image_gate
    from .nodes_text import text_gate

    return image_gate(), image_chooser_gate(), text_gate()
