"""Thumbnails: small, upright, made once, under a quota, and never an error of their own."""

import io
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from penstock.adapters.testing.corpora import pictures
from penstock.adapters.testing.corpora.images import Expected, HostileImage, hostile_images
from penstock.core.errors import BadImage, ClientError
from penstock.core.files import Files, SystemCalls
from penstock.plugins.pools.thumbnails import Thumbnails, make_thumbnail


class ReadOnlyCalls(SystemCalls):
    """A disk that takes nothing."""

    def create(self, path: Path) -> int:
        raise OSError(30, "Read-only file system", str(path))

    def mkdir(self, path: Path) -> None:
        raise OSError(30, "Read-only file system", str(path))


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "photograph.png"
    noise = np.random.default_rng(1).integers(0, 256, (30, 40, 3), np.uint8)
    Image.fromarray(noise).resize((1200, 900)).save(path)
    return path


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_thumbnail_is_a_small_jpeg(photograph: Path, tmp_path: Path) -> None:
    """It has 256 pixels along its longer side, the aspect of the picture, and a fraction of its bytes."""
    thumbnail = Thumbnails(tmp_path / "thumbnails", Files()).get(photograph)
    image = opened(thumbnail.data)
    assert (image.format, image.size, thumbnail.content_type) == ("JPEG", (256, 192), "image/jpeg")
    assert len(thumbnail.data) * 20 < photograph.stat().st_size


def test_small_picture_is_not_enlarged(tmp_path: Path) -> None:
    """24 x 16 pixels stay 24 x 16 pixels."""
    path = tmp_path / "a.png"
    path.write_bytes(pictures.encoded("PNG"))
    assert opened(make_thumbnail(path)).size == (24, 16)


def test_thin_picture_keeps_one_pixel(tmp_path: Path) -> None:
    """A picture of 3000 x 2 has a thumbnail too."""
    path = tmp_path / "a.png"
    Image.new("RGB", (3000, 2)).save(path)
    assert opened(make_thumbnail(path)).size == (1024, 1)


@pytest.mark.parametrize(
    ("size", "small"),
    [
        ((900, 900), (256, 256)),
        ((1200, 800), (256, 171)),
        ((1600, 900), (284, 160)),
        ((3000, 500), (960, 160)),
        ((500, 3000), (160, 960)),
        ((9000, 500), (1024, 57)),
        ((600, 100), (600, 100)),
    ],
)
@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_panorama_has_enough_for_a_square(
    size: tuple[int, int], small: tuple[int, int], kind: str, tmp_path: Path
) -> None:
    """The shorter side has 160 pixels, as a tile needs, until the longer one would have more than 1024."""
    path = tmp_path / f"a.{kind}"
    Image.new("RGB", size).save(path)
    assert opened(make_thumbnail(path)).size == small


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_thumbnail_is_upright(kind: str, tmp_path: Path) -> None:
    """A photograph that lies on its side stands up in the grid."""
    path = tmp_path / "a"
    path.write_bytes(pictures.turned(kind, 6))
    assert opened(make_thumbnail(path)).size == (16, 24)


def test_transparency_is_shown_on_middle_gray(tmp_path: Path) -> None:
    """Neither white nor black drawings on nothing vanish."""
    path = tmp_path / "a.png"
    Image.new("RGBA", (16, 16), (255, 255, 255, 0)).save(path)
    assert np.asarray(opened(make_thumbnail(path))).mean() == pytest.approx(118, abs=2)


def test_sixteen_bits_are_scaled(tmp_path: Path) -> None:
    """A 16-bit picture does not come out white."""
    path = tmp_path / "a.png"
    Image.fromarray(np.full((8, 8), 30_000, np.uint16)).save(path)
    assert np.asarray(opened(make_thumbnail(path))).mean() == pytest.approx(117, abs=2)


def test_large_jpeg_looks_as_the_whole_one(tmp_path: Path) -> None:
    """Decoding at a fraction of the size changes the small picture by little."""
    path = tmp_path / "a.jpg"
    pictures.picture(size=(4000, 3000)).convert("RGB").save(path, quality=95)
    with Image.open(path) as image:
        whole = np.asarray(image.resize((256, 192), Image.Resampling.BICUBIC), np.int16)
    assert np.abs(np.asarray(opened(make_thumbnail(path)), np.int16) - whole).mean() < 4


def test_no_metadata_travels_along(tmp_path: Path) -> None:
    """A thumbnail says nothing of where a photograph was taken, and is not turned twice."""
    path = tmp_path / "a.jpg"
    path.write_bytes(pictures.turned("JPEG", 6))
    image = opened(make_thumbnail(path))
    assert not image.getexif()


