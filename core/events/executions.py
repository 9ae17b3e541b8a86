"""Events about executions of stories."""

from ..contracts.executions import ExecutionKey
from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class ExecutionStarted(Event):
    """A run of a story got its folder, or goes on in the one that it had (`continued`)."""

    key: ExecutionKey
    input_hash: str
    scene_count: int
    continued: bool = False


@frozen(kw_only=True)
class ExecutionImageSaved(Event):
    """A picture was saved as `image`. `images` are there now, `wanted` shall be there (0: nobody said)."""

    key: ExecutionKey
    image: str
    order: int
    scene: str
    variant: int
    images: int
    wanted: int = 0


@frozen(kw_only=True)
class ExecutionFinished(Event):
    """Every scene has the pictures that were wanted. Told once, and again only where more was wanted afterwards."""

    key: ExecutionKey
    images: int


@frozen(kw_only=True)
class ExecutionImagePicked(Event):
    """A picture was chosen as the best of its scene; `image` is None where the choice was taken back."""

    key: ExecutionKey
    order: int
    image: str | None


@frozen(kw_only=True)
class ExecutionImagesDeleted(Event):
    """Files of an execution went to the trash, all of it where `names` is empty; `trash` brings them back."""

    key: ExecutionKey
    names: tuple[str, ...]
    trash: str


@frozen(kw_only=True)
class ExecutionImagesRestored(Event):
    """Files of an execution came back out of the trash, all of it where `names` is empty."""

    key: ExecutionKey
    names: tuple[str, ...]


@frozen(kw_only=True)
class ExecutionChangedElsewhere(Event):
    """Another process, or a node that is not ours, wrote or removed files of an execution: read it again."""

    key: ExecutionKey
