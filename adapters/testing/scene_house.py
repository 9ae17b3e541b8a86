"""Scenes on one folder without a host: a disk that may fail, real prompts and pictures, told events in a list."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import define, evolve, field

from ...core.contracts.scenes import SceneDocument
from ...core.drafts import Drafts
from ...core.editing import DocumentEditing
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...plugins.pictures.service import PictureService
from ...plugins.scenes.documents import SceneDocuments
from ...plugins.scenes.service import SceneService
from ...plugins.scenes.service_specs import assembled
from .fakes import CountingIds, FakeClock
from .file_faults import FaultyCalls
from .prompt_house import WholePrompts


def _at_once(_seconds: float) -> None:
    """Nobody waits."""


@define
class SceneHouse:
    """`service` and `editing` on `folder`; `told` is what they told. `again()` is another process on the same disk."""

    folder: Path
    clock: FakeClock = field(factory=FakeClock)
    ids: Ids = field(factory=CountingIds)
    calls: FaultyCalls = field(factory=FaultyCalls)
    told: list[Event] = field(factory=list)
    prompts: WholePrompts = field(init=False)
    service: SceneService = field(init=False)
    editing: DocumentEditing = field(init=False)

    def __attrs_post_init__(self) -> None:
        files = Files(self.calls, pause=_at_once)
        paths = self.paths
        self.prompts = WholePrompts(self.folder, self.clock)
        pictures = PictureService(paths.private / "thumbnails", files)
        prompts = self.prompts.service
        self.service = assembled(
            paths, files, self.clock, self.ids, self.told.append, lambda: prompts, lambda: pictures
        )
        drafts = Drafts(paths.private / "drafts", files, self.clock, self.ids)
        self.editing = DocumentEditing(SceneDocuments(lambda: self.service), drafts)
        self.service.start(self.editing.renaming)

    @property
    def paths(self) -> HostPaths:
        """The folders."""
        return HostPaths(**{name: self.folder / name for name in ("input", "output", "temp", "user")})

    def again(self) -> "SceneHouse":
        """The next process, or one beside it."""
        return SceneHouse(self.folder, self.clock, self.ids)

    def path(self, scene: str = "cats", name: str = "scene.json") -> Path:
        """A file in a folder of a scene."""
        return self.folder / "output" / "scenes" / scene / name

    def put(self, content: Any, scene: str = "cats", name: str = "scene.json") -> Path:
        """Another program writes a file of a scene: bytes, or a value as JSON."""
        path = self.path(scene, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name("written.tmp")
        made.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return made.replace(path)

    def json(self, name: str = "scene.json", scene: str = "cats") -> Any:
        """The value of a file."""
        return json.loads(self.path(scene, name).read_bytes())

    def save(self, change: Callable[[SceneDocument], SceneDocument] | None = None, **values: Any) -> SceneDocument:
        """Save cats with these values, or as `change` makes it."""
        now = self.service.get("cats")
        wanted = change(now) if change is not None else evolve(now, **values)
        return self.service.save(wanted, now.revision)

    def tree(self) -> dict[str, bytes]:
        """All files below the folder of scenes, locks and what is kept for later aside."""
        root = self.folder / "output" / "scenes"
        found = (path for path in root.rglob("*") if path.is_file() and path.suffix != ".lock")
        return {str(path.relative_to(root)): path.read_bytes() for path in found}

    def events(self) -> list[Event]:
        """What was told since this was asked last."""
        told = list(self.told)
        self.told.clear()
        return told

    def names(self) -> list[str]:
        """The names of the events since this was asked last."""
        return [event.name for event in self.events()]


def png_bytes(colour: Any = (200, 100, 50), size: tuple[int, int] = (8, 6), kind: str = "PNG") -> bytes:
    """An RGB picture of one colour."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()
