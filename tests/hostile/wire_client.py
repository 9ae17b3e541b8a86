"""A client that keeps its connection: thousands of requests, exactly as they are told."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any

from attrs import define, field

from ..http.conftest import Reply


@define
class Client:
    """Requests to a port of loopback, one after the other; a connection that the server closed is made again."""

    port: int
    _connection: HTTPConnection | None = None
    sent: int = field(default=0, init=False)

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request and its whole answer; what gets no answer raises."""
        self.sent += 1
        try:
            return self._once(method, path, body, headers or {})
        except (HTTPException, ConnectionError):
            self.close()
            return self._once(method, path, body, headers or {})

    def _once(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection = self._connection
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", f"127.0.0.1:{self.port}")
        for name, value in headers.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        reply = Reply(response.status, {name.title(): value for name, value in response.getheaders()}, response.read())
        if reply.headers.get("Connection", "").lower() == "close":
            self.close()
        return reply

    def json(self, method: str, path: str, value: Any) -> Reply:
        """A JSON request."""
        return self.request(method, path, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
