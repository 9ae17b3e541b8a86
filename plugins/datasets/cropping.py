"""Resizing pictures and masks into their bucket, in floats."""

from typing import Any

from ...core.contracts.datasets import Fit


def fit_image(image: Any, fitted: Fit) -> Any:
    """An IMAGE `[B,H,W,C]` as float32 `[B,fitted.height,fitted.width,C]` numpy, Lanczos, within 0..1."""
    raise NotImplementedError


def fit_mask(mask: Any, fitted: Fit) -> Any:
    """A MASK `[B,H,W]` of the picture's own size, as float32 `[B,fitted.height,fitted.width]` numpy, within 0..1."""
    raise NotImplementedError
