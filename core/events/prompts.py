"""Events about collections of prompts. `folder` is the folder whose prompts.json holds the collection."""

from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class PromptMigrated(Event):
    """A version 1 file became version 2 with its first save; `backup` is the name of the file with its bytes.

    `prompts` are the names of the prompts that came out of it. Told before `PromptsSaved`.
    """

    folder: str
    prompts: tuple[str, ...]
    backup: str


@frozen(kw_only=True)
class PromptsSaved(Event):
    """A collection was stored: the new revision, and the names of prompts that are new, other or gone."""

    folder: str
    revision: str
    created: bool = False
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@frozen(kw_only=True)
class PromptRenamed(Event):
    """A saved prompt has another name; compositions follow. Told before `PromptsSaved`, where it counts as changed."""

    folder: str
    old_name: str
    new_name: str


@frozen(kw_only=True)
class PromptsDeleted(Event):
    """The collection of a folder went to the trash; `trash` brings it back for 30 days."""

    folder: str
    trash: str


@frozen(kw_only=True)
class PromptsRestored(Event):
    """A collection came back: out of the trash, or (`version` 1) as the version 1 file that it once was."""

    folder: str
    revision: str
    version: int = 2


@frozen(kw_only=True)
class PromptsChangedElsewhere(Event):
    """Another process wrote or removed the prompts of a folder: read them again.

    `revision` is None where they are gone.
    """

    folder: str
    revision: str | None
