"""What the routes of stories take and answer."""

from collections.abc import Mapping
from typing import Any

from ...core.contracts.stories import DeletedStory
from ...core.draft_values import DraftNote
from ...core.values import frozen


@frozen(kw_only=True)
class ListedStory:
    """A story without its scenes' choices; `draft` is null where nobody edits it.

    `revision` is null where it cannot be read (then it is read-only and `problems` say why), and where it is not saved
    yet: a draft without a file. `scenes` are the names of its scenes in their order, `missing` those that are not
    there.
    """

    name: str
    revision: str | None
    scenes: tuple[str, ...]
    missing: tuple[str, ...]
    problems: tuple[str, ...]
    read_only: bool
    draft: DraftNote | None


@frozen(kw_only=True)
class StoryList:
    """All stories by name, and the folder that they are in."""

    stories: tuple[ListedStory, ...]
    folder: str


@frozen(kw_only=True)
class StoryShape:
    """A story as it is saved; each scene is the object that the file has for it, in their order."""

    name: str
    revision: str | None
    description: str
    scenes: tuple[Mapping[str, Any], ...]
    missing: tuple[str, ...]
    problems: tuple[str, ...]
    read_only: bool
    migrated: bool
    folder: str


@frozen(kw_only=True)
class NewStory:
    """A new story; `scenes` are the names of its scenes in their order, each may stand there several times."""

    name: str
    description: str = ""
    scenes: tuple[str, ...] = ()


@frozen(kw_only=True)
class NewName:
    """The name of a copy."""

    name: str


@frozen(kw_only=True)
class DeletedStories:
    """The stories in the trash, the last deleted first."""

    deleted: tuple[DeletedStory, ...]


@frozen(kw_only=True)
class WantedPrompts:
    """A scene as an entry of a draft has it, and the seed of what is drawn by chance."""

    scene: Mapping[str, Any]
    seed: int = 0
