"""What a data set consists of, from the facts of its pictures."""

from collections.abc import Sequence

from ...core.contracts.datasets import BucketOptions, DatasetSource, DatasetStatistics, ImageFacts


def statistics_of(source: DatasetSource, options: BucketOptions, facts: Sequence[ImageFacts]) -> DatasetStatistics:
    """See `Datasets.statistics`."""
    raise NotImplementedError
