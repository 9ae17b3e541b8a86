"""The node classes of the ComfyUI that Penstock runs in, as its own `GET /object_info` tells them."""

from threading import Lock
from typing import TYPE_CHECKING, Any

from ...core.clock import Clock
from ...core.contracts.node_catalog import NodeClasses

if TYPE_CHECKING:
    from ..class_descriptions import KeptDescriptions

_SECONDS = 60.0
"""How long an answer may take: large installations need some time."""


class ComfyNodeCatalog:
    """`NodeCatalog` of the ComfyUI whose `PromptServer` is `server`: its queue runs all of its classes.

    Never call it on the server's event loop. A start pays nothing for it: what it needs is imported by the first call.
    """

    def __init__(self, server: Any, clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._lock = Lock()
        self._made: KeptDescriptions | None = None

    def classes(self, *, fresh: bool = False) -> NodeClasses:
        """See `NodeCatalog`."""
        kept = self._kept()
        found = kept.get(fresh=fresh)
        return NodeClasses(
            schemas=found.schemas,
            here=frozenset(found.schemas),
            revision=found.fingerprint,
            read=kept.read,
            stale=kept.stale and bool(found.schemas),
        )

    def _kept(self) -> "KeptDescriptions":
        from ..class_descriptions import KeptDescriptions
        from .own_server import OwnServer

        with self._lock:
            if self._made is None:
                server = OwnServer(self._server, _SECONDS)
                self._made = KeptDescriptions(lambda: server.read("/object_info"), self._clock)
            return self._made
