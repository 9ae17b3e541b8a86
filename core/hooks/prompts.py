"""Observe hooks about collections of prompts.

Called for every plugin after the change is durable and all locks are released, in the order of the changes, on the
host's one dispatcher thread. The result is ignored; an error is logged with the plugin's name and shown in the plugin
list, the change stands.
"""

from ..events.prompts import (
    PromptMigrated,
    PromptRenamed,
    PromptsChangedElsewhere,
    PromptsDeleted,
    PromptsRestored,
    PromptsSaved,
)
from .markers import observe


@observe
def penstock_prompt_migrated(event: PromptMigrated) -> None:
    """A version 1 file became version 2 with its first save; its bytes are kept beside it. Since 0.1. Example::

    @hookimpl
    def penstock_prompt_migrated(event):
        print(event.folder, "has", len(event.prompts), "prompts; the old file is", event.backup)
    """


@observe
def penstock_prompts_saved(event: PromptsSaved) -> None:
    """The prompts of a folder were stored. Since 0.1. Example::

    @hookimpl
    def penstock_prompts_saved(event):
        print(event.folder, "changed:", *event.added, *event.changed, *event.removed)
    """


@observe
def penstock_prompt_renamed(event: PromptRenamed) -> None:
    """A saved prompt has another name. Since 0.1. Example::

    @hookimpl
    def penstock_prompt_renamed(event):
        print(event.old_name, "is now", event.new_name)
    """


@observe
def penstock_prompts_deleted(event: PromptsDeleted) -> None:
    """The prompts of a folder went to the trash, where they are kept 30 days. Since 0.1. Example::

    @hookimpl
    def penstock_prompts_deleted(event):
        print(event.folder, "can be restored with", event.trash)
    """


@observe
def penstock_prompts_restored(event: PromptsRestored) -> None:
    """The prompts of a folder came back, out of the trash or as their version 1. Since 0.1. Example::

    @hookimpl
    def penstock_prompts_restored(event):
        print(event.folder, "is back as version", event.version)
    """


@observe
def penstock_prompts_changed_elsewhere(event: PromptsChangedElsewhere) -> None:
    """Another process wrote or removed the prompts of a folder: read them again. Since 0.1. Example::

    @hookimpl
    def penstock_prompts_changed_elsewhere(event):
        print("the prompts of", event.folder, "changed")
    """
