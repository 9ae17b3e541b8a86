"""Multipart forms: files are staged on disk as they come in, text fields are kept. Used on worker threads only."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import define, field

from ...core.contracts.uploads import Upload
from ...core.errors import TooLarge, from_os_error
from ...core.files import Files, StagedFile
from .multipart import Part

_LOG: Final = logging.getLogger("penstock.http")
MAX_PARTS: Final = 1_000
MAX_TEXT: Final = 1 << 20
"""Bytes of one text field at most."""


@define
class StagedForm:
    """The `Parts` of one form. `discard` removes what was staged and not moved on; call it whatever happens."""

    _files: Files
    _folder: Path
    texts: dict[str, list[str]] = field(factory=dict)
    uploads: dict[str, list[Upload]] = field(factory=dict)
    _staged: list[Path] = field(factory=list)
    _count: int = 0
    _part: Part = field(factory=Part)
    _text: bytearray = field(factory=bytearray)
    _file: StagedFile | None = None

    def begin(self, part: Part) -> None:
        """A part starts: a file where it has a file name, else text."""
        self._count += 1
        if self._count > MAX_PARTS:
            raise TooLarge(f"A form has at most {MAX_PARTS} parts.", hint="Send fewer at once.")
        self._part = part
        self._text = bytearray()
        if part.file_name is not None:
            self._file = self._open()

    def data(self, chunk: bytes) -> None:
        """Some bytes of the part."""
        if self._file is not None:
            self._write(self._file, chunk)
            return
        self._text += chunk
        if len(self._text) > MAX_TEXT:
            raise TooLarge(f"A text field has at most {MAX_TEXT} bytes.", field=self._part.name)

    def end(self) -> None:
        """The part is complete."""
        if self._file is None:
            text = self._text.decode("utf-8", "surrogateescape")  # what is not UTF-8 is refused as no text
            self.texts.setdefault(self._part.name, []).append(text)
            return
        staged, self._file = self._file, None
        with _storing(), staged:
            pass
        self.uploads.setdefault(self._part.name, []).append(
            Upload(
                path=staged.path,
                file_name=self._part.file_name or "",
                content_type=self._part.content_type,
                size=staged.size,
            )
        )

    def discard(self) -> None:
        """Remove the staged files that are still there."""
        if self._file is not None:
            self._file.__exit__(InterruptedError, None, None)
            self._file = None
        for path in self._staged:
            try:
                self._files.discard(path)
            except OSError as error:  # what was done stays done: a file too many must not make it look undone
                _LOG.warning("A staged upload could not be removed: %s", error)

    def _open(self) -> StagedFile:
        with _storing():
            self._files.make_folder(self._folder)
            staged = self._files.stage(self._folder, ".upload", passing=True)
        self._staged.append(staged.path)
        return staged

    def _write(self, staged: StagedFile, chunk: bytes) -> None:
        with _storing():
            staged.write(chunk)


@contextmanager
def _storing() -> Iterator[None]:
    """Turns an error of the disk into its answer."""
    try:
        yield
    except OSError as error:
        raise from_os_error(error, "store the upload") from error
