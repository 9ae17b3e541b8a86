"""The node `PoolExport`."""

from ...core.nodes import NodeSpec


def pool_export() -> NodeSpec:
    """PoolExport."""
    return NodeSpec(id="PoolExport", display_name="PoolExport", category="Penstock/Datasets", run=lambda _call: ())
