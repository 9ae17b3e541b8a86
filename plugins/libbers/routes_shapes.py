"""What the routes of libraries take and answer."""

from collections.abc import Mapping

from attrs import field

from ...core.contracts.libbers import DELIMITER, MAX_DEPTH, DeletedLibber
from ...core.contracts.uploads import Upload
from ...core.draft_values import DraftNote
from ...core.values import frozen


@frozen(kw_only=True)
class LibberShape:
    """A library as it is saved; `problems` say what in its file is not used."""

    name: str
    revision: str
    libs: Mapping[str, str]
    delimiter: str
    max_depth: int
    problems: tuple[str, ...]
    read_only: bool


@frozen(kw_only=True)
class ListedLibber:
    """A library without its snippets; `draft` is null where nobody edits it.

    `revision` is null where it cannot be read (then it is read-only and `problems` say why), and where it is not saved
    yet: a draft without a file.
    """

    name: str
    count: int
    revision: str | None
    problems: tuple[str, ...]
    read_only: bool
    draft: DraftNote | None


@frozen(kw_only=True)
class LibberList:
    """All libraries by name, and the folder that they lie in, for people."""

    libbers: tuple[ListedLibber, ...]
    folder: str


@frozen(kw_only=True)
class NewLibber:
    """A new library; the keys of its snippets are normalised."""

    name: str
    libs: Mapping[str, str] = field(factory=dict)
    delimiter: str = DELIMITER
    max_depth: int = MAX_DEPTH


@frozen(kw_only=True)
class NewLibberName:
    """The new name."""

    name: str


@frozen(kw_only=True)
class DeletedLibbers:
    """The libraries in the trash, the last deleted first."""

    deleted: tuple[DeletedLibber, ...]


@frozen(kw_only=True)
class LibberFile:
    """The JSON file of a library, ours or fbTools'; its name is that of the file where none is given."""

    file: Upload
    name: str | None = None


@frozen(kw_only=True)
class Wanted:
    """A text, and the libraries that its references are replaced from: the first that knows a key counts.

    `libs` are snippets that are not saved, by library, laid over its saved ones; null takes one away. Delimiter and
    depth are those of the first library where none are given.
    """

    text: str
    libbers: tuple[str, ...]
    seed: int = 0
    libs: Mapping[str, Mapping[str, str | None]] = field(factory=dict)
    delimiter: str | None = None
    max_depth: int | None = None


@frozen(kw_only=True)
class ListedTextFunction:
    """A function that texts may name behind a reference, and the plugin that brings it."""

    name: str
    summary: str
    plugin: str


@frozen(kw_only=True)
class TextFunctionList:
    """All of them by name."""

    functions: tuple[ListedTextFunction, ...]
