"""What the routes of batches take and answer. Integers that JavaScript cannot hold exactly are strings of digits."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from ...core.contracts.batches import AxisSummary, SeedMode
from ...core.contracts.runs import BatchCounts


@frozen(kw_only=True)
class RangeShape:
    """See `Range`; numbers may be decimal text, which is exact, or numbers."""

    start: str | int | float
    stop: str | int | float
    step: str | int | float | None = None
    count: int | None = None


@frozen(kw_only=True)
class AxisShape:
    """See `Axis`."""

    keys: tuple[str, ...]
    values: tuple[Any, ...] | None = None
    range: RangeShape | None = None
    search: str | None = None
    replacements: tuple[str, ...] = ()
    cycle: bool = False
    title: str = ""
    labels: tuple[str, ...] = ()


@frozen(kw_only=True)
class GroupShape:
    """See `Group`."""

    axes: tuple[AxisShape, ...]
    length: int | None = None


@frozen(kw_only=True)
class SeedShape:
    """See `SeedRule`; `start` may be a string of digits."""

    mode: SeedMode
    key: str = "seed"
    start: str | int | None = None
    per: str = "cell"


@frozen(kw_only=True)
class PlanShape:
    """See `BatchPlan`: `workflow` (id or name, and `version`), or `document` (a UI or API graph as JSON)."""

    workflow: str = ""
    version: int | None = None
    document: Any = None
    title: str = ""
    values: Mapping[str, Any] = field(factory=dict)
    groups: tuple[GroupShape, ...] = ()
    seeds: tuple[SeedShape, ...] = ()
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
class NewPreview:
    """A plan; `limit` (0..1000) cells from place `first` on are told."""

    plan: PlanShape
    first: int = 0
    limit: int = 50


@frozen(kw_only=True)
class NewBatch:
    """A plan to run."""

    plan: PlanShape


@frozen(kw_only=True)
class PlannedCellShape:
    """A cell: `at` is its index in each group, then the repetition; `values` by address."""

    place: int
    at: tuple[int, ...]
    values: Mapping[str, Any]


@frozen(kw_only=True)
class PreviewShape:
    """What a plan would run; see `BatchPreview`."""

    space: int
    total: int
    groups: tuple[tuple[AxisSummary, ...], ...]
    cells: tuple[PlannedCellShape, ...]
    seeds: tuple[SeedShape, ...]
    seconds: float | None
    problems: tuple[str, ...]


@frozen(kw_only=True)
class ListedBatch:
    """A batch as lists show it. Times are wall time in ms; `version` is None for a document that is not kept."""

    id: str
    title: str
    status: str
    workflow: str
    version: int | None
    total: int
    counts: BatchCounts
    created: int
    changed: int
    ended: int | None
    priority: int
    server: str
    revision: int
    runs: int
    webhook: str
    webhook_state: str


@frozen(kw_only=True)
class BatchShape(ListedBatch):
    """A batch with its axes and its plan, which has no document; `seconds_left` is an estimate."""

    seconds_left: float | None
    groups: tuple[tuple[AxisSummary, ...], ...]
    plan: PlanShape


@frozen(kw_only=True)
class BatchListShape:
    """A page of batches, the last created first; `next` is the `after` of the next page, empty at the end."""

    batches: tuple[ListedBatch, ...]
    next: str


@frozen(kw_only=True)
class BatchListQuery:
    """`search` are words that titles must hold; `limit` is 1..200."""

    workflow: str = ""
    search: str = ""
    limit: int = 50
    after: str = ""


@frozen(kw_only=True)
class BatchChange:
    """What is named is changed; `revision` is the one that was seen."""

    revision: int
    title: str | None = None
    priority: int | None = None


@frozen(kw_only=True)
class StopBatch:
    """Whether the runs that servers execute are stopped, too."""

    running_too: bool = True


@frozen(kw_only=True)
class RetryCells:
    """The places of the cells to run again; without any, all that failed, were cancelled or lost."""

    places: tuple[int, ...] = ()


@frozen(kw_only=True)
class DeletedBatch:
    """A batch that is in the trash; it can be restored."""

    id: str
    deleted: bool


@frozen(kw_only=True)
class CellsQuery:
    """`limit` (1..1000) cells from place `first` on."""

    first: int = 0
    limit: int = 1000


@frozen(kw_only=True)
class CellPicture:
    """The first picture of a cell; `number` is that of the output of its run."""

    number: int
    url: str
    thumbnail: str
    width: int
    height: int


@frozen(kw_only=True)
class CellShape:
    """A cell: `at` is its index in each group, then the repetition; `error` is a sentence."""

    place: int
    at: tuple[int, ...]
    run: str
    status: str
    values: Mapping[str, Any]
    outputs: CellPicture | None
    error: str | None


@frozen(kw_only=True)
class CellList:
    """Cells by place; `total` counts those of the batch."""

    total: int
    cells: tuple[CellShape, ...]


@frozen(kw_only=True)
class NewGrid:
    """How to lay cells out: `x` and `y` are dimensions (the number of a group; the count of groups: repetitions).

    What is neither becomes sub-grids, one below the other; `page` draws only that one of them. `cell_size` (32..2048)
    is the longer side of a cell in pixels, made smaller where the picture would be too large. `format` is png or jpeg.
    """

    x: int | None = None
    y: int | None = None
    page: int | None = None
    cell_size: int = 256
    format: str = "png"


@frozen(kw_only=True)
class FinishedGrid:
    """A picture of all cells, kept for an hour."""

    id: str
    url: str
    file_name: str
    bytes: int
    width: int
    height: int
