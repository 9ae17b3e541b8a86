"""Batches: one workflow with many variations of its parameters. Every value is frozen; times are wall time in ms.

The space of a batch is a product of *groups*; inside a group the *axes* go side by side (zip). `runs` repeats every
cell. A *seed rule* gives each cell a seed after that. The order of cells is that of nested loops: the first group is
the outermost.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from attrs import field

from ..values import frozen
from .runs import BatchCounts


class SeedMode(StrEnum):
    """How the cells of a batch get their seeds."""

    RANDOM = "random"
    """Drawn below 2^53, each another; stored with the cell, so that a retry or a crash changes nothing."""
    INCREMENT = "increment"
    DECREMENT = "decrement"
    FIXED = "fixed"


@frozen(kw_only=True)
class Range:
    """Numbers from `start` to `stop`, by `step` or as `count` numbers. Decimal text: 0.1 + 0.2 is 0.3.

    By step the last one is at most `stop` (at least, for a step below 0); by count the first and last are exact.
    """

    start: str
    stop: str
    step: str | None = None
    count: int | None = None


@frozen(kw_only=True)
class Axis:
    """What one or several parameters (`keys`: addresses, roles or labels; all get the value) run through.

    Exactly one of `values`, `range` and `search` is given. `search` replaces that text in the parameter's value by each
    of `replacements` (the first may be the text itself). `cycle`: begins anew where the group is longer. `labels`
    name the values in legends, else they are shown as they are.
    """

    keys: tuple[str, ...]
    values: tuple[Any, ...] | None = None
    range: Range | None = None
    search: str | None = None
    replacements: tuple[str, ...] = ()
    cycle: bool = False
    title: str = ""
    labels: tuple[str, ...] = ()


@frozen(kw_only=True)
class Group:
    """Axes side by side: all of one length, but for those that cycle. At least one does not cycle, or `length` says."""

    axes: tuple[Axis, ...]
    length: int | None = None


@frozen(kw_only=True)
class SeedRule:
    """`key` is the parameter; `start` the base seed (None: the workflow's value, or a drawn one for `random`).

    `per` says what gets a seed of its own: `cell` (each cell), or `run` (each repetition: all cells of one repetition
    share it, so that they are comparable).
    """

    mode: SeedMode
    key: str = "seed"
    start: int | None = None
    per: str = "cell"


@frozen(kw_only=True)
class BatchPlan:
    """What to run. `values` are those that all cells share. `sample` keeps that many cells, drawn by `sample_seed`.

    `limit` keeps the first so many. Cells with equal values are run once where `dedupe`. `title` names the batch.
    """

    workflow: str = ""
    version: int | None = None
    document: bytes = field(default=b"", repr=False)
    title: str = ""
    values: Mapping[str, Any] = field(factory=dict)
    groups: tuple[Group, ...] = ()
    seeds: tuple[SeedRule, ...] = ()
    runs: int = 1
    sample: int | None = None
    sample_seed: int = 0
    limit: int | None = None
    dedupe: bool = False
    priority: int = 0
    server: str = ""
    retries_when_lost: int = 2
    webhook: str = ""


@frozen(kw_only=True)
class AxisSummary:
    """An axis as grids and legends show it: its parameters by address, a title, each value and its label."""

    addresses: tuple[str, ...]
    title: str
    labels: tuple[str, ...]


@frozen(kw_only=True)
class PlannedCell:
    """One cell: `at` holds its index in each group, then the repetition; `values` by address, over the shared ones."""

    place: int
    at: tuple[int, ...]
    values: Mapping[str, Any]


@frozen(kw_only=True)
class BatchPreview:
    """What would run: `space` cells before `sample` and `limit`, `total` after; some of them to look at.

    `groups` holds the axes of each group, `seconds` an estimate from earlier runs (None without any), `problems`
    sentences about what will hardly work (a model that no server has). `seeds` are the rules with their `start`: a plan
    that brings them runs exactly these cells.
    """

    space: int
    total: int
    groups: tuple[tuple[AxisSummary, ...], ...]
    cells: tuple[PlannedCell, ...]
    seeds: tuple[SeedRule, ...] = ()
    seconds: float | None = None
    problems: tuple[str, ...] = ()


class BatchStatus(StrEnum):
    """Where a batch stands."""

    PLANNING = "planning"
    """Its cells are being stored."""
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    """Every cell completed."""
    FINISHED = "finished"
    """Every cell has ended, some failed, were cancelled or lost."""


@frozen(kw_only=True)
class Batch:
    """A batch and how its cells stand. `revision` grows with each change that people make."""

    id: str
    title: str
    status: BatchStatus
    workflow: str
    version: int | None
    total: int
    counts: BatchCounts
    created: int
    changed: int
    ended: int | None = None
    priority: int = 0
    server: str = ""
    revision: int = 1
    seconds_left: float | None = None
    plan: BatchPlan | None = field(default=None, repr=False)
    groups: tuple[tuple[AxisSummary, ...], ...] = ()
    runs: int = 1
    webhook: str = ""
    webhook_state: str = ""
    """"" (none), waiting, delivered, failed: with the reason after a colon."""


@frozen(kw_only=True)
class BatchList:
    """A page of batches, the last created first."""

    batches: tuple[Batch, ...]
    next: str = ""


class Batches(Protocol):
    """The batches of this installation. Blocks; safe on any thread, and beside other processes. Raises as `Runs`."""

    def preview(self, plan: BatchPlan, *, first: int = 0, limit: int = 50) -> BatchPreview:
        """What a plan would run; nothing is stored. `Invalid` names each fault."""
        ...

    def start(self, plan: BatchPlan) -> Batch:
        """Store all cells of a plan, and begin. `TooLarge` above the setting `batches.max_cells`."""
        ...

    def get(self, batch: str) -> Batch:
        """One batch."""
        ...

    def list(self, *, workflow: str = "", search: str = "", limit: int = 50, after: str = "") -> BatchList:
        """The batches, the last created first."""
        ...

    def pause(self, batch: str, *, paused: bool) -> Batch:
        """Send nothing more of it, or go on."""
        ...

    def stop(self, batch: str, *, running_too: bool = True) -> Batch:
        """Cancel the rest; `running_too` False lets the runs that go on end."""
        ...

    def retry(self, batch: str, places: Sequence[int] = ()) -> Batch:
        """Run the cells that failed, were cancelled or lost again; all of them, or those at `places`."""
        ...

    def change(self, batch: str, revision: int, *, title: str | None = None, priority: int | None = None) -> Batch:
        """Another title or priority; what is None stays."""
        ...

    def delete(self, batch: str) -> None:
        """Put a batch that has ended into the trash with its runs, for 30 days."""
        ...

    def restore(self, batch: str) -> Batch:
        """Bring it back."""
        ...
