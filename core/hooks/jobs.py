"""The observe hook about jobs, that is long work with progress.

Called on the host's one dispatcher thread; the result is ignored, an error is logged with the plugin's name.
"""

from ..events.jobs import JobChanged
from .markers import observe


@observe
def penstock_job_changed(event: JobChanged) -> None:
    """A job was queued, moved on (at most five times a second), or ended. Since 0.1. Example::

    @hookimpl
    def penstock_job_changed(event):
        print(event.job.name, event.job.done, "of", event.job.total, event.job.status)
    """
