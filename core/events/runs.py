"""Events about runs. `title` names the workflow; `batch` is empty for a run of none; `place` counts from 0 in it."""

from collections.abc import Mapping
from typing import Any

from attrs import field

from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class RunEvent(Event):
    """What every event about one run says. `prompt_id` is that of the submission, empty before one."""

    run: str
    title: str
    workflow: str = ""
    batch: str = ""
    place: int = 0
    prompt_id: str = ""
    server: str = ""


@frozen(kw_only=True)
class RunQueued(RunEvent):
    """A run was stored and waits. The cells of a batch are told together, by `BatchPlanned`."""


@frozen(kw_only=True)
class RunStarted(RunEvent):
    """A server executes a run."""


@frozen(kw_only=True)
class RunProgressed(RunEvent):
    """A run got further: at most five times a second for each run. `progress` is 0..100 and never falls."""

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


@frozen(kw_only=True)
class RunCompleted(RunEvent):
    """A run is done, and its outputs are kept. `outputs` counts them, `seconds` is how long the server worked."""

    outputs: int = 0
    seconds: float = 0.0


@frozen(kw_only=True)
class RunFailed(RunEvent):
    """A server refused a run, or one of its nodes failed. `error` is `RunError` as JSON."""

    error: Mapping[str, Any] = field(factory=dict)


@frozen(kw_only=True)
class RunCancelled(RunEvent):
    """A run was cancelled. Waiting cells that were cancelled together are told by `BatchChanged`."""


@frozen(kw_only=True)
class RunLost(RunEvent):
    """The server that took a run knows nothing of it any more. `again`: it is sent anew by itself."""

    again: bool = False


@frozen(kw_only=True)
class RunDeleted(RunEvent):
    """A run is in the trash, where it is kept for 30 days."""


@frozen(kw_only=True)
class RunRestored(RunEvent):
    """A run came back out of the trash."""


@frozen(kw_only=True)
class RunServersChanged(Event):
    """A server came or went. `online` are the ids of those that answer."""

    online: tuple[str, ...] = ()


@frozen(kw_only=True)
class RunsChangedElsewhere(Event):
    """Another process changed runs in the shared database. `batches` are the ids of those whose cells changed."""

    runs: tuple[str, ...] = ()
    batches: tuple[str, ...] = ()
