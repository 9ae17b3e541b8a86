"""How pictures spread over buckets."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ...core.contracts.datasets import BucketCount, BucketOptions, Fit, ImageFacts
from .fitting import fit, steps

Fitted = Sequence[tuple[ImageFacts, Fit]]
"""Readable pictures with their buckets."""


def fitted(readable: Iterable[ImageFacts], options: BucketOptions) -> Fitted:
    """Each picture with its bucket; every size is fitted once. `Invalid` for options without any bucket."""
    steps(options)
    known: dict[tuple[int, int], Fit] = {}
    for one in readable:
        size = one.width, one.height
        if size not in known:
            known[size] = fit(*size, options)
    return [(one, known[one.width, one.height]) for one in readable]


def bucket_counts(fits: Fitted, options: BucketOptions) -> tuple[BucketCount, ...]:
    """The buckets that have pictures, those with most first, then the wider ones."""
    found = defaultdict(list)
    for _, one in fits:
        found[one.width, one.height].append(one)
    counts = [_count(size, fits_in_it, options) for size, fits_in_it in found.items()]
    return tuple(sorted(counts, key=lambda one: (-one.images, -one.width, -one.height)))


def _count(size: tuple[int, int], fits: Sequence[Fit], options: BucketOptions) -> BucketCount:
    return BucketCount(
        width=size[0],
        height=size[1],
        images=len(fits),
        enlarged=sum(one.scale > options.max_upscale for one in fits),
        cropped=sum(one.cropped for one in fits) / len(fits),
    )
