"""Masks and arrays as numbers: the rules hold for every level, alpha and size."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from penstock.plugins.pools.arrays import image_array, mask_array
from penstock.plugins.pools.masks import prepare_mask

profile = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
sides = st.integers(1, 12)


@pytest.fixture(scope="module")
def upload() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name) / "mask.png"


def levels(seed: int, height: int, width: int, channels: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


@profile
@given(seed=st.integers(0, 2**32), height=sides, width=sides)
def test_editor_mask_is_255_minus_alpha_everywhere(upload: Path, seed: int, height: int, width: int) -> None:
    """For every RGBA picture of the size of the image, mask = 255 - alpha, pixel by pixel."""
    pixels = levels(seed, height, width, 4)
    Image.fromarray(pixels).save(upload)
    with Image.open(io.BytesIO(prepare_mask(upload, width, height))) as mask:
        assert (np.asarray(mask) == 255 - pixels[:, :, 3]).all()


@profile
@given(seed=st.integers(0, 2**32), height=sides, width=sides)
def test_image_is_exactly_what_numpy_divides(seed: int, height: int, width: int) -> None:
    """An IMAGE equals float32(level) / 255 bit for bit, and shares no memory with the cache."""
    pixels = levels(seed, height, width, 3)
    image = image_array(pixels)
    assert (image == pixels[None].astype(np.float32) / 255.0).all()
    assert not np.shares_memory(image, pixels)


@profile
@given(seed=st.integers(0, 2**32), height=sides, width=sides, target_height=sides, target_width=sides)
def test_mask_has_the_size_of_the_image_and_stays_in_range(
    seed: int, height: int, width: int, target_height: int, target_width: int
) -> None:
    """Resizing neither overshoots nor invents: the values lie between the least and the greatest of the mask."""
    mask = levels(seed, height, width, 1)[:, :, 0]
    resized = mask_array(mask, target_height, target_width)
    assert resized.shape == (1, target_height, target_width)
    assert mask.min() / 255 - 1e-6 <= resized.min() <= resized.max() <= mask.max() / 255 + 1e-6
