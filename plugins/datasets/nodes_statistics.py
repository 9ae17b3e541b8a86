"""The node `DatasetStatistics`."""

from ...core.nodes import NodeSpec


def dataset_statistics() -> NodeSpec:
    """DatasetStatistics."""
    return NodeSpec(
        id="DatasetStatistics", display_name="DatasetStatistics", category="Penstock/Datasets", run=lambda _call: ()
    )
