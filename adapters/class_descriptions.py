"""What `GET /object_info` answers, as a value with a fingerprint; whatever a server may send is survived."""

import hashlib
import json
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Final

from attrs import define, field

from ..core.clock import Clock
from ..core.errors import Unavailable
from ..core.values import frozen

KEPT: Final = 30.0
"""Seconds for which an answer counts."""

_RETRY: Final = 3.0
"""Seconds until a server that did not answer is asked again."""


@frozen
class Descriptions:
    """Node classes by name as ComfyUI describes them, and a fingerprint of the text that said so."""

    schemas: Mapping[str, Any] = field(factory=dict, repr=False)
    fingerprint: str = ""


NOTHING: Final = Descriptions()


def described(data: bytes) -> Descriptions:
    """What `data`, the answer to `GET /object_info`, says. Raises `ValueError` where it is no such answer."""
    try:
        found = json.loads(data)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")
    schemas = {name: schema for name, schema in found.items() if isinstance(schema, dict)}
    return Descriptions(schemas, hashlib.sha256(data).hexdigest())


@define
class KeptDescriptions:
    """The last answer of one server, asked again when it is old. Safe on any thread; one asks, the others wait."""

    _ask: Callable[[], bytes]
    _clock: Clock
    _lock: Lock = field(factory=Lock)
    _last: Descriptions = NOTHING
    _asked: float | None = None
    stale: bool = False
    read: int = 0

    def get(self, *, fresh: bool = False) -> Descriptions:
        """The answer, at most half a minute old unless the server cannot be reached. Blocks, raises nothing."""
        with self._lock:
            if self._is_due(fresh=fresh):
                self._look()
            return self._last

    def _is_due(self, *, fresh: bool) -> bool:
        if self._asked is None or fresh:
            return True
        return self._clock.monotonic() - self._asked >= (_RETRY if self.stale else KEPT)

    def _look(self) -> None:
        try:
            data = self._ask()
            if hashlib.sha256(data).hexdigest() != self._last.fingerprint:
                self._last = described(data)
        except (OSError, ValueError, Unavailable):
            self.stale = True
        else:
            self.stale, self.read = False, self._clock.wall_ms()
        self._asked = self._clock.monotonic()

    def remember(self, last: Descriptions) -> None:
        """Begin with an answer of an earlier process, which counts until there is a newer one."""
        with self._lock:
            if self._asked is None:
                self._last = last
