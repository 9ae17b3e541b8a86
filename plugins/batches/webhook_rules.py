"""Where webhooks may go, and how they are signed: what the settings say now."""

import base64
import binascii
import hashlib
import hmac
from typing import Final
from urllib.parse import urlsplit

from attrs import field, frozen

from ...core.errors import Invalid

_PREFIX: Final = "whsec_"
_LONGEST: Final = 2000
_PORTS: Final = {"http": 80, "https": 443}


@frozen
class WebhookRules:
    """`origins` are those of the settings; `secret` is `whsec_` and base64, empty for none."""

    origins: str = ""
    secret: str = field(default="", repr=False)

    def check(self, url: str) -> None:
        """`Invalid` where a webhook may not go to `url`; an empty one is none."""
        if url and (problem := self.problem(url)):
            raise Invalid(problem, hint="See the settings of batches.", field="webhook")

    def problem(self, url: str) -> str:
        """Why nothing may be sent to `url` now; empty where it may."""
        origin = _origin(url) if len(url) <= _LONGEST else None
        if origin is None:
            return "The address of a webhook is no address that can be used."
        if origin not in {_origin(one) for one in self.origins.split()}:
            return "Webhooks may not go to this address: its origin is not among those of the settings."
        if self._key() is None:
            return "Webhooks have no secret to be signed with: set one first."
        return ""

    def signature(self, message_id: str, timestamp: int, body: bytes) -> str:
        """The value of the header `webhook-signature`."""
        signed = f"{message_id}.{timestamp}.".encode() + body
        digest = hmac.new(self._key() or b"", signed, hashlib.sha256).digest()
        return f"v1,{base64.b64encode(digest).decode()}"

    def _key(self) -> bytes | None:
        try:
            return base64.b64decode(self.secret.strip().removeprefix(_PREFIX), validate=True) or None
        except (binascii.Error, ValueError):
            return None


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for what is no plain address of a web server, or holds a name and a password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    plain = url.isascii() and url.isprintable() and " " not in url
    if not plain or parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        return None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]