def test_second_time_reads_the_file_that_was_kept(photograph: Path, tmp_path: Path) -> None:
    """Nothing is made twice, also not by the next process, while path, time and size are the same."""
    folder = tmp_path / "thumbnails"
    first = Thumbnails(folder, Files()).get(photograph)
    (kept,) = files_in(folder)
    kept.write_bytes(b"\xff\xd8 marked \xff\xd9")
    again = Thumbnails(folder, Files()).get(photograph)
    assert again.data == b"\xff\xd8 marked \xff\xd9"
    assert again.etag == first.etag


def test_tag_names_the_content(photograph: Path, tmp_path: Path) -> None:
    """With a tag the path does not matter, and another tag, side or time makes another thumbnail."""
    thumbnails = Thumbnails(tmp_path / "thumbnails", Files())
    copy = Path(shutil.copy(photograph, tmp_path / "copy.png"))
    assert thumbnails.get(photograph, "tag").etag == thumbnails.get(copy, "tag").etag
    etags = {
        thumbnails.get(photograph, "tag").etag,
        thumbnails.get(photograph, "other").etag,
        thumbnails.get(photograph, "tag", 128).etag,
        thumbnails.get(photograph).etag,
        thumbnails.get(copy).etag,
    }
    assert len(etags) == 5


def test_damaged_thumbnail_is_made_again(photograph: Path, tmp_path: Path) -> None:
    """A thumbnail that a crash has cut is never shown."""
    folder = tmp_path / "thumbnails"
    first = Thumbnails(folder, Files()).get(photograph)
    (kept,) = files_in(folder)
    for damaged in (first.data[:100], b""):
        kept.write_bytes(damaged)
        assert Thumbnails(folder, Files()).get(photograph).data == first.data
        assert kept.read_bytes() == first.data


def test_read_only_folder_is_no_error(photograph: Path, tmp_path: Path) -> None:
    """Where nothing can be kept on disk it is kept in memory: the same bytes, made once."""
    thumbnails = Thumbnails(tmp_path / "thumbnails", Files(calls=ReadOnlyCalls()))
    first = thumbnails.get(photograph, "tag")
    photograph.unlink()
    assert thumbnails.get(photograph, "tag") == first
    assert not (tmp_path / "thumbnails").exists()


def test_quota_drops_the_oldest(photograph: Path, tmp_path: Path) -> None:
    """The folder never holds more than its quota after a change, and what was used last is still there."""
    folder = tmp_path / "thumbnails"
    size = len(make_thumbnail(photograph))
    thumbnails = Thumbnails(folder, Files(), quota=5 * size)
    for number in range(12):
        thumbnails.get(photograph, "favourite")
        thumbnails.get(photograph, str(number))
        assert sum(path.stat().st_size for path in files_in(folder)) <= 5 * size
    photograph.unlink()
    assert thumbnails.get(photograph, "favourite").data
    assert thumbnails.get(photograph, "11").data
    with pytest.raises(ClientError):
        thumbnails.get(photograph, "0")


def test_quota_counts_what_was_there_before(photograph: Path, tmp_path: Path) -> None:
    """A new process takes over the folder of the last one, quota and all."""
    folder = tmp_path / "thumbnails"
    size = len(make_thumbnail(photograph))
    for number in range(4):
        Thumbnails(folder, Files(), quota=100 * size).get(photograph, str(number))
    Thumbnails(folder, Files(), quota=2 * size).get(photograph, "new")
    assert len(files_in(folder)) <= 2


def test_threads_share_a_folder(photograph: Path, tmp_path: Path) -> None:
    """8 threads that ask for the same thumbnails at once all get them, and no temporary file stays."""
    folder = tmp_path / "thumbnails"
    thumbnails = Thumbnails(folder, Files())
    got: list[bytes] = []

    def read() -> None:
        got.extend(thumbnails.get(photograph, str(number)).data for number in range(4))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 32
    assert len(set(got)) == 1
    assert [path.suffix for path in files_in(folder)] == [".jpg"] * 4


def test_picture_that_is_none_is_a_bad_image(tmp_path: Path) -> None:
    """What lies in a pool and is no picture is an error that says so, and nothing is kept for it."""
    path = tmp_path / "a.png"
    path.write_text("<svg/>")
    with pytest.raises(BadImage):
        Thumbnails(tmp_path / "thumbnails", Files()).get(path)
    assert files_in(tmp_path / "thumbnails") == []


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize(
    "case", [case for case in hostile_images() if case.expected is Expected.ACCEPTED], ids=lambda case: case.name
)
def test_every_good_file_has_a_thumbnail(case: HostileImage, tmp_path: Path) -> None:
    """Whatever a pool may hold has a thumbnail of at most 1024 pixels a side."""
    path = tmp_path / "a"
    path.write_bytes(case.data)
    assert max(opened(make_thumbnail(path)).size) <= 1024
