"""What the routes of runs take and answer. Integers that JavaScript cannot hold exactly are strings of digits."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from ...core.contracts.runs import NodeProgress, ServerState


@frozen(kw_only=True)
class NewRun:
    """What to run: `workflow` (id or name, and `version`), or `document` (a UI or API graph as JSON).

    With both the document runs, and the run is listed under the workflow.
    """

    workflow: str = ""
    document: Any = None
    version: int | None = None
    title: str = ""
    values: Mapping[str, Any] = field(factory=dict)
    count: int = 1
    server: str = ""
    priority: int = 0
    retries_when_lost: int = 0


@frozen(kw_only=True)
class RunListQuery:
    """Which runs. `status` holds statuses apart by commas; `batch` "-" those of none; `outputs` those with files."""

    status: str = ""
    batch: str = ""
    workflow: str = ""
    search: str = ""
    outputs: bool = False
    limit: int = 50
    after: str = ""
    oldest_first: bool = False


@frozen(kw_only=True)
class FaultShape:
    """What is wrong with an input: `field` is its address."""

    field: str
    code: str
    message: str


@frozen(kw_only=True)
class ErrorShape:
    """Why a run did not complete; `details` is the server's traceback."""

    code: str
    message: str
    hint: str
    node: str
    node_type: str
    node_title: str
    details: str
    faults: tuple[FaultShape, ...]


@frozen(kw_only=True)
class OutputShape:
    """A result. `url` and `thumbnail` are addresses (None for text, or where the file is not here)."""

    number: int
    node: str
    node_title: str
    kind: str
    name: str
    text: str
    content_type: str
    bytes: int
    sha256: str
    width: int
    height: int
    temporary: bool
    url: str | None
    thumbnail: str | None


@frozen(kw_only=True)
class RunShape:
    """A run. Times are wall time in ms; `values` those asked for, `parameters_used` all of the graph that was sent."""

    id: str
    title: str
    status: str
    workflow: str
    version: int | None
    document: str
    batch: str
    place: int
    priority: int
    held: bool
    values: Mapping[str, Any]
    parameters_used: Mapping[str, Any] | None
    wanted_server: str
    server: str
    prompt_id: str
    attempt: int
    created: int
    changed: int
    started: int | None
    ended: int | None
    error: ErrorShape | None
    outputs: tuple[OutputShape, ...]
    seq: int


@frozen(kw_only=True)
class RunList:
    """A page of runs; `next` is the `after` of the next page, empty at the end."""

    runs: tuple[RunShape, ...]
    next: str


@frozen(kw_only=True)
class QueuedRuns:
    """Runs that were stored."""

    runs: tuple[RunShape, ...]


@frozen(kw_only=True)
class DeletedRun:
    """A run that is in the trash; it can be restored."""

    id: str
    deleted: bool


@frozen(kw_only=True)
class Timeline:
    """The nodes of a run in the order in which they ran or will."""

    nodes: tuple[NodeProgress, ...]


@frozen(kw_only=True)
class PreviewQuery:
    """`tag` changes with the picture."""

    tag: str = ""


@frozen(kw_only=True)
class OutputQuery:
    """`download` makes it an attachment."""

    download: bool = False


@frozen(kw_only=True)
class ThumbnailQuery:
    """`side` is the longest side in pixels, 32..1024; `tag` changes with the picture."""

    side: int = 256
    tag: str = ""


@frozen(kw_only=True)
class NewsQuery:
    """Of one run or one batch, or of all; `after` is the number of an entry, for clients that send no header."""

    run: str = ""
    batch: str = ""
    after: str = ""


@frozen(kw_only=True)
class WaitingCount:
    """How many runs of a priority wait."""

    priority: int
    count: int


@frozen(kw_only=True)
class QueueShape:
    """How much waits, and how the servers are."""

    waiting: tuple[WaitingCount, ...]
    held: int
    on_servers: int
    running: int
    servers: tuple[ServerState, ...]


@frozen(kw_only=True)
class StopQueue:
    """`keep_running` lets the runs that servers execute end."""

    keep_running: bool = True


@frozen(kw_only=True)
class StoppedQueue:
    """How many runs were cancelled."""

    cancelled: int
