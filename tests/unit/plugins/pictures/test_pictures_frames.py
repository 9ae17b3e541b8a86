"""Reading all frames of a file, as LoadImage does."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from penstock.core.errors import BadImage, NotFound, TooLarge
from penstock.plugins.pictures import reading_frames
from penstock.plugins.pictures.service import PictureService


def animation(path: Path, *frames: Image.Image, **options: object) -> Path:
    """An animation of these frames."""
    frames[0].save(path, save_all=True, append_images=frames[1:], **options)
    return path


def gray(*grays: int, size: tuple[int, int] = (4, 2)) -> list[Image.Image]:
    """Frames of one colour each."""
    return [Image.new("RGB", size, (level,) * 3) for level in grays]


@pytest.mark.parametrize("kind", ["png", "gif", "webp", "tiff"])
def test_every_frame_is_read(pictures: PictureService, tmp_path: Path, kind: str) -> None:
    """In their order, each with a mask, whatever the kind."""
    options = {"lossless": True} if kind == "webp" else {}
    found = pictures.frames(animation(tmp_path / f"a.{kind}", *gray(0, 102, 204), **options))
    assert (found.image.shape, found.mask.shape) == ((3, 2, 4, 3), (3, 2, 4))
    assert np.allclose(found.image[:, 0, 0, 0], [0, 0.4, 0.8], atol=1e-6)
    assert not found.mask.any()


def test_transparent_frames_have_their_own_masks(pictures: PictureService, tmp_path: Path) -> None:
    """1.0 where a frame is transparent."""
    frames = [Image.new("RGBA", (4, 2), (9, 9, 9, alpha)) for alpha in (255, 0, 51)]
    found = pictures.frames(animation(tmp_path / "a.webp", *frames, lossless=True, exact=True))
    assert np.allclose(found.mask[:, 0, 0], [0.0, 1.0, 0.8], atol=1e-6)


def test_frames_of_another_size_are_left_out(pictures: PictureService, tmp_path: Path) -> None:
    """As LoadImage does: a batch has one size."""
    path = animation(tmp_path / "a.tiff", *gray(0), *gray(50, size=(3, 3)), *gray(102))
    assert np.allclose(pictures.frames(path).image[:, 0, 0, 0], [0, 0.4], atol=1e-6)


def test_a_still_picture_is_one_frame(pictures: PictureService, drawn: Callable[..., Path]) -> None:
    """The same as `read` makes of it."""
    path = drawn("a.png", "RGBA", color=(1, 2, 3, 4))
    read, frames = pictures.read(path), pictures.frames(path)
    assert np.array_equal(read.image, frames.image)
    assert np.array_equal(read.mask, frames.mask)


def test_other_views_in_a_jpeg_are_no_frames(pictures: PictureService, tmp_path: Path) -> None:
    """A stereo photograph is one picture."""
    path = animation(tmp_path / "a.jpg", *gray(0, 255), format="MPO")
    assert pictures.frames(path).image.shape == (1, 2, 4, 3)


def test_too_many_pixels_are_refused(pictures: PictureService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before they fill the memory: all frames together count."""
    path = animation(tmp_path / "a.gif", *gray(0, 100, 200))
    monkeypatch.setattr(reading_frames, "_MOST_IN_ALL", 24)
    assert len(pictures.frames(path).image) == 3
    monkeypatch.setattr(reading_frames, "_MOST_IN_ALL", 23)
    with pytest.raises(TooLarge, match="3 frames"):
        pictures.frames(path)


def test_a_damaged_animation_is_an_answer(pictures: PictureService, tmp_path: Path) -> None:
    """One that is cut short is no picture, one that is not there is not found."""
    noise = [Image.fromarray(np.random.default_rng(n).integers(0, 255, (40, 40, 3), np.uint8)) for n in range(3)]
    path = animation(tmp_path / "a.gif", *noise)
    path.write_bytes(path.read_bytes()[: -path.stat().st_size // 5])
    with pytest.raises(BadImage):
        pictures.frames(path)
    with pytest.raises(NotFound):
        pictures.frames(tmp_path / "none.gif")
