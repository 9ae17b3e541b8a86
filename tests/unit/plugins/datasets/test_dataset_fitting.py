"""Which bucket a picture falls into."""

import time

import pytest

from penstock.core.contracts.datasets import BucketOptions
from penstock.core.errors import Invalid
from penstock.plugins.datasets.fitting import fit

USUAL = BucketOptions()


@pytest.mark.parametrize(
    ("size", "bucket"),
    [
        ((1000, 1000), (1280, 1280)),
        ((512, 512), (1280, 1280)),
        ((1000, 2000), (896, 1792)),
        ((1000, 1730), (960, 1664)),
        ((1000, 1100), (1216, 1344)),
        ((2000, 1000), (1792, 896)),
        ((1500, 1000), (1536, 1024)),
    ],
)
def test_the_buckets_are_those_that_trainings_were_made_with(size: tuple[int, int], bucket: tuple[int, int]) -> None:
    """The table of Dataset Gates holds for 1280 in steps of 64."""
    found = fit(*size, USUAL)
    assert (found.width, found.height) == bucket


def test_a_picture_of_the_buckets_shape_loses_nothing() -> None:
    """Its whole area is kept, and it is scaled to the bucket's sides."""
    found = fit(2000, 1000, USUAL)
    assert (found.scale, found.box, found.cropped) == (0.896, (0.0, 0.0, 2000.0, 1000.0), 0.0)


def test_a_small_picture_is_enlarged() -> None:
    """The scale says how much; it is not refused."""
    assert fit(1000, 1000, USUAL).scale == 1.28
    assert fit(512, 512, USUAL).scale == 2.5


def test_what_stands_over_is_cut_off_evenly() -> None:
    """Above and below as much, in pixels of the picture, not rounded."""
    found = fit(1000, 900, BucketOptions(resolution=64, divisible=64))
    assert found.box == (50.0, 0.0, 950.0, 900.0)
    assert found.cropped == pytest.approx(0.1)
    found = fit(900, 1001, BucketOptions(resolution=64, divisible=64))
    assert found.box == (0.0, 50.5, 900.0, 950.5)


def test_of_two_buckets_as_near_the_larger_one_wins() -> None:
    """6:1 lies in the middle of 8:2 and 9:1. Where both are as large, as 1:2 and 2:1 around 1:1, the wider wins."""
    sixteen = fit(600, 100, BucketOptions(resolution=4 * 64, divisible=64))
    assert (sixteen.width, sixteen.height) == (8 * 64, 2 * 64)
    two = fit(500, 500, BucketOptions(resolution=91, divisible=64))
    assert (two.width, two.height) == (128, 64)


def test_a_single_bucket_takes_everything() -> None:
    """Where the resolution is one step, every picture becomes a square."""
    one = BucketOptions(resolution=64, divisible=64)
    for size in ((1, 32_768), (32_768, 1), (3, 2)):
        assert (fit(*size, one).width, fit(*size, one).height) == (64, 64)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (BucketOptions(resolution=64, divisible=256), "resolution"),
        (BucketOptions(resolution=0, divisible=64), "resolution"),
        (BucketOptions(resolution=-1280, divisible=64), "resolution"),
        (BucketOptions(resolution=64, divisible=0), "divisible"),
        (BucketOptions(resolution=64, divisible=-8), "divisible"),
    ],
)
def test_options_without_a_bucket_are_refused(options: BucketOptions, field: str) -> None:
    """The answer names the field, and what to do."""
    with pytest.raises(Invalid) as caught:
        fit(100, 100, options)
    assert caught.value.field == field
    assert caught.value.hint


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (-1, 5)])
def test_a_picture_without_pixels_is_refused(size: tuple[int, int]) -> None:
    """No bucket is near to nothing."""
    with pytest.raises(Invalid):
        fit(*size, USUAL)


def test_a_million_buckets_cost_no_more_than_a_few() -> None:
    """A side of 8,192 in steps of 8 takes less than ten times as long as one of 64 in steps of 8."""

    def cost(resolution: int) -> float:
        options = BucketOptions(resolution=resolution, divisible=8)
        return min(_cpu(options) for _ in range(5))

    def _cpu(options: BucketOptions) -> float:
        begin = time.process_time()
        for width in range(1000, 1500):
            fit(width, 700, options)
        return time.process_time() - begin

    assert cost(8192) < 10 * cost(64)
