"""The node `SaveImageSidecars`."""

from ...core.nodes import NodeSpec


def save_image_sidecars() -> NodeSpec:
    """SaveImageSidecars."""
    return NodeSpec(
        id="SaveImageSidecars", display_name="SaveImageSidecars", category="Penstock/Datasets", run=lambda _call: ()
    )
