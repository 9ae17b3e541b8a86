"""Writing pictures: the levels of SaveImage, the graph inside, other sizes."""

import io
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from penstock.core.errors import Invalid, TooLarge
from penstock.plugins.pictures.encoding import encoded
from penstock.plugins.pictures.resizing import METHODS, resized
from penstock.plugins.pictures.service import PictureService


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def test_every_level_comes_back(pictures: PictureService) -> None:
    """What was loaded and saved has its 256 levels still."""
    levels = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, axis=2)
    unit = levels.astype(np.float32) / np.float32(255)
    assert (np.asarray(opened(pictures.png(unit))) == levels).all()


def test_levels_are_those_of_save_image(pictures: PictureService) -> None:
    """Cut off, within 0..255; what is no number is black."""
    pixels = np.array([[[0.999, 1.7, -1.0], [np.nan, np.inf, 0.5]]], np.float32)
    assert np.asarray(opened(pictures.png(pixels))).tolist() == [[[254, 255, 0], [0, 255, 127]]]


@pytest.mark.parametrize(
    ("shape", "mode"),
    [((2, 3), "L"), ((2, 3, 1), "L"), ((2, 3, 3), "RGB"), ((1, 2, 3, 3), "RGB"), ((2, 3, 4), "RGBA")],
)
def test_the_shapes_that_pictures_have(pictures: PictureService, shape: tuple[int, ...], mode: str) -> None:
    """Gray, colours, transparency, and a batch of one."""
    image = opened(pictures.png(np.ones(shape, np.float32)))
    assert (image.mode, image.size) == (mode, (3, 2))


@pytest.mark.parametrize("shape", [(2,), (0, 3), (2, 3, 2), (2, 2, 3, 3), (2, 3, 5)])
def test_another_shape_is_told(pictures: PictureService, shape: tuple[int, ...]) -> None:
    """Nothing is guessed, and no batch loses pictures."""
    with pytest.raises(Invalid, match="shape"):
        pictures.png(np.ones(shape, np.float32))


def test_a_picture_that_nobody_could_read_again_is_not_written(pictures: PictureService) -> None:
    """Larger than the reader takes."""
    with pytest.raises(TooLarge):
        pictures.png(np.broadcast_to(np.float32(0), (40_000, 2)))


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_kinds_of_files(pictures: PictureService, kind: str) -> None:
    """Each is what it says; transparency only where the kind has it."""
    image = opened(pictures.encoded(np.full((8, 8, 4), 0.5, np.float32), kind, 80))
    assert image.format == {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[kind]
    assert image.mode == ("RGB" if kind == "jpg" else "RGBA")


def test_webp_of_the_best_quality_loses_nothing(pictures: PictureService) -> None:
    """100 is lossless there."""
    levels = np.random.default_rng(2).integers(0, 256, (16, 16, 3), np.uint8)
    data = pictures.encoded(levels.astype(np.float32) / np.float32(255), "webp", 100)
    assert (np.asarray(opened(data)) == levels).all()


def test_webp_keeps_the_colours_beneath_transparent_pixels(pictures: PictureService) -> None:
    """They are worth as much as the others where the transparency is a mask; it keeps each of its levels."""
    levels = np.random.default_rng(1).integers(0, 256, (9, 7, 4), np.uint8)
    levels[:, :4, 3] = 0
    unit = levels.astype(np.float32) / np.float32(255)
    assert (np.asarray(opened(pictures.encoded(unit, "webp", 100))) == levels).all()
    flat = np.full((16, 16, 4), 0.5, np.float32)
    flat[..., 3] = 0
    found = np.asarray(opened(pictures.encoded(flat, "webp", 90)))
    assert (found[..., 3] == 0).all()
    assert (found[..., :3] > 100).all()


@pytest.mark.parametrize(("kind", "quality"), [("gif", 90), ("PNG", 90), ("", 90), ("jpg", 0), ("webp", 101)])
def test_other_kinds_and_qualities_are_told(pictures: PictureService, kind: str, quality: int) -> None:
    """Before anything is encoded."""
    with pytest.raises(Invalid):
        pictures.encoded(np.zeros((2, 2), np.float32), kind, quality)


def test_a_png_carries_its_graph(pictures: PictureService) -> None:
    """As ComfyUI reads it, in every alphabet."""
    text = {"prompt": json.dumps({"1": {}}), "workflow": '{"title": "Łódź 漢字"}'}
    image: Any = opened(pictures.png(np.zeros((2, 2), np.float32), text))
    assert image.text == text


def test_webp_and_jpeg_carry_it_as_comfyui_does(pictures: PictureService) -> None:
    """In the EXIF: the prompt as the camera's model, the workflow as its make; a JPEG only where it fits."""
    text = {"prompt": "{}", "workflow": '{"a": 1}'}
    for kind in ("webp", "jpg"):
        exif = opened(pictures.encoded(np.zeros((2, 2), np.float32), kind, 90, text)).getexif()
        assert (exif[0x0110], exif[0x010F]) == ("prompt:{}", 'workflow:{"a": 1}')
    long = {"workflow": "x" * 100_000}
    assert not opened(pictures.encoded(np.zeros((2, 2), np.float32), "jpg", 90, long)).getexif()
    assert opened(pictures.encoded(np.zeros((2, 2), np.float32), "webp", 90, long)).getexif()


def test_one_picture_gives_one_file() -> None:
    """The same bytes every time: saving again what is there already can be seen to be the same."""
    pixels = np.random.default_rng(3).random((9, 7, 3), np.float32)
    for kind in ("png", "jpg", "webp"):
        assert encoded(pixels, kind) == encoded(pixels.copy(), kind)


@given(st.sampled_from(sorted(METHODS)), st.integers(1, 40), st.integers(1, 40), st.floats(0, 1, width=32))
def test_a_plain_picture_stays_plain_at_every_size(method: str, width: int, height: int, level: float) -> None:
    """Every method, larger and smaller, keeps the mean and invents nothing."""
    made = resized(np.full((2, 5, 9, 3), level, np.float32), width, height, method)
    assert made.shape == (2, height, width, 3) and made.dtype == np.float32
    assert made == pytest.approx(level, abs=1e-5)


def test_nothing_is_rounded_to_eight_bits_on_the_way(pictures: PictureService) -> None:
    """A level between two stays between them."""
    assert pictures.resized(np.full((1, 4, 4, 1), 0.5001, np.float32), 8, 8).max() == pytest.approx(0.5001, abs=1e-6)


def test_a_resized_picture_stays_within_bounds(pictures: PictureService) -> None:
    """Sharp edges do not ring over 0..1, and what is no number does not come out."""
    pixels = np.zeros((1, 8, 8, 3), np.float32)
    pixels[:, :, 4:] = 1.0
    pixels[0, 0, 0] = np.nan
    for method in METHODS:
        made = pictures.resized(pixels, 31, 5, method)
        assert made.min() >= 0 and made.max() <= 1 and np.isfinite(made).all()


@pytest.mark.parametrize(
    ("width", "height", "method", "error"),
    [(4, 4, "magic", Invalid), (40_000, 4, "area", TooLarge), (30_000, 30_000, "area", TooLarge)],
)
def test_a_size_that_cannot_be_is_told(
    pictures: PictureService, width: int, height: int, method: str, error: type[Exception]
) -> None:
    """Nothing is allocated first."""
    with pytest.raises(error):
        pictures.resized(np.zeros((1, 2, 2, 3), np.float32), width, height, method)
