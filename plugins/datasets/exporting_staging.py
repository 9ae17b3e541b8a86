"""Writing an export into a folder of its own, every file forced to the disk."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import define

from ...core.contracts.datasets import ExportRequest, Progress
from ...core.contracts.pictures import Pictures
from ...core.errors import NotFound, PenstockError, from_os_error
from ...core.files import Files, StagedFile
from .companions import MASKS
from .exporting_choosing import Chosen, named
from .exporting_encoding import Content, encoded
from .exporting_manifest import Entry, caption_of, manifest_of
from .exporting_names import MANIFEST, Names, names_for

_ACTION: Final = "write the training folder"


@define
class Staging:
    """Writes one export into `folder`, which is made. Raises `PenstockError` and what `progress` raises."""

    files: Files
    pictures: Pictures
    request: ExportRequest
    folder: Path

    def write(self, found: Sequence[Chosen], exported: int, progress: Progress) -> tuple[Entry, ...]:
        """All files, durably; what they are. `exported` is wall time in ms."""
        names = names_for(self.request.prefix, len(found))
        try:
            self.files.make_folder(self.folder)
            entries = []
            for one in found:
                progress(one.place - 1, len(found))
                entries.append(self._write(one, names))
            self._put(MANIFEST, manifest_of(self.request, entries, exported))
            for folder in (self.folder / MASKS, self.folder):
                if folder.is_dir():
                    self.files.calls.sync_folder(folder)
        except OSError as error:
            raise from_os_error(error, _ACTION) from error
        progress(len(found), len(found))
        return tuple(entries)

    def _write(self, one: Chosen, names: Names) -> Entry:
        try:
            made = encoded(self.pictures, self.request, one)
            picture = names.picture(one.place, made.kind)
            self._put(picture, made.picture)
            mask = None if made.mask is None else names.mask(one.place, self.request.masks)
            if mask is not None and made.mask is not None:
                self._put(mask, made.mask)
        except PenstockError as error:
            raise named(error, one) from error
        in_picture = picture if one.mask is not None and self.request.masks == "alpha" else None
        return Entry(
            file=picture,
            caption=self._write_caption(one, names),
            mask=mask or in_picture,
            slot=one.slot.id,
            label=one.slot.label,
        )

    def _write_caption(self, one: Chosen, names: Names) -> str | None:
        if not has_caption(self.request, one):
            return None
        name = names.caption(one.place, self.request.captions)
        self._put(name, caption_of(one.slot.label))
        return name

    def _put(self, name: str, content: Content) -> None:
        path = self.folder / name
        if path.parent != self.folder:
            self.files.make_folder(path.parent)
        with StagedFile(self.files.calls, path) as staged:
            if isinstance(content, bytes):
                staged.write(content)
                return
            try:
                self.files.copy(content, staged)
            except FileNotFoundError as error:
                raise NotFound("The file is gone.", hint="Look at the pool again.") from error


def has_caption(request: ExportRequest, one: Chosen) -> bool:
    """Whether a file is written for its label."""
    return request.captions != "none" and (bool(one.slot.label) or request.empty_captions)
