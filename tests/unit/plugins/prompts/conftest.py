"""Files of prompts in a folder of their own, on a disk that can fail."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import define, field

from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.files import Files
from penstock.plugins.prompts.prompt_files import PromptFiles


@define
class PromptHouse:
    """`files` are the prompts below `folder`; `calls` its disk, `clock` its time. `again()` is another process."""

    folder: Path
    clock: FakeClock = field(factory=FakeClock)
    calls: FaultyCalls = field(factory=FaultyCalls)
    files: PromptFiles = field(init=False)

    def __attrs_post_init__(self) -> None:
        disk = Files(self.calls, pause=lambda _: None)
        self.files = PromptFiles(self.folder / "root", self.folder / "private", disk, self.clock)

    def again(self) -> "PromptHouse":
        return PromptHouse(self.folder, self.clock)

    def path(self, folder: str = "cats", name: str = "prompts.json") -> Path:
        return self.folder / "root" / folder / name

    def put(self, data: bytes | str, folder: str = "cats") -> Path:
        """Another program writes the file."""
        path = self.path(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def beside(self, pattern: str, folder: str = "cats") -> list[Path]:
        return sorted(self.path(folder).parent.glob(pattern))


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[Callable[[], PromptHouse]]:
    """`houses()`: an empty one, in memory where that is possible: faults are simulated."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield lambda: PromptHouse(Path(tempfile.mkdtemp(dir=folder)))


@pytest.fixture
def house(houses: Callable[[], PromptHouse]) -> PromptHouse:
    """An empty one."""
    return houses()


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[WholePrompts]:
    """Service, drafts and events on an empty folder."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield WholePrompts(Path(folder))
