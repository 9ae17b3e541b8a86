"""What an upload becomes: PNG untouched, all else a lossless PNG with what the file said of itself."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, features

from penstock.adapters.testing.corpora import pictures
from penstock.adapters.testing.corpora.png_bytes import png
from penstock.core.errors import BadImage, PenstockError, StorageFailed, TooLarge
from penstock.plugins.pools.image_checks import ImageLimits
from penstock.plugins.pools.images import PreparedImage, prepare_image
from penstock.plugins.pools.picture_metadata import NAME_KEY


def prepared(folder: Path, data: bytes, file_name: str = "", limits: ImageLimits | None = None) -> PreparedImage:
    path = folder / "upload"
    path.write_bytes(data)
    return prepare_image(path, limits or ImageLimits(), file_name=file_name)


def converted(folder: Path, data: bytes, file_name: str = "") -> Image.Image:
    png_bytes = prepared(folder, data, file_name).png
    assert png_bytes is not None
    image = Image.open(io.BytesIO(png_bytes))
    image.load()
    return image


def test_png_is_kept_as_it_is(tmp_path: Path) -> None:
    """A PNG has nothing to write anew, whatever its extension was."""
    assert prepared(tmp_path, pictures.encoded("PNG")) == PreparedImage(width=24, height=16, format="PNG")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(("orientation", "size"), [(1, (24, 16)), (3, (24, 16)), (6, (16, 24)), (8, (16, 24))])
def test_size_is_that_of_the_upright_picture(
    kind: str, orientation: int, size: tuple[int, int], tmp_path: Path
) -> None:
    """Width and height are reported as people see the photograph."""
    result = prepared(tmp_path, pictures.turned(kind, orientation))
    assert (result.width, result.height) == size


def test_converted_photograph_is_upright_for_everybody(tmp_path: Path) -> None:
    """The orientation of a JPEG is in its pixels and no longer in its EXIF: no viewer turns it a second time."""
    image = converted(tmp_path, pictures.turned("JPEG", 6))
    assert image.size == (16, 24)
    assert image.getexif()[0x0112] == 1
    assert np.asarray(image)[-1, 0].max() < 255  # the white corner, at the top right, is now at the bottom right
    assert np.asarray(image)[-1, -1].min() > 200


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "TIFF"])
def test_exif_and_profile_and_name_are_kept(kind: str, tmp_path: Path) -> None:
    """Camera, colour profile and the original file name travel into the PNG."""
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    image = converted(tmp_path, pictures.encoded(kind, exif=exif, icc_profile=profile), "Ümläut 😀.jpg")
    assert image.getexif()[0x010F] == "A camera"
    assert image.info["icc_profile"] == profile
    assert image.info[NAME_KEY] == "Ümläut 😀.jpg"


def test_exif_is_kept_byte_for_byte(tmp_path: Path) -> None:
    """What Pillow does not understand (maker notes, previews) is not lost either."""
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    block = exif.tobytes() + b"maker notes"
    image = converted(tmp_path, pictures.encoded("JPEG", exif=block))
    assert b"Exif\x00\x00" + image.info["exif"].removeprefix(b"Exif\x00\x00") == block


def test_workflow_in_a_webp_is_one_in_the_png(tmp_path: Path) -> None:
    """ComfyUI finds the workflow of a converted WebP when the PNG is dropped on its canvas."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = 'workflow:{"nodes": []}', 'prompt:{"1": {}}'
    image = converted(tmp_path, pictures.encoded("WEBP", exif=exif))
    assert (image.info["workflow"], image.info["prompt"]) == ('{"nodes": []}', '{"1": {}}')


def test_comment_and_xmp_are_kept(tmp_path: Path) -> None:
    """The comment of a JPEG and its XMP packet become texts of the PNG."""
    image = converted(tmp_path, pictures.encoded("JPEG", comment="hällo", xmp=b"<x:xmpmeta>a</x:xmpmeta>"))
    assert image.info["Comment"] == "hällo"
    assert image.info["XML:com.adobe.xmp"] == "<x:xmpmeta>a</x:xmpmeta>"


