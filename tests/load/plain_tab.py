"""A WebSocket on a bare socket: a tab that reads when it is told to, and never by itself."""

import json
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_SMALL: Final = 4_096
_ESTABLISHED: Final = "01"


class PlainTab:
    """Connected once it is made; `small` gives it a window of kilobytes. A context manager."""

    def __init__(self, port: int, client_id: str, *, small: bool = False, seconds: float = 30.0) -> None:
        self._socket = socket.socket()
        self._socket.settimeout(seconds)
        if small:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
        self._socket.connect(("127.0.0.1", port))
        lines = (
            f"GET /ws?clientId={client_id} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        )
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self._file = self._socket.makefile("rb")
        head = list(iter(self._file.readline, b"\r\n"))
        assert head[0].split()[1] == b"101", head

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Gone without a goodbye, as a tab that was closed."""
        self._file.close()
        self._socket.close()

    def held_by(self, port: int) -> bool:
        """Whether the server at `port` still holds its end of the connection."""
        mine = f":{self._socket.getsockname()[1]:04X}"
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return any(
            one[1].endswith(f":{port:04X}") and one[2].endswith(mine) and one[3] == _ESTABLISHED for one in lines
        )

    def messages(self) -> Iterator[dict[str, Any]]:
        """What arrives, until the server says goodbye or hangs up."""
        while (frame := self._frame()) is not None:
            opcode, data = frame
            if opcode == _TEXT:
                yield json.loads(data)
            elif opcode == _PING:
                self._send(_PONG, data)
            elif opcode == _CLOSE:
                return

    def read_event(self, kind: str) -> dict[str, Any]:
        """The data of the next message of that kind."""
        return dict(next(one["data"] for one in self.messages() if one["type"] == kind))

    def _frame(self) -> tuple[int, bytes] | None:
        try:
            head = self._read(2)
            length = head[1] & 127
            if length >= 126:
                length = int.from_bytes(self._read(2 if length == 126 else 8))
            return head[0] & 15, self._read(length)
        except (ConnectionError, EOFError):
            return None

    def _read(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) < count:
            raise EOFError
        return data

    def _send(self, opcode: int, data: bytes) -> None:
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
        self._socket.sendall(struct.pack("BB", 128 | opcode, 128 | len(data)) + mask + masked)
