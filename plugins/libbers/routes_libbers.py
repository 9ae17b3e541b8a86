"""What the routes of libraries do."""

from typing import Any

from ...core.contracts.libbers import DeletedLibber, Libber, LibberDocument, LibberEditing, Libbers
from ...core.contracts.uploads import Upload
from ...core.draft_values import DraftNote
from ...core.errors import Invalid, NotFound, PenstockError, TooLarge, from_os_error
from ...core.files import Files
from ...core.routes import FileAnswer, RouteCall
from . import closing
from .free_names import name_from
from .keys import check_key
from .library_limits import MOST_BYTES
from .library_names import check_name
from .routes_shapes import (
    DeletedLibbers,
    LibberFile,
    LibberList,
    LibberShape,
    ListedLibber,
    NewLibber,
    NewLibberName,
)


def libbers_of(call: RouteCall[Any]) -> Libbers:
    """The service of libraries."""
    return call.services.get(Libbers)


def shape_of(document: LibberDocument) -> LibberShape:
    """A library as it is answered."""
    return LibberShape(
        name=document.name,
        revision=document.revision,
        libs=document.libber.libs,
        delimiter=document.libber.delimiter,
        max_depth=document.libber.max_depth,
        problems=document.problems,
        read_only=document.read_only,
    )


def list_libbers(call: RouteCall[Any]) -> LibberList:
    """GET /penstock/libbers."""
    libbers, editing = libbers_of(call), call.services.find(LibberEditing)
    drafts = {note.name.lower(): note for note in (editing.list() if editing else ())}
    names = libbers.names()
    known = {name.lower() for name in names}
    unsaved = (note.name for key, note in drafts.items() if key not in known and (note.dirty or note.base is None))
    every = sorted((*names, *unsaved), key=lambda name: (name.lower(), name))
    listed = (_listed(libbers, name, drafts.get(name.lower())) for name in every)
    return LibberList(libbers=tuple(one for one in listed if one is not None), folder="output/libbers")


def _listed(libbers: Libbers, name: str, draft: DraftNote | None) -> ListedLibber | None:
    try:
        found = libbers.get(name)
    except NotFound:
        if draft is None:
            return None  # it went meanwhile
        return ListedLibber(name=draft.name, count=0, revision=None, problems=(), read_only=False, draft=draft)
    except PenstockError as error:
        return ListedLibber(name=name, count=0, revision=None, problems=(error.message,), read_only=True, draft=draft)
    return ListedLibber(
        name=found.name,
        count=len(found.libber.libs),
        revision=found.revision,
        problems=found.problems,
        read_only=found.read_only,
        draft=draft,
    )


def get_libber(call: RouteCall[Any]) -> LibberShape:
    """GET /penstock/libbers/{libber}."""
    return shape_of(libbers_of(call).get(call.path["libber"]))


def create_libber(call: RouteCall[NewLibber]) -> LibberShape:
    """POST /penstock/libbers."""
    body = call.body
    libs: dict[str, str] = {}
    for key, text in body.libs.items():
        found = check_key(key, "libs")
        if found in libs:
            raise Invalid(
                f"{key!r} and another key both become {found!r}.",
                hint="Leave one of them out.",
                field="libs",
                faults=(f"libs: {found} twice",),
            )
        libs[found] = text
    made = Libber(libs=libs, delimiter=body.delimiter, max_depth=body.max_depth)
    return shape_of(libbers_of(call).save(check_name(body.name), made, None))


def rename_libber(call: RouteCall[NewLibberName]) -> LibberShape:
    """PATCH /penstock/libbers/{libber}."""
    libbers = libbers_of(call)
    return shape_of(libbers.rename(call.path["libber"], check_name(call.body.name)))


def delete_libber(call: RouteCall[Any]) -> DeletedLibber:
    """DELETE /penstock/libbers/{libber}."""
    return closing.deleted(call.services, call.path["libber"])


def list_deleted(call: RouteCall[Any]) -> DeletedLibbers:
    """GET /penstock/libber_trash."""
    return DeletedLibbers(deleted=libbers_of(call).deleted())


def restore_libber(call: RouteCall[Any]) -> LibberShape:
    """POST /penstock/libber_trash/{trash}/restore."""
    libbers = libbers_of(call)
    return shape_of(libbers.get(libbers.restore(call.path["trash"])))


def libber_file(call: RouteCall[Any]) -> FileAnswer:
    """GET /penstock/libbers/{libber}/file."""
    libbers = libbers_of(call)
    document = libbers.get(call.path["libber"])
    return FileAnswer(
        path=libbers.file(document.name),
        content_type="application/json",
        etag=document.revision,
        download_name=f"{document.name}.json",
    )


def import_libber(call: RouteCall[LibberFile]) -> LibberShape:
    """POST /penstock/libber_imports."""
    upload, given = call.body.file, call.body.name
    name = name_from(upload.file_name) if given is None else check_name(given)
    return shape_of(libbers_of(call).add(name, _bytes_of(upload, call.services.get(Files))))


def _bytes_of(upload: Upload, files: Files) -> bytes:
    if upload.size > MOST_BYTES:
        raise TooLarge(f"The file of a libber has at most {MOST_BYTES >> 20} MiB.", field="file")
    try:
        return files.read(upload.path, MOST_BYTES)
    except OSError as error:
        raise from_os_error(error, "read the file") from error
