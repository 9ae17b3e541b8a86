"""Hooks about batches (**observe**).

The observe hooks are called for every plugin after the change is durable and all locks are released, in the order of
the changes, on the host's one dispatcher thread; an error is logged with the plugin's name, the change stands.
"""

from ..events.batches import (
    BatchChanged,
    BatchDeleted,
    BatchesChangedElsewhere,
    BatchFinished,
    BatchPlanned,
    BatchRestored,
)
from .markers import observe


@observe
def penstock_batch_planned(event: BatchPlanned) -> None:
    """All cells of a batch are stored, and it begins. Since 0.1. Example::

    @hookimpl
    def penstock_batch_planned(event):
        print(event.title, "has", event.total, "cells")
    """


@observe
def penstock_batch_changed(event: BatchChanged) -> None:
    """A batch was paused, resumed, stopped, retried, renamed or got another priority. Since 0.1. Example::

    @hookimpl
    def penstock_batch_changed(event):
        print(event.title, "changed:", *event.changed)
    """


@observe
def penstock_batch_finished(event: BatchFinished) -> None:
    """Every cell of a batch has ended. Since 0.1. Example::

    @hookimpl
    def penstock_batch_finished(event):
        print(event.title, "made", event.counts["completed"], "of", event.total)
    """


@observe
def penstock_batch_deleted(event: BatchDeleted) -> None:
    """A batch went to the trash with its runs, where they are kept 30 days. Since 0.1. Example::

    @hookimpl
    def penstock_batch_deleted(event):
        print(event.title, "is in the trash")
    """


@observe
def penstock_batch_restored(event: BatchRestored) -> None:
    """A batch came back out of the trash. Since 0.1. Example::

    @hookimpl
    def penstock_batch_restored(event):
        print(event.title, "is back")
    """


@observe
def penstock_batches_changed_elsewhere(event: BatchesChangedElsewhere) -> None:
    """Another process changed batches in the shared database. Since 0.1. Example::

    @hookimpl
    def penstock_batches_changed_elsewhere(event):
        print("read the batches again")
    """
