"""Executions: one run of a story each, in a folder of its own whose files sort themselves. Every value is frozen.

`<output>/stories/<story>/jobs/<job>/executions/<exec_id>/` holds `input/source_<hash>.png`, `images/`, `videos/` and
`metadata.json`. File names follow `core.execution_names`. No file is ever overwritten.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from attrs import field

from ..values import frozen
from .prompts import deep_frozen


@frozen
class ExecutionKey:
    """Where an execution is: story, job and id, each a checked name."""

    story: str
    job: str
    exec_id: str


@frozen(kw_only=True)
class ExecutionScene:
    """A scene of the story as it was when the execution began."""

    order: int
    name: str
    scene_id: str = ""


@frozen(kw_only=True)
class Execution:
    """An execution. `started` and `finished` (None while it is not) are wall time in ms.

    `variants` is how many pictures each scene shall have, 0 where nobody said so. `picks` are file names of the chosen
    variants by order. `images` and `videos` count files.
    """

    key: ExecutionKey
    folder: Path = field(repr=False)
    input_hash: str
    started: int
    scenes: tuple[ExecutionScene, ...] = ()
    variants: int = 0
    picks: Mapping[int, str] = field(factory=dict, converter=deep_frozen)
    images: int = 0
    videos: int = 0
    finished: int | None = None
    read_only: bool = False
    problems: tuple[str, ...] = ()

    @property
    def images_dir(self) -> Path:
        """The folder of the pictures."""
        return self.folder / "images"

    @property
    def videos_dir(self) -> Path:
        """The folder of the videos."""
        return self.folder / "videos"


@frozen(kw_only=True)
class ExecutionImage:
    """A picture of an execution. `scene` is the slug of its name; `counter` that of ComfyUI's SaveImage, else None."""

    name: str
    order: int
    scene: str
    variant: int
    counter: int | None = None
    picked: bool = False
    path: Path = field(repr=False)


@frozen(kw_only=True)
class SavedImages:
    """What came of saving a batch: every wanted file of it in its order, and how many were there already."""

    images: tuple[ExecutionImage, ...]
    kept: int = 0


@frozen(kw_only=True)
class DeletedImages:
    """Files of an execution, or a whole one (`names` empty), in the trash: `trash` brings them back."""

    trash: str
    key: ExecutionKey
    names: tuple[str, ...]
    deleted: int


@frozen(kw_only=True)
class Transition:
    """From one scene of a story to the next: the picked picture of each, else its first."""

    order: int
    first: ExecutionImage
    last: ExecutionImage
    scene: str
    next_scene: str
    file_name: str


class Executions(Protocol):
    """The executions of this installation.

    All methods block and are safe on any thread and beside other processes. Raises `BadName` for what is no name,
    `NotFound`, `Conflict`, `Busy`, and the errors of the disk; what raised changed nothing.
    """

    def new_id(self) -> str:
        """A free looking id, `YYYYMMDD_HHMMSS_<6 random>`."""
        ...

    def start(
        self, story: str, scenes: Sequence[ExecutionScene], image: Any, *, job: str = "", exec_id: str = ""
    ) -> tuple[Execution, bool]:
        """A new execution for the IMAGE `[B,H,W,C]`; minted names where they are empty. True where it is a new one.

        A given id that exists is continued with the scenes that it began with where the hash of the image is the same,
        else `Conflict`; without a job it is looked for in all jobs of the story.
        """
        ...

    def get(self, key: ExecutionKey) -> Execution:
        """One execution."""
        ...

    def find(self, images_dir: str) -> Execution:
        """The execution whose `images_dir` or `videos_dir` this path is, absolute or from the output folder on.

        `BadName` outside the stories, `NotFound` for another folder there.
        """
        ...

    def list(self, story: str | None = None) -> tuple[Execution, ...]:
        """The executions (of one story), the newest first."""
        ...

    def jobs(self, story: str) -> tuple[str, ...]:
        """The jobs of a story, the newest first."""
        ...

    def want(self, key: ExecutionKey, variants: int) -> Execution:
        """Say how many pictures each scene shall have."""
        ...

    def images(self, key: ExecutionKey) -> tuple[ExecutionImage, ...]:
        """The pictures by order, variant, counter: 10,000 within a second."""
        ...

    def missing(self, key: ExecutionKey, variants: int) -> tuple[int, ...]:
        """The orders of the scenes that have fewer than `variants` (at least 1) pictures."""
        ...

    def save_images(
        self,
        key: ExecutionKey,
        scene: ExecutionScene,
        batch: Sequence[Callable[[], bytes]],
        extension: str,
        variants: int = 0,
    ) -> SavedImages:
        """Save encoded pictures as variants of a scene, each under a new name.

        With `variants` 0 all become new variants. Else the batch's i-th is variant i: what is there is kept, and
        nothing beyond `variants` is written. A batch of fewer than `variants` fills those that lack, a run after the
        other; a picture that is there already, byte for byte, is kept. `batch` is asked only for what may be written.
        """
        ...

    def pick(self, key: ExecutionKey, order: int, name: str | None) -> Execution:
        """Choose the best picture of a scene, or none."""
        ...

    def transitions(self, key: ExecutionKey) -> tuple[Transition, ...]:
        """The n-1 pairs of n scenes, by order; `NotFound` names the scenes without a picture."""
        ...

    def delete_images(self, key: ExecutionKey, names: Sequence[str]) -> DeletedImages:
        """Move pictures or videos to the trash for 30 days, all or none."""
        ...

    def delete(self, key: ExecutionKey) -> DeletedImages:
        """Move a whole execution to the trash for 30 days."""
        ...

    def deleted(self) -> tuple[DeletedImages, ...]:
        """What can be restored, the last deleted first."""
        ...

    def restore(self, trash_id: str) -> ExecutionKey:
        """Bring back what was deleted; `Conflict` where a name is used again."""
        ...

    def signature(self, key: ExecutionKey) -> str:
        """Changes whenever its files or picks do: for fingerprints. Opens no file."""
        ...
