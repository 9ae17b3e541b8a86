"""Thumbnails: made once, never stale, never an error because of their own files."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from penstock.core.application import Application
from penstock.core.contracts.pictures import Pictures
from penstock.core.errors import Invalid
from penstock.core.files import Files
from penstock.core.host import HostPaths
from penstock.plugins.pictures import service as service_module
from penstock.plugins.pictures.service import PictureService

Draw = Callable[..., Path]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The pictures that thumbnails were made of."""
    made: list[Path] = []
    real = service_module.made

    def count(path: Path, side: int) -> bytes:
        made.append(path)
        return real(path, side)

    monkeypatch.setattr(service_module, "made", count)
    return made


def size_of(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data), formats=("JPEG",)).size


@pytest.mark.parametrize(
    ("size", "side", "wanted"),
    [((400, 200), 64, (64, 32)), ((200, 400), 64, (32, 64)), ((30, 20), 64, (30, 20)), ((900, 1), 64, (64, 1))],
)
def test_a_thumbnail_has_the_side_that_was_asked_for(
    pictures: PictureService, drawn: Draw, size: tuple[int, int], side: int, wanted: tuple[int, int]
) -> None:
    """Along the longer side; a small picture is not enlarged."""
    small = pictures.thumbnail(drawn("a.png", size=size), side)
    assert size_of(small.data) == wanted and small.content_type == "image/jpeg"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16", "I", "F"])
def test_every_mode_has_a_thumbnail(pictures: PictureService, drawn: Draw, mode: str) -> None:
    """Whatever a picture's pixels are."""
    kind = "tif" if mode in ("CMYK", "F", "I") else "png"
    assert size_of(pictures.thumbnail(drawn(f"a.{kind}", mode, (90, 40)), 32).data) == (32, 14)


def test_what_is_transparent_is_gray(pictures: PictureService, drawn: Draw) -> None:
    """Neither black nor white: drawings of both are seen."""
    data = pictures.thumbnail(drawn("a.png", "RGBA", (32, 32), (255, 0, 0, 0))).data
    assert Image.open(io.BytesIO(data)).convert("RGB").getpixel((16, 16)) == (118, 118, 118)


def test_a_thumbnail_is_made_once(pictures: PictureService, drawn: Draw, counted: list[Path], tmp_path: Path) -> None:
    """Also for the next process; another side is another one."""
    path = drawn("a.png", size=(100, 100))
    first = pictures.thumbnail(path, 64)
    assert pictures.thumbnail(path, 64) == first
    assert PictureService(tmp_path / "kept", Files()).thumbnail(path, 64) == first
    assert len(counted) == 1
    assert pictures.thumbnail(path, 32).etag != first.etag and len(counted) == 2


def test_a_changed_picture_has_another_thumbnail(pictures: PictureService, drawn: Draw) -> None:
    """By its time or its size, so that a URL with the etag may be kept for ever."""
    path = drawn("a.png", size=(64, 64))
    first = pictures.thumbnail(path)
    drawn("a.png", size=(64, 64), color=(255, 0, 0))
    os.utime(path, ns=(1, 1))
    second = pictures.thumbnail(path)
    assert first.etag != second.etag and first.data != second.data


def test_a_damaged_thumbnail_is_made_again(pictures: PictureService, drawn: Draw, tmp_path: Path) -> None:
    """Nobody sees half a picture."""
    path = drawn("a.png", size=(64, 64))
    first = pictures.thumbnail(path)
    [kept] = (tmp_path / "kept").rglob("*.jpg")
    kept.write_bytes(kept.read_bytes()[:20])
    assert pictures.thumbnail(path) == first


def test_a_folder_that_cannot_be_written_is_no_error(drawn: Draw, tmp_path: Path, counted: list[Path]) -> None:
    """Thumbnails are kept in memory then, the newest of them."""
    (tmp_path / "blocked").write_bytes(b"")
    pictures = PictureService(tmp_path / "blocked" / "kept", Files())
    path = drawn("a.png", size=(64, 64))
    assert pictures.thumbnail(path) == pictures.thumbnail(path)
    assert len(counted) == 1


def test_the_folder_stays_under_its_quota(drawn: Draw, tmp_path: Path) -> None:
    """The ones that were made longest ago go; the newest is there."""
    path = drawn("a.png", size=(64, 64))
    one = len(PictureService(tmp_path / "one", Files()).thumbnail(path).data)
    pictures = PictureService(tmp_path / "few", Files(), quota=4 * one)
    for side in range(40, 60):
        pictures.thumbnail(path, side)
    kept = list((tmp_path / "few").rglob("*.jpg"))
    assert kept and sum(one.stat().st_size for one in kept) <= 4 * one
    assert pictures._kept.read(service_module.thumbnail_key(path, 59)) is not None


@pytest.mark.parametrize("side", [-1, 0, 15, 2_049])
def test_a_side_that_cannot_be_is_told(pictures: PictureService, drawn: Draw, side: int) -> None:
    """Before the picture is opened."""
    with pytest.raises(Invalid):
        pictures.thumbnail(drawn("a.png"), side)


def test_the_plugin_offers_the_service(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths, drawn: Draw
) -> None:
    """Other plugins find it by its contract; its thumbnails are in the private folder."""
    penstock_application().services.get(Pictures).thumbnail(drawn("a.png", size=(64, 64)))
    assert list((penstock_paths.private / "picture_thumbnails").rglob("*.jpg"))
