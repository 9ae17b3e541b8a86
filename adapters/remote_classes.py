"""The node classes of one ComfyUI server, asked in the background and kept on disk as last known."""

import gzip
import hashlib
import http.client
import logging
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from attrs import define, field

from ..core.clock import Clock
from ..core.files import Files
from .class_descriptions import KEPT, NOTHING, Descriptions, described

_LOG: Final = logging.getLogger("penstock.workflows")
_SECONDS: Final = 60.0
"""How long a whole answer may take: large installations need some time."""

_LARGEST: Final = 256 << 20
_RETRY: Final = 10.0
"""Seconds until a server that did not answer is asked again."""


@define
class RemoteClasses:
    """The server at `url` (`http://host:port`). Safe on any thread; `look` returns at once."""

    url: str
    _folder: Path
    _files: Files
    _clock: Clock
    _seconds: float = _SECONDS
    stale: bool = False
    _failed: bool = False
    _patient: bool = True
    _lock: threading.Lock = field(factory=threading.Lock)
    _known: Descriptions | None = None
    _asked: float | None = None
    _asking: threading.Thread | None = None

    def look(self, *, fresh: bool = False) -> None:
        """Ask the server in the background where its answer is old."""
        with self._lock:
            if self._known is None:
                self._known = self._kept()
            if self._asking is None and (fresh or self._is_due()):
                self._asking = threading.Thread(target=self._ask, name="penstock-node-classes", daemon=True)
                self._asking.start()

    def wait(self, seconds: float, *, fresh: bool = False) -> None:
        """Wait for an answer where nothing is known yet, or a fresh one is wanted.

        Who waited in vain is the last one to wait (but for a fresh answer), until the server answers.
        """
        with self._lock:
            wanted = fresh or (self._patient and not self.known().schemas)
            asking = self._asking if wanted else None
        if asking is None:
            return
        asking.join(seconds)
        with self._lock:
            if self._asking is asking:
                self._patient = False

    def known(self) -> Descriptions:
        """What it answered last, to this process or to an earlier one."""
        return self._known or NOTHING

    def _is_due(self) -> bool:
        if self._asked is None:
            return True
        return self._clock.monotonic() - self._asked >= (_RETRY if self._failed else KEPT)

    def _ask(self) -> None:
        try:
            data = _object_info(self.url, self._seconds)
            found = described(data)
        except (OSError, ValueError, http.client.HTTPException) as error:
            _LOG.info("The nodes of %s are not known anew: %s", self.url, error)
            self._ended(None)
            return
        changed = found.fingerprint != self.known().fingerprint
        self._ended(found)
        if changed:
            self._keep(data)

    def _ended(self, found: Descriptions | None) -> None:
        with self._lock:
            self._failed = found is None
            self.stale = self._failed and self.known() is not NOTHING
            if found is not None:
                self._known, self._patient = found, True
            self._asked, self._asking = self._clock.monotonic(), None

    @property
    def _file(self) -> Path:
        return self._folder / f"{hashlib.sha256(self.url.encode()).hexdigest()[:32]}.json.gz"

    def _kept(self) -> Descriptions:
        """The answer on disk; nothing where there is none that makes sense."""
        try:
            packed = zlib.decompressobj(zlib.MAX_WBITS | 16)
            return described(packed.decompress(self._files.read(self._file, _LARGEST), _LARGEST))
        except FileNotFoundError:
            return NOTHING
        except (OSError, ValueError, zlib.error) as error:
            _LOG.warning("The last known nodes of %s cannot be read: %s", self.url, error)
            return NOTHING

    def _keep(self, data: bytes) -> None:
        try:
            self._files.make_folder(self._folder)
            self._files.write(self._file, gzip.compress(data, 6, mtime=0))
        except OSError as error:  # they are asked for again
            _LOG.warning("The nodes of %s cannot be kept: %s", self.url, error)


def _object_info(url: str, seconds: float) -> bytes:
    """The bytes of `GET /object_info`. Raises `OSError`, `HTTPException`, and `ValueError` for another status.

    What is not there `seconds` after the connection is cut off: a time limit of a socket counts anew with each byte.
    """
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    try:
        connection.connect()
        with _cut_off_after(seconds, connection.sock):
            connection.request("GET", f"{parts.path}/object_info")
            answer = connection.getresponse()
            if answer.status != 200:
                raise ValueError(f"it answered {answer.status}")
            return answer.read(_LARGEST)
    finally:
        connection.close()


@contextmanager
def _cut_off_after(seconds: float, connected: socket.socket) -> Iterator[None]:
    """Both directions of a connection end when the time is over; what reads from it gets the end at once."""

    def cut_off() -> None:
        with suppress(OSError):  # it has ended by itself
            connected.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut_off)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
