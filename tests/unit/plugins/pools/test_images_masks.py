"""Masks that come in: whichever way they were saved, white is painted and the size is that of the image."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from penstock.adapters.testing.corpora import pictures
from penstock.adapters.testing.corpora.images import Expected, HostileImage, hostile_images
from penstock.core.errors import BadImage, ClientError, TooLarge
from penstock.plugins.pools.image_checks import ImageLimits
from penstock.plugins.pools.masks import prepare_mask

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")


def mask_of(
    image: Image.Image | bytes, folder: Path, size: tuple[int, int] | None = None, **options: bool
) -> np.ndarray:
    """The levels that an uploaded mask becomes."""
    path = folder / "mask"
    if isinstance(image, bytes):
        path.write_bytes(image)
    else:
        image.save(path, "PNG")
        size = size or image.size
    with Image.open(io.BytesIO(prepare_mask(path, *(size or (24, 16)), **options))) as result:
        assert (result.format, result.mode, result.size) == ("PNG", "L", size or (24, 16))
        return np.asarray(result)


def test_gray_is_taken_as_it_is(tmp_path: Path) -> None:
    """Every level of an 8-bit gray mask survives."""
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert (mask_of(Image.fromarray(levels), tmp_path) == levels).all()


def test_what_the_mask_editor_saves_is_painted_where_transparent(tmp_path: Path) -> None:
    """The editor keeps the photograph and makes painted pixels transparent: the mask is 255 - alpha."""
    pixels = np.zeros((2, 3, 4), np.uint8)
    pixels[:, :, :3] = 200
    pixels[0, :, 3] = (255, 128, 0)
    pixels[1, :, 3] = 255
    assert mask_of(Image.fromarray(pixels), tmp_path).tolist() == [[0, 127, 255], [0, 0, 0]]


def test_dataset_gates_masks_are_their_luminance(tmp_path: Path) -> None:
    """Its page sends gray in an opaque RGBA: there the alpha is not the mask."""
    image = Image.new("RGBA", (3, 2), (190, 190, 190, 255))
    assert (mask_of(image, tmp_path, alpha_is_mask=False) == 190).all()
    assert (mask_of(image, tmp_path) == 0).all()


@pytest.mark.parametrize(
    ("mode", "white"),
    [("1", 1), ("L", 255), ("RGB", (255, 255, 255)), ("P", 255), ("LA", (255, 255)), ("I;16", 65_535)],
)
def test_white_is_painted_in_every_mode(mode: str, white: object, tmp_path: Path) -> None:
    """White without transparency is painted, black is not, whatever the mode."""
    image = Image.new(mode, (4, 4))
    if mode == "P":
        image.putpalette([level for number in range(256) for level in (number,) * 3])
    assert (mask_of(image, tmp_path) == 0).all()
    image.paste(white, (0, 0, 4, 2))
    levels = mask_of(image, tmp_path)
    assert (levels[:2] == 255).all()
    assert (levels[2:] == 0).all()


def test_gray_on_nothing_is_painted_where_it_is_opaque_and_white(tmp_path: Path) -> None:
    """Gray with alpha is no file of the editor: strokes count as far as they cover."""
    image = Image.new("LA", (3, 1))
    for place, pixel in enumerate([(255, 255), (255, 0), (0, 255)]):
        image.putpixel((place, 0), pixel)
    assert mask_of(image, tmp_path).tolist() == [[255, 0, 0]]


def test_palette_with_transparency_is_as_the_editor_saves(tmp_path: Path) -> None:
    """A palette PNG with alpha counts as colour with alpha."""
    data = pictures.palette_with_transparency()
    with Image.open(io.BytesIO(data)) as image:
        alpha = np.asarray(image.convert("RGBA"))[:, :, 3]
    assert (mask_of(data, tmp_path) == 255 - alpha).all()


def test_sixteen_bits_are_scaled(tmp_path: Path) -> None:
    """30000 of 65535 is level 117 of 255."""
    assert (mask_of(Image.fromarray(np.full((2, 2), 30_000, np.uint16)), tmp_path) == 117).all()


def test_size_becomes_that_of_the_image(tmp_path: Path) -> None:
    """A mask of another size or another way up is resized, left stays left."""
    image = Image.new("L", (10, 10))
    image.paste(255, (5, 0, 10, 10))
    levels = mask_of(image, tmp_path, (40, 30))
    assert levels.shape == (30, 40)
    assert levels[:, :15].max() == 0
    assert levels[:, 25:].min() == 255


def test_orientation_of_a_mask_is_applied(tmp_path: Path) -> None:
    """A mask that is turned by EXIF is turned upright before it is resized."""
    turned, straight = pictures.turned("PNG", 3), pictures.turned("PNG", 1)
    assert (mask_of(turned, tmp_path) == mask_of(straight, tmp_path)[::-1, ::-1]).all()


def test_nothing_of_the_upload_travels_along(tmp_path: Path) -> None:
    """A mask has no metadata: what an editor put into its file is not stored a second time."""
    path = tmp_path / "mask"
    path.write_bytes(pictures.encoded("PNG", "L", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00", dpi=(72, 72)))
    with Image.open(io.BytesIO(prepare_mask(path, 24, 16))) as image:
        image.load()
        assert image.info == {}


@pytest.mark.parametrize("case", hostile_images(), ids=lambda case: case.name)
def test_corpus_gives_a_mask_or_a_4xx(case: HostileImage, tmp_path: Path) -> None:
    """Every file of the corpus is a mask of the right size or is refused; none raises anything else."""
    path = tmp_path / "mask"
    path.write_bytes(case.data)
    try:
        prepare_mask(path, 24, 16)
    except ClientError:
        assert case.expected is not Expected.ACCEPTED
    else:
        assert case.expected is not Expected.REFUSED


def test_empty_file_and_bombs_are_refused(tmp_path: Path) -> None:
    """A mask without bytes, or with more than the limits allow, changes nothing."""
    path = tmp_path / "mask"
    path.write_bytes(b"")
    with pytest.raises(BadImage, match="empty"):
        prepare_mask(path, 4, 4)
    path.write_bytes(pictures.encoded("PNG", "L"))
    with pytest.raises(TooLarge):
        prepare_mask(path, 4, 4, ImageLimits(max_pixels=10))
