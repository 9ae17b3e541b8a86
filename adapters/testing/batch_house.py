"""Batches without a host: real workflows and a real database, runs in memory, events in a list."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import define, field

from ...core.contracts.batches import Axis, Batch, BatchPlan, Group
from ...core.contracts.runs import Runs
from ...core.events.base import Event
from ...core.files import Files
from ...plugins.batches.pending import Pending
from ...plugins.batches.service import BatchService
from ...plugins.batches.service_parts import Around, parts_of
from ...plugins.batches.watching import BatchWatch
from ...plugins.batches.webhook_rules import WebhookRules
from .file_faults import FaultyCalls
from .memory_runs import MemoryRuns
from .workflow_house import WorkflowHouse, graph

SECRET = "whsec_" + "c2VjcmV0" * 4
"""Signs the webhooks of tests."""


@define
class BatchHouse:
    """`batches` is the service, `watch.look()` does what its thread would; `another()` is a process beside it.

    `sent` holds the webhooks (address, body, headers), which are answered with `answer`.
    """

    folder: Path
    url: str = ""
    most_cells: int = 10_000
    origins: str = "https://example.org"
    answer: int = 200
    _workflows: WorkflowHouse | None = None
    _runs: MemoryRuns | None = None
    events: list[Event] = field(factory=list)
    sent: list[tuple[str, bytes, dict[str, str]]] = field(factory=list)
    workflows: WorkflowHouse = field(init=False)
    runs: MemoryRuns = field(init=False)
    pending: Pending = field(init=False)
    batches: BatchService = field(init=False)
    watch: BatchWatch = field(init=False)
    _draws: Any = field(factory=lambda: itertools.count(1000), init=False)

    def __attrs_post_init__(self) -> None:
        self.workflows = self._workflows or WorkflowHouse(self.folder, url=self.url)
        self.runs = self._runs or MemoryRuns(self.workflows.clock)
        self.runs.notify = self._told
        self.pending = Pending(self.folder / "batches.pending", Files(FaultyCalls()))
        self.batches = BatchService(lambda: parts_of(self._around()), self._told, self.pending)
        self.watch = BatchWatch(self.batches.parts, self.pending, self.workflows.clock)
        self.watch.begin = _nothing  # type: ignore[method-assign]
        self.watch.apart = _at_once  # type: ignore[method-assign]

    def _around(self) -> Around:
        house = self.workflows
        runs: Any = self.runs
        found: Runs = runs
        return Around(
            database=house.database,
            runs=lambda: found,
            workflows=lambda: house.workflows,
            clock=house.clock,
            ids=house.ids,
            most_cells=lambda: self.most_cells,
            rules=lambda: WebhookRules(self.origins, SECRET),
            draw=lambda: next(self._draws),
            notify=self._told,
            wake=self.watch.wake,
            send=self._send,
        )

    def another(self) -> "BatchHouse":
        """Another process on the same database, with the same runs, or this one after its end."""
        return BatchHouse(self.folder, workflows=self.workflows.another(), runs=self.runs)

    def close(self) -> None:
        """Let go of the database, and let the processes beside it do so."""
        self.batches.close()
        self.workflows.close()

    def plan(self, *axes: Axis, **options: Any) -> BatchPlan:
        """A plan of a graph of one sampler, each axis in a group of its own."""
        groups = tuple(Group(axes=(axis,)) for axis in axes)
        return BatchPlan(**{"document": json.dumps(graph()).encode(), "groups": groups, **options})

    def start(self, cells: int = 3, **options: Any) -> Batch:
        """A batch of so many cells."""
        return self.batches.start(self.plan(Axis(keys=("steps",), values=tuple(range(1, cells + 1))), **options))

    def told(self) -> list[str]:
        """The names of the events since this was asked last."""
        names = [event.name for event in self.events]
        self.events.clear()
        return names

    def _told(self, event: Event) -> None:
        self.events.append(event)
        self.watch.see(event)

    def _send(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        self.sent.append((url, body, headers))
        if self.answer == 0:
            raise ConnectionRefusedError("refused")
        return self.answer


def _nothing() -> None:
    """No thread is started: tests look themselves."""


def _at_once(work: Callable[[], None]) -> None:
    """No thread is started: what is sent is sent before `look` returns."""
    work()
