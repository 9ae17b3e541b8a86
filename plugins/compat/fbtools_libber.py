"""What fbTools' libber routes do, on top of drafts of libraries; nothing is wiped, and no path is taken."""

from contextlib import suppress
from typing import Any, Final

from ...core.contracts.editing import OpenDraft
from ...core.draft_values import Edit
from ...core.errors import BadName, Busy, Conflict, NotFound, PenstockError
from ...core.routes import RouteCall
from . import fbtools_libber_shapes as shapes
from .fbtools_libber_sessions import (
    FOLDER,
    LIB,
    NamedLibber,
    as_it_stands,
    editing_of,
    libbers_of,
    named,
    opened,
    refuse_path,
    stored_key,
)

_TRIES: Final = 5


def create(call: RouteCall[shapes.CreateBody]) -> shapes.OpenedLibber:
    """POST /fbtools/libber/create: there it emptied a library of that name, here it opens it."""
    refuse_path(call.body.filepath)
    editing, name = editing_of(call), call.body.name
    was_open = editing.find(name) is not None
    found = editing.open(name, create=True)
    if was_open or found.stored.revision is not None:
        return _opened(found, "loaded")
    return _opened(_set_up(call, found), "created")


def _set_up(call: RouteCall[shapes.CreateBody], made: OpenDraft) -> OpenDraft:
    """A draft just made, with the delimiter and the depth that were asked for; gone where they cannot be."""
    wanted = {"delimiter": call.body.delimiter, "max_depth": call.body.max_depth}
    edits = [Edit(key, value) for key, value in wanted.items() if value is not None]
    if not edits:
        return made
    editing, draft = editing_of(call), made.draft
    try:
        return editing.edit(draft.name, draft.id, edits)
    except PenstockError:
        with suppress(PenstockError):  # changed by somebody else by now: it stays
            editing.discard(draft.name, draft.id, draft.revision)
        raise


def load(call: RouteCall[shapes.LibberBody]) -> shapes.OpenedLibber:
    """POST /fbtools/libber/load: with the changes that are not saved yet, where there are any."""
    refuse_path(call.body.filepath)
    return _opened(opened(call, call.body.name, call.body.libber_session_id), "loaded")


def _opened(found: OpenDraft, status: str) -> shapes.OpenedLibber:
    made = named(found)
    return shapes.OpenedLibber(
        name=made.name,
        keys=made.keys,
        delimiter=made.libber.delimiter,
        max_depth=made.libber.max_depth,
        status=status,
        session_id=found.draft.id,
    )


def save(call: RouteCall[shapes.LibberBody]) -> shapes.SavedLibber:
    """POST /fbtools/libber/save: a library that nobody changed is saved as it is."""
    refuse_path(call.body.filepath)
    editing, session = editing_of(call), call.body.libber_session_id
    if session is None and call.body.name is not None and editing.find(call.body.name) is None:
        return _saved(libbers_of(call).get(call.body.name).name)
    for _ in range(_TRIES):
        draft = opened(call, call.body.name, session).draft
        try:
            return _saved(editing.save(draft.name, draft.id, draft.revision, anew=True).draft.name)
        except Conflict as error:
            if not isinstance(error.details.get("current"), int):
                raise  # not a change in between, which is to be saved too: others have saved other texts
    raise Busy("Others keep changing the libber.", hint="Nothing was saved; try again.")


def _saved(name: str) -> shapes.SavedLibber:
    return shapes.SavedLibber(name=name, filepath=f"{FOLDER}/{name}.json", status="saved")


def add_lib(call: RouteCall[shapes.AddBody]) -> shapes.ChangedLibber:
    """POST /fbtools/libber/add_lib: new, or another text."""
    key = stored_key(call.body.key)
    return _changed(call, Edit(LIB + key, call.body.value), "added", key)


def remove_lib(call: RouteCall[shapes.RemoveBody]) -> shapes.ChangedLibber:
    """POST /fbtools/libber/remove_lib; 404 for a key that there is none of."""
    key = stored_key(call.body.key)
    _lib(as_it_stands(call, call.body.name, call.body.libber_session_id), key)
    return _changed(call, Edit(LIB + key, removed=True), "removed", key)


def _changed(call: RouteCall[Any], edit: Edit, status: str, key: str) -> shapes.ChangedLibber:
    draft = opened(call, call.body.name, call.body.libber_session_id).draft
    made = named(editing_of(call).edit(draft.name, draft.id, [edit]))
    return shapes.ChangedLibber(name=made.name, keys=made.keys, status=status, key=key)


def list_libbers(call: RouteCall[Any]) -> shapes.LibberFiles:
    """GET /fbtools/libber/list."""
    saved = libbers_of(call).names()
    names = sorted({*saved, *(note.name for note in editing_of(call).list())})
    files = tuple(f"{name}.json" for name in saved)
    return shapes.LibberFiles(libbers=tuple(names), files=files, libber_dir=FOLDER, count=len(names))


def _asked(call: RouteCall[Any]) -> NamedLibber:
    query = call.query or shapes.LibberQuery()
    return as_it_stands(call, query.name, query.libber_session_id)


def keys(call: RouteCall[Any]) -> shapes.LibberKeys:
    """GET /fbtools/libber/keys."""
    found = _asked(call)
    return shapes.LibberKeys(name=found.name, keys=found.keys)


def get_lib(call: RouteCall[Any]) -> shapes.LibberLib:
    """GET /fbtools/libber/get_lib/{key}."""
    found, key = _asked(call), stored_key(call.path["key"])
    return shapes.LibberLib(name=found.name, key=key, value=_lib(found, key))


def _lib(found: NamedLibber, key: str) -> str:
    if key not in found.libber.libs:
        raise NotFound(f"{found.name} has no snippet {key[:80]!r}.", field="key")
    return found.libber.libs[key]


def get_data(call: RouteCall[Any]) -> shapes.LibberData:
    """GET /fbtools/libber/get_data/{name}: the name of a library, or of a session."""
    found = _by_either(call, call.path["name"])
    return shapes.LibberData(
        keys=found.keys,
        lib_dict=dict(found.libber.libs),
        delimiter=found.libber.delimiter,
        max_depth=found.libber.max_depth,
    )


def _by_either(call: RouteCall[Any], name: str) -> NamedLibber:
    try:
        return as_it_stands(call, name, None)
    except (BadName, NotFound):
        if any(note.id == name for note in editing_of(call).list()):
            return as_it_stands(call, None, name)
        raise


def apply(call: RouteCall[shapes.ApplyBody]) -> shapes.Applied:
    """POST /fbtools/libber/apply: what is not saved yet counts, as it did there."""
    found, text = as_it_stands(call, call.body.name, call.body.libber_session_id), call.body.text
    made = libbers_of(call).substitute(text, [found.name], unsaved={found.name: found.libber})
    return shapes.Applied(result=made.text, original=text, name=found.name)
