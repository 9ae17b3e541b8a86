"""Stories in a folder of their own, on a disk that can fail."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from penstock.adapters.testing.story_house import StoryHouse
from penstock.core.application import Application
from penstock.core.host import HostPaths

from .story_world import StoryWorld, place


@pytest.fixture
def house(tmp_path: Path) -> Iterator[StoryHouse]:
    """Service, drafts and events on an empty folder, in memory where that is possible: faults are simulated."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        made = StoryHouse(Path(folder))
        made.scenes.make("cats", "dogs", "birds")
        yield made


@pytest.fixture
def world(penstock_application: Callable[..., Application], penstock_paths: HostPaths) -> StoryWorld:
    """Two scenes with a prompt each, and a story of three places."""
    made = StoryWorld(penstock_application(), penstock_paths)
    made.scene("cats", main="a cat", other="two cats")
    made.scene("dogs", main="a dog")
    made.story("tale", place("a", "cats"), place("b", "dogs", use_pose=True), place("c", "cats", prompt_key="other"))
    return made
