"""ComfyUI's public HTTP API, at the address that this very process listens on."""

import http.client
import json
import ssl
from typing import Any, Final

from ...core.errors import Unavailable
from ...core.values import frozen

SECONDS: Final = 30.0
"""How long an answer may take: a node of another pack may hold ComfyUI's event loop."""

_LARGEST: Final = 256 << 20
_EVERYWHERE: Final = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to reach it


@frozen
class Answer:
    """A status and the JSON that came with it, None where it was none."""

    status: int
    body: Any


@frozen
class OwnServer:
    """The ComfyUI whose `PromptServer` is `server`. Blocks; never call it on that server's event loop."""

    server: Any
    patience: float = SECONDS

    def ask(self, method: str, path: str, body: object = None) -> Answer:
        """One request. Raises `Unavailable`."""
        data = None if body is None else json.dumps(body).encode()
        status, answer = self._sent(method, path, data)
        return Answer(status, _parsed(answer))

    def read(self, path: str) -> bytes:
        """The bytes that are answered to a GET. Raises `Unavailable` where they are none."""
        status, answer = self._sent("GET", path, None)
        if status != 200:
            raise Unavailable(f"ComfyUI answered {status} to {path}.", hint="See ComfyUI's log.")
        return answer

    def _sent(self, method: str, path: str, data: bytes | None) -> tuple[int, bytes]:
        headers = {} if data is None else {"Content-Type": "application/json"}
        try:
            connection = self._connection()
            try:
                connection.request(method, path, data, headers)
                answer = connection.getresponse()
                return answer.status, answer.read(_LARGEST)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(f"ComfyUI cannot be reached: {error}", hint="Try again.") from error

    def _connection(self) -> http.client.HTTPConnection:
        address = getattr(self.server, "address", None)
        if address is None:
            raise Unavailable("ComfyUI is starting.", hint="Try again in a moment.")
        host, port = _EVERYWHERE.get(address, address), self.server.port
        if not _speaks_tls():
            return http.client.HTTPConnection(host, port, timeout=self.patience)
        # The certificate names whatever people type into their browser; this is our own process.
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(host, port, timeout=self.patience, context=context)


def address_of(server: Any) -> str:
    """`http://host:port` of a `PromptServer`; empty until it listens."""
    address = getattr(server, "address", None)
    if address is None:
        return ""
    host = _EVERYWHERE.get(address, address)
    return f"{'https' if _speaks_tls() else 'http'}://{f'[{host}]' if ':' in host else host}:{server.port}"


def _speaks_tls() -> bool:
    from comfy.cli_args import args

    return bool(getattr(args, "tls_keyfile", None) and getattr(args, "tls_certfile", None))


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None
