"""Events about batches. `counts` says how many of its cells stand where (`BatchCounts` as JSON)."""

from collections.abc import Mapping

from attrs import field

from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class BatchEvent(Event):
    """What every event about a batch says."""

    batch: str
    title: str
    workflow: str = ""
    total: int = 0


@frozen(kw_only=True)
class BatchPlanned(BatchEvent):
    """All cells of a batch are stored, and it begins."""


@frozen(kw_only=True)
class BatchChanged(BatchEvent):
    """A batch was paused, resumed, stopped, retried, renamed or got another priority; `changed` says what."""

    changed: tuple[str, ...] = ()
    status: str = ""
    counts: Mapping[str, int] = field(factory=dict)


@frozen(kw_only=True)
class BatchFinished(BatchEvent):
    """Every cell has ended. After a retry it is told again."""

    status: str = ""
    counts: Mapping[str, int] = field(factory=dict)
    seconds: float = 0.0


@frozen(kw_only=True)
class BatchDeleted(BatchEvent):
    """A batch is in the trash with its runs, where they are kept for 30 days."""


@frozen(kw_only=True)
class BatchRestored(BatchEvent):
    """A batch came back out of the trash."""


@frozen(kw_only=True)
class BatchesChangedElsewhere(Event):
    """Another process changed batches in the shared database: read them again."""
