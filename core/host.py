"""What a host (ComfyUI, the standalone server, a test) tells the core about itself."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import field

from .clock import Clock, SystemClock
from .files import Files
from .ids import Ids, RandomIds
from .values import frozen

EventSink = Callable[[str, Mapping[str, Any]], None]
"""Takes `(message type, JSON data)` of each published event, on the dispatcher thread; sends it to every open tab."""


@frozen(kw_only=True)
class HostPaths:
    """The four folders, as in ComfyUI. They exist and are absolute."""

    input: Path
    output: Path
    temp: Path
    user: Path

    @property
    def private(self) -> Path:
        """Penstock's own state: `<user>/__penstock`, which ComfyUI does not serve."""
        return self.user / "__penstock"


def _ignore(_type: str, _data: Mapping[str, Any]) -> None:
    """Sends nothing: the host has no tabs."""


@frozen(kw_only=True)
class Host:
    """One host. `overrides` are settings from its command line, by id, as text.

    In `safe` mode only plugins that come with Penstock take part.
    """

    name: str
    paths: HostPaths
    send: EventSink = _ignore
    overrides: Mapping[str, str] = field(factory=dict)
    environment: Mapping[str, str] = field(factory=dict)
    clock: Clock = field(factory=SystemClock)
    ids: Ids = field(factory=RandomIds)
    files: Files = field(factory=Files)
    safe: bool = False
