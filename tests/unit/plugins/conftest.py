"""Calls routes without a socket and nodes without a run."""

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from PIL import Image

from penstock.core.application import Application
from penstock.core.contracts.uploads import Upload
from penstock.core.routes import RouteCall
from penstock.core.services import Services


@pytest.fixture
def call_route() -> Callable[..., Any]:
    """`call_route(application, name, body=..., query=..., **path)` answers what the route's handler returns."""

    def call(application: Application, name: str, *, body: Any = None, query: Any = None, **path: str) -> Any:
        spec = next(spec for spec in application.routes if spec.name == name)
        return spec.handler(RouteCall(services=application.services, path=path, body=body, query=query))

    return call


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Upload]:
    """`picture(colour, size=(4, 3), mode="RGB", name=...)`: an upload of one colour, each a file of its own."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    numbers = itertools.count()

    def make(
        colour: Any = (200, 100, 50), size: tuple[int, int] = (4, 3), mode: str = "RGB", name: str = "photo.png"
    ) -> Upload:
        path = folder / f"{next(numbers)}.upload"
        Image.new(mode, size, colour).save(path, "PNG")
        return Upload(path=path, file_name=name, content_type="image/png", size=path.stat().st_size)

    return make


@pytest.fixture
def no_picture(tmp_path: Path) -> Upload:
    """An upload that is no image."""
    path = tmp_path / "notes.upload"
    path.write_bytes(b"MZ this is no image")
    return Upload(path=path, file_name="notes.png", size=path.stat().st_size)


@define
class Call:
    """A `NodeCall` outside any run."""

    services: Services
    prompt_id: str = "prompt"
    node_id: str = "1"
    list_index: int = 0
    prompt: Mapping[str, Any] = field(factory=dict)
    extra_pnginfo: Mapping[str, Any] = field(factory=dict)
    metadata: Mapping[str, str] = field(factory=dict)

    def interrupted(self) -> bool:
        """Nobody stops it."""
        return False

    def stop(self) -> None:
        """Nobody hears it."""

    def progress(self, value: float, total: float) -> None:
        """Nobody watches."""


@pytest.fixture
def node_call() -> Callable[[Application], Call]:
    """`node_call(application)`: the call of a node outside any run, with the services of that application."""
    return lambda application: Call(application.services)


@pytest.fixture
def run_node() -> Callable[..., tuple[Any, ...]]:
    """`run_node(application, id, **inputs)`: the values of the node's outputs."""

    def run(application: Application, node: str, **inputs: Any) -> tuple[Any, ...]:
        spec = next(spec for spec in application.nodes if spec.id == node)
        values = spec.run(Call(application.services), **inputs)
        assert isinstance(values, tuple)
        return values

    return run


@pytest.fixture
def fingerprint_of() -> Callable[..., str]:
    """`fingerprint_of(application, id, **inputs)`: as a host asks for it, left-out optional inputs as defaults."""

    def ask(application: Application, node: str, **inputs: Any) -> str:
        spec = next(spec for spec in application.nodes if spec.id == node)
        defaults = {one.id: one.default for one in spec.inputs}
        made = spec.fingerprint_of(application.services, lambda: Call(application.services), {**defaults, **inputs})
        assert made is not None
        return made

    return ask
