"""Under which addresses a server is reached that listens on all of this machine's."""

import contextlib
import socket
from typing import Final

_EVERYWHERE: Final = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to reach it
_FAR: Final = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses that are nobody's (RFC 5737, RFC 3849)."""


def listens_everywhere(host: str) -> bool:
    """Whether `host` means every address of this machine."""
    return host in _EVERYWHERE


def from_here(host: str) -> str:
    """The name or address by which a program on this machine reaches a server on `host`, as it stands in a URL."""
    name = _EVERYWHERE.get(host, host)
    return f"[{name}]" if ":" in name else name


def from_elsewhere(host: str) -> tuple[str, ...]:
    """The addresses by which other machines reach a server on `host`, as they stand in URLs; none where it has none.

    Nothing is sent and no name is looked up: a datagram socket is asked which address it would send from.
    """
    if not listens_everywhere(host):
        return ()
    found = (_sends_from(family, far) for family, far in _FAR.items() if family == socket.AF_INET or host == "::")
    return tuple(f"[{name}]" if ":" in name else name for name in found if name)


def _sends_from(family: socket.AddressFamily, far: str) -> str:
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as way:
        way.connect((far, 9))
        return str(way.getsockname()[0])
    return ""
