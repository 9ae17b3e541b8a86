"""Sending webhooks: signed, to allowed origins alone, no redirects, tried again for hours."""

import contextlib
import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import SplitResult, urlsplit

from attrs import field, frozen

from ...core.clock import Clock
from .webhook_rules import WebhookRules
from .webhook_store import Waiting, WebhookStore

_LOG: Final = logging.getLogger("penstock.batches.webhooks")
_PATIENCE: Final = 10.0
_MOST_AT_ONCE: Final = 20


def post(url: str, body: bytes, headers: dict[str, str], *, patience: float = _PATIENCE) -> int:
    """POST `body`; the status of the answer. `OSError` and `http.client.HTTPException` where there is none.

    Each of connecting and all that follows takes `patience` seconds at most, however slowly an answer drips.
    """
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port)
    with _opened(parts, connection.port, patience) as connection.sock:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, headers)
        return connection.getresponse().status


@contextlib.contextmanager
def _opened(parts: SplitResult, port: int, patience: float) -> Iterator[socket.socket]:
    """A socket that is cut off after a while: its own time limit begins anew with each byte."""
    host = parts.hostname or ""
    made = socket.create_connection((host, port), patience)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        made = context.wrap_socket(made, server_hostname=host, do_handshake_on_connect=False)
    timer = threading.Timer(patience, _cut, (made,))
    timer.daemon = True
    timer.start()
    try:
        if isinstance(made, ssl.SSLSocket):
            made.do_handshake()
        yield made
    finally:
        timer.cancel()
        made.close()


def _cut(made: socket.socket) -> None:
    """Wake whoever waits at it; that of TLS would first forget what the other thread uses."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(made, socket.SHUT_RDWR)


@frozen
class WebhookSending:
    """See the module. `send` posts a message; it blocks for 20 s at most."""

    webhooks: WebhookStore
    rules: Callable[[], WebhookRules]
    clock: Clock
    send: Callable[[str, bytes, dict[str, str]], int] = field(default=post)

    def step(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Send what is due, some of it, while that `goes_on`. Blocks for as long as those who are called take."""
        for _ in range(_MOST_AT_ONCE):
            message = self.webhooks.take() if goes_on() else None
            if message is None:
                break
            self._try(message)

    def _try(self, message: Waiting) -> None:
        reason = self.rules().problem(message.url) or self._sent(message)
        if reason:
            _LOG.warning("webhook %s, try %s: %s", message.id, message.attempts, reason)
            self.webhooks.missed(message, reason)
        else:
            self.webhooks.delivered(message)

    def _sent(self, message: Waiting) -> str:
        """Send it; why it did not arrive, empty where it did."""
        body, timestamp = message.body.encode(), self.clock.wall_ms() // 1000
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "penstock",
            "webhook-id": message.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": self.rules().signature(message.id, timestamp, body),
        }
        try:
            status = self.send(message.url, body, headers)
        except (OSError, ValueError, http.client.HTTPException) as error:
            return f"no answer: {str(error) or type(error).__name__}"
        return "" if 200 <= status < 300 else f"answered with {status}"
