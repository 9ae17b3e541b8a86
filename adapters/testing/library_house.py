"""Libraries in a folder on a disk that may fail, and other programs that write there."""

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import define, field

from ...core.files import Files
from ...plugins.libbers.library_files import LibraryFiles
from .fakes import CountingIds, FakeClock
from .file_faults import FaultyCalls


class TrashElsewhere(FaultyCalls):
    """A disk of its own for every folder called `trash` and what is in it."""

    def rename_new(self, source: Path, target: Path) -> None:
        """Rename to a free name, not across file systems."""
        if "trash" in target.parts:
            raise OSError(errno.EXDEV, "another file system")
        super().rename_new(source, target)


def _at_once(_seconds: float) -> None:
    """Nobody waits."""


@define
class LibraryHouse:
    """`libraries` in `folder`/libbers; `reopened` is another process after this one died."""

    folder: Path
    calls: FaultyCalls = field(factory=FaultyCalls)
    clock: FakeClock = field(factory=FakeClock)
    ids: CountingIds = field(factory=CountingIds)
    pause: Callable[[float], None] = _at_once
    libraries: LibraryFiles = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.libraries = self.opened()

    @property
    def files(self) -> Path:
        """Where the libraries lie."""
        return self.folder / "libbers"

    def opened(self) -> LibraryFiles:
        """The libraries as another process has them, which shares the disk and its faults."""
        files = Files(calls=self.calls, pause=self.pause)
        return LibraryFiles(self.files, self.folder / "private", self.folder / "trash", files, self.clock, self.ids)

    def kill(self, *, power: bool) -> "LibraryHouse":
        """The process dies, by a power cut or by itself; returns the next one."""
        if power:
            self.calls.power_loss()
        return LibraryHouse(self.folder, clock=self.clock, ids=self.ids)

    def put(self, name: str, content: Any) -> Path:
        """Another program writes a file: bytes, or a value as JSON."""
        self.files.mkdir(parents=True, exist_ok=True)
        path = self.files / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def held(self, name: str) -> Any:
        """What a file holds for other programs."""
        return json.loads((self.files / name).read_bytes())
