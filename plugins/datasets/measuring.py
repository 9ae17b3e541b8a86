"""Sizes, captions and masks of the pictures of a source; headers are read once for each state of a file."""

from attrs import define

from ...core.contracts.datasets import DatasetSource, ImageFacts, Progress
from ...core.contracts.pictures import Pictures
from ...core.contracts.pools import Pools
from .folders import Folders


@define
class Measuring:
    """See the module."""

    folders: Folders
    pools: Pools
    pictures: Pictures

    def facts(self, source: DatasetSource, progress: Progress) -> tuple[ImageFacts, ...]:
        """See `Datasets.facts`."""
        raise NotImplementedError
