"""The node classes of the servers that run graphs: what ComfyUI answers to `GET /object_info`."""

from collections.abc import Mapping
from typing import Any, Protocol

from attrs import field

from ..values import frozen


@frozen(kw_only=True)
class NodeClasses:
    """Node classes by name, each as ComfyUI describes it (`input`, `input_order`, `output`, `display_name` ...).

    `here` are those that the host's own queue runs. `revision` changes whenever anything here does. `read` is when it
    was asked for, wall time in ms; `stale` says that a server could not be reached now and its last answer is used.
    """

    schemas: Mapping[str, Any] = field(repr=False)
    here: frozenset[str] = field(repr=False)
    revision: str
    read: int = 0
    stale: bool = False


class NodeCatalog(Protocol):
    """Tells the node classes. Blocks (it asks a server); safe on any thread, never call it on an event loop."""

    def classes(self, *, fresh: bool = False) -> NodeClasses:
        """The classes; kept for half a minute unless `fresh`.

        A server that cannot be reached gives its last known classes; one that never answered gives none. Raises
        nothing.
        """
        ...
