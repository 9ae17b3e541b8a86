"""The event about jobs."""

from ..jobs import Job
from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class JobChanged(Event):
    """A job was queued, moved on (told at most five times a second), or ended; `job` is its state now."""

    job: Job
