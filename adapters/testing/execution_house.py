"""The service of executions without a host: a disk that may fail, events that are kept for the test."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy
from attrs import define, field

from ...core.contracts.executions import Execution, ExecutionScene, SavedImages
from ...core.errors import Invalid
from ...core.events.base import Event
from ...core.events.executions import (
    ExecutionChangedElsewhere,
    ExecutionFinished,
    ExecutionImagePicked,
    ExecutionImageSaved,
    ExecutionImagesDeleted,
    ExecutionImagesRestored,
    ExecutionStarted,
)
from ...core.files import Files
from ...core.host import HostPaths
from ...plugins.executions.service import ExecutionService
from ...plugins.executions.service_specs import assembled
from .fakes import CountingIds, FakeClock
from .file_faults import FaultyCalls

NAMES = ("Opening", "The Mill", "a to b", "End")


@define
class NoPictures:
    """Encodes a picture as its shape: executions only keep what they are given."""

    def png(self, image: Any, text: Mapping[str, str] | None = None) -> bytes:
        """Bytes that tell the shape."""
        return f"png {tuple(image.shape)}".encode()

    def read(self, path: Path) -> Any:
        """Nothing can be read again."""
        raise Invalid(f"{path.name} is no picture.")


@define
class ExecutionHouse:
    """`executions` is the service on `folder`; `another` is a second process on it. `events` are what was told."""

    folder: Path
    calls: FaultyCalls = field(factory=FaultyCalls)
    clock: FakeClock = field(factory=FakeClock)
    ids: CountingIds = field(factory=CountingIds)
    events: list[Event] = field(factory=list)
    executions: ExecutionService = field(init=False)

    def __attrs_post_init__(self) -> None:
        named = {name: self.folder / name for name in ("input", "output", "temp", "user")}
        for path in named.values():
            path.mkdir(parents=True, exist_ok=True)
        files = Files(calls=self.calls, pause=lambda _: None)
        pictures: Any = NoPictures()
        self.executions = assembled(
            HostPaths(**named), files, self.clock, self.ids, lambda: pictures, self.events.append
        )

    @property
    def root(self) -> Path:
        """The folder of the stories."""
        return self.folder / "output" / "stories"

    def another(self) -> "ExecutionHouse":
        """Another process on the folder, with a disk that works."""
        return ExecutionHouse(self.folder, clock=self.clock, ids=self.ids)

    def begin(self, names: Sequence[str] = NAMES, *, job: str = "", exec_id: str = "", value: float = 0.5) -> Execution:
        """An execution of the story "tale" for a grey picture."""
        scenes = [ExecutionScene(order=order, name=name, scene_id=f"id{order}") for order, name in enumerate(names)]
        return self.executions.start("tale", scenes, picture(value), job=job, exec_id=exec_id)[0]

    def save(self, found: Execution, order: int, *data: bytes, variants: int = 0, name: str = "") -> SavedImages:
        """Save pictures of these bytes as variants of a scene."""
        scene = ExecutionScene(order=order, name=name or found.scenes[order].name)
        batch: list[Callable[[], bytes]] = [lambda one=one: one for one in data]  # type: ignore[misc]
        return self.executions.save_images(found.key, scene, batch, "png", variants)

    def files(self, found: Execution) -> dict[str, bytes]:
        """The pictures by name, as they are on the disk."""
        return {path.name: path.read_bytes() for path in sorted(found.images_dir.iterdir())}

    def told(self) -> list[str]:
        """What was told since this was asked last, a line each."""
        lines = [line_of(event) for event in self.events]
        self.events.clear()
        return lines


def picture(value: float = 0.5, count: int = 1) -> Any:
    """A small grey IMAGE."""
    return numpy.full((count, 4, 5, 3), value, dtype=numpy.float32)


def line_of(event: Event) -> str:
    """An event in a few words."""
    match event:
        case ExecutionStarted():
            return "continued" if event.continued else "started"
        case ExecutionImageSaved():
            return f"saved {event.image} {event.images}/{event.wanted}"
        case ExecutionFinished():
            return f"finished {event.images}"
        case ExecutionImagePicked():
            return f"picked {event.order} {event.image}"
        case ExecutionImagesDeleted():
            return f"deleted {' '.join(event.names) or 'all'}"
        case ExecutionImagesRestored():
            return f"restored {' '.join(event.names) or 'all'}"
        case ExecutionChangedElsewhere():
            return "elsewhere"
    return event.name
