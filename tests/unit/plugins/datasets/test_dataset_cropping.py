"""Pictures and masks in their bucket: exact, in floats, nothing but what was asked for."""

from typing import Any

import numpy as np
import pytest

from penstock.core.contracts.datasets import BucketOptions
from penstock.core.errors import Invalid
from penstock.plugins.datasets.cropping import fit_image, fit_mask
from penstock.plugins.datasets.fitting import fit

SMALL = BucketOptions(resolution=16, divisible=8)


class Tensor:
    """As torch's: known by `detach`."""

    def __init__(self, values: np.ndarray) -> None:
        self._values = values

    def detach(self) -> "Tensor":
        return self

    cpu = float = detach

    def numpy(self) -> np.ndarray:
        return self._values


def test_a_picture_of_the_buckets_size_is_not_touched() -> None:
    """Every float comes out as it went in: there is no 8-bit step and no filter."""
    pixels = np.random.default_rng(0).random((2, 16, 16, 3), np.float32)
    found = fit(16, 16, SMALL)
    np.testing.assert_array_equal(fit_image(pixels, found), pixels)
    np.testing.assert_array_equal(fit_mask(pixels[..., 0], found), pixels[..., 0])


def test_steps_finer_than_8_bits_survive() -> None:
    """A ramp within one level of 255 has as many values after it was resized."""
    ramp = np.linspace(0.5, 0.5 + 1 / 512, 64, dtype=np.float32)
    pixels = np.broadcast_to(ramp[None, None, :, None], (1, 64, 64, 1)).copy()
    made = fit_image(pixels, fit(64, 64, SMALL))
    assert len(np.unique(made)) >= 16


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_every_channel_goes_its_own_way(channels: int) -> None:
    """One to four channels come out, each as if it were alone."""
    pixels = np.random.default_rng(1).random((1, 20, 30, channels), np.float32)
    found = fit(30, 20, SMALL)
    made = fit_image(pixels, found)
    for channel in range(channels):
        np.testing.assert_array_equal(
            made[..., channel : channel + 1], fit_image(pixels[..., channel : channel + 1], found)
        )


def test_each_picture_of_a_batch_is_its_own() -> None:
    """A batch comes out as its pictures one by one."""
    pixels = np.random.default_rng(2).random((3, 20, 30, 3), np.float32)
    found = fit(30, 20, SMALL)
    made = fit_image(pixels, found)
    assert made.shape == (3, found.height, found.width, 3)
    for number in range(3):
        np.testing.assert_array_equal(made[number], fit_image(pixels[number : number + 1], found)[0])


def test_values_stay_within_0_and_1() -> None:
    """Lanczos overshoots at hard edges; that is cut off."""
    pixels = np.zeros((1, 20, 20, 3), np.float32)
    pixels[:, 5:15, 5:15] = 1.0
    made = fit_image(pixels, fit(20, 20, SMALL))
    assert (made.min(), made.max()) == (0.0, 1.0)


def test_a_mask_has_no_rings() -> None:
    """Nothing is painted but around what was painted, and less and less away from it."""
    mask = np.zeros((1, 40, 40), np.float32)
    mask[:, :, 20:] = 1.0
    row = fit_mask(mask, fit(40, 40, SMALL))[0, 8]
    assert (np.diff(row) >= 0).all()
    assert (row[:7] == 0).all()
    assert (row[9:] == 1).all()


def test_what_is_no_number_does_not_spread() -> None:
    """NaN is black and infinity white, as one pixel, not all around it."""
    pixels = np.full((1, 32, 32, 1), 0.5, np.float32)
    pixels[0, 16, 16, 0] = np.nan
    made = fit_image(pixels, fit(32, 32, SMALL))
    assert np.isfinite(made).all()
    assert made[0, 0, 0, 0] == 0.5


def test_a_hosts_tensor_is_taken() -> None:
    """Torch tensors become numpy arrays, and are not written into."""
    pixels = np.random.default_rng(3).random((1, 12, 9, 3), np.float32)
    before = pixels.copy()
    found = fit(9, 12, SMALL)
    np.testing.assert_array_equal(fit_image(Tensor(pixels), found), fit_image(pixels, found))
    np.testing.assert_array_equal(pixels, before)


@pytest.mark.parametrize("shape", [(20, 20, 3), (1, 21, 20, 3), (1, 20, 21, 3), (0, 20, 20, 3), (1, 20, 20, 0)])
def test_an_image_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    """A fit is for pictures of one size."""
    with pytest.raises(Invalid) as caught:
        fit_image(np.zeros(shape, np.float32), fit(20, 20, SMALL))
    assert caught.value.field == "image"


@pytest.mark.parametrize("shape", [(20, 20), (1, 20, 20, 1), (1, 19, 20), (0, 20, 20)])
def test_a_mask_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    """A mask is resized to its picture before."""
    made: Any = np.zeros(shape, np.float32)
    with pytest.raises(Invalid) as caught:
        fit_mask(made, fit(20, 20, SMALL))
    assert caught.value.field == "mask"


def test_the_longest_pictures_are_fitted() -> None:
    """One pixel by 32,768 becomes the narrowest bucket, or the widest."""
    for width, height in ((1, 32_768), (32_768, 1)):
        found = fit(width, height, BucketOptions(resolution=64, divisible=8))
        made = fit_image(np.ones((1, height, width, 1), np.float32), found)
        assert made.shape == (1, found.height, found.width, 1)
        np.testing.assert_allclose(made, 1.0, atol=1e-6)
