"""The pytest plugin of Penstock (entry point `pytest11`): fixtures for plugin authors, all named `penstock_...`.

Imports only the core, so that it costs other people's test runs next to nothing.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from ...core.application import Application, build
from ...core.host import Host, HostPaths
from ...core.sources import Origin, Source
from ..bundled import plugin_sources
from .fakes import EventRecorder, recorder

if TYPE_CHECKING:
    from .graph_runner import GraphRunner
    from .route_client import RouteClient


@pytest.fixture
def penstock_paths(tmp_path: Path) -> HostPaths:
    """Four empty folders, as a host has them."""
    made = HostPaths(**{name: tmp_path / name for name in ("input", "output", "temp", "user")})
    for folder in (made.input, made.output, made.temp, made.user):
        folder.mkdir(exist_ok=True)
    return made


@pytest.fixture
def penstock_host(penstock_paths: HostPaths) -> Host:
    """A host of its own folders, without tabs."""
    return Host(name="testing", paths=penstock_paths)


@pytest.fixture
def penstock_events() -> EventRecorder:
    """Records every event of the application of the same test."""
    return recorder()


@pytest.fixture
def penstock_application(penstock_host: Host, penstock_events: EventRecorder) -> Iterator[Callable[..., Application]]:
    """Start an application: `penstock_application(my_module, another)`; bundled plugins and a recorder take part.

    What is wrong with the plugins handed in (a misspelt hook, a declaration that is refused) fails the test, unless it
    says `broken=True`.
    """
    started: list[Application] = []

    def start(*plugins: object, host: Host | None = None, broken: bool = False) -> Application:
        extra = [_source(f"tested_{number}", plugin) for number, plugin in enumerate(plugins)]
        sources = [*plugin_sources(discover=False), *extra, _source("recorder", penstock_events)]
        application = build(host or penstock_host, sources)
        application.start()
        started.append(application)
        if not broken:
            _check_sound(application, frozenset(source.name for source in extra))
        return application

    yield start
    for application in reversed(started):
        application.stop()


@pytest.fixture
def penstock_client() -> "Callable[[Application], RouteClient]":
    """Requests to the routes of a started application: `penstock_client(application).get("/penstock/pools")`."""
    from .route_client import RouteClient

    return RouteClient


@pytest.fixture
def penstock_graphs() -> "Callable[[Application], GraphRunner]":
    """Graphs on the embedded engine, with the nodes of an application: `penstock_graphs(application).run({...})`."""
    from .graph_runner import GraphRunner

    return GraphRunner


def _check_sound(application: Application, tested: frozenset[str]) -> None:
    """Fail where a tested plugin has faults after its start. How long things take is the machine's affair."""
    __tracebackhide__ = True
    entries = [one for one in application.registry.plugins() if one.plugin.name in tested]
    faults = [
        f"{one.plugin.name}, {fault.where}: {fault.message}"
        for one in entries
        for fault in one.faults
        if fault.where not in ("slow", "deprecated")
    ]
    if faults:
        told = "\n  ".join(faults)
        pytest.fail(f"The plugin is not sound (broken=True starts it all the same):\n  {told}", pytrace=False)


def _source(name: str, plugin: object) -> Source:
    """A module is named as itself where it does not say otherwise: its settings begin with its name."""
    declared = getattr(plugin, "PLUGIN", None)
    if isinstance(plugin, ModuleType):
        name = plugin.__name__.rpartition(".")[2]
    return Source(
        name=getattr(declared, "name", name),
        origin=Origin.DISTRIBUTION,
        location="this test",
        version="0",
        load=lambda: plugin,
    )
