"""Resizing of float images by the rules of torch's `interpolate`, without torch: one axis after the other."""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

_SHARPNESS: Final = -0.75
"""The free parameter of the cubic kernel."""

Taps = tuple[Any, Any]
"""`(indices, weights)`, each `[out, taps]`: what every output position is a weighted sum of."""


def resized(images: Any, width: int, height: int, method: str) -> Any:
    """`[B,H,W,C]` float32 at another size; `method` is `nearest-exact`, `bilinear`, `bicubic` or `area`."""
    along = _area if method == "area" else _tapped(_TAPS[method])
    return along(along(images, 2, width), 1, height)


def _tapped(taps: Callable[[int, int], Taps]) -> Callable[[Any, int, int], Any]:
    def along(images: Any, axis: int, size: int) -> Any:
        indices, weights = taps(images.shape[axis], size)
        shape = [1] * images.ndim
        shape[axis] = size
        result = np.zeros([*images.shape[:axis], size, *images.shape[axis + 1 :]], np.float32)
        for tap in range(indices.shape[1]):
            result += np.take(images, indices[:, tap], axis=axis) * weights[:, tap].reshape(shape)
        return result

    return along


def _centres(old: int, new: int) -> Any:
    """Where the middle of each new pixel lies, in old pixels."""
    return (np.arange(new, dtype=np.float32) + np.float32(0.5)) * np.float32(old / new)


def _nearest(old: int, new: int) -> Taps:
    indices = np.minimum(np.floor(_centres(old, new)).astype(np.intp), old - 1)
    return indices[:, None], np.ones((new, 1), np.float32)


def _linear(old: int, new: int) -> Taps:
    source = np.maximum(_centres(old, new) - np.float32(0.5), 0)
    low = np.minimum(np.floor(source).astype(np.intp), old - 1)
    share = (source - low).astype(np.float32)
    return np.stack([low, np.minimum(low + 1, old - 1)], 1), np.stack([1 - share, share], 1)


def _cubic(old: int, new: int) -> Taps:
    source = _centres(old, new) - np.float32(0.5)
    low = np.floor(source).astype(np.intp)
    share = (source - low).astype(np.float32)
    indices = np.clip(np.stack([low - 1, low, low + 1, low + 2], 1), 0, old - 1)
    weights = [_far(share + 1), _near(share), _near(1 - share), _far(2 - share)]
    return indices, np.stack(weights, 1).astype(np.float32)


def _near(distance: Any) -> Any:
    return ((_SHARPNESS + 2) * distance - (_SHARPNESS + 3)) * distance * distance + 1


def _far(distance: Any) -> Any:
    return ((_SHARPNESS * distance - 5 * _SHARPNESS) * distance + 8 * _SHARPNESS) * distance - 4 * _SHARPNESS


_TAPS: Final[Mapping[str, Callable[[int, int], Taps]]] = {
    "nearest-exact": _nearest,
    "bilinear": _linear,
    "bicubic": _cubic,
}


def _area(images: Any, axis: int, size: int) -> Any:
    """The mean of all old pixels that a new one touches."""
    old = images.shape[axis]
    sums = np.cumsum(images, axis=axis, dtype=np.float64)
    sums = np.concatenate([np.zeros_like(np.take(sums, [0], axis=axis)), sums], axis=axis)
    starts = np.array([place * old // size for place in range(size)])
    ends = np.array([math.ceil((place + 1) * old / size) for place in range(size)])
    shape = [1] * images.ndim
    shape[axis] = size
    means = (np.take(sums, ends, axis=axis) - np.take(sums, starts, axis=axis)) / (ends - starts).reshape(shape)
    return means.astype(np.float32)
