"""The nodes of data sets."""

from ...core.nodes import NodeSpec
from .nodes_bucket import bucket_resize
from .nodes_export import pool_export
from .nodes_loader import folder_image_loader
from .nodes_save import save_image_sidecars
from .nodes_sidecar import sidecar
from .nodes_statistics import dataset_statistics


def nodes() -> tuple[NodeSpec, ...]:
    """From a folder to a folder."""
    return (
        folder_image_loader(),
        bucket_resize(),
        sidecar(),
        save_image_sidecars(),
        pool_export(),
        dataset_statistics(),
    )
