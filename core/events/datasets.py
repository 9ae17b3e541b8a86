"""Events about data sets."""

from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class DatasetExported(Event):
    """A pool, or a part of it, was written as a training folder. `trash` brings back the folder that it replaced."""

    pool_id: str
    folder: str
    images: int
    trash: str | None = None


@frozen(kw_only=True)
class DatasetRestored(Event):
    """A training folder that an export had replaced is back."""

    folder: str


@frozen(kw_only=True)
class DatasetImagesSaved(Event):
    """Images were saved with their texts. `names` are the image files in `folder`."""

    folder: str
    names: tuple[str, ...]
