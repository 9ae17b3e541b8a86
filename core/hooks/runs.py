"""Hooks about runs (**observe**).

The observe hooks are called for every plugin after the change is durable and all locks are released, in the order of
the changes, on the host's one dispatcher thread; an error is logged with the plugin's name, the change stands.
"""

from ..events.runs import (
    RunCancelled,
    RunCompleted,
    RunDeleted,
    RunFailed,
    RunLost,
    RunProgressed,
    RunQueued,
    RunRestored,
    RunsChangedElsewhere,
    RunServersChanged,
    RunStarted,
)
from .markers import observe


@observe
def penstock_run_queued(event: RunQueued) -> None:
    """A run was stored and waits for a server. Since 0.1. Example::

    @hookimpl
    def penstock_run_queued(event):
        print(event.title, "waits")
    """


@observe
def penstock_run_started(event: RunStarted) -> None:
    """A server executes a run. Since 0.1. Example::

    @hookimpl
    def penstock_run_started(event):
        print(event.title, "runs on", event.server)
    """


@observe
def penstock_run_progressed(event: RunProgressed) -> None:
    """A run got further; at most five times a second for each. Since 0.1. Example::

    @hookimpl
    def penstock_run_progressed(event):
        print(f"{event.title}: {event.progress:.0f} %")
    """


@observe
def penstock_run_completed(event: RunCompleted) -> None:
    """A run is done and its outputs are kept. Since 0.1. Example::

    @hookimpl
    def penstock_run_completed(event):
        print(event.title, "made", event.outputs, "outputs")
    """


@observe
def penstock_run_failed(event: RunFailed) -> None:
    """A server refused a run, or a node of it failed. Since 0.1. Example::

    @hookimpl
    def penstock_run_failed(event):
        print(event.title, "failed:", event.error["message"])
    """


@observe
def penstock_run_cancelled(event: RunCancelled) -> None:
    """A run was cancelled. Since 0.1. Example::

    @hookimpl
    def penstock_run_cancelled(event):
        print(event.title, "was cancelled")
    """


@observe
def penstock_run_lost(event: RunLost) -> None:
    """The server that took a run knows nothing of it any more. Since 0.1. Example::

    @hookimpl
    def penstock_run_lost(event):
        print(event.title, "is sent again" if event.again else "is lost")
    """


@observe
def penstock_run_deleted(event: RunDeleted) -> None:
    """A run went to the trash, where it is kept 30 days. Since 0.1. Example::

    @hookimpl
    def penstock_run_deleted(event):
        print(event.run, "is in the trash")
    """


@observe
def penstock_run_restored(event: RunRestored) -> None:
    """A run came back out of the trash. Since 0.1. Example::

    @hookimpl
    def penstock_run_restored(event):
        print(event.run, "is back")
    """


@observe
def penstock_run_servers_changed(event: RunServersChanged) -> None:
    """A server came or went. Since 0.1. Example::

    @hookimpl
    def penstock_run_servers_changed(event):
        print("online:", *event.online)
    """


@observe
def penstock_runs_changed_elsewhere(event: RunsChangedElsewhere) -> None:
    """Another process changed runs in the shared database. Since 0.1. Example::

    @hookimpl
    def penstock_runs_changed_elsewhere(event):
        print("read these runs again:", *event.runs)
    """
