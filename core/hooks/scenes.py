"""Hooks about scenes: one **decide** hook that may derive pictures, and what happened (**observe**).

The observe hooks are called for every plugin after the change is durable and all locks are released, in the order of
the changes, on the host's one dispatcher thread; an error is logged with the plugin's name, the change stands.
"""

from typing import Any

from ..contracts.scenes import ScenePictureRequest
from ..events.scenes import (
    SceneChangedElsewhere,
    SceneDeleted,
    SceneRenamed,
    SceneRestored,
    SceneSaved,
)
from .markers import decide, observe


@decide
def penstock_derive_scene_picture(request: ScenePictureRequest) -> Any | None:
    """Derive a picture of a scene from its base picture (a depth map, a pose), or return None.

    Called in the thread of the node that creates or updates a scene, without any lock, once for each picture that was
    asked for and not given. The answer is an IMAGE `[1,H,W,3]`, float32 0..1; one that is not, or an error, counts as
    no answer, and is shown. Since 0.1. Example::

        @hookimpl
        def penstock_derive_scene_picture(request):
            if request.picture == "canny":
                return edges_of(request.base, request.settings["canny_low_threshold"])
    """
    return None


@observe
def penstock_scene_saved(event: SceneSaved) -> None:
    """A scene was created or stored. Since 0.1. Example::

    @hookimpl
    def penstock_scene_saved(event):
        print(event.scene, "changed:", *event.changed)
    """


@observe
def penstock_scene_renamed(event: SceneRenamed) -> None:
    """A scene has another name, and so has its folder. Since 0.1. Example::

    @hookimpl
    def penstock_scene_renamed(event):
        print(event.old_name, "is now", event.new_name)
    """


@observe
def penstock_scene_deleted(event: SceneDeleted) -> None:
    """A scene went to the trash, where it is kept 30 days. Since 0.1. Example::

    @hookimpl
    def penstock_scene_deleted(event):
        print(event.scene, "can be restored with", event.trash)
    """


@observe
def penstock_scene_restored(event: SceneRestored) -> None:
    """A scene came back out of the trash. Since 0.1. Example::

    @hookimpl
    def penstock_scene_restored(event):
        print(event.scene, "is back")
    """


@observe
def penstock_scene_changed_elsewhere(event: SceneChangedElsewhere) -> None:
    """Another process wrote or removed files of a scene: read it again. Since 0.1. Example::

    @hookimpl
    def penstock_scene_changed_elsewhere(event):
        print(event.scene, "is to be read again")
    """
