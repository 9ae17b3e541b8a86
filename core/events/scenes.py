"""Events about scenes. `scene` is the name of the scene's folder."""

from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class SceneSaved(Event):
    """A scene was created or stored: its new revision, and which of its entries and pictures are other ones now."""

    scene: str
    revision: str
    created: bool = False
    changed: tuple[str, ...] = ()


@frozen(kw_only=True)
class SceneRenamed(Event):
    """A scene has another name, and so has its folder."""

    old_name: str
    new_name: str


@frozen(kw_only=True)
class SceneDeleted(Event):
    """A scene went to the trash; `trash` brings it back for 30 days."""

    scene: str
    trash: str


@frozen(kw_only=True)
class SceneRestored(Event):
    """A scene came back out of the trash."""

    scene: str


@frozen(kw_only=True)
class SceneChangedElsewhere(Event):
    """Another process wrote or removed files of a scene: read it again. `revision` is None where it is gone."""

    scene: str
    revision: str | None
