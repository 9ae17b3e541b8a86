"""What becomes of an open draft when its story is deleted."""

import logging
from typing import Final

from ...core.contracts.stories import DeletedStory, Stories, StoryEditing
from ...core.errors import Conflict, NotFound
from ...core.services import Services

_LOG: Final = logging.getLogger("penstock.stories")


def deleted(services: Services, story: str) -> DeletedStory:
    """Move the story to the trash. A draft with changes goes on, so that nothing is lost; one without ends."""
    editing = services.find(StoryEditing)
    note = None if editing is None else editing.find(story)
    found = services.get(Stories).delete(story)
    if editing is not None and note is not None and not note.dirty:
        try:
            editing.discard(note.name, note.id, note.revision)
        except (Conflict, NotFound) as error:
            _LOG.info("the draft of the story %s goes on, or is gone: %s", story, error)
    return found
