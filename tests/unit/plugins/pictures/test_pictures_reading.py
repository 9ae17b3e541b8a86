"""Reading pictures: what ComfyUI's LoadImage gives, and one kind of error for everything that is no picture."""

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from penstock.core.errors import BadImage, NotFound, TooLarge
from penstock.plugins.pictures.service import PictureService

Draw = Callable[..., Path]


def test_a_picture_is_read_as_arrays(pictures: PictureService, drawn: Draw) -> None:
    """IMAGE [1,H,W,3] and MASK [1,H,W], float32 of 0..1, of the caller's own."""
    picture = pictures.read(drawn("a.png", color=(255, 0, 51)))
    assert picture.image.shape == (1, 2, 4, 3) and picture.mask.shape == (1, 2, 4)
    assert picture.image.dtype == picture.mask.dtype == np.float32
    assert (picture.image[0, 0, 0] == np.array([1.0, 0.0, 51 / 255], np.float32)).all()
    assert not picture.mask.any()
    picture.image[:] = 0.5
    assert pictures.read(drawn("a.png", color=(255, 0, 51))).image.max() == 1.0


@pytest.mark.parametrize(
    ("mode", "color", "wanted"),
    [
        ("RGBA", (255, 0, 0, 64), 1.0 - 64 / 255),
        ("LA", (255, 64), 1.0 - 64 / 255),
        ("RGB", (255, 0, 0), 0.0),
        ("L", 255, 0.0),
        ("1", 1, 0.0),
    ],
)
def test_a_mask_is_what_is_transparent(
    pictures: PictureService, drawn: Draw, mode: str, color: object, wanted: float
) -> None:
    """1.0 where nothing is to be seen; the colour beneath stays."""
    picture = pictures.read(drawn("a.png", mode, color=color))
    assert picture.mask == pytest.approx(wanted) and picture.image[..., 0].min() == 1.0


def test_a_palette_with_a_transparent_colour_has_a_mask(pictures: PictureService, tmp_path: Path) -> None:
    """As GIF and small PNG have it."""
    image = Image.new("P", (4, 2), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.putpixel((1, 0), 1)
    image.save(tmp_path / "a.gif", transparency=1)
    picture = pictures.read(tmp_path / "a.gif")
    assert picture.mask[0].tolist() == [[0, 1, 0, 0], [0, 0, 0, 0]]
    assert picture.image[0, 0, 0].tolist() == [1, 0, 0]


def test_gray_of_sixteen_bits_is_scaled_and_not_cut(pictures: PictureService, tmp_path: Path) -> None:
    """A depth picture keeps its depth."""
    levels = np.array([[0, 32_768, 65_535]], np.uint16)
    Image.fromarray(levels).save(tmp_path / "depth.png")
    read = pictures.read(tmp_path / "depth.png").image
    assert read[0, 0, :, 0] == pytest.approx([0.0, 32_768 / 65_535, 1.0])
    assert pictures.thumbnail(tmp_path / "depth.png", 64).data.startswith(b"\xff\xd8")


def test_a_photograph_stands_upright(pictures: PictureService, drawn: Draw) -> None:
    """Its size, its pixels and its thumbnail are turned as its EXIF says."""
    exif = Image.Exif()
    exif[0x0112] = 6
    path = drawn("a.jpg", size=(40, 20), exif=exif)
    assert pictures.size(path) == (20, 40)
    assert pictures.read(path).image.shape == (1, 40, 20, 3)
    with Image.open(path) as raw:
        assert raw.size == (40, 20)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif", "a.tif", "a.bmp", "noextension"])
def test_every_kind_is_known_by_its_bytes(pictures: PictureService, drawn: Draw, name: str) -> None:
    """Whatever the file is called."""
    path = drawn(name, size=(3, 5), **({} if "." in name else {"format": "PNG"}))
    assert pictures.size(path) == (3, 5) and pictures.read(path).image.shape == (1, 5, 3, 3)


@pytest.mark.parametrize("data", [b"", b"x", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"\0" * 5_000], ids=repr)
def test_what_is_no_picture_is_told(pictures: PictureService, tmp_path: Path, data: bytes) -> None:
    """As a BadImage that names no path of this machine, from every method."""
    path = tmp_path / "a.png"
    path.write_bytes(data)
    for ask in (pictures.read, pictures.size, pictures.thumbnail):
        with pytest.raises(BadImage) as bad:
            ask(path)
        assert str(tmp_path) not in str(bad.value.as_json())


@pytest.mark.parametrize("kind", ["png", "jpg", "gif", "bmp"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("painted_over", [False, True], ids=["", "another pack lets Pillow paint over it"])
def test_a_file_that_is_cut_is_told(
    pictures: PictureService,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    kept: float,
    painted_over: bool,
) -> None:
    """Half a picture is none, whatever Pillow has been told by others."""
    path = tmp_path / f"a.{kind}"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (50, 50, 3), np.uint8)).save(path)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", painted_over)
    pictures.read(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    for ask in (pictures.read, pictures.thumbnail):
        with pytest.raises(BadImage):
            ask(path)


def test_no_file_is_not_found(pictures: PictureService, tmp_path: Path) -> None:
    """A missing file, or one below a file."""
    (tmp_path / "file").write_bytes(b"x")
    for path in (tmp_path / "none.png", tmp_path / "file" / "a.png"):
        for ask in (pictures.read, pictures.size, pictures.thumbnail):
            with pytest.raises(NotFound):
                ask(path)


def test_what_is_no_regular_file_is_no_picture(pictures: PictureService, tmp_path: Path) -> None:
    """A folder; a pipe, which would wait for ever."""
    (tmp_path / "folder").mkdir()
    paths = [tmp_path / "folder"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        paths.append(tmp_path / "pipe")
    for path in paths:
        with pytest.raises(BadImage):
            pictures.read(path)


@pytest.mark.parametrize("size", [(60_000, 60_000), (40_000, 1), (12_000, 12_000)])
def test_a_picture_that_would_fill_the_memory_is_refused(
    pictures: PictureService, tmp_path: Path, size: tuple[int, int]
) -> None:
    """By what its header says, before a pixel is unpacked."""
    header = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    path = tmp_path / "a.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )
    )
    for ask in (pictures.read, pictures.size, pictures.thumbnail):
        with pytest.raises(TooLarge):
            ask(path)
