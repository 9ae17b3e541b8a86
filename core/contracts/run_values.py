"""Runs: workflows with values that a ComfyUI server executes, and what became of each. Every value is frozen.

A run is stored before anything is sent; what a server said is believed, what nobody said is never guessed. The
statuses `completed`, `failed`, `cancelled` and `lost` are ends. Times are wall time in ms.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import field

from ..values import frozen


class RunStatus(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    """It waits: here for a server, or in a server's queue."""
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    """The server refused it, or a node failed."""
    CANCELLED = "cancelled"
    LOST = "lost"
    """The server took it and knows nothing of it any more: it was started anew, or its queue was cleared."""


ENDS = frozenset({RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.LOST})
"""The statuses that nothing but a retry changes."""


class NodeState(StrEnum):
    """Where a node of a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CACHED = "cached"
    FAILED = "failed"


@frozen(kw_only=True)
class RunFault:
    """What is wrong with an input: `field` is its address, as in a form."""

    field: str
    code: str
    message: str


@frozen(kw_only=True)
class RunError:
    """Why a run did not complete, for people. `node` is the id of the node that failed, empty where none did."""

    code: str
    message: str
    hint: str = ""
    node: str = ""
    node_type: str = ""
    node_title: str = ""
    details: str = field(default="", repr=False)
    """The server's traceback, where it gave one."""
    faults: tuple[RunFault, ...] = ()


@frozen(kw_only=True)
class RunOutput:
    """One result. `number` counts from 0 in its run. `kind` is image, video, audio, text or file.

    `text` is what a text output says; a file has `name`, `content_type`, `bytes`, `sha256` ("" while it is not fetched)
    and, for pictures, `width` and `height` (0 where unknown). `temporary` ones are previews that nobody asked to save.
    """

    number: int
    node: str
    node_title: str
    kind: str
    name: str = ""
    text: str = ""
    content_type: str = ""
    bytes: int = 0
    sha256: str = ""
    width: int = 0
    height: int = 0
    temporary: bool = False


@frozen(kw_only=True)
class NodeProgress:
    """How far a node is: `value` of `maximum` steps (0 of 0 where it tells none); wall times in ms."""

    node: str
    title: str
    class_type: str
    state: NodeState
    value: float = 0
    maximum: float = 0
    started: int | None = None
    ended: int | None = None


@frozen(kw_only=True)
class RunProgress:
    """The progress update of SPEC section 6 and more; `progress` is 0..100 over the whole graph and never falls.

    `preview` is a tag for the address of the latest small picture. `queue_position` counts from 0 over what is before
    it here and in its server's queue. `seconds_left` is an estimate. `waits_for` says why a queued run does not go on:
    "" (its turn), no_server (`waits_for_server` is the title of one that has its nodes and cannot be reached, where
    there is one), no_nodes (no server that is known has them), held, outputs.
    """

    run: str
    prompt_id: str
    status: RunStatus
    progress: float = 0.0
    current_node: str | None = None
    current_title: str = ""
    step: float = 0
    steps: float = 0
    nodes_done: int = 0
    nodes: int = 0
    preview: str | None = None
    queue_position: int | None = None
    seconds_left: float | None = None
    server: str = ""
    waits_for: str = ""
    waits_for_server: str = ""


@frozen(kw_only=True)
class Run:
    """One run.

    `workflow` is its id in the library ("" where the document is not kept there), `version` its version; `document` is
    the SHA-256 of the document, of which runs keep a copy of their own. `values` are those asked for, by address;
    `parameters_used` all values of the graph that was sent, None before. `server` is where it was sent,
    `wanted_server` where it must go ("" for any). `attempt` counts the submissions that it needed; each has a
    `prompt_id` of its own. `place` counts from 0 in its `batch`. `held`: its batch is paused. `seq` is the number of
    its last event.
    """

    id: str
    title: str
    status: RunStatus
    document: str
    workflow: str = ""
    version: int | None = None
    batch: str = ""
    place: int = 0
    priority: int = 0
    held: bool = False
    values: Mapping[str, Any] = field(factory=dict)
    parameters_used: Mapping[str, Any] | None = None
    wanted_server: str = ""
    server: str = ""
    prompt_id: str = ""
    attempt: int = 0
    created: int = 0
    changed: int = 0
    started: int | None = None
    ended: int | None = None
    error: RunError | None = None
    outputs: tuple[RunOutput, ...] = ()
    seq: int = 0


@frozen(kw_only=True)
class RunRequest:
    """What to run: a workflow of the library (`workflow`, by id or name, with `version`), or a `document` of its own.

    `document` holds the bytes of a UI or API document that is not kept in the library; `title` names such runs. With
    both the document runs, and the run is listed under the workflow, by whose name it goes without a title.
    `values` are by address, role or label, as everywhere. A higher `priority` goes first (-1000..1000); among equal
    ones the older. `retries_when_lost` is how often a lost run is sent again by itself.
    """

    workflow: str = ""
    version: int | None = None
    document: bytes = field(default=b"", repr=False)
    title: str = ""
    values: Mapping[str, Any] = field(factory=dict)
    server: str = ""
    priority: int = 0
    retries_when_lost: int = 0


@frozen(kw_only=True)
class RunFilter:
    """Which runs. Empty means any; `search` are words that title and values must hold."""

    statuses: tuple[RunStatus, ...] = ()
    batch: str | None = None
    """None for any, "" for those of no batch."""
    workflow: str = ""
    search: str = ""
    with_outputs: bool = False


@frozen(kw_only=True)
class RunPage:
    """A page of runs; `next` is what to ask the next page with, empty at the end."""

    runs: tuple[Run, ...]
    next: str = ""


@frozen(kw_only=True)
class BatchCounts:
    """How many runs of a batch stand where."""

    queued: int = 0
    running: int = 0
    completed: int = 0
    failed: int = 0
    cancelled: int = 0
    lost: int = 0


@frozen(kw_only=True)
class ServerState:
    """A server as pages show it. `status`: connecting, online, offline. `since` is when that began, wall time in ms.

    `reason` says in a sentence why it is offline. `running` and `waiting` count our runs on it, `others` what
    everybody else has in its queue.
    """

    id: str
    title: str
    url: str
    here: bool
    status: str
    since: int
    reason: str = ""
    version: str = ""
    devices: tuple[str, ...] = ()
    running: int = 0
    waiting: int = 0
    others: int = 0


@frozen(kw_only=True)
class QueueDepth:
    """How much waits, for people and autoscalers: `waiting` by priority counts runs that no server has yet."""

    waiting: Mapping[int, int]
    held: int
    on_servers: int
    running: int


@frozen(kw_only=True)
class RunNews:
    """An entry of the durable log of changes. `seq` grows, with no gap that is filled later. `data` is JSON."""

    seq: int
    name: str
    run: str
    batch: str
    data: Mapping[str, Any]
