"""Workflows without a host: a database in a folder (or on a server), classes that a test says, events in a list."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import define, field

from ...core.contracts.node_catalog import NodeClasses
from ...core.contracts.pictures import SmallPicture
from ...core.contracts.workflows import Imported
from ...core.errors import BadImage
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.parameter_rules import ParameterRules
from ...plugins.database.opening import Opening
from ...plugins.database.service import DatabaseService
from ...plugins.workflows.service import WorkflowService
from ...plugins.workflows.service_parts import Around, parts_of
from .fakes import CountingIds, FakeClock
from .file_faults import FaultyCalls
from .run_queue import FakeRunQueue

SAMPLER: Mapping[str, Any] = {
    "display_name": "Sampler",
    "output_node": True,
    "output": [],
    "input": {
        "required": {
            "seed": ["INT", {"default": 0, "min": 0, "max": 2**64 - 1, "control_after_generate": True}],
            "steps": ["INT", {"default": 20, "min": 1, "max": 100}],
            "positive": ["STRING", {"default": "", "multiline": True}],
        }
    },
}
"""A node class as ComfyUI describes it."""


@define
class FakeCatalog:
    """`NodeCatalog` for tests: `classes` are those of the host itself; every change of them is a new revision."""

    schemas: dict[str, Any] = field(factory=lambda: {"Sampler": SAMPLER})

    def classes(self, *, fresh: bool = False) -> NodeClasses:
        """See `NodeCatalog`."""
        return NodeClasses(
            schemas=self.schemas, here=frozenset(self.schemas), revision=json.dumps(self.schemas, sort_keys=True)
        )


class NoPictures:
    """Small pictures that are their own bytes; a file that begins with `bad` is none."""

    def thumbnail(self, path: Path, side: int = 256) -> SmallPicture:
        """See `Pictures`."""
        data = path.read_bytes()
        if data.startswith(b"bad"):
            raise BadImage("This is no picture.")
        return SmallPicture(data=data, etag="tag", content_type="image/jpeg")


def _no_wait(_seconds: float) -> None:
    """Nobody waits."""


@define
class WorkflowHouse:
    """`workflows` is the service on the database in `folder`, or at `url`; `another()` is a process beside it."""

    folder: Path
    url: str = ""
    clock: FakeClock = field(factory=FakeClock)
    ids: CountingIds = field(factory=CountingIds)
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect
    calls: FaultyCalls = field(factory=FaultyCalls)
    catalog: FakeCatalog = field(factory=FakeCatalog)
    queue: FakeRunQueue = field(factory=lambda: FakeRunQueue(output_classes=frozenset({"Sampler"})))
    events: list[Event] = field(factory=list)
    limits: tuple[int, int] = (32, 20_000)
    database: DatabaseService = field(init=False)
    workflows: WorkflowService = field(init=False)
    _others: "list[WorkflowHouse]" = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        files = Files(self.calls, pause=_no_wait)
        paths = HostPaths(**{name: self.folder / name for name in ("input", "output", "temp", "user")})
        self.database = DatabaseService(
            lambda: Opening(self.url, paths.private, files, self.connect), self.clock, self.ids.new(), _no_wait
        )
        pictures: Any = NoPictures()
        around = Around(
            database=self.database,
            catalog=lambda: self.catalog,
            pictures=lambda: pictures,
            rules=ParameterRules(()),
            paths=paths,
            files=files,
            clock=self.clock,
            ids=self.ids,
            limits=lambda: self.limits,
            notify=self.events.append,
        )
        self.workflows = WorkflowService(lambda: parts_of(around), lambda: self.queue, self.events.append)

    def another(self) -> "WorkflowHouse":
        """Another process on the same database."""
        self._others.append(WorkflowHouse(self.folder, url=self.url, clock=self.clock, ids=self.ids))
        return self._others[-1]

    def close(self) -> None:
        """Let go of the database, and let the processes beside it do so."""
        while self._others:
            self._others.pop().close()
        self.workflows.close()
        self.database.close()

    def add(self, name: str = "Tale", *, into: str = "", source_id: str = "", **inputs: Any) -> Imported:
        """Import a graph of one sampler with these inputs."""
        data = json.dumps(page(source_id, **inputs) if source_id else graph(**inputs)).encode()
        return self.workflows.import_file(data, file_name=f"{name}.json", into=into)

    def told(self) -> list[str]:
        """The names of the events since this was asked last."""
        names = [event.name for event in self.events]
        self.events.clear()
        return names


def graph(**inputs: Any) -> dict[str, Any]:
    """A graph of one sampler in API format."""
    return {"3": {"class_type": "Sampler", "inputs": {"seed": 1, "steps": 20, "positive": "a fox", **inputs}}}


def page(source_id: str, **inputs: Any) -> dict[str, Any]:
    """The same as ComfyUI's page saves it."""
    values = graph(**inputs)["3"]["inputs"]
    node = {"id": 3, "type": "Sampler", "mode": 0, "inputs": [], "outputs": [], "widgets_values": []}
    node["widgets_values"] = [values["seed"], "fixed", values["steps"], values["positive"]]
    return {"id": source_id, "version": 0.4, "nodes": [node], "links": []}
