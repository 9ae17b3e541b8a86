"""A world of gates for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .gate_world import World


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """`make_world(clock=..., plugin_name=function, ...)`: as many as wanted, all closed at the end."""
    made: list[World] = []

    def make(clock: Any = None, **deciders: Callable[..., Any]) -> World:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(World(folder, deciders, clock))
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Gates without plugins that decide."""
    return make_world()
