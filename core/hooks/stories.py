"""Observe hooks about stories.

Called for every plugin after the change is durable and all locks are released, in the order of the changes, on the
host's one dispatcher thread. The result is ignored; an error is logged with the plugin's name and shown in the plugin
list, the change stands.
"""

from ..events.stories import (
    StoryChangedElsewhere,
    StoryDeleted,
    StoryRestored,
    StorySaved,
)
from .markers import observe


@observe
def penstock_story_saved(event: StorySaved) -> None:
    """A story was stored. Since 0.1. Example::

    @hookimpl
    def penstock_story_saved(event):
        print(event.story, "has new scenes:", *event.added)
    """


@observe
def penstock_story_deleted(event: StoryDeleted) -> None:
    """A story went to the trash with its executions, where it is kept 30 days. Since 0.1. Example::

    @hookimpl
    def penstock_story_deleted(event):
        print(event.story, "can be restored with", event.trash)
    """


@observe
def penstock_story_restored(event: StoryRestored) -> None:
    """A story came back out of the trash. Since 0.1. Example::

    @hookimpl
    def penstock_story_restored(event):
        print(event.story, "is back")
    """


@observe
def penstock_story_changed_elsewhere(event: StoryChangedElsewhere) -> None:
    """Another process wrote or removed a story: read it again. Since 0.1. Example::

    @hookimpl
    def penstock_story_changed_elsewhere(event):
        print(event.story, "is to be read again")
    """
