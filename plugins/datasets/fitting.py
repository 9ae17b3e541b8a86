"""Which bucket a picture falls into, and what of it is kept there.

Counted in steps of `divisible` pixels, a bucket of width `a` has the height `most // a`, the tallest that the area
allows. The aspects of these buckets grow with `a`, so the two beside the picture's own are found by bisection and no
table is made: a side of 8,192 in steps of 8 has a million buckets.
"""

from math import log
from typing import Final

from ...core.contracts.datasets import BucketOptions, Fit
from ...core.errors import Invalid

_TIE: Final = 1e-9


def fit(width: int, height: int, options: BucketOptions) -> Fit:
    """See `Datasets.fit`. Takes microseconds; safe on any thread."""
    if width < 1 or height < 1:
        raise Invalid(f"A picture of {width} x {height} has no pixels.", hint="Use one that has some.")
    across, down = _nearest(width, height, steps(options))
    return _covering(width, height, across * options.divisible, down * options.divisible)


def steps(options: BucketOptions) -> int:
    """How many squares of the step fit into a bucket's area at most. `Invalid` for options without any bucket."""
    if options.divisible < 1:
        hint = "Use a whole number of pixels, 64 for most models."
        raise Invalid(f"Sides cannot be multiples of {options.divisible}.", hint=hint, field="divisible")
    if options.resolution < options.divisible:
        raise Invalid(
            f"No bucket of at most {options.resolution} x {options.resolution} pixels has sides that are multiples of "
            f"{options.divisible}.",
            hint=f"Use a resolution of {options.divisible} or more, or a smaller step.",
            field="resolution",
        )
    return options.resolution**2 // options.divisible**2


def _nearest(width: int, height: int, most: int) -> tuple[int, int]:
    """Width and height, in steps, of the bucket with the nearest aspect; of two as near the larger, then the wider."""
    wider = _first_as_wide(width, height, most)
    around = [(across, most // across) for across in (wider - 1, wider) if 1 <= across <= most]
    far = {bucket: abs(log(bucket[0] * height) - log(bucket[1] * width)) for bucket in around}
    near = min(far.values())
    return max((bucket for bucket in around if far[bucket] - near <= _TIE), key=lambda one: (one[0] * one[1], one[0]))


def _first_as_wide(width: int, height: int, most: int) -> int:
    """The narrowest bucket that is at least as wide for its height as the picture, `most + 1` where none is."""
    low, high = 1, most + 1
    while low < high:
        middle = (low + high) // 2
        if middle * height >= (most // middle) * width:
            high = middle
        else:
            low = middle + 1
    return low


def _covering(width: int, height: int, across: int, down: int) -> Fit:
    """The picture scaled to cover the bucket, cut off evenly on two opposite sides."""
    if across * height >= down * width:
        kept = down * width / across
        box = (0.0, (height - kept) / 2, float(width), (height + kept) / 2)
        return Fit(width=across, height=down, scale=across / width, box=box, cropped=1 - kept / height)
    kept = across * height / down
    box = ((width - kept) / 2, 0.0, (width + kept) / 2, float(height))
    return Fit(width=across, height=down, scale=down / height, box=box, cropped=1 - kept / width)
