"""Files that come in: what document they hold, what it is called, and the small picture that it came in."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from ...core.contracts.pictures import Pictures
from ...core.errors import BadImage, Invalid, TooLarge, from_os_error
from ...core.files import Files
from ...core.host import HostPaths
from .carriers import Carried, carried
from .documents.formats import Recognised, recognised
from .service_graphs import Graphs, Read
from .store import MOST_NAME, NewDocument

THUMBNAIL_SIDE: Final = 256
MOST_SOURCE_ID: Final = 200


class Imports:
    """See the module."""

    def __init__(self, graphs: Graphs, pictures: Callable[[], Pictures], paths: HostPaths, files: Files) -> None:
        self._graphs = graphs
        self._pictures = pictures
        self._paths = paths
        self._files = files

    def document(self, data: bytes, file_name: str, name: str, note: str, limit: int) -> tuple[NewDocument, Read]:
        """What is to be kept of a file, and what was read of it.

        `Invalid` where it holds no workflow, `TooLarge` beyond `limit` bytes or the most nodes.
        """
        found = carried(data, limit)
        text = data if found is None else self._text_in(found)
        decoded = self._graphs.decoded(text)
        known = recognised(decoded)
        if known.graph is not decoded:
            text = json.dumps(known.graph, separators=(",", ":")).encode()
        new = NewDocument(
            data=text,
            format=known.format,
            nodes=known.nodes,
            name=name or _derived_name(file_name, known),
            source_id=plain(known.source_id)[:MOST_SOURCE_ID],
            note=note,
            thumbnail=None if found is None else self._small(data, found.suffix),
        )
        return new, self._graphs.of_bytes(new.sha256, new.data)

    def small(self, path: Path) -> bytes:
        """The thumbnail of a picture file, a JPEG; `BadImage`, `TooLarge`, `NotFound`."""
        return self._pictures().thumbnail(path, THUMBNAIL_SIDE).data

    def _text_in(self, found: Carried) -> bytes:
        """The workflow of the page that a picture carries; the graph that ran, where it carries no other."""
        texts = [text for text in (found.workflow, found.prompt) if text]
        if not texts:
            raise Invalid(
                "This picture carries no workflow.",
                hint="Choose one that ComfyUI saved with its metadata, or the workflow's JSON.",
                field="file",
            )
        return next((text for text in texts if self._is_workflow(text)), texts[0])

    def _is_workflow(self, text: bytes) -> bool:
        try:
            recognised(self._graphs.decoded(text))
        except Invalid:
            return False
        return True

    def _small(self, data: bytes, suffix: str) -> bytes | None:
        """The picture as a thumbnail; none where its pixels cannot be read."""
        try:
            self._files.make_folder(self._paths.temp)
            with self._files.stage(self._paths.temp, suffix, passing=True) as staged:
                staged.write(data)
            try:
                return self.small(staged.path)
            except (BadImage, TooLarge):
                return None
            finally:
                self._files.discard(staged.path)
        except OSError as error:
            raise from_os_error(error, "make a small picture") from error


def _derived_name(file_name: str, known: Recognised) -> str:
    last = PurePosixPath(file_name.replace("\\", "/")).name
    stem = last.rpartition(".")[0] if "." in last else last
    named = (plain(one)[:MOST_NAME].strip() for one in (stem, known.title))
    return next((one for one in named if one), "Workflow")


def plain(text: str) -> str:
    """Text without control characters, marks of direction and lone surrogates, on one line."""
    kept = (" " if char in "\t\n\r" else char for char in text)
    return "".join(char for char in kept if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")).strip()
