"""What the routes of prompts take and answer."""

from collections.abc import Mapping
from typing import Any

from attrs import field

from ...core.contracts.prompts import DeletedPrompts, PromptUse
from ...core.draft_values import DraftNote
from ...core.values import frozen


@frozen(kw_only=True)
class ListedCollection:
    """A collection without its prompts; `draft` is null where nobody edits it.

    `revision` is null where it cannot be read (then it is read-only and `problems` say why), and where it is not saved
    yet: a draft without a file.
    `migrates`: its file is of version 1, and the next save makes it version 2.
    """

    folder: str
    count: int
    revision: str | None
    migrates: bool
    read_only: bool
    problems: tuple[str, ...]
    draft: DraftNote | None


@frozen(kw_only=True)
class CollectionList:
    """All collections by folder."""

    collections: tuple[ListedCollection, ...]


@frozen(kw_only=True)
class CollectionShape:
    """The prompts of a folder as they are saved, each the object that the file has for it."""

    folder: str
    revision: str | None
    migrated: bool
    read_only: bool
    problems: tuple[str, ...]
    prompts: Mapping[str, Any]
    compositions: Mapping[str, tuple[str, ...]]
    scene_flags: Mapping[str, Any] | None
    has_v1_backup: bool


@frozen(kw_only=True)
class ParsedCollection:
    """A collection that came as text; `text` is all of it, as JSON of version 2."""

    text: str
    migrated: bool
    read_only: bool
    problems: tuple[str, ...]
    prompts: Mapping[str, Any]
    compositions: Mapping[str, tuple[str, ...]]
    scene_flags: Mapping[str, Any] | None
    has_v1_backup: bool


@frozen(kw_only=True)
class NewCollection:
    """The folder of a new, empty collection."""

    folder: str


@frozen(kw_only=True)
class CollectionText:
    """A collection as JSON text, of version 1 or 2; empty for an empty one."""

    text: str


@frozen(kw_only=True)
class DeletedCollections:
    """The collections in the trash, the last deleted first."""

    deleted: tuple[DeletedPrompts, ...]


@frozen(kw_only=True)
class RestoreVersion1:
    """Whether changes that are not saved may be lost."""

    discard: bool = False


@frozen(kw_only=True)
class Folders:
    """The folders whose names are wanted: all without one, none where the only one is empty."""

    folder: tuple[str, ...] | None = None


@frozen(kw_only=True)
class OfLibber:
    """The library whose uses are wanted."""

    libber: str


@frozen(kw_only=True)
class Uses:
    """The saved prompts that take snippets from a library."""

    uses: tuple[PromptUse, ...]


@frozen(kw_only=True)
class ToCompose:
    """Prompts as a file has them, and names: those of prompts, or of compositions that stand for their prompts."""

    prompts: Mapping[str, Any]
    names: tuple[str, ...]
    compositions: Mapping[str, tuple[str, ...]] = field(factory=dict)
    seed: int = 0
