"""Executions in a folder of their own, on a disk that can fail."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from penstock.adapters.testing.execution_house import ExecutionHouse
from penstock.core.application import Application

from .story_nodes import Nodes


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[Callable[[], ExecutionHouse]]:
    """`houses()`: an empty one, in memory where that is possible."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield lambda: ExecutionHouse(Path(tempfile.mkdtemp(dir=folder)))


@pytest.fixture
def house(houses: Callable[[], ExecutionHouse]) -> ExecutionHouse:
    """An empty one."""
    return houses()


@pytest.fixture
def application(penstock_application: Callable[..., Application]) -> Application:
    """Everything that comes with Penstock, started."""
    return penstock_application()


@pytest.fixture
def nodes(application: Application) -> Nodes:
    """The nodes on an empty folder."""
    return Nodes(application)
