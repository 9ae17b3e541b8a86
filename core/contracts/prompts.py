"""Prompts: any number of named texts and of compositions of them, kept in one file a folder. Every value is frozen."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Protocol

from attrs import field

from ..values import frozen
from .editing import Editing

VERSION: Final = 2
"""The version of prompts.json that is written; a higher one is read and never written over."""

MOST_PROMPTS: Final = 5_000
MOST_COMPOSITIONS: Final = 5_000
LONGEST_NAME: Final = 200
LONGEST_VALUE: Final = 100_000
LEGACY_CATEGORY: Final = "legacy"
"""The category of what came out of a version 1 file."""

LEGACY_NAMES: Final = ("girl_pos", "male_pos", "wan_prompt", "wan_low_prompt", "four_image_prompt")
"""The five prompts that version 1 had by name."""


class ProcessingType(StrEnum):
    """What is done with a prompt's value: nothing, or its references are replaced from a libber."""

    RAW = "raw"
    LIBBER = "libber"


def deep_frozen(value: Any) -> Any:
    """A JSON value with read-only mappings for its objects and tuples for its lists, nothing shared with `value`."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: deep_frozen(inner) for key, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(deep_frozen(inner) for inner in value)
    return value


def thawed(value: Any) -> Any:
    """`deep_frozen` taken back: plain objects and lists, as `json.dumps` takes them."""
    if isinstance(value, Mapping):
        return {key: thawed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [thawed(inner) for inner in value]
    return value


def _frozen_or_none(value: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return None if value is None else deep_frozen(value)


def _in_order(given: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(given))


@frozen(kw_only=True)
class Prompt:
    """A named text. `category`, `description` and `libber_name` are None where there is none, never empty.

    `unknown` are the fields of its entry that nobody here knows, and known ones that hold what they cannot
    (`"tags": 5`): they are written back as they were.
    """

    value: str = ""
    category: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    processing_type: ProcessingType = ProcessingType.RAW
    libber_name: str | None = None
    unknown: Mapping[str, Any] = field(factory=dict, converter=deep_frozen)


@frozen(kw_only=True)
class PromptCollection:
    """The prompts of one folder by name, and compositions: names of prompts by the name of what they make up.

    `v1_backup` is the object of the version 1 file that this came from, frozen all through. `unread` are entries that
    were no prompts and no compositions (`{"in", "name", "was"}`), `unknown` the fields that nobody here knows: both are
    written back.
    """

    version: int = VERSION
    prompts: Mapping[str, Prompt] = field(factory=dict, converter=_in_order)
    compositions: Mapping[str, tuple[str, ...]] = field(factory=dict, converter=deep_frozen)
    scene_flags: Mapping[str, Any] | None = field(default=None, converter=_frozen_or_none)
    v1_backup: Mapping[str, Any] | None = field(default=None, converter=_frozen_or_none)
    unread: tuple[Any, ...] = field(default=(), converter=deep_frozen)
    unknown: Mapping[str, Any] = field(factory=dict, converter=deep_frozen)


@frozen(kw_only=True)
class PromptDocument:
    """A collection as it is on the disk. `revision` is a hash of the file's bytes, None where there is no file.

    `migrated` says that the file is still of version 1: the next save writes version 2 and keeps its bytes beside it.
    `problems` tell people what in the file is not as it should be.
    """

    collection: PromptCollection
    revision: str | None = None
    read_only: bool = False
    migrated: bool = False
    problems: tuple[str, ...] = ()


@frozen(kw_only=True)
class PromptNames:
    """Names of prompts, sorted, and what could not be read, one sentence each."""

    names: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@frozen(kw_only=True)
class PromptUse:
    """A prompt that takes snippets from a library: `keys` are those that end up in it, through others too."""

    folder: str
    prompt: str
    keys: tuple[str, ...]


@frozen(kw_only=True)
class DeletedPrompts:
    """A collection in the trash: `trash` brings it back, `deleted` is wall time in ms."""

    trash: str
    folder: str
    deleted: int


@frozen(kw_only=True)
class Composed:
    """A text put together from prompts, and sentences about what could not be found."""

    text: str
    notes: tuple[str, ...] = ()


class PromptEditing(Editing, Protocol):
    """The drafts of collections, kind `prompts`, by folder.

    Entries: `prompt:<name>` (the object that the file has for it: value, category, description, tags,
    processing_type, libber_name, unknown fields), `composition:<name>` (a list of names of prompts), `flags` (an
    object).
    Renaming a prompt is an edit that puts the entry in the place of the old one: compositions follow.
    """


class Prompts(Protocol):
    """The collections of this installation: `<output>/scenes/<folder>/prompts.json`. What is saved counts, no draft.

    All methods block and are safe on any thread. Raises `BadName` for what is no name of a folder, `NotFound` where a
    folder has no prompts (`read` gives an empty collection instead), `Busy`, `Invalid` for a damaged file without
    a good copy, and the errors of the disk; what raised changed nothing.
    """

    def folders(self) -> tuple[str, ...]:
        """The folders that have prompts, sorted."""
        ...

    def read(self, folder: str) -> PromptDocument:
        """The prompts of a folder; an empty collection without a revision where there is no file."""
        ...

    def parse(self, text: str) -> PromptDocument:
        """The collection that JSON text holds, version 1 or 2, without a revision; empty text is an empty collection.

        `Invalid`, `TooLarge`.
        """
        ...

    def text_of(self, collection: PromptCollection) -> str:
        """A collection as JSON text, as its file would hold it."""
        ...

    def save(self, folder: str, collection: PromptCollection, seen: str | None) -> PromptDocument:
        """Store a collection over the revision `seen`, None for a new one; `Conflict` where another is there."""
        ...

    def delete(self, folder: str) -> DeletedPrompts:
        """Move the file to the trash for 30 days; what else is in the folder stays."""
        ...

    def deleted(self) -> tuple[DeletedPrompts, ...]:
        """What can be restored, the last deleted first."""
        ...

    def restore(self, trash_id: str) -> str:
        """Bring deleted prompts back; returns their folder. `Conflict` where that has prompts again."""
        ...

    def restore_v1(self, folder: str) -> PromptDocument:
        """Bring back the bytes of the version 1 file; what is there now is kept beside it."""
        ...

    def discover(self, folders: Sequence[str] | None = None) -> PromptNames:
        """The names of all prompts that these folders (all, where None) have or had in version 1."""
        ...

    def compose(self, collection: PromptCollection, names: Sequence[str], seed: int = 0) -> Composed:
        """The prompts of these names as one text; those that want it are filled from their libraries."""
        ...

    def uses(self, libber: str) -> tuple[PromptUse, ...]:
        """The saved prompts that take snippets from a library, by folder and prompt."""
        ...

    def signature(self, folder: str) -> str:
        """Changes whenever the file does, empty where there is none: for fingerprints. Opens no file."""
        ...
