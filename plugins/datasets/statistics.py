"""What a data set consists of, from the facts of its pictures."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from ...core.contracts.datasets import (
    BucketOptions,
    CaptionCounts,
    DatasetSource,
    DatasetStatistics,
    ImageFacts,
    Progress,
    SizeCount,
    TagCount,
)
from ...core.contracts.pools import no_progress
from .statistics_buckets import bucket_counts, fitted
from .statistics_tags import tag_counts
from .statistics_warnings import warnings_of

Key = TypeVar("Key", str, tuple[int, int])

_SHOWN: Final = 200
"""Sizes and tags that are listed at most."""

_TOLD_EVERY: Final = 64

_MEGAPIXELS: Final = (("0.25", 250_000), ("0.5", 500_000), *((str(many), many * 1_000_000) for many in (1, 2, 4, 8)))
_MORE: Final = "more"


def statistics_of(
    source: DatasetSource,
    options: BucketOptions,
    facts: Sequence[ImageFacts],
    orphans: Sequence[str] = (),
    progress: Progress = no_progress,
) -> DatasetStatistics:
    """See `Datasets.statistics`. `orphans` are captions without a picture; `progress` is told that all are measured.

    Pictures that cannot be read count as such, and nowhere else but in the bytes. `Invalid` for options without a
    bucket.
    """
    readable = [one for one in facts if not one.problem]
    fits = fitted(readable, options)
    sizes = Counter((one.width, one.height) for one in readable)
    tags = tag_counts(_watched(readable, len(facts), progress))
    return DatasetStatistics(
        source=source,
        options=options,
        images=len(facts),
        unreadable=len(facts) - len(readable),
        bytes=sum(one.bytes for one in facts),
        masks=sum(one.mask for one in readable),
        kinds=dict(_ranked(Counter(one.kind for one in readable if one.kind))),
        sizes=tuple(SizeCount(width=w, height=h, images=n) for (w, h), n in _ranked(sizes)[:_SHOWN]),
        sizes_in_all=len(sizes),
        megapixels=_megapixels(readable),
        buckets=bucket_counts(fits, options),
        captions=_caption_counts(readable),
        tags=tuple(TagCount(tag=tag, images=n) for tag, n in _ranked(tags)[:_SHOWN]),
        tags_in_all=len(tags),
        warnings=warnings_of(source, facts, fits, options, orphans),
    )


def _ranked(counts: Counter[Key]) -> list[tuple[Key, int]]:
    """The most frequent first; among as many by their own order, so that the answer is always the same."""
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def _watched(readable: Iterable[ImageFacts], total: int, progress: Progress) -> Iterator[ImageFacts]:
    """The pictures were measured before: whoever watches can still end the work."""
    for done, one in enumerate(readable, 1):
        if done % _TOLD_EVERY == 0:
            progress(total, total)
        yield one


def _megapixels(readable: Iterable[ImageFacts]) -> dict[str, int]:
    counts = dict.fromkeys([*(name for name, _ in _MEGAPIXELS), _MORE], 0)
    for one in readable:
        pixels = one.width * one.height
        counts[next((name for name, most in _MEGAPIXELS if pixels <= most), _MORE)] += 1
    return counts


def _caption_counts(readable: Sequence[ImageFacts]) -> CaptionCounts:
    given = [(one.caption, one.characters) for one in readable if one.caption is not None]
    lengths = sorted(whole or len(caption) for caption, whole in given if caption.strip())
    counts = {"empty": len(given) - len(lengths), "missing": len(readable) - len(given)}
    if not lengths:
        return CaptionCounts(**counts)
    middle = lengths[(len(lengths) - 1) // 2]
    return CaptionCounts(present=len(lengths), shortest=lengths[0], median=middle, longest=lengths[-1], **counts)
