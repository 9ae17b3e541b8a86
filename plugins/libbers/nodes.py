"""The nodes of libraries."""

from ...core.nodes import NodeSpec
from .nodes_apply import libber_apply
from .nodes_manager import libber_manager


def nodes() -> tuple[NodeSpec, ...]:
    """Libber Manager and Libber Apply."""
    return libber_manager(), libber_apply()
