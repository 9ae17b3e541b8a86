"""Events about libbers: libraries of text snippets."""

from enum import StrEnum

from ..values import frozen
from .base import Event


class LibberChange(StrEnum):
    """What happened to a library; `elsewhere`: another process wrote or removed its file."""

    SAVED = "saved"
    RENAMED = "renamed"
    DELETED = "deleted"
    RESTORED = "restored"
    ELSEWHERE = "elsewhere"


@frozen(kw_only=True)
class LibberSaved(Event):
    """A library was stored: its name, the new revision, and the keys of snippets that are new, other or gone."""

    libber: str
    revision: str
    created: bool = False
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@frozen(kw_only=True)
class LibberChanged(Event):
    """What texts get from a library may be another now; every change is told so, a saved one after `LibberSaved`.

    `revision` is None where it is gone, `old_name` set where it was renamed.
    """

    libber: str
    change: LibberChange
    revision: str | None = None
    old_name: str = ""
