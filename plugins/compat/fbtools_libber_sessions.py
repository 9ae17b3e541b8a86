"""The libraries that fbTools' routes work on: drafts, which it had none of.

There a library was changed in memory and lost when a node ran or the server ended. Here what a script changes is a
draft: the one that tabs show too, kept until it is saved.
"""

from collections.abc import Mapping
from typing import Any, Final

from ...core.contracts.editing import OpenDraft
from ...core.contracts.libbers import DELIMITER, MAX_DEPTH, Libber, LibberEditing, Libbers
from ...core.draft_values import DraftNote
from ...core.errors import Invalid, NotFound
from ...core.routes import RouteCall
from ...core.values import frozen

LIB: Final = "lib:"
FOLDER: Final = "output/libbers"
"""Where libraries lie, as it is told to people."""


@frozen
class NamedLibber:
    """A library as it stands, with the changes that are not saved yet."""

    name: str
    libber: Libber

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys, sorted."""
        return tuple(sorted(self.libber.libs))


def editing_of(call: RouteCall[Any]) -> LibberEditing:
    """The drafts of libraries."""
    return call.services.get(LibberEditing)


def libbers_of(call: RouteCall[Any]) -> Libbers:
    """The saved libraries."""
    return call.services.get(Libbers)


def opened(call: RouteCall[Any], name: str | None, session: str | None) -> OpenDraft:
    """The draft to change, opened where only the library is there. `NotFound`, `Invalid`."""
    editing = editing_of(call)
    if session is not None:
        note = _session(editing, session, name)
        return editing.get(note.name, note.id)
    return editing.open(_given(name))


def as_it_stands(call: RouteCall[Any], name: str | None, session: str | None) -> NamedLibber:
    """The library with its unsaved changes; nothing is opened by looking. `NotFound`, `Invalid`."""
    editing = editing_of(call)
    note = _session(editing, session, name) if session is not None else editing.find(_given(name))
    if note is not None:
        return named(editing.get(note.name, note.id))
    found = libbers_of(call).get(_given(name))
    return NamedLibber(found.name, found.libber)


def named(opened: OpenDraft) -> NamedLibber:
    """The library that a draft stands for."""
    return NamedLibber(opened.draft.name, libber_in(opened.draft.content()))


def libber_in(content: Mapping[str, Any]) -> Libber:
    """The library that the entries of a draft stand for."""
    return Libber(
        libs={key.removeprefix(LIB): value for key, value in content.items() if key.startswith(LIB)},
        delimiter=content.get("delimiter", DELIMITER),
        max_depth=content.get("max_depth", MAX_DEPTH),
    )


def stored_key(key: str) -> str:
    """`key` as fbTools stored it, and as it is stored here."""
    return key.strip().lower().replace(" ", "_").replace("-", "_")


def refuse_path(filepath: str | None) -> None:
    """fbTools read and wrote any file that it was told."""
    if filepath is not None:
        raise Invalid(
            "A libber is meant by its name: no file can be chosen.",
            hint=f"Leave filepath out: libbers lie in {FOLDER}/<name>.json.",
            field="filepath",
        )


def _session(editing: LibberEditing, session: str, name: str | None) -> DraftNote:
    found = next((note for note in editing.list() if note.id == session), None)
    if found is None:
        raise NotFound(
            f"There is no session {session[:80]!r}.",
            hint="It was saved and left, or nobody used it for 30 minutes: create or load the libber again.",
            field="libber_session_id",
        )
    if name is not None and name.casefold() != found.name.casefold():
        raise Invalid(f"The session is one of {found.name!r}.", hint="Send one of the two.", field="name")
    return found


def _given(name: str | None) -> str:
    if name is None:
        raise Invalid("Which libber?", hint="Send its name, or a libber_session_id.", field="name")
    return name
