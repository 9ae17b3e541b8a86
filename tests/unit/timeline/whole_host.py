"""One host with everything in it: the plugins, a server that makes pictures, an engine, and a plugin that hears all."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import define

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.testing.driven_runs import HASTY, FakeClasses, FakeServers, until
from penstock.adapters.testing.fake_comfyui import FakeComfyUI
from penstock.adapters.testing.fakes import EventRecorder, recorder
from penstock.adapters.testing.graph_runner import GraphFailed, GraphRunner
from penstock.adapters.testing.route_client import RouteClient
from penstock.adapters.testing.run_queue import FakeRunQueue
from penstock.core.application import Application, build
from penstock.core.contracts.comfy_servers import ComfyServers
from penstock.core.contracts.node_catalog import NodeCatalog
from penstock.core.contracts.run_queue import RunQueue, RunState
from penstock.core.events.base import Event
from penstock.core.events.jobs import JobChanged
from penstock.core.host import Host, HostPaths
from penstock.core.jobs import JobStatus
from penstock.core.sources import Origin, Source
from penstock.plugins.runs.comfy.limits import Limits


@define
class WholeHost:
    """What people do in it; each step returns when its events were delivered."""

    application: Application
    heard: EventRecorder
    client: RouteClient
    graphs: GraphRunner
    queue: FakeRunQueue

    @property
    def events(self) -> list[Event]:
        """Every event so far, as a plugin observed it."""
        return self.heard.events

    @property
    def paths(self) -> HostPaths:
        """The folders."""
        return self.application.host.paths

    def ask(self, method: str, path: str, body: Any = None, files: Any = None) -> Any:
        """A request that must go well; its answer."""
        answer = self.client.send(method, path, body, files)
        assert answer.status < 400, (path, answer.error)
        self.settle()
        return answer.json

    def settle(self) -> None:
        """Wait until everything that was told is heard."""
        assert self.application.dispatcher.settle(30)

    def wait(self, name: str, count: int = 1) -> None:
        """Wait until an event was heard so often in all."""
        until(lambda: self.heard.names.count(name) >= count, described=lambda: self.heard.names)
        self.settle()

    def job(self, name: str, method: str, path: str, body: Any = None, files: Any = None) -> Any:
        """A request that is done by a job; the result of it, when it was told."""
        job = self.ask(method, path, body, files)["id"]
        done = until(lambda: self._done(job), described=lambda: self.heard.names)
        assert done.name == name
        self.settle()
        return done.result

    def _done(self, job: str) -> Any:
        told = [event.job for event in self.events if isinstance(event, JobChanged) and event.job.id == job]
        return told[-1] if told and told[-1].status is JobStatus.DONE else None

    @contextmanager
    def running(self, graph: Mapping[str, Any], *, stopped: bool = False) -> Iterator[None]:
        """A graph that runs on a thread of its own, because a gate in it waits; over when the block is."""
        failed: list[GraphFailed] = []
        thread = threading.Thread(target=self._run, args=(graph, failed))
        thread.start()
        yield
        thread.join(30)
        assert not thread.is_alive()
        assert bool(failed) is stopped, failed
        self.settle()

    def finish_queued(self) -> None:
        """What a parked gate queued ends well."""
        (queued,) = until(lambda: self.queue.submitted)
        self.queue.states[queued.prompt_id] = RunState.DONE

    def _run(self, graph: Mapping[str, Any], failed: list[GraphFailed]) -> None:
        try:
            self.graphs.run(graph)
        except GraphFailed as error:
            failed.append(error)

    def node(self, kind: str, **inputs: Any) -> dict[str, Any]:
        """A node as it comes out of the menu, but for `inputs`; a link is a node's number with its kind and output."""
        spec = next(spec for spec in self.application.nodes if spec.id == kind)
        defaults = {one.id: one.default for one in spec.inputs if one.default is not None}
        linked = {name: self.link(*value) if isinstance(value, tuple) else value for name, value in inputs.items()}
        return {"class_type": kind, "inputs": {**defaults, **linked}}

    def link(self, number: str, kind: str, output: str) -> list[Any]:
        """The link to an output by its name."""
        spec = next(spec for spec in self.application.nodes if spec.id == kind)
        return [number, [one.id for one in spec.outputs].index(output)]


@contextmanager
def whole_host(folder: Path) -> Iterator[WholeHost]:
    """A host of its own folders; runs go to a server that does nothing wrong."""
    paths = HostPaths(**{name: folder / name for name in ("input", "output", "temp", "user")})
    for path in (paths.input, paths.output, paths.temp, paths.user):
        path.mkdir(parents=True, exist_ok=True)
    heard = recorder()
    listener = Source(
        name="timeline", origin=Origin.DISTRIBUTION, location="this test", version="1", load=lambda: heard
    )
    with FakeComfyUI(folder=folder / "server") as server:
        host = Host(name="testing", paths=paths, overrides={"runs.ahead": "0"})  # one after the other
        servers = FakeServers([server.url])
        application = build(host, [*plugin_sources(discover=False), listener])
        application.services.put(ComfyServers, servers)
        application.services.put(NodeCatalog, FakeClasses(servers))
        application.services.put(Limits, HASTY)
        application.services.put(RunQueue, queue := FakeRunQueue())
        application.start()
        try:
            yield WholeHost(application, heard, RouteClient(application), GraphRunner(application), queue)
        finally:
            application.stop()
