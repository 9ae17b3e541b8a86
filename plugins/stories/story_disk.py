"""The files of one story: story.json with what `DocumentDisk` keeps of it, and the ids that its scenes had last."""

import json
import logging
from typing import Final

from attrs import define

from ...core.document_disk import DocumentDisk, DocumentKind
from ...core.errors import PenstockError
from .decoding import MOST_BYTES
from .scene_ids import Remembered

FILE_NAME: Final = "story.json"
IDS: Final = "scene_ids.json"
_LOG: Final = logging.getLogger("penstock.stories")

KIND: Final = DocumentKind(
    file_name=FILE_NAME,
    most_bytes=MOST_BYTES,
    log=_LOG,
    busy="Another program is changing this story.",
    the="the story",
    as_it_was="the story as it was",
    copy_of="the story",
    no_folder="no folder of a story",
    helps=(IDS,),
)


@define
class StoryDisk(DocumentDisk):
    """See the module; of the kind `KIND`."""

    def remembered(self) -> Remembered:
        """The ids that the scenes had last; none where they cannot be read."""
        try:
            data = self._bytes(self.private / IDS)
            found = json.loads(data) if data is not None else {}
        except (PenstockError, ValueError, RecursionError) as error:
            _LOG.warning("the ids of the scenes of %s cannot be read: %s", self.folder.name, error)
            return {}
        return {name: ids for name, ids in found.items() if isinstance(ids, list)} if isinstance(found, dict) else {}

    def remember(self, ids: Remembered) -> None:
        """Write the ids of the scenes anew where they are others: a help, so errors are logged."""
        if self.remembered() == ids:
            return
        try:
            self.files.make_folder(self.private)
            self.files.write(self.private / IDS, json.dumps(ids).encode())
        except OSError as error:
            _LOG.warning("the ids of the scenes of %s cannot be kept: %s", self.folder.name, error)