def test_orientation_in_xmp_is_applied_once(tmp_path: Path) -> None:
    """A photograph that is turned by XMP alone comes out upright and stays so."""
    image = converted(tmp_path, pictures.encoded("JPEG", xmp=b'<x tiff:Orientation="6"/>'))
    assert image.size == (16, 24)
    assert image.getexif().get(0x0112, 1) == 1


def test_profile_of_cmyk_is_left_out(tmp_path: Path) -> None:
    """A profile for CMYK says nothing about the RGB that is stored."""
    profile = bytearray(128)
    profile[16:20] = b"CMYK"
    image = converted(tmp_path, pictures.encoded("JPEG", "CMYK", icc_profile=bytes(profile)))
    assert image.mode == "RGB"
    assert "icc_profile" not in image.info


def test_hostile_file_name_is_only_text(tmp_path: Path) -> None:
    """A lone surrogate, a NUL and 100,000 characters in a file name refuse nothing."""
    image = converted(tmp_path, pictures.encoded("JPEG"), "\ud800\x00<script>" + "x" * 100_000)
    assert image.info[NAME_KEY].startswith("?<script>x")


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        (ImageLimits(max_bytes=50), TooLarge),
        (ImageLimits(max_pixels=24 * 16 - 1), TooLarge),
        (ImageLimits(max_side=23), TooLarge),
        (ImageLimits(max_side=24, max_pixels=24 * 16), None),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP"])
def test_limits_are_those_given(
    kind: str, limits: ImageLimits, error: type[PenstockError] | None, tmp_path: Path
) -> None:
    """Bytes, pixels and sides are counted for every format, and what is exactly at the limit is taken."""
    data = pictures.encoded(kind)
    if error is None:
        assert prepared(tmp_path, data, limits=limits).width == 24
    else:
        with pytest.raises(error):
            prepared(tmp_path, data, limits=limits)


def test_missing_file_and_folder_are_no_images(tmp_path: Path) -> None:
    """What is not a readable regular file is an error of Penstock's, not of Python's."""
    with pytest.raises(StorageFailed):
        prepare_image(tmp_path / "missing")
    with pytest.raises(BadImage):
        prepare_image(tmp_path)


def test_several_pictures_in_a_jpeg_are_its_first(tmp_path: Path) -> None:
    """Telephones store a preview or a depth map behind the photograph (MPO): that is no animation."""
    result = prepared(tmp_path, pictures.animated("MPO"))
    assert (result.format, result.width, result.height) == ("JPEG", 24, 16)


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow cannot read AVIF")
def test_avif_is_taken(tmp_path: Path) -> None:
    """AVIF, as web pages send it, becomes an upright PNG."""
    assert converted(tmp_path, pictures.turned("AVIF", 6)).size == (16, 24)


def test_black_png_is_complete(tmp_path: Path) -> None:
    """A picture that ends in blackness is not taken for one that lacks pixels."""
    for mode in ("1", "L", "P", "RGB", "RGBA", "I;16"):
        buffer = io.BytesIO()
        Image.new(mode, (70, 40)).save(buffer, "PNG")
        assert prepared(tmp_path, buffer.getvalue()).height == 40


def test_every_depth_of_png_is_taken(tmp_path: Path) -> None:
    """All combinations of colour type and depth that PNG has are read."""
    for colour, depths in {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}.items():
        for depth in depths:
            assert prepared(tmp_path, png(9, 5, depth=depth, colour=colour)).width == 9


def test_a_zip_file_is_told_where_it_belongs(tmp_path: Path) -> None:
    """Most people drop an exported profile on the grid, which is large."""
    (tmp_path / "cats.zip").write_bytes(b"PK\x03\x04" + bytes(100))
    with pytest.raises(BadImage) as error:
        prepare_image(tmp_path / "cats.zip")
    assert "Pool Profile" in error.value.hint
