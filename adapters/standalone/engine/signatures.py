"""What makes two nodes give the same result: class type, fingerprint, constants, and the same of all ancestors."""

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Any, Final

from ....core.nodes import NodeCall
from ....core.services import Services
from .graph import Graph, GraphNode
from .mapping import filled

_LOG: Final = logging.getLogger("penstock.engine")


class Signatures:
    """The signatures of one prompt's nodes, each computed once. None is a node that must never come from the cache.

    Never cached are nodes with constants or a fingerprint that JSON cannot hold (NaN included), nodes whose
    fingerprint raises, and everything downstream of them.
    """

    def __init__(self, graph: Graph, services: Services, call_of: Callable[[GraphNode], NodeCall]) -> None:
        self._graph: Final = graph
        self._services: Final = services
        self._call_of: Final = call_of
        self._known: Final[dict[str, str | None]] = {}

    def of(self, node_id: str) -> str | None:
        """The signature of `node_id`. Calls fingerprints, which may read files; no recursion, graphs may be deep."""
        todo = [node_id]
        while todo:
            current = todo[-1]
            node = self._graph.nodes[current]
            missing = [link.source for link in node.links.values() if link.source not in self._known]
            if missing and current not in self._known:
                todo.extend(missing)
                continue
            todo.pop()
            if current not in self._known:
                self._known[current] = self._made(node)
        return self._known[node_id]

    def _made(self, node: GraphNode) -> str | None:
        fed = {name: (self._known[link.source], link.output) for name, link in node.links.items()}
        if any(source is None for source, _ in fed.values()):
            return None
        own = node.id if node.spec.not_idempotent else None
        parts = _exactly(lambda: [node.spec.id, own, self._fingerprint(node), dict(node.constants), fed], node)
        return None if parts is None else hashlib.sha256(parts.encode()).hexdigest()

    def _fingerprint(self, node: GraphNode) -> Any:
        inputs = filled(node.spec, node.constants, node.links)
        return node.spec.fingerprint_of(self._services, lambda: self._call_of(node), inputs)


def _exactly(parts: Callable[[], list[Any]], node: GraphNode) -> str | None:
    """The parts as canonical JSON; None where that cannot be, or where making them fails."""
    try:
        return json.dumps(parts(), sort_keys=True, allow_nan=False)
    except Exception as error:  # fingerprints are plugin code; a failed one means "never cached"
        _LOG.warning("Node %s (%s) has no fingerprint, so it is never cached: %s", node.id, node.spec.id, error)
        return None
