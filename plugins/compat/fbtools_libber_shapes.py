"""What fbTools' libber routes take and answer.

A library is meant by its `name`, or by the `libber_session_id` that create and load answer.
"""

from ...core.values import frozen


@frozen(kw_only=True)
class LibberBody:
    """The library; `filepath` is refused, since a library has a name and lies where all of them do."""

    name: str | None = None
    libber_session_id: str | None = None
    filepath: str | None = None


@frozen(kw_only=True)
class CreateBody:
    """The new library; `delimiter` and `max_depth` count where there is none of this name yet."""

    name: str
    delimiter: str | None = None
    max_depth: int | None = None
    filepath: str | None = None


@frozen(kw_only=True)
class AddBody:
    """A snippet: the key is stored in lower case, with `_` for spaces and `-`."""

    key: str
    value: str
    name: str | None = None
    libber_session_id: str | None = None


@frozen(kw_only=True)
class RemoveBody:
    """The snippet to take out."""

    key: str
    name: str | None = None
    libber_session_id: str | None = None


@frozen(kw_only=True)
class ApplyBody:
    """The text whose references are replaced."""

    text: str
    name: str | None = None
    libber_session_id: str | None = None


@frozen(kw_only=True)
class LibberQuery:
    """The library."""

    name: str | None = None
    libber_session_id: str | None = None


@frozen(kw_only=True)
class OpenedLibber:
    """A library that can be changed now: `created`, or `loaded` where it was there already."""

    name: str
    keys: tuple[str, ...]
    delimiter: str
    max_depth: int
    status: str
    session_id: str


@frozen(kw_only=True)
class ChangedLibber:
    """`added` or `removed`: the key as it is stored, and all keys."""

    name: str
    keys: tuple[str, ...]
    status: str
    key: str


@frozen(kw_only=True)
class SavedLibber:
    """`filepath` is told below the data folder, for people."""

    name: str
    filepath: str
    status: str


@frozen(kw_only=True)
class LibberKeys:
    """The keys, sorted."""

    name: str
    keys: tuple[str, ...]


@frozen(kw_only=True)
class LibberLib:
    """One snippet."""

    name: str
    key: str
    value: str


@frozen(kw_only=True)
class LibberData:
    """Everything in a library."""

    keys: tuple[str, ...]
    lib_dict: dict[str, str]
    delimiter: str
    max_depth: int


@frozen(kw_only=True)
class LibberFiles:
    """`libbers` are the names that the other routes take, unsaved ones included; `files` those of the saved ones."""

    libbers: tuple[str, ...]
    files: tuple[str, ...]
    libber_dir: str
    count: int


@frozen(kw_only=True)
class Applied:
    """The text before and after."""

    result: str
    original: str
    name: str
