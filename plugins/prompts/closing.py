"""What becomes of an open draft when its collection is deleted, or goes back to version 1."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from ...core.contracts.prompts import DeletedPrompts, PromptDocument, PromptEditing, Prompts
from ...core.draft_values import DraftNote
from ...core.errors import Conflict, NotFound
from ...core.services import Services

_LOG: Final = logging.getLogger("penstock.prompts")


def restored_version_1(services: Services, folder: str, *, discard: bool = False) -> PromptDocument:
    """Bring version 1 back and end the draft; `Conflict` where that has changes, unless `discard`."""
    note = _draft(services, folder)
    if note is not None and note.dirty and not discard:
        raise Conflict(
            f"The prompts of {folder} have changes that are not saved.",
            hint="Save or discard them first.",
            field="discard",
            details={"current": _shown(note)},
        )
    document = services.get(Prompts).restore_v1(folder)
    _end(services, note)
    return document


def deleted(services: Services, folder: str) -> DeletedPrompts:
    """Move the prompts to the trash. A draft with changes goes on, so that nothing is lost; one without ends."""
    note = _draft(services, folder)
    found = services.get(Prompts).delete(folder)
    if note is not None and not note.dirty:
        _end(services, note)
    return found


def _draft(services: Services, folder: str) -> DraftNote | None:
    editing = services.find(PromptEditing)
    return None if editing is None else editing.find(folder)


def _end(services: Services, note: DraftNote | None) -> None:
    """End the draft as it was seen; one that somebody has edited in this very moment goes on."""
    if note is None:
        return
    try:
        services.get(PromptEditing).discard(note.name, note.id, note.revision)
    except (Conflict, NotFound) as error:
        _LOG.info("the draft of the prompts of %s goes on, or is gone: %s", note.name, error)


def _shown(note: DraftNote) -> Mapping[str, Any]:
    return {"draft": note.id, "revision": note.revision}
