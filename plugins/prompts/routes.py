"""The routes of prompts."""

from typing import TYPE_CHECKING, Final

from ...core.contracts.prompts import Composed, DeletedPrompts, PromptEditing, PromptNames
from ...core.editing_routes import draft_routes
from ...core.later import later
from ...core.routes import RouteSpec

if TYPE_CHECKING:
    from . import routes_prompts as prompts
    from . import routes_shapes as shapes
    from . import routes_texts as texts
else:
    prompts = later(__package__, "routes_prompts")
    shapes = later(__package__, "routes_shapes")
    texts = later(__package__, "routes_texts")

_PROMPTS: Final = "/penstock/prompts"
_FOLDER: Final = "/penstock/prompts/{folder}"
_TRASH: Final = "/penstock/prompt_trash"
_LARGEST: Final = 16 << 20


def routes() -> tuple[RouteSpec, ...]:
    """Collections, their trash and drafts, names and uses of prompts, texts that are made of them."""
    drafts = draft_routes("prompts", PromptEditing, _FOLDER)
    return (*_reading(), *_changing(), *_trash(), *drafts, *_asking(), *_texts())


def _reading() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="prompts.list",
            method="GET",
            path=_PROMPTS,
            handler=prompts.list_collections,
            summary="The collections by folder, each with its number of prompts and its open draft.",
            answer=shapes.CollectionList,
        ),
        RouteSpec(
            name="prompts.get",
            method="GET",
            path=_FOLDER,
            handler=prompts.get_collection,
            summary="The prompts of a folder as they are saved; `migrated` where the file is still of version 1.",
            answer=shapes.CollectionShape,
        ),
    )


def _changing() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="prompts.create",
            method="POST",
            path=_PROMPTS,
            handler=prompts.create_collection,
            summary="Save an empty collection in a folder; 409 where that has prompts.",
            body=shapes.NewCollection,
            answer=shapes.CollectionShape,
            status=201,
        ),
        RouteSpec(
            name="prompts.delete",
            method="DELETE",
            path=_FOLDER,
            handler=prompts.delete_collection,
            summary="Move the prompts of a folder to the trash; what else is in the folder stays.",
            answer=DeletedPrompts,
        ),
        RouteSpec(
            name="prompts.restore_v1",
            method="POST",
            path=f"{_FOLDER}/restore_v1",
            handler=prompts.restore_version_1,
            summary="Bring the version 1 file back, byte for byte; what is there is kept beside it. 409 while there "
            "are changes that are not saved, unless `discard`.",
            body=shapes.RestoreVersion1,
            body_may_be_absent=True,
            answer=shapes.CollectionShape,
        ),
    )


def _trash() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="prompts.deleted",
            method="GET",
            path=_TRASH,
            handler=prompts.list_deleted,
            summary="The collections in the trash, the last deleted first.",
            answer=shapes.DeletedCollections,
        ),
        RouteSpec(
            name="prompts.restore",
            method="POST",
            path=f"{_TRASH}/{{trash}}/restore",
            handler=prompts.restore_collection,
            summary="Bring deleted prompts back; 409 where the folder has prompts again.",
            answer=shapes.CollectionShape,
        ),
    )


def _asking() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="prompts.names",
            method="GET",
            path="/penstock/prompt_names",
            handler=prompts.names,
            summary="The names of all prompts that folders have, or had in version 1: of all folders, or of those of "
            "?folder=, which may stand there several times.",
            query=shapes.Folders,
            answer=PromptNames,
        ),
        RouteSpec(
            name="prompts.uses",
            method="GET",
            path="/penstock/prompt_uses",
            handler=prompts.uses,
            summary="The saved prompts that take snippets from the libber ?libber=, and which.",
            query=shapes.OfLibber,
            answer=shapes.Uses,
        ),
    )


def _texts() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="prompts.parse",
            method="POST",
            path="/penstock/prompt_collections",
            handler=texts.parse,
            summary="What a collection holds that is JSON text, of version 1 or 2; 422 says what is wrong with it.",
            body=shapes.CollectionText,
            answer=shapes.ParsedCollection,
            max_bytes=_LARGEST,
        ),
        RouteSpec(
            name="prompts.compose",
            method="POST",
            path="/penstock/prompt_compositions",
            handler=texts.compose,
            summary="The text that prompts make up, filled from their libbers; `notes` say what was not there.",
            body=shapes.ToCompose,
            answer=Composed,
            max_bytes=_LARGEST,
        ),
    )
