"""The node `FolderImageLoader`."""

from ...core.nodes import NodeSpec


def folder_image_loader() -> NodeSpec:
    """FolderImageLoader."""
    return NodeSpec(
        id="FolderImageLoader", display_name="FolderImageLoader", category="Penstock/Datasets", run=lambda _call: ()
    )
