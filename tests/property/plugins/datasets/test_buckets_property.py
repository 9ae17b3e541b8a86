"""Buckets: the one that is chosen is the best of all, and what is kept of a picture is exactly its middle."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.datasets import BucketOptions
from penstock.plugins.datasets.cropping import fit_image, fit_mask
from penstock.plugins.datasets.fitting import fit

from .bucket_oracle import best_bucket, kept_box, resized

SIDES = st.integers(1, 32_768)


@st.composite
def options(draw: st.DrawFn, most_steps: int = 64) -> BucketOptions:
    """Options with at least one bucket, small enough to try all."""
    divisible = draw(st.sampled_from((1, 7, 8, 16, 48, 64, 256)))
    resolution = draw(st.integers(divisible, divisible * most_steps))
    return BucketOptions(resolution=resolution, divisible=divisible)


@given(SIDES, SIDES, options())
def test_the_chosen_bucket_is_the_best_of_all(width: int, height: int, chosen: BucketOptions) -> None:
    """Trying every bucket finds the same one."""
    found = fit(width, height, chosen)
    assert (found.width, found.height) == best_bucket(width, height, chosen)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 500), options(20))
def test_only_the_shape_of_a_picture_counts(width: int, height: int, times: int, chosen: BucketOptions) -> None:
    """The same picture at another size falls into the same bucket, and loses the same share."""
    small, large = fit(width, height, chosen), fit(width * times, height * times, chosen)
    assert (small.width, small.height) == (large.width, large.height)
    assert abs(small.cropped - large.cropped) < 1e-12


@given(SIDES, SIDES, st.integers(1, 8192), st.integers(1, 256))
def test_a_bucket_is_on_the_grid_and_not_too_large(width: int, height: int, resolution: int, divisible: int) -> None:
    """Sides are multiples of the step, the area is within the resolution, and no taller bucket of the width is."""
    chosen = BucketOptions(resolution=max(resolution, divisible), divisible=divisible)
    found = fit(width, height, chosen)
    assert found.width % divisible == 0 == found.height % divisible
    assert 0 < found.width * found.height <= chosen.resolution**2 < found.width * (found.height + divisible)


@given(SIDES, SIDES, options())
def test_what_is_kept_is_the_middle(width: int, height: int, chosen: BucketOptions) -> None:
    """The box lies in the picture, has the bucket's shape, and one of its sides is the picture's own."""
    found = fit(width, height, chosen)
    exact = kept_box(width, height, (found.width, found.height))
    assert all(abs(mine - theirs) < 1e-8 for mine, theirs in zip(found.box, exact, strict=True))
    left, top, right, bottom = found.box
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert (left, right) == (0, width) or (top, bottom) == (0, height)
    kept = float((exact[2] - exact[0]) * (exact[3] - exact[1]) / (width * height))
    assert abs(found.cropped - (1 - kept)) < 1e-9
    assert 0 <= found.cropped < 1
    assert abs(found.scale * (right - left) / found.width - 1) < 1e-9


small_sides = st.integers(1, 24)


@given(small_sides, small_sides, st.sampled_from((1, 3, 4)), options(12), st.integers(0, 2**32 - 1))
def test_pixels_are_those_of_a_sum_of_weights(
    width: int, height: int, channels: int, chosen: BucketOptions, seed: int
) -> None:
    """Lanczos for images and bilinear for masks agree with the weights summed in double precision."""
    chosen = BucketOptions(resolution=min(chosen.resolution, 96), divisible=min(chosen.divisible, 48))
    chosen = BucketOptions(resolution=max(chosen.resolution, chosen.divisible), divisible=chosen.divisible)
    pixels = np.random.default_rng(seed).random((2, height, width, channels), np.float32)
    found = fit(width, height, chosen)
    size = (found.width, found.height)
    image, mask = fit_image(pixels, found), fit_mask(pixels[..., 0], found)
    assert image.shape == (2, found.height, found.width, channels)
    for number in range(2):
        for channel in range(channels):
            expected = resized(pixels[number, :, :, channel], size, found.box, "lanczos")
            np.testing.assert_allclose(image[number, :, :, channel], expected, atol=2e-4)
        np.testing.assert_allclose(
            mask[number], resized(pixels[number, :, :, 0], size, found.box, "bilinear"), atol=2e-4
        )


@given(small_sides, small_sides, options(3), st.integers(0, 2**32 - 1))
def test_a_mirrored_picture_becomes_mirrored(width: int, height: int, chosen: BucketOptions, seed: int) -> None:
    """Nothing leans to one side."""
    pixels = np.random.default_rng(seed).random((1, height, width, 3), np.float32)
    found = fit(width, height, chosen)
    turned = fit_image(pixels[:, ::-1, ::-1], found)[:, ::-1, ::-1]
    np.testing.assert_allclose(turned, fit_image(pixels, found), atol=2e-4)


@given(small_sides, small_sides, options(3), st.floats(0, 1, width=32))
def test_one_colour_stays_one_colour(width: int, height: int, chosen: BucketOptions, level: float) -> None:
    """A plain picture and a full mask keep their level."""
    found = fit(width, height, chosen)
    plain = np.full((1, height, width), level, np.float32)
    np.testing.assert_allclose(fit_mask(plain, found), level, atol=1e-6)
    np.testing.assert_allclose(fit_image(plain[..., None], found), level, atol=1e-6)
