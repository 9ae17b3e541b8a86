"""Pictures as arrays: ComfyUI's values and shapes, one's own memory, and a cache that is never stale."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from penstock.adapters.testing.corpora import pictures
from penstock.core.errors import BadImage, PenstockError, TooLarge
from penstock.plugins.pools.arrays import DecodedImages, image_array, load_levels, load_rgb, mask_array
from penstock.plugins.pools.image_checks import ImageLimits


def saved(folder: Path, image: Image.Image, name: str = "a.png", **options: object) -> Path:
    path = folder / name
    image.save(path, **options)
    return path


def test_image_is_float32_between_0_and_1_in_batch_of_one(tmp_path: Path) -> None:
    """An IMAGE is `[1,H,W,3]` float32, contiguous and writable, exactly level / 255."""
    levels = np.arange(256, dtype=np.uint8).reshape(8, 32)
    path = saved(tmp_path, Image.fromarray(np.stack([levels, levels[::-1], levels.T.reshape(8, 32)], axis=2)))
    image = image_array(load_rgb(path))
    assert (image.shape, image.dtype) == ((1, 8, 32, 3), np.float32)
    assert image.flags["C_CONTIGUOUS"]
    assert image.flags["WRITEABLE"]
    assert (image[0, :, :, 0] == levels.astype(np.float32) / np.float32(255)).all()


def test_transparency_is_dropped_and_colour_kept(tmp_path: Path) -> None:
    """Alpha neither darkens the colour beneath it nor becomes a mask."""
    path = saved(tmp_path, Image.new("RGBA", (4, 4), (10, 20, 30, 0)))
    assert (load_rgb(path) == [10, 20, 30]).all()


def test_palette_with_transparency_gives_its_colours(tmp_path: Path) -> None:
    """A palette PNG with alpha gives the colours of its palette, and no warning."""
    path = tmp_path / "a.png"
    path.write_bytes(pictures.palette_with_transparency())
    with Image.open(path) as image:
        assert (load_rgb(path) == np.asarray(image.convert("RGBA"))[:, :, :3]).all()


def test_sixteen_bit_gray_is_scaled_not_cut(tmp_path: Path) -> None:
    """30000 of 65535 is 0.458, not 1.0."""
    path = saved(tmp_path, Image.fromarray(np.full((3, 5), 30_000, np.uint16)))
    image = image_array(load_rgb(path))
    assert image.shape == (1, 3, 5, 3)
    assert image == pytest.approx(30_000 / 65_535)


def test_foreign_png_is_turned_upright(tmp_path: Path) -> None:
    """The EXIF orientation of a stored PNG is applied, as ComfyUI's LoadImage does."""
    path = tmp_path / "a.png"
    path.write_bytes(pictures.turned("PNG", 6))
    with Image.open(path) as image:
        assert (load_rgb(path) == np.rot90(np.asarray(image), -1)).all()


def test_animation_that_lies_in_a_pool_gives_its_first_frame(tmp_path: Path) -> None:
    """A file that somebody else put there is read as far as it can be."""
    path = tmp_path / "a.gif"
    path.write_bytes(pictures.animated("GIF"))
    assert load_rgb(path).shape == (16, 24, 3)


def test_no_mask_is_zeros_of_the_size_of_the_image() -> None:
    """A MASK is there even where nothing was painted, and it is one's own."""
    mask = mask_array(None, 3, 5)
    assert (mask.shape, mask.dtype, mask.max()) == ((1, 3, 5), np.float32, 0)
    assert mask.flags["WRITEABLE"]


def test_white_is_painted(tmp_path: Path) -> None:
    """255 in the file is 1.0 in the MASK, 0 is 0.0, 51 is 0.2."""
    path = saved(tmp_path, Image.fromarray(np.array([[0, 51, 255]], np.uint8)))
    assert mask_array(load_levels(path), 1, 3)[0].tolist() == [pytest.approx([0, 0.2, 1])]


def test_mask_of_another_size_is_resized_to_the_image(tmp_path: Path) -> None:
    """The MASK always has the size of the IMAGE beside it, and keeps its left and right."""
    levels = np.zeros((10, 10), np.uint8)
    levels[:, 5:] = 255
    mask = mask_array(load_levels(saved(tmp_path, Image.fromarray(levels))), 30, 40)
    assert mask.shape == (1, 30, 40)
    assert mask[0, :, :15].max() == 0
    assert mask[0, :, 25:].min() == 1


def test_mask_as_dataset_gates_stores_it_is_its_luminance(tmp_path: Path) -> None:
    """A stored mask is gray in an opaque RGBA there; its alpha says nothing."""
    path = saved(tmp_path, Image.new("RGBA", (2, 2), (204, 204, 204, 255)))
    assert (load_levels(path) == 204).all()


