"""An engine in an empty folder, with the nodes of the suite."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from penstock.adapters.standalone.engine import Engine
from penstock.core.host import HostPaths
from penstock.core.nodes import NodeSpec
from penstock.core.services import Services

sys.path.append(str(Path(__file__).parents[4]))


@define
class Messages:
    """What an engine sent, in order; safe on any thread as lists are."""

    all: list[tuple[str, dict[str, Any], str | None]] = field(factory=list)
    listener: Callable[[str, dict[str, Any]], None] | None = None

    def send(self, kind: str, data: dict[str, Any], client_id: str | None) -> None:
        """Keep a message and hand it to the listener."""
        self.all.append((kind, data, client_id))
        if self.listener is not None:
            self.listener(kind, data)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The data of all messages of a kind."""
        return [data for known, data, _ in self.all if known == kind]


@pytest.fixture
def messages() -> Messages:
    """What the engine of this test sends."""
    return Messages()


@pytest.fixture
def paths(tmp_path: Path) -> HostPaths:
    """The four folders of a host, empty."""
    folders = {name: tmp_path / name for name in ("input", "output", "temp", "user")}
    for folder in folders.values():
        folder.mkdir()
    return HostPaths(**folders)


@pytest.fixture
def engine_of(paths: HostPaths, messages: Messages) -> Iterator[Callable[..., Engine]]:
    """`engine_of(*specs)`: an engine with these nodes; all are stopped at the end."""
    made: list[Engine] = []

    def build(*specs: NodeSpec, services: Services | None = None) -> Engine:
        made.append(Engine(specs, services or Services(), paths, messages.send))
        return made[-1]

    yield build
    for engine in made:
        engine.stop()
