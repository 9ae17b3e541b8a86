"""What the routes of executions take and answer."""

from collections.abc import Mapping

from attrs import field

from ...core.contracts.executions import DeletedImages, ExecutionScene
from ...core.values import frozen


@frozen(kw_only=True)
class ExecutionShape:
    """An execution. Times are wall time in ms; `picks` are file names by order.

    `wanted` is how many pictures it shall have, 0 where nobody said so. `cover` is the picture to show for it.
    """

    story: str
    job: str
    exec_id: str
    input_hash: str
    started: int
    finished: int | None
    scene_count: int
    scenes: tuple[ExecutionScene, ...]
    variants: int
    wanted: int
    images_count: int
    videos_count: int
    picks: Mapping[str, str]
    problems: tuple[str, ...]
    read_only: bool
    cover: str | None


@frozen(kw_only=True)
class ExecutionList:
    """Executions, the newest first."""

    executions: tuple[ExecutionShape, ...]


@frozen(kw_only=True)
class ImageShape:
    """A picture; `tag` changes whenever the file does: its address with `?v=<tag>` may be kept for ever."""

    name: str
    order: int
    scene: str
    variant: int
    counter: int | None
    picked: bool
    tag: str


@frozen(kw_only=True)
class VideoShape:
    """A video; `next_scene` is empty where it leads to no other scene. `tag` as that of a picture."""

    name: str
    order: int
    scene: str
    next_scene: str
    counter: int | None
    tag: str


@frozen(kw_only=True)
class WholeExecution(ExecutionShape):
    """An execution with its pictures in the order of the story, and its videos."""

    images: tuple[ImageShape, ...]
    videos: tuple[VideoShape, ...]


@frozen(kw_only=True)
class ListQuery:
    """Of one story; only finished ones, or only those that are not."""

    story: str | None = None
    finished: bool | None = None


@frozen(kw_only=True)
class PictureQuery:
    """`side` 64 to 1024: a small picture of at most so many pixels; `v` the tag, so that it may be kept for ever."""

    side: int | None = None
    v: str = ""


@frozen(kw_only=True)
class Version:
    """`v` is the tag of the file, so that it may be kept for ever."""

    v: str = ""


@frozen(kw_only=True)
class Pick:
    """The best picture of the scene with this order; null takes the choice back."""

    order: int
    image: str | None


@frozen(kw_only=True)
class Deletions:
    """File names of pictures, or of videos."""

    names: tuple[str, ...]


@frozen(kw_only=True)
class DeletedList:
    """What can be restored, the last deleted first."""

    deleted: tuple[DeletedImages, ...]


@frozen(kw_only=True)
class NewId:
    """An id that nobody has."""

    exec_id: str


@frozen(kw_only=True)
class Jobs:
    """The jobs of a story, the newest first."""

    jobs: tuple[str, ...] = field(factory=tuple)
