"""Scenes in a folder of their own, on a disk that can fail."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from penstock.adapters.testing.scene_house import SceneHouse


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[Callable[[], SceneHouse]]:
    """`houses()`: an empty one, in memory where that is possible: faults are simulated."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield lambda: SceneHouse(Path(tempfile.mkdtemp(dir=folder)))


@pytest.fixture
def house(houses: Callable[[], SceneHouse]) -> SceneHouse:
    """An empty one."""
    return houses()
