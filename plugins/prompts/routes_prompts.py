"""What the routes of stored collections do."""

from typing import Any

from ...core.contracts.prompts import (
    DeletedPrompts,
    PromptCollection,
    PromptDocument,
    PromptEditing,
    PromptNames,
    Prompts,
)
from ...core.draft_values import DraftNote
from ...core.errors import NotFound, PenstockError
from ...core.names import check_path_name
from ...core.routes import RouteCall
from . import closing
from .encoding import encoded_prompt
from .routes_shapes import (
    CollectionList,
    CollectionShape,
    DeletedCollections,
    Folders,
    ListedCollection,
    NewCollection,
    OfLibber,
    RestoreVersion1,
    Uses,
)
from .service import PromptService


def prompts_of(call: RouteCall[Any]) -> Prompts:
    """The service of prompts."""
    return call.services.get(Prompts)


def shape_of(call: RouteCall[Any], folder: str, document: PromptDocument) -> CollectionShape:
    """A collection as it is answered."""
    found = document.collection
    return CollectionShape(
        folder=folder,
        revision=document.revision,
        migrated=document.migrated,
        read_only=document.read_only,
        problems=document.problems,
        prompts={name: encoded_prompt(prompt) for name, prompt in found.prompts.items()},
        compositions=found.compositions,
        scene_flags=found.scene_flags,
        has_v1_backup=call.services.get(PromptService).v1_backup(folder) is not None,
    )


def list_collections(call: RouteCall[Any]) -> CollectionList:
    """GET /penstock/prompts."""
    prompts, editing = prompts_of(call), call.services.find(PromptEditing)
    drafts = {note.name: note for note in (editing.list() if editing is not None else ())}
    folders = prompts.folders()
    unsaved = (name for name, note in drafts.items() if name not in folders and (note.dirty or note.base is None))
    listed = (_listed(prompts, folder, drafts.get(folder)) for folder in sorted({*folders, *unsaved}))
    return CollectionList(collections=tuple(one for one in listed if one is not None))


def _listed(prompts: Prompts, folder: str, draft: DraftNote | None) -> ListedCollection | None:
    try:
        document = prompts.read(folder)
    except PenstockError as error:
        document = PromptDocument(collection=PromptCollection(), read_only=True, problems=(error.message,))
    else:
        if document.revision is None and draft is None:
            return None  # it went meanwhile
    return ListedCollection(
        folder=folder,
        count=len(document.collection.prompts),
        revision=document.revision,
        migrates=document.migrated,
        read_only=document.read_only,
        problems=document.problems,
        draft=draft,
    )


def get_collection(call: RouteCall[Any]) -> CollectionShape:
    """GET /penstock/prompts/{folder}."""
    folder = call.path["folder"]
    document = prompts_of(call).read(folder)
    if document.revision is None:
        raise NotFound(f"The folder {folder} has no prompts.", hint="Create them first.", field="folder")
    return shape_of(call, folder, document)


def create_collection(call: RouteCall[NewCollection]) -> CollectionShape:
    """POST /penstock/prompts."""
    folder = check_path_name(call.body.folder)
    return shape_of(call, folder, prompts_of(call).save(folder, PromptCollection(), None))


def delete_collection(call: RouteCall[Any]) -> DeletedPrompts:
    """DELETE /penstock/prompts/{folder}."""
    return closing.deleted(call.services, check_path_name(call.path["folder"]))


def restore_version_1(call: RouteCall[RestoreVersion1]) -> CollectionShape:
    """POST /penstock/prompts/{folder}/restore_v1."""
    folder = check_path_name(call.path["folder"])
    document = closing.restored_version_1(call.services, folder, discard=call.body.discard)
    return shape_of(call, folder, document)


def list_deleted(call: RouteCall[Any]) -> DeletedCollections:
    """GET /penstock/prompt_trash."""
    return DeletedCollections(deleted=prompts_of(call).deleted())


def restore_collection(call: RouteCall[Any]) -> CollectionShape:
    """POST /penstock/prompt_trash/{trash}/restore."""
    folder = prompts_of(call).restore(call.path["trash"])
    return shape_of(call, folder, prompts_of(call).read(folder))


def names(call: RouteCall[Folders]) -> PromptNames:
    """GET /penstock/prompt_names."""
    wanted = call.query.folder
    if wanted is None:
        return prompts_of(call).discover()
    return prompts_of(call).discover([check_path_name(folder) for folder in wanted if folder])


def uses(call: RouteCall[OfLibber]) -> Uses:
    """GET /penstock/prompt_uses."""
    return Uses(uses=prompts_of(call).uses(check_path_name(call.query.libber, "libber")))
