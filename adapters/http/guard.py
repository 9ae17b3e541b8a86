"""Who may call: Host, Origin, Sec-Fetch-Site, content type and token of every request and WebSocket.

Browsers let any web page send requests to a server on this machine; these rules let only our own pages in, and
programs that are no browser. A refused request never reaches a handler.
"""

import hmac
import ipaddress
import re
from typing import Final, Protocol
from urllib.parse import urlsplit

from attrs import field

from ...core.errors import ClientError, ForbiddenOrigin, Unauthorized, UnsupportedType
from ...core.values import frozen

SAFE_METHODS: Final = frozenset({"GET", "HEAD"})
BODY_TYPES: Final = frozenset({"application/json", "multipart/form-data"})

_HOST: Final = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_-]+(\.[a-z0-9_-]+)*)(:(?P<port>[0-9]{1,5}))?", re.ASCII)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class Headers(Protocol):
    """Request headers: names in any case, each with all its values."""

    def get(self, key: str, default: str, /) -> str:
        """The first value, or `default`."""
        ...

    def getall(self, key: str, default: list[str], /) -> list[str]:
        """All values."""
        ...


@frozen
class Place:
    """A host name and a port; None where the port is the scheme's own."""

    name: str
    port: int | None


@frozen(kw_only=True)
class Guard:
    """The rules of one server. Pure: no state, safe on any thread.

    `hosts` are the names under which it may be reached besides loopback, None where any name will do because the host
    decides where it listens (ComfyUI), or because a `token` protects it. `port` is the one it listens on, None where
    that is not known. `origins` are other sites that the user trusts (`https://example.org`), `media` the content
    types of bodies besides JSON and multipart forms.
    """

    hosts: frozenset[str] | None = frozenset()
    port: int | None = None
    token: str = field(default="", repr=False)
    origins: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()

    def check(self, method: str, headers: Headers) -> None:
        """Raise `ForbiddenOrigin`, `Unauthorized` or `UnsupportedType` where the request must not be served."""
        self.check_caller(method, headers)
        if method not in SAFE_METHODS:
            self._check_type(headers)

    def check_caller(self, method: str, headers: Headers, *, websocket: bool = False) -> None:
        """`check` without the content type, for WebSockets and for routes that take any bytes."""
        host = self._check_host(headers)
        unsafe = websocket or method not in SAFE_METHODS
        if headers.get("Origin", "").lower() not in self.origins:
            self._check_origin(host, headers, unsafe=unsafe)
            self._check_site(method, headers, unsafe=unsafe)
        if self.token:
            self._check_token(headers)

    def _check_host(self, headers: Headers) -> Place:
        values = headers.getall("Host", [])
        host = place_of(values[0]) if len(values) == 1 else None
        if host is None:
            raise ForbiddenOrigin("The request names no host that makes sense.", field="Host")
        if self.hosts is None or self.token:
            return host
        if not is_loopback(host.name) and host.name not in self.hosts:
            raise ForbiddenOrigin(
                f"This server does not answer under the name {host.name}.",
                hint="Open it under the address that it printed when it started.",
                field="Host",
            )
        if self.port not in (None, host.port or 80):
            raise ForbiddenOrigin("This server does not listen on that port.", field="Host")
        return host

    def _check_origin(self, host: Place, headers: Headers, *, unsafe: bool) -> None:
        values = headers.getall("Origin", [])
        if not values or (values == ["null"] and not unsafe):
            return
        origin = _origin_place(values[0]) if len(values) == 1 else None
        if origin is None or origin.name != host.name or not _same_port(host, origin, values[0]):
            raise ForbiddenOrigin("Another site may not call this server.", field="Origin")

    def _check_site(self, method: str, headers: Headers, *, unsafe: bool) -> None:
        site = headers.get("Sec-Fetch-Site", "").lower()
        opens_page = (
            method in SAFE_METHODS
            and not unsafe
            and headers.get("Sec-Fetch-Mode", "").lower() == "navigate"
            and headers.get("Sec-Fetch-Dest", "").lower() == "document"
        )
        if (site == "cross-site" and not opens_page) or (site == "same-site" and unsafe):
            raise ForbiddenOrigin("Another site may not call this server.", field="Sec-Fetch-Site")

    def _check_token(self, headers: Headers) -> None:
        scheme, _, bearer = headers.get("Authorization", "").partition(" ")
        offered = [bearer.strip()] if scheme.lower() == "bearer" else []
        offered += [value for header in headers.getall("Cookie", []) for value in _cookie(header, self.cookie)]
        if not any(self.accepts(value) for value in offered):
            raise Unauthorized("This server needs its token.", hint="Open the address that it printed at its start.")

    def accepts(self, token: str) -> bool:
        """Whether `token` is the right one; takes the same time for every wrong one."""
        return bool(self.token) and hmac.compare_digest(token.encode(errors="replace"), self.token.encode())

    @property
    def cookie(self) -> str:
        """The name of the cookie that holds the token; cookies know no ports, so the name does."""
        return f"penstock_{self.port or 0}"

    def _check_type(self, headers: Headers) -> None:
        kind = media_type(headers)
        empty = headers.get("Content-Length", "0").strip() == "0" and not headers.get("Transfer-Encoding", "")
        if kind not in BODY_TYPES | self.media and (kind or not empty):
            raise UnsupportedType(
                f"A body of type {kind or 'unknown'} is not accepted.",
                hint="Send application/json or multipart/form-data.",
                field="Content-Type",
            )


def media_type(headers: Headers) -> str:
    """The content type of the body without its parameters, lower-case; empty where there is none."""
    return headers.get("Content-Type", "").partition(";")[0].strip().lower()


def place_of(host: str) -> Place | None:
    """A Host header's value, None where it is none. Nothing is looked up."""
    found = _HOST.fullmatch(host.strip().lower())
    if found is None:
        return None
    port = found["port"]
    return None if port and int(port) > 65535 else Place(found["name"], int(port) if port else None)


def is_loopback(name: str) -> bool:
    """Whether `name` is `localhost` or an address of this machine, written out."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _origin_place(origin: str) -> Place | None:
    try:
        parts = urlsplit(origin.strip().lower())
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or parts.path or parts.query or parts.fragment:
        return None
    return place_of(parts.netloc)


def _same_port(host: Place, origin: Place, text: str) -> bool:
    """A proxy may speak https for us: a port that is not written is the one of the origin's scheme."""
    default = _DEFAULT_PORTS[text.strip().lower().partition(":")[0]]
    return (host.port or default) == (origin.port or default)


def _cookie(header: str, name: str) -> list[str]:
    """The values of one cookie. Cookies of other programs on this machine come along, and some no parser takes."""
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return [value.strip('"') for key, _, value in pairs if key == name]


def check_origin(origin: str) -> str:
    """`origin` as the guard compares it; `ClientError` where it is no origin such as `https://example.org`."""
    if _origin_place(origin) is None:
        raise ClientError(f"{origin!r} is no origin.", hint="Write it as https://example.org.", field="origin")
    return origin.strip().lower()
