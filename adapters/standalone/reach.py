"""What the address means that a server listens on, and by which addresses it is reached."""

import contextlib
import ipaddress
import socket
from typing import Final

_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to reach it
_FAR: Final = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses that are nobody's (RFC 5737, RFC 3849)."""


def plain_host(host: str) -> str:
    """`host` in its usual spelling: `127.1` and `0x7f000001` are 127.0.0.1, `0::0` is `::`, `[::1]` is `::1`.

    Names are in small letters. Nothing is looked up: whoever listens finds out whether there is such a name.
    """
    name = host.strip().lower()
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    try:
        address = ipaddress.ip_address(name or "0.0.0.0")  # noqa: S104 - "" is all
    except ValueError:
        return _short_spelling(name)
    return str(getattr(address, "ipv4_mapped", None) or address)


def _short_spelling(name: str) -> str:
    try:
        return name if " " in name else socket.inet_ntoa(socket.inet_aton(name))
    except OSError:  # a name
        return name


def listens_everywhere(host: str) -> bool:
    """Whether `host`, spelled as by `plain_host`, means every address of this machine."""
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
