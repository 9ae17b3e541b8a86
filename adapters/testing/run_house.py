"""Runs without a host: their store on a database in a folder or on a server, and processes beside it."""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import define, field

from ...core.contracts.runs import Run, RunOutput, RunStatus
from ...core.files import Files
from ...plugins.database.opening import Opening
from ...plugins.database.service import DatabaseService
from ...plugins.runs.store import RunStore
from ...plugins.runs.store_ports import Claim, KeptOutput, NewRun, RunEnd
from .fakes import CountingIds, FakeClock
from .file_faults import FaultyCalls

CLASSES: Final = frozenset({"Sampler", "Saver"})
"""The node classes that `RunHouse.add` needs."""


def _no_wait(_seconds: float) -> None:
    """Nobody waits."""


@define
class RunHouse:
    """`store` is that of one process on the database in `folder`, or at `url`; `another()` is a process beside it."""

    folder: Path
    url: str = ""
    clock: FakeClock = field(factory=FakeClock)
    ids: CountingIds = field(factory=CountingIds)
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect
    keep_events: int = 1_000
    database: DatabaseService = field(init=False)
    store: RunStore = field(init=False)
    _others: "list[RunHouse]" = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        owner, files = self.ids.new(), Files(FaultyCalls(), pause=_no_wait)
        self.database = DatabaseService(
            lambda: Opening(self.url, self.folder, files, self.connect), self.clock, owner, _no_wait
        )
        self.store = RunStore(self.database, self.clock, self.ids, owner, lambda: self.keep_events)

    def another(self) -> "RunHouse":
        """Another process on the same database."""
        made = RunHouse(self.folder, self.url, self.clock, self.ids, keep_events=self.keep_events)
        self._others.append(made)
        return made

    def close(self) -> None:
        """Let go of the database, and let the processes beside it do so."""
        while self._others:
            self._others.pop().close()
        self.database.close()

    def new(self, **options: Any) -> NewRun:
        """A run to store."""
        document = self.store.keep_document(b"{}")
        return NewRun(**{"title": "Tale", "document": document, "needs": CLASSES, **options})

    def add(self, **options: Any) -> Run:
        """A run that waits."""
        return self.store.add(self.new(**options))[0]

    def add_cells(self, batch: str, count: int, **options: Any) -> int:
        """The cells of a batch: each with a seed of its own."""
        cells: list[tuple[int, Mapping[str, Any]]] = [(place, {"3.seed": 2**63 + place}) for place in range(count)]
        return self.store.add_cells(batch, self.new(**options), cells)

    def claim(self, server: str = "one", most: int = 2) -> Claim:
        """Claim the next run, which must be there."""
        claim = self.store.claim(server, CLASSES, most)
        assert claim is not None, "nothing to claim"
        return claim

    def told(self) -> list[str]:
        """The names in the log, oldest first."""
        return [entry.news.name for entry in self.store.news(0, limit=10_000) or ()]


def ended(status: RunStatus = RunStatus.COMPLETED, outputs: int = 0, **options: Any) -> RunEnd:
    """An end with so many pictures."""
    made = tuple(kept_picture(number) for number in range(outputs))
    return RunEnd(**{"status": status, "ended": 1_700_000_001_000, "seconds": 2.0, "outputs": made, **options})


def kept_picture(number: int, sha256: str = "ab" * 32) -> KeptOutput:
    """A picture that a run made; not fetched where `sha256` is empty."""
    name = f"picture_{number}.png"
    output = RunOutput(
        number=number, node="9", node_title="Saver", kind="image", name=name, content_type="image/png", sha256=sha256
    )
    item = {"filename": name, "subfolder": "", "type": "output"}
    return KeptOutput(output=output, file=f"output/{name}" if sha256 else "", item=item)
