"""Observe hooks about data sets.

Called for every plugin after the change is durable and all locks are released, in the order of the changes, on the
host's one dispatcher thread. The result is ignored; an error is logged with the plugin's name and shown in the plugin
list, the change stands.
"""

from ..events.datasets import DatasetExported, DatasetImagesSaved, DatasetRestored
from .markers import observe


@observe
def penstock_dataset_exported(event: DatasetExported) -> None:
    """A pool was written as a training folder. Since 0.1. Example::

    @hookimpl
    def penstock_dataset_exported(event):
        start_training(event.folder)
    """


@observe
def penstock_dataset_restored(event: DatasetRestored) -> None:
    """A training folder that an export had replaced is back. Since 0.1. Example::

    @hookimpl
    def penstock_dataset_restored(event):
        print(event.folder, "is as it was")
    """


@observe
def penstock_dataset_images_saved(event: DatasetImagesSaved) -> None:
    """Images were saved together with their texts. Since 0.1. Example::

    @hookimpl
    def penstock_dataset_images_saved(event):
        print(len(event.names), "images in", event.folder)
    """
