"""Previews of candidates: what they show, how large they are, and what odd images give."""

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from penstock.core.errors import NotFound
from penstock.plugins.gates.pictures import GatePictures, shrunk

PICTURES = GatePictures()


def shown(images: Any, index: int = 0, size: int = 768) -> Image.Image:
    """The picture as a browser would show it."""
    with Image.open(io.BytesIO(PICTURES.encode(images, index, size))) as image:
        image.load()
        return image


def smooth(height: int, width: int, batch: int = 1) -> Any:
    """Images in which neighbours are alike, each of the batch brighter than the one before."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    one = np.stack([rows / height, columns / width, np.full_like(rows, 0.5)], axis=-1) * 0.5
    return np.stack([one + 0.5 * number / max(1, batch) for number in range(batch)]).astype(np.float32)


def test_a_preview_is_a_jpeg_that_fits() -> None:
    """The longer side has as many pixels as were asked for, the other as the aspect says."""
    image = shown(smooth(900, 2400))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (768, 288))
    assert shown(smooth(2400, 900)).size == (288, 768)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 5000), (3, 7), (64, 4097), (333, 77)])
@pytest.mark.parametrize("size", [64, 256, 768])
def test_no_preview_is_enlarged_or_empty(height: int, width: int, size: int) -> None:
    """Whatever the shape, there is a picture of at least one pixel a side, never larger than the image."""
    found = shown(smooth(height, width), size=size).size
    assert max(found) == min(size, max(height, width))
    assert min(found) >= 1


def test_the_picture_shows_the_image_of_that_index() -> None:
    """Colours and places are those of the image, averaged."""
    images = smooth(1200, 1600, batch=3)
    for index in range(3):
        found = np.asarray(shown(images, index, 256), np.float32) / 255
        wanted = shrunk(images[index], 6)
        assert np.abs(found.mean(axis=(0, 1)) - wanted.mean(axis=(0, 1))).max() < 0.01
        assert found[5, 128, 0] < found[-5, 128, 0]
        assert found[96, 5, 1] < found[96, -5, 1]


def test_fine_patterns_become_gray() -> None:
    """Every pixel counts: a chessboard of single pixels is no stripes."""
    board = (np.indices((2048, 2048)).sum(axis=0) % 2).astype(np.float32)
    found = np.asarray(shown(np.repeat(board[None, :, :, None], 3, axis=3), size=256))
    assert np.abs(found.astype(int) - 127).max() <= 2


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4), st.integers(1, 8), st.integers(0, 2**31 - 1))
def test_shrinking_is_the_average(height: int, width: int, channels: int, factor: int, seed: int) -> None:
    """Each pixel is the mean of its square, whatever the sizes."""
    pixels = np.random.default_rng(seed).random((height * factor, width * factor, channels), np.float32)
    wanted = pixels.reshape(height, factor, width, factor, channels).mean(axis=(1, 3))
    assert np.allclose(shrunk(pixels, factor), wanted, atol=1e-5)


def test_size_0_is_what_comfyui_would_save() -> None:
    """A PNG with exactly the levels of SaveImage: multiplied by 255 and cut."""
    images = np.random.default_rng(1).random((2, 9, 7, 3), np.float32)
    image = shown(images, 1, 0)
    assert image.format == "PNG"
    assert (np.asarray(image) == np.clip(255.0 * images[1], 0, 255).astype(np.uint8)).all()


@pytest.mark.parametrize("size", [0, 64])
@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5])
def test_any_number_of_channels_has_a_picture(channels: int, size: int) -> None:
    """Gray, colour, transparency on middle gray; of what nobody can show the first channel."""
    images = np.full((1, 200, 300, channels), 0.25, np.float32)
    found = np.asarray(shown(images, size=size).convert("RGB"))
    wanted = 0.25 if channels != 4 or size == 0 else 0.25 * 0.25 + 0.75 * 118 / 255
    assert np.abs(found / 255 - wanted).max() < 0.012


@pytest.mark.parametrize("size", [0, 64, 768])
def test_values_that_are_no_levels_have_a_picture(size: int) -> None:
    """Below 0, above 1, infinite or no number at all: shown as black or white, without a warning."""
    images = np.full((1, 300, 300, 3), 0.5, np.float32)
    images[0, :10, :10] = (-5, 7, np.nan)
    images[0, 20:30, :10] = (np.inf, -np.inf, 3e38)
    assert shown(images, size=size).size == ((300, 300) if size != 64 else (64, 64))


def test_images_of_other_layouts_have_a_picture() -> None:
    """Slices that are not contiguous, and other number types."""
    images = smooth(400, 600)[:, ::2, ::-1]
    assert shown(images, size=64).size == (64, 21)
    assert shown(images.astype(np.float64)).size == (600, 200)
    assert shown(images.astype(np.float16)).size == (600, 200)


def test_the_candidates_are_not_touched() -> None:
    """A preview reads; what flows on through the gate stays what it was."""
    images = smooth(900, 900)
    before = images.copy()
    images.flags.writeable = False
    for size in (0, 64, 768):
        PICTURES.encode(images, 0, size)
    assert (images == before).all()


@pytest.mark.parametrize("index", [-1, 2, 10**9])
def test_an_image_that_is_not_there_is_a_404(index: int) -> None:
    """No index counts from the end."""
    with pytest.raises(NotFound):
        PICTURES.encode(smooth(4, 4, batch=2), index, 64)


def test_a_gate_without_images_has_no_picture() -> None:
    """Text gates."""
    with pytest.raises(NotFound):
        PICTURES.encode(None, 0, 64)


def test_tensors_have_a_picture() -> None:
    """As ComfyUI hands them over, half precision too; they are not changed."""
    torch = pytest.importorskip("torch")
    images = torch.linspace(0, 1, 2 * 300 * 400 * 3).reshape(2, 300, 400, 3)
    for kind in (torch.float32, torch.float16, torch.bfloat16):
        tensor = images.to(kind)
        before = tensor.clone()
        found = np.asarray(shown(tensor, 1, 64), np.float32) / 255
        assert found.shape == (48, 64, 3)
        assert abs(found.mean() - 0.75) < 0.02
        assert torch.equal(tensor, before)
