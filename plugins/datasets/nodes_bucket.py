"""The node `BucketResize`."""

from ...core.nodes import NodeSpec


def bucket_resize() -> NodeSpec:
    """BucketResize."""
    return NodeSpec(id="BucketResize", display_name="BucketResize", category="Penstock/Datasets", run=lambda _call: ())
