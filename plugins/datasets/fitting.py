"""Which bucket a picture falls into, and what of it is kept."""

from ...core.contracts.datasets import BucketOptions, Fit


def fit(width: int, height: int, options: BucketOptions) -> Fit:
    """See `Datasets.fit`."""
    raise NotImplementedError
