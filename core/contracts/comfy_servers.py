"""The ComfyUI servers that runs may go to: the host's own, and those of the settings."""

from collections.abc import Mapping
from typing import Any, Protocol

from attrs import field

from ..values import frozen


@frozen(kw_only=True)
class ComfyServer:
    """One server. `id` is stable over restarts: the address of a remote one, `here-…` for the host's own.

    The id of the host's own names the kind of host and its data folder, so that two hosts on one database never take
    each other's. `url` is `http://host:port` without a slash at the end, empty until the host listens. `headers` go
    with every request (a token). `only_wanted`: it takes only runs that name it, as that of a command that soon ends.
    """

    id: str
    title: str
    url: str
    here: bool = False
    only_wanted: bool = False
    headers: Mapping[str, str] = field(factory=dict, repr=False)
    verify_tls: bool = True


@frozen(kw_only=True)
class ServerClasses:
    """The node classes of one server as it described them last; `stale` where it cannot be reached now."""

    schemas: Mapping[str, Any] = field(repr=False)
    stale: bool = False


class ComfyServers(Protocol):
    """Tells the servers. Safe on any thread."""

    def list(self) -> tuple[ComfyServer, ...]:
        """The host's own first, then those of the settings. Returns at once."""
        ...

    def classes(self, server: str) -> ServerClasses | None:
        """What a server (by id) can run; None where it never answered. Blocks (it may ask the server)."""
        ...
