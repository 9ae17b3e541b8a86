"""Damaged files, any bytes and any limits: prepared, refused with a 4xx, never anything else."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.corpora.strategies import damaged_images
from penstock.core.errors import ClientError
from penstock.plugins.pools.arrays import load_rgb
from penstock.plugins.pools.image_checks import ImageLimits
from penstock.plugins.pools.images import prepare_image
from penstock.plugins.pools.masks import prepare_mask
from penstock.plugins.pools.thumbnails import make_thumbnail

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

EXAMPLES = 3_000 if os.environ.get("PENSTOCK_PROFILE") == "nightly" else 120
profile = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@profile
@given(data=damaged_images())
def test_damaged_file_is_stored_whole_or_refused(folder: Path, data: bytes) -> None:
    """Whatever is taken can be emitted and shown in the size that was reported; all else is a 4xx."""
    upload, stored = folder / "upload", folder / "stored.png"
    upload.write_bytes(data)
    try:
        prepared = prepare_image(upload)
    except ClientError as error:
        assert error.message
        assert 400 <= error.status < 500
        return
    stored.write_bytes(data if prepared.png is None else prepared.png)
    assert load_rgb(stored).shape == (prepared.height, prepared.width, 3)
    assert make_thumbnail(stored)


@profile
@given(data=damaged_images(), width=st.integers(1, 64), height=st.integers(1, 64))
def test_damaged_mask_is_stored_or_refused(folder: Path, data: bytes, width: int, height: int) -> None:
    """A mask comes out in the size asked for, or is a 4xx."""
    upload, stored = folder / "mask", folder / "mask.png"
    upload.write_bytes(data)
    try:
        stored.write_bytes(prepare_mask(upload, width, height))
    except ClientError:
        return
    prepared = prepare_image(stored)
    assert (prepared.width, prepared.height, prepared.png) == (width, height, None)


@profile
@given(data=damaged_images(), max_pixels=st.integers(1, 2_000), max_side=st.integers(1, 100))
def test_limits_hold_for_whatever_is_taken(folder: Path, data: bytes, max_pixels: int, max_side: int) -> None:
    """No picture beyond the limits is ever taken."""
    upload = folder / "limited"
    upload.write_bytes(data)
    try:
        prepared = prepare_image(upload, ImageLimits(max_pixels=max_pixels, max_side=max_side))
    except ClientError:
        return
    assert prepared.width * prepared.height <= max_pixels
    assert max(prepared.width, prepared.height) <= max_side


@profile
@given(
    start=st.sampled_from(
        [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x10\x00\x00\x00WEBP", b"GIF89a", b"II*\x00", b"BM", b""]
    ),
    rest=st.binary(max_size=400),
)
def test_any_bytes_behind_a_signature_are_no_crash(folder: Path, start: bytes, rest: bytes) -> None:
    """A right beginning makes no picture: what follows is a 4xx unless it is one."""
    upload = folder / "bytes"
    upload.write_bytes(start + rest)
    try:
        prepared = prepare_image(upload)
    except ClientError:
        return
    assert prepared.width >= 1
