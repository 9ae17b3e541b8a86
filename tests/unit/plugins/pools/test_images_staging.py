"""From an upload to a staged file: checked first, durable after, and nothing left where it fails."""

from pathlib import Path

import pytest
from PIL import Image

from penstock.adapters.testing.corpora import pictures
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadImage, DiskFull
from penstock.core.files import Files, SystemCalls
from penstock.plugins.pools.staging import stage_image, stage_mask


class FullCalls(SystemCalls):
    """A disk without room."""

    def write(self, handle: int, data: memoryview) -> int:
        raise OSError(28, "No space left on device")


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    folder = tmp_path / "staging"
    folder.mkdir()
    return folder


def upload(folder: Path, data: bytes, file_name: str = "a.png") -> Upload:
    path = folder / "upload"
    path.write_bytes(data)
    return Upload(path=path, file_name=file_name, size=len(data))


def test_png_is_staged_byte_for_byte(staging: Path, tmp_path: Path) -> None:
    """The staged file holds the bytes of the upload, the upload itself is left alone."""
    data = pictures.encoded("PNG")
    image = stage_image(Files(), staging, upload(tmp_path, data), label="a label", added=7)
    assert image.source.parent == staging
    assert image.source.read_bytes() == data == (tmp_path / "upload").read_bytes()
    assert (image.width, image.height, image.label, image.added) == (24, 16, "a label", 7)


def test_jpeg_is_staged_as_png(staging: Path, tmp_path: Path) -> None:
    """What is no PNG becomes one, whatever it is called."""
    image = stage_image(Files(), staging, upload(tmp_path, pictures.turned("JPEG", 6)))
    with Image.open(image.source) as png:
        assert (png.format, png.size) == ("PNG", (16, 24))
    assert (image.width, image.height) == (16, 24)


def test_mask_is_staged_in_the_size_of_its_image(staging: Path, tmp_path: Path) -> None:
    """A mask becomes 8-bit gray of the size asked for."""
    path = stage_mask(Files(), staging, upload(tmp_path, pictures.encoded("PNG", "RGBA")), (10, 20))
    with Image.open(path) as png:
        assert (png.format, png.mode, png.size) == ("PNG", "L", (10, 20))


@pytest.mark.parametrize("data", [b"", b"<svg/>", pictures.animated("GIF")])
def test_bad_upload_leaves_nothing(data: bytes, staging: Path, tmp_path: Path) -> None:
    """What is refused is not staged, as image or as mask."""
    with pytest.raises(BadImage):
        stage_image(Files(), staging, upload(tmp_path, data))
    with pytest.raises(BadImage):
        stage_mask(Files(), staging, upload(tmp_path, data), (4, 4))
    assert list(staging.iterdir()) == []


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_full_disk_leaves_nothing(kind: str, staging: Path, tmp_path: Path) -> None:
    """A disk without room is said to be full, and no half file stays."""
    files = Files(calls=FullCalls())
    with pytest.raises(DiskFull):
        stage_image(files, staging, upload(tmp_path, pictures.encoded(kind)))
    with pytest.raises(DiskFull):
        stage_mask(files, staging, upload(tmp_path, pictures.encoded(kind)), (4, 4))
    assert list(staging.iterdir()) == []
