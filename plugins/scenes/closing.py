"""What becomes of the open drafts of a scene that is renamed or deleted."""

import logging
from typing import Final

from ...core.contracts.editing import Editing
from ...core.contracts.prompts import PromptEditing
from ...core.contracts.scenes import DeletedScene, SceneEditing, Scenes
from ...core.errors import Conflict, NotFound
from ...core.services import Services

_LOG: Final = logging.getLogger("penstock.scenes")
_KINDS: Final[tuple[type[Editing], ...]] = (SceneEditing, PromptEditing)


def before_rename(services: Services, scene: str) -> None:
    """`Conflict` where the scene or its prompts have changes that are not saved; a clean draft of prompts ends."""
    for kind in _KINDS:
        editing = services.find(kind)
        note = None if editing is None else editing.find(scene)
        if editing is None or note is None:
            continue
        if note.dirty:
            raise Conflict(
                f"{scene!r} has changes that are not saved.",
                hint="Save or discard them first, then rename.",
                field="name",
                details={"current": {"draft": note.id, "revision": note.revision, "kind": note.kind}},
            )
        if kind is PromptEditing:
            _end(editing, note.name, note.id, note.revision)


def deleted(services: Services, scene: str) -> DeletedScene:
    """Move the scene to the trash. A draft with changes goes on, so that nothing is lost; one without ends."""
    notes = [(editing, editing.find(scene)) for kind in _KINDS if (editing := services.find(kind)) is not None]
    found = services.get(Scenes).delete(scene)
    for editing, note in notes:
        if note is not None and not note.dirty:
            _end(editing, note.name, note.id, note.revision)
    return found


def _end(editing: Editing, name: str, draft: str, revision: int) -> None:
    """End a draft as it was seen; one that somebody has edited in this very moment goes on."""
    try:
        editing.discard(name, draft, revision)
    except (Conflict, NotFound) as error:
        _LOG.info("the draft of %s goes on, or is gone: %s", name, error)
