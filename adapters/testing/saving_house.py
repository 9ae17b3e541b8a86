"""A house to save images with texts in: the folders of a host, a journal, a disk that may fail."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field

from ...core.events.base import Event
from ...core.files import Files, SystemCalls
from ...core.host import HostPaths
from ...plugins.datasets.folders import Folders
from ...plugins.datasets.journal import Journal
from ...plugins.datasets.saving import SavedSet, SavingSidecars
from .fakes import FakeClock
from .file_faults import FaultyCalls


class Unforced(SystemCalls):
    """The calls of this machine, quicker: no test here cuts the power of the machine itself."""

    def fsync(self, handle: int) -> None:
        """Nothing."""

    def sync_folder(self, path: Path) -> None:
        """Nothing."""


def text(content: str, name: str = "", ext: str = ".txt") -> dict[str, str]:
    """One text of a SIDECAR."""
    return {"content": content, "name": name, "ext": ext}


def picture(place: int, begin: str = "image") -> Callable[[], bytes]:
    """Bytes that tell which image of a batch they are."""
    return f"{begin} {place}".encode


@define
class SavingHouse:
    """See the module. `both` and `load` are the settings of allowed folders."""

    root: Path
    both: str = ""
    load: str = ""
    events: list[Event] = field(factory=list)
    paths: HostPaths = field(init=False)
    calls: FaultyCalls = field(init=False)
    saving: SavingSidecars = field(init=False)

    def __attrs_post_init__(self) -> None:
        named = {name: self.root / name for name in ("input", "output", "temp", "user")}
        for path in named.values():
            path.mkdir(parents=True, exist_ok=True)
        self.paths = HostPaths(**named)
        self.begin_again()

    def begin_again(self, calls: FaultyCalls | None = None) -> None:
        """A new process, whose disk works or is one that somebody prepared."""
        self.calls = calls or FaultyCalls(real=Unforced())
        self.saving = self.process(Files(self.calls))

    def die(self) -> None:
        """The process is dead: the system lets go of its locks."""
        for owned in self.saving.journal._staged._own.values():
            owned.lock.release()

    def process(self, files: Files) -> SavingSidecars:
        """Another process on the same folders."""
        journal = Journal(self.paths.private / "datasets" / "journal", files)
        return SavingSidecars(
            Folders(self.paths, lambda: (self.both, self.load)), files, journal, self.events.append, FakeClock()
        )

    def save(
        self,
        count: int = 1,
        prefix: str = "cat",
        folder: str = "output",
        sidecars: Sequence[Mapping[str, Any]] | None = (),
        begin: str = "image",
    ) -> tuple[SavedSet, ...]:
        """Save a batch."""
        images = [picture(place, begin) for place in range(count)]
        return self.saving.save(images, prefix, folder, sidecars, size=(640, 480))
