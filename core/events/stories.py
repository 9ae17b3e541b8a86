"""Events about stories. `story` is the name of the story's folder."""

from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class StorySaved(Event):
    """A story was stored: its new revision, the ids of scenes that are new, other, gone; `moved`: in another order."""

    story: str
    revision: str
    created: bool = False
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: bool = False


@frozen(kw_only=True)
class StoryDeleted(Event):
    """A story went to the trash, its executions with it; `trash` brings it back for 30 days."""

    story: str
    trash: str


@frozen(kw_only=True)
class StoryRestored(Event):
    """A story came back out of the trash."""

    story: str
    revision: str


@frozen(kw_only=True)
class StoryChangedElsewhere(Event):
    """Another process wrote or removed a story: read it again. `revision` is None where it is gone."""

    story: str
    revision: str | None
