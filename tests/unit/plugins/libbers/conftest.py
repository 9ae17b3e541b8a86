"""A house of libraries in a folder of its own, and nodes that are run without a host."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.libber_house import LibberHouse
from penstock.adapters.testing.library_house import LibraryHouse
from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.nodes import NodeResult

from ..conftest import Call


@pytest.fixture
def house(tmp_path: Path) -> LibraryHouse:
    """Libraries in an empty folder."""
    return LibraryHouse(tmp_path)


@pytest.fixture
def served(tmp_path: Path) -> LibberHouse:
    """The service on an empty folder."""
    return LibberHouse(tmp_path)


@pytest.fixture
def application(penstock_application: Callable[..., Application]) -> Application:
    """Everything that comes with Penstock, started."""
    return penstock_application()


@pytest.fixture
def libbers(application: Application) -> Libbers:
    """The service of the application."""
    return application.services.get(Libbers)


@pytest.fixture
def save(libbers: Libbers) -> Callable[..., str]:
    """`save(name, delimiter="%", max_depth=10, **libs)`: store a library, whatever was there; its revision."""

    def store(name: str, *, delimiter: str = "%", max_depth: int = 10, **libs: str) -> str:
        seen = libbers.get(name).revision if libbers.signature(name) else None
        return libbers.save(name, Libber(libs=libs, delimiter=delimiter, max_depth=max_depth), seen).revision

    return store


@pytest.fixture
def run(application: Application) -> Callable[..., NodeResult]:
    """`run(node, **inputs)`: what the node answers, left-out inputs as their defaults."""

    def result(node: str, **inputs: Any) -> NodeResult:
        spec = next(spec for spec in application.nodes if spec.id == node)
        defaults = {one.id: one.default for one in spec.inputs}
        made = spec.run(Call(application.services), **{**defaults, **inputs})
        assert isinstance(made, NodeResult)
        return made

    return result


@pytest.fixture
def validated(application: Application) -> Callable[..., bool | str]:
    """`validated(node, **inputs)`: True, or what is wrong before a run."""

    def ask(node: str, **inputs: Any) -> bool | str:
        spec = next(spec for spec in application.nodes if spec.id == node)
        assert spec.validate is not None
        return spec.validate(application.services, **inputs)

    return ask
