"""The routes of libraries."""

from typing import TYPE_CHECKING, Final

from ...core.contracts.libbers import DeletedLibber, LibberEditing, Substitution
from ...core.editing_routes import draft_routes
from ...core.later import later
from ...core.routes import FileAnswer, RouteSpec
from .library_limits import MOST_BYTES

if TYPE_CHECKING:
    from . import routes_libbers as libbers
    from . import routes_shapes as shapes
    from . import routes_substitution as substitution
else:
    libbers = later(__package__, "routes_libbers")
    shapes = later(__package__, "routes_shapes")
    substitution = later(__package__, "routes_substitution")

_LIBBERS: Final = "/penstock/libbers"
_LIBBER: Final = "/penstock/libbers/{libber}"
_TRASH: Final = "/penstock/libber_trash"
_LARGEST: Final = 16 << 20


def routes() -> tuple[RouteSpec, ...]:
    """Libraries, their trash, their drafts and files, and what texts become with them."""
    drafts = draft_routes("libbers", LibberEditing, _LIBBER)
    return (*_reading(), *_changing(), *_trash(), *drafts, *_files(), *_substitution())


def _reading() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="libbers.list",
            method="GET",
            path=_LIBBERS,
            handler=libbers.list_libbers,
            summary="The libbers by name, each with its count of snippets and its open draft.",
            answer=shapes.LibberList,
        ),
        RouteSpec(
            name="libbers.get",
            method="GET",
            path=_LIBBER,
            handler=libbers.get_libber,
            summary="A libber as it is saved.",
            answer=shapes.LibberShape,
        ),
    )


def _changing() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="libbers.create",
            method="POST",
            path=_LIBBERS,
            handler=libbers.create_libber,
            summary="Save a new libber; 409 where the name is in use.",
            body=shapes.NewLibber,
            answer=shapes.LibberShape,
            status=201,
            max_bytes=_LARGEST,
        ),
        RouteSpec(
            name="libbers.rename",
            method="PATCH",
            path=_LIBBER,
            handler=libbers.rename_libber,
            summary="Another name; its open draft goes with it. 409 where the name is in use.",
            body=shapes.NewLibberName,
            answer=shapes.LibberShape,
        ),
        RouteSpec(
            name="libbers.delete",
            method="DELETE",
            path=_LIBBER,
            handler=libbers.delete_libber,
            summary="Move a libber to the trash.",
            answer=DeletedLibber,
        ),
    )


def _trash() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="libbers.deleted",
            method="GET",
            path=_TRASH,
            handler=libbers.list_deleted,
            summary="The libbers in the trash, the last deleted first.",
            answer=shapes.DeletedLibbers,
        ),
        RouteSpec(
            name="libbers.restore",
            method="POST",
            path=f"{_TRASH}/{{trash}}/restore",
            handler=libbers.restore_libber,
            summary="Bring a deleted libber back; 409 where its name is in use.",
            answer=shapes.LibberShape,
        ),
    )


def _files() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="libbers.file",
            method="GET",
            path=f"{_LIBBER}/file",
            handler=libbers.libber_file,
            summary="The JSON file of a libber, to keep or to carry to another machine.",
            answer=FileAnswer,
        ),
        RouteSpec(
            name="libbers.import",
            method="POST",
            path="/penstock/libber_imports",
            handler=libbers.import_libber,
            summary="A new libber of a JSON file, ours or fbTools'; it gets the next free name.",
            body=shapes.LibberFile,
            answer=shapes.LibberShape,
            status=201,
            max_bytes=MOST_BYTES + (1 << 20),
        ),
    )


def _substitution() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="libbers.substitute",
            method="POST",
            path="/penstock/libber_substitutions",
            handler=substitution.substituted,
            summary="What a text becomes with libbers, with what is said of its references; nothing is stored.",
            body=shapes.Wanted,
            answer=Substitution,
            max_bytes=_LARGEST,
        ),
        RouteSpec(
            name="libbers.functions",
            method="GET",
            path="/penstock/text_functions",
            handler=substitution.listed_functions,
            summary="The functions that texts may name, as in %key|upper%, with the plugins that bring them.",
            answer=shapes.TextFunctionList,
        ),
    )
