"""Observe hooks about executions of stories.

Called for every plugin after the change is durable and all locks are released, in the order of the changes, on the
host's one dispatcher thread. The result is ignored; an error is logged with the plugin's name and shown in the plugin
list, the change stands.
"""

from ..events.executions import (
    ExecutionChangedElsewhere,
    ExecutionFinished,
    ExecutionImagePicked,
    ExecutionImageSaved,
    ExecutionImagesDeleted,
    ExecutionImagesRestored,
    ExecutionStarted,
)
from .markers import observe


@observe
def penstock_execution_started(event: ExecutionStarted) -> None:
    """A run of a story got its folder, or goes on in the one that it had. Since 0.1. Example::

    @hookimpl
    def penstock_execution_started(event):
        print(event.key.exec_id, "makes pictures of", event.scene_count, "scenes")
    """


@observe
def penstock_execution_image_saved(event: ExecutionImageSaved) -> None:
    """A picture of an execution was saved. Since 0.1. Example::

    @hookimpl
    def penstock_execution_image_saved(event):
        print(event.images, "of", event.wanted)
    """


@observe
def penstock_execution_finished(event: ExecutionFinished) -> None:
    """Every scene of an execution has the pictures that were wanted. Since 0.1. Example::

    @hookimpl
    def penstock_execution_finished(event):
        ring_the_bell(f"{event.key.story} has {event.images} pictures")
    """


@observe
def penstock_execution_image_picked(event: ExecutionImagePicked) -> None:
    """A picture was chosen as the best of its scene, or the choice was taken back. Since 0.1. Example::

    @hookimpl
    def penstock_execution_image_picked(event):
        print("scene", event.order, "takes", event.image)
    """


@observe
def penstock_execution_images_deleted(event: ExecutionImagesDeleted) -> None:
    """Files of an execution, or all of it, went to the trash for 30 days. Since 0.1. Example::

    @hookimpl
    def penstock_execution_images_deleted(event):
        print(*event.names, "can be restored with", event.trash)
    """


@observe
def penstock_execution_images_restored(event: ExecutionImagesRestored) -> None:
    """Files of an execution, or all of it, came back out of the trash. Since 0.1. Example::

    @hookimpl
    def penstock_execution_images_restored(event):
        print(event.key.exec_id, "has them again:", *event.names)
    """


@observe
def penstock_execution_changed_elsewhere(event: ExecutionChangedElsewhere) -> None:
    """Another process, or a node that is not ours, changed an execution: read it again. Since 0.1. Example::

    @hookimpl
    def penstock_execution_changed_elsewhere(event):
        print(event.key.exec_id, "is to be read again")
    """
