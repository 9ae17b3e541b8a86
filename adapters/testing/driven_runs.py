"""A whole Penstock whose runs go to fake servers: the real service, driver, store and clients, over real sockets."""

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from attrs import define, field

from ...core.application import Application, build
from ...core.contracts.batches import Batches
from ...core.contracts.comfy_servers import ComfyServer, ComfyServers, ServerClasses
from ...core.contracts.node_catalog import NodeCatalog, NodeClasses
from ...core.contracts.runs import ENDS, Run, RunFilter, RunRequest, Runs
from ...core.dispatch import Dispatcher
from ...core.events.base import Event
from ...core.host import Host, HostPaths
from ...core.services import Services
from ...plugins.runs.comfy.limits import Limits
from ..bundled import plugin_sources
from .fake_comfyui.node_classes import described, named

HASTY: Final = Limits(
    connect=1.0,
    greeting=1.0,
    answer=1.0,
    submit=1.0,
    transfer=10.0,
    quiet_transfer=1.0,
    ping=1.0,
    probe=1.0,
    settle=0.5,
    refresh=2.0,
    retry=0.5,
    doubt=0.3,
)
"""The patience of tests."""

T = TypeVar("T")


def picture_graph(seed: int = 0, steps: int = 3) -> dict[str, Any]:
    """A graph whose picture depends on its seed; the address of that is `1.seed`."""
    return {
        "1": {"class_type": "FakePicture", "inputs": {"seed": seed, "steps": steps, "fails": False}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "fake"}},
    }


@define
class FakeServers:
    """`ComfyServers`: those at `urls`, each with its address as its id; `headers` go to all, all have `schemas`."""

    urls: list[str] = field(factory=list, converter=list)
    headers: Mapping[str, str] = field(factory=dict)
    schemas: Mapping[str, Any] = field(factory=lambda: named(described()), repr=False)

    def list(self) -> tuple[ComfyServer, ...]:
        """See `ComfyServers`."""
        return tuple(ComfyServer(id=url, title=url, url=url, headers=self.headers) for url in self.urls)

    def classes(self, server: str) -> ServerClasses | None:
        """See `ComfyServers`: what fake servers have, asked or not."""
        return ServerClasses(schemas=self.schemas)


@define
class FakeClasses:
    """`NodeCatalog`: the classes of those servers."""

    servers: FakeServers

    def classes(self, *, fresh: bool = False) -> NodeClasses:
        """See `NodeCatalog`."""
        return NodeClasses(schemas=self.servers.schemas, here=frozenset(), revision="1")


@define(eq=False)
class DrivenRuns:
    """As a context: a Penstock on `folder`, or on the database at `url`, and what it told in `events`."""

    folder: Path
    servers: FakeServers
    url: str = ""
    limits: Limits = HASTY
    settings: Mapping[str, str] = field(factory=dict)
    events: list[Event] = field(factory=list)
    application: Application = field(init=False)

    def __attrs_post_init__(self) -> None:
        paths = HostPaths(**{name: self.folder / name for name in ("input", "output", "temp", "user")})
        for path in (paths.input, paths.output, paths.temp, paths.user):
            path.mkdir(parents=True, exist_ok=True)
        host = Host(name="testing", paths=paths, overrides={"database.url": self.url, **self.settings})
        self.application = build(host, plugin_sources(discover=False))
        self.services.put(NodeCatalog, FakeClasses(self.servers))
        self.services.put(ComfyServers, self.servers)
        self.services.put(Limits, self.limits)

    def __enter__(self) -> "DrivenRuns":
        self.application.services.get(Dispatcher).listen(self.events.append)
        self.application.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.application.stop()

    @property
    def services(self) -> Services:
        """Everything."""
        return self.application.services

    @property
    def runs(self) -> Runs:
        """The runs."""
        return self.services.get(Runs)

    @property
    def batches(self) -> Batches:
        """The batches."""
        return self.services.get(Batches)

    def add(self, seed: int, *, server: str = "", graph: Mapping[str, Any] | None = None, **more: Any) -> Run:
        """A run of one picture."""
        document = json.dumps(graph or picture_graph()).encode()
        request = RunRequest(document=document, title=f"{seed}", values={"1.seed": seed}, server=server, **more)
        return self.runs.add(request)[0]

    def get(self, runs: Iterable[Run]) -> list[Run]:
        """These runs as they are now."""
        return [self.runs.get(run.id) for run in runs]

    def all_runs(self) -> list[Run]:
        """Every run."""
        found: list[Run] = []
        after = ""
        while True:
            page = self.runs.page(RunFilter(), limit=1000, after=after)
            found += page.runs
            if not (after := page.next):
                return found

    def ended(self, runs: Sequence[Run], seconds: float = 30.0) -> list[Run]:
        """These runs, when all have ended."""
        return until(lambda: _all_ended(self.get(runs)), seconds, lambda: self.get(runs))

    def names(self, run: str) -> list[str]:
        """The names of the entries about a run in the durable log, oldest first."""
        return [entry.name for entry in self.runs.news(0, limit=10_000) or () if entry.run == run]


def _all_ended(runs: list[Run]) -> list[Run]:
    return runs if all(run.status in ENDS for run in runs) else []


def until(condition: Callable[[], T], seconds: float = 30.0, described: Callable[[], object] = str) -> T:
    """Wait until something is so, and answer it; what `described` says is told where it never was."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"not within {seconds} s: {described()}"
        time.sleep(0.02)
    return found
