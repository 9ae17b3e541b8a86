"""The node classes that Penstock on its own knows: those of its engine, and of the ComfyUI servers it was told."""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import define, field

from ...core.application import Application
from ...core.clock import Clock
from ...core.contracts.node_catalog import NodeClasses
from ..class_descriptions import KEPT, Descriptions
from ..known_servers import KnownServers
from ..remote_classes import RemoteClasses
from .engine import Engine

_PATIENCE: Final = 3.0
"""Seconds to wait for servers of which nothing is known yet, for all of them together."""


@define
class StandaloneCatalog:
    """`NodeCatalog` of the standalone host. The engine runs its own classes; the others are known, not run.

    Servers are asked on threads of their own: a server that is off makes nobody wait but the very first.
    """

    _engine: Callable[[], Mapping[str, Any]]
    _remotes: Callable[[], Sequence[RemoteClasses]]
    _clock: Clock
    _lock: threading.Lock = field(factory=threading.Lock)
    _own: Descriptions | None = None
    _own_read: float = 0.0
    _answer: NodeClasses | None = None

    def classes(self, *, fresh: bool = False) -> NodeClasses:
        """See `NodeCatalog`."""
        servers = self._remotes()
        for server in servers:
            server.look(fresh=fresh)
        until = self._clock.monotonic() + _PATIENCE
        for server in servers:
            server.wait(max(0.0, until - self._clock.monotonic()), fresh=fresh)
        with self._lock:
            own = self._engines(fresh=fresh)
            known = [server.known() for server in servers]
            revision = _joined((own, *known))
            stale = any(server.stale for server in servers)
            if self._answer is None or (self._answer.revision, self._answer.stale) != (revision, stale):
                self._answer = self._merged(own, known, revision, stale=stale)
            return self._answer

    def _engines(self, *, fresh: bool) -> Descriptions:
        now = self._clock.monotonic()
        if self._own is None or fresh or now - self._own_read >= KEPT:
            schemas = self._engine()
            text = json.dumps(schemas, sort_keys=True, default=str).encode()
            self._own, self._own_read = Descriptions(schemas, hashlib.sha256(text).hexdigest()), now
        return self._own

    def _merged(self, own: Descriptions, known: Sequence[Descriptions], revision: str, *, stale: bool) -> NodeClasses:
        schemas: dict[str, Any] = {}
        for one in (*reversed(known), own):  # the first server wins over the second, the engine over all
            schemas |= one.schemas
        return NodeClasses(
            schemas=schemas,
            here=frozenset(own.schemas),
            revision=revision,
            read=self._clock.wall_ms(),
            stale=stale,
        )


def _joined(parts: Sequence[Descriptions]) -> str:
    return hashlib.sha256(" ".join(part.fingerprint for part in parts).encode()).hexdigest()


def standalone_catalog(application: Application, engine: Engine, servers: KnownServers) -> StandaloneCatalog:
    """The catalog of a loaded application; nobody is asked before it is."""
    return StandaloneCatalog(engine.object_info, servers.remotes, application.host.clock)
