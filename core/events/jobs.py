"""The event about jobs."""

from attrs import frozen

from ..jobs import Job
from .base import Event


@frozen(kw_only=True)
class JobChanged(Event):
    """A job was queued, moved on (told at most five times a second), or ended; `job` is its state now."""

    job: Job
