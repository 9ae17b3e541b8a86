"""What becomes of the open draft of a library that is deleted: one with changes goes on, so that nothing is lost."""

import logging
from typing import Final

from ...core.contracts.libbers import DeletedLibber, LibberEditing, Libbers
from ...core.errors import Conflict, NotFound
from ...core.services import Services

_LOG: Final = logging.getLogger("penstock.libbers")


def deleted(services: Services, name: str) -> DeletedLibber:
    """Move the library to the trash, and end its draft where that has no changes: saving it would bring it back."""
    found = services.get(Libbers).delete(name)
    editing = services.find(LibberEditing)
    note = None if editing is None else editing.find(found.name)
    if editing is not None and note is not None and not note.dirty:
        try:
            editing.discard(note.name, note.id, note.revision)
        except (Conflict, NotFound) as error:  # somebody edited or ended it in this very moment
            _LOG.info("the draft of %s goes on, or is gone: %s", note.name, error)
    return found