def test_reading_what_is_no_picture_is_a_bad_image(tmp_path: Path) -> None:
    """A text called .png in a pool is an error that says so, for images and masks."""
    path = tmp_path / "img_0001.png"
    path.write_text("<svg/>")
    for load in (load_rgb, load_levels):
        with pytest.raises(BadImage):
            load(path)


def test_cache_hands_out_fresh_arrays(tmp_path: Path) -> None:
    """Whoever scribbles on an array harms nobody else."""
    cache = DecodedImages()
    path = saved(tmp_path, Image.new("RGB", (4, 4), (255, 0, 0)))
    first = cache.image(path)
    first[:] = 0.5
    assert cache.image(path)[0, 0, 0].tolist() == [1, 0, 0]
    assert cache.mask(path, 4, 4).shape == (1, 4, 4)


def test_cache_reads_a_file_once(tmp_path: Path) -> None:
    """The second time nothing is decoded."""
    cache = DecodedImages()
    path = saved(tmp_path, Image.new("RGB", (4, 4), (255, 0, 0)))
    assert cache.rgb(path) is cache.rgb(path)


def test_cache_is_never_stale(tmp_path: Path) -> None:
    """A file that has changed, even within its size, is read again."""
    cache = DecodedImages()
    path = saved(tmp_path, Image.new("RGB", (4, 4), (255, 0, 0)))
    cache.rgb(path)
    saved(tmp_path, Image.new("RGB", (4, 4), (0, 255, 0)))
    os.utime(path, ns=(1, 1))
    assert cache.rgb(path)[0, 0].tolist() == [0, 255, 0]


def test_cache_stays_within_its_quota(tmp_path: Path) -> None:
    """The pictures used longest ago go first; one that is larger than the quota is not kept at all."""
    one = 10 * 10 * 3
    cache = DecodedImages(quota=2 * one)
    paths = [saved(tmp_path, Image.new("RGB", (10, 10)), f"{number}.png") for number in range(3)]
    first, second = cache.rgb(paths[0]), cache.rgb(paths[1])
    assert cache.rgb(paths[0]) is first
    cache.rgb(paths[2])
    assert cache.used == 2 * one
    assert cache.rgb(paths[0]) is first
    assert cache.rgb(paths[1]) is not second
    cache.rgb(saved(tmp_path, Image.new("RGB", (100, 100)), "large.png"))
    assert cache.used == 2 * one
    cache.forget()
    assert cache.used == 0


def test_cache_does_not_keep_failures(tmp_path: Path) -> None:
    """A file that was damaged and then mended is read."""
    cache = DecodedImages()
    path = tmp_path / "a.png"
    for missing in (True, False):
        if not missing:
            path.write_bytes(b"damaged")
        with pytest.raises(PenstockError):
            cache.rgb(path)
    saved(tmp_path, Image.new("RGB", (4, 4)))
    assert cache.rgb(path).shape == (4, 4, 3)


def test_limits_of_uploads_in_bytes_do_not_bind_what_is_stored(tmp_path: Path) -> None:
    """A JPEG that grew beyond the limit as PNG can be read; one with too many pixels cannot, until the limit rises."""
    path = saved(tmp_path, Image.new("RGB", (10, 10)))
    assert DecodedImages(limits=lambda: ImageLimits(max_bytes=1)).rgb(path).shape == (10, 10, 3)
    limits = iter([ImageLimits(max_pixels=99), ImageLimits(max_pixels=100)])
    cache = DecodedImages(limits=lambda: next(limits))
    with pytest.raises(TooLarge):
        cache.rgb(path)
    assert cache.rgb(path).shape == (10, 10, 3)


def test_cache_is_safe_on_threads(tmp_path: Path) -> None:
    """8 threads that read more than the quota holds all get the right pixels, and the accounts stay right."""
    cache = DecodedImages(quota=3 * 300)
    paths = [saved(tmp_path, Image.new("RGB", (10, 10), (number, 0, 0)), f"{number}.png") for number in range(6)]
    wrong: list[int] = []

    def read(start: int) -> None:
        for turn in range(30):
            number = (start + turn) % 6
            if cache.rgb(paths[number])[0, 0, 0] != number:
                wrong.append(number)

    threads = [threading.Thread(target=read, args=(start,)) for start in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert cache.used <= 3 * 300


def test_one_bit_is_black_or_white(tmp_path: Path) -> None:
    """A 1-bit picture gives 0 and 1, not 1/255."""
    image = image_array(load_rgb(saved(tmp_path, Image.new("1", (4, 4), 1))))
    assert image.min() == 1
