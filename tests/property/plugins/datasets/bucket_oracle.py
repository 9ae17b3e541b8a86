"""Buckets and resizing once more, as simple as can be: every bucket is tried, every weight is summed."""

import math
from fractions import Fraction

import numpy as np

from penstock.core.contracts.datasets import BucketOptions


def best_bucket(width: int, height: int, options: BucketOptions) -> tuple[int, int]:
    """Every width is tried with the tallest height; nearest in |ln|, then larger, then wider."""
    step, most = options.divisible, options.resolution**2
    found = []
    for across in range(step, most // step + 1, step):
        down = most // across // step * step
        if down:
            far = abs(math.log(across / down) - math.log(width / height))
            found.append((far, -across * down, -across, across, down))
    near = min(one[0] for one in found)
    return min(one[1:] for one in found if one[0] - near <= 1e-9)[2:]


def kept_box(width: int, height: int, bucket: tuple[int, int]) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """The middle of the picture in the shape of the bucket, as large as it can be, exactly."""
    scale = max(Fraction(bucket[0], width), Fraction(bucket[1], height))
    across, down = bucket[0] / scale, bucket[1] / scale
    left, top = (width - across) / 2, (height - down) / 2
    return left, top, left + across, top + down


def resized(levels: np.ndarray, size: tuple[int, int], box: tuple[float, ...], filter_name: str) -> np.ndarray:
    """`levels` `[H,W]` of `box` at `size`, by weights in double precision: first across, then down."""
    across = _weights(levels.shape[1], size[0], box[0], box[2], filter_name)
    down = _weights(levels.shape[0], size[1], box[1], box[3], filter_name)
    return (down @ levels.astype(np.float64) @ across.T).clip(0, 1)


def _weights(many: int, made: int, begin: float, end: float, filter_name: str) -> np.ndarray:
    reach, curve = {"lanczos": (3.0, _lanczos), "bilinear": (1.0, _triangle)}[filter_name]
    scale = (end - begin) / made
    wide = max(scale, 1.0)
    weights = np.zeros((made, many))
    for place in range(made):
        middle = begin + (place + 0.5) * scale
        first = max(0, int(middle - reach * wide + 0.5))
        last = min(many, int(middle + reach * wide + 0.5))
        for pixel in range(first, last):
            weights[place, pixel] = curve((pixel + 0.5 - middle) / wide)
        weights[place] /= weights[place].sum()
    return weights


def _lanczos(x: float) -> float:
    return float(np.sinc(x) * np.sinc(x / 3)) if -3 <= x < 3 else 0.0


def _triangle(x: float) -> float:
    return max(0.0, 1.0 - abs(x))
