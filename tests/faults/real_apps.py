"""Real servers, each a process that can be killed, and requests to them.

A `Zygote` has imported everything once and forks a server in a tenth of a second.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

from attrs import define, field, frozen

PATIENCE: Final = 60.0
"""Seconds after which something that should happen at once is taken not to happen."""

_SCRIPT: Final = Path(__file__).with_name("real_zygote.py")
_YOUNG: Final = 30  # so many servers run at once at most

Part = tuple[str, str | None, bytes]
"""A part of a form: its name, its file name or None, its bytes."""


class Gone(Exception):
    """Raised when the server does not answer any more: nothing is known of what was asked last."""


@frozen
class Reply:
    """An answer, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether it was acknowledged."""
        return 200 <= self.status < 300

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of an error, empty where it went well."""
        return "" if self.ok or self.status == 304 else str(self.json["error"]["code"])


@define
class Client:
    """Requests over one connection that is kept; not for several threads at once."""

    port: int
    patience: float = PATIENCE
    _connection: HTTPConnection | None = None

    def send(self, method: str, path: str, value: Any = None) -> Reply:
        """A request with a JSON body, or with none."""
        if value is None:
            return self._send(method, path, None, {})
        return self._send(method, path, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def get(self, path: str) -> Reply:
        """GET."""
        return self._send("GET", path, None, {})

    def form(self, path: str, *parts: Part, method: str = "POST") -> Reply:
        """A multipart form."""
        body = b""
        for name, file_name, data in parts:
            shown = f'; filename="{file_name}"' if file_name is not None else ""
            kind = "Content-Type: application/octet-stream\r\n" if file_name is not None else ""
            head = f'--gate-7f3a\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n{kind}\r\n'
            body += head.encode() + data + b"\r\n"
        kind = "multipart/form-data; boundary=gate-7f3a"
        return self._send(method, path, body + b"--gate-7f3a--\r\n", {"Content-Type": kind})

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            reply = Reply(answer.status, dict(answer.getheaders()), answer.read())
        except (HTTPException, OSError) as error:
            self.close()
            if isinstance(error, TimeoutError):
                raise
            raise Gone(f"{method} {path}: {error!r}") from error
        if answer.will_close:
            self.close()
        return reply


@define(eq=False)
class App:
    """A server in a process of its own. `spent` are CPU seconds until it listened."""

    log: Path
    told: "queue.Queue[Mapping[str, Any]]" = field(factory=queue.Queue)
    pid: int = 0
    server: int = 0
    port: int = 0
    spent: float = 0.0
    ended: int | None = None
    clients: list[Client] = field(factory=list)

    def await_port(self) -> "App":
        """Itself, once it listens."""
        while not self.port:
            self._hear(f"never listened: {self._logged()}")
            assert self.ended is None, f"ended with {self.ended}: {self._logged()}"
        return self

    def await_end(self) -> int:
        """Its exit code; negative for a signal."""
        while self.ended is None:
            self._hear("never ended")
        return self.ended

    def signal(self, number: int) -> None:
        """Send a signal to the server."""
        os.kill(self.server, number)

    def kill(self) -> None:
        """As `kill -9`, whatever it does; no error where it has ended. Its clients let go of their connections."""
        for client in self.clients:
            client.close()
        if self.ended is None and self.pid:
            for pid in {self.server, self.pid} - {0}:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            self.await_end()

    def client(self, patience: float = PATIENCE) -> Client:
        """A client with a connection of its own."""
        self.clients.append(Client(self.port, patience))
        return self.clients[-1]

    def tracebacks(self) -> str:
        """What it said on its standard error, where that is a traceback."""
        said = self._logged()
        return said if "Traceback" in said else ""

    def _logged(self) -> str:
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    def _hear(self, otherwise: str) -> None:
        try:
            told = self.told.get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError(f"The server {otherwise}.") from None
        if "dead" in told:
            if told["dead"] == (self.server or self.pid):
                self.ended = told["ended"]
            return
        for name in ("pid", "server", "port", "spent"):
            setattr(self, name, told.get(name, getattr(self, name)))


class Zygote:
    """Starts servers: `app(data)`. As a context: all of them have ended afterwards."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(_SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._apps: list[App] = []
        self._reader = threading.Thread(target=self._read, name="zygote", daemon=True)
        self._reader.start()

    def app(self, data: Path, *, log: Path | None = None, **more: Any) -> App:
        """A server on `data`, once it listens. `more`: `terminal`, `memory` (bytes), `powerless` (as root is not)."""
        assert self._process.stdin is not None
        app = App(log or data.with_name(f"{data.name}.log"))
        self._apps.append(app)
        told = {"id": len(self._apps) - 1, "data": str(data), "log": str(app.log), **more}
        self._process.stdin.write(json.dumps(told).encode() + b"\n")
        self._process.stdin.flush()
        return app.await_port()

    def __enter__(self) -> "Zygote":
        return self

    def __exit__(self, *_exception: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            if "id" in told:
                self._apps[told["id"]].told.put(told)
            for app in self._apps[-_YOUNG:] if "dead" in told else ():
                app.told.put(told)
