"""What the routes of drafts take and answer."""

from collections.abc import Mapping
from typing import Any, Literal

from .contracts.editing import Difference
from .values import frozen


@frozen(kw_only=True)
class OpenRequest:
    """With `create` a draft of a document that has no file yet; else 404."""

    create: bool = False


@frozen(kw_only=True)
class Since:
    """Only the entries that changed after this revision of the draft; all of them without it."""

    since: int | None = None


@frozen(kw_only=True)
class SeenRevision:
    """Only where the draft is at this revision, else 409."""

    revision: int | None = None


@frozen(kw_only=True)
class EditShape:
    """Put `value` at `key`, or take away what is there; with `instead_of` in the place of the entry of that key."""

    key: str
    value: Any = None
    removed: bool = False
    instead_of: str | None = None


@frozen(kw_only=True)
class EditRequest:
    """One step: all of it or nothing. `seen` are the revisions of entries that were seen, 0 for none; else 409."""

    edits: tuple[EditShape, ...]
    seen: Mapping[str, int] | None = None


@frozen(kw_only=True)
class SaveRequest:
    """The revision of the draft that is to be saved, and whose version of an entry that both sides changed.

    `file_revision` is the one that a 409 has told: `take` counts only while the file is at it, else there is another
    409. Without it `take` counts for any. `anew`: write the document again though its file is gone, else 409.
    """

    revision: int
    take: Mapping[str, Literal["mine", "theirs"]] | None = None
    file_revision: str | None = None
    anew: bool = False


@frozen
class EntryShape:
    """An entry and the revision of the draft that put it there."""

    value: Any
    revision: int


@frozen(kw_only=True)
class DraftShape:
    """A draft beside its file.

    `base` is the revision of the file that the draft stands on, `file_revision` the one that there is now (null: no
    file). `entries` are those that were asked for, `order` every key. `migrates`: saving writes another format.
    `merged` are the entries that a save took from the file.
    """

    id: str
    kind: str
    name: str
    base: str | None
    revision: int
    dirty: bool
    expires_in: float
    can_undo: bool
    can_redo: bool
    entries: Mapping[str, EntryShape]
    order: tuple[str, ...]
    file_revision: str | None
    read_only: bool
    problems: tuple[str, ...] = ()
    migrates: bool = False
    merged: tuple[str, ...] = ()


@frozen(kw_only=True)
class DifferenceList:
    """What saving would change in the file, in the order of the draft."""

    differences: tuple[Difference, ...]
