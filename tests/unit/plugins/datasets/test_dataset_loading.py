"""Loading a picture of a folder: pixels and transparency as LoadImage reads them, mask files, captions, the end."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from penstock.core.errors import BadImage, BadName, EndOfFolder, NotFound, TooLarge
from penstock.plugins.datasets.loading import folder_image, load_item

from .loader_sets import Sets, levels


@pytest.fixture
def sets(tmp_path: Path) -> Sets:
    """Empty folders."""
    return Sets(tmp_path / "host")


def test_a_picture_comes_with_its_caption_stem_and_place(sets: Sets) -> None:
    """Opaque pictures have a black mask of their own size."""
    sets.draw("cats/a.png", (10, 20, 30))
    sets.draw("cats/b.c.png", (40, 50, 60))
    (sets.input / "cats" / "b.c.txt").write_bytes(b"\xef\xbb\xbfa cat\r\n")
    item = sets.loaded("cats", 1)
    assert (item.stem, item.caption, item.index) == ("b.c", "a cat", 1)
    assert levels(item.image) == [[[[40, 50, 60]] * 4] * 3]
    assert levels(item.mask) == [[[0] * 4] * 3]
    assert (item.image.dtype, item.mask.dtype) == (np.float32, np.float32)
    assert sets.loaded("cats", 0).caption == ""


def test_a_missing_caption_is_none_and_an_empty_one_is_not(sets: Sets) -> None:
    """Statistics tell the two apart; the node says "" for both."""
    sets.draw("a.png")
    sets.draw("b.png")
    sets.touch("b.txt")
    listing = sets.listed()
    assert folder_image(sets.folders, listing, 0).caption is None
    assert folder_image(sets.folders, listing, 1).caption == ""
    assert folder_image(sets.folders, listing, 1).caption_file == sets.input / "b.txt"


def test_transparency_is_the_mask_where_there_is_no_file(sets: Sets) -> None:
    """Alpha 255 is 0, alpha 0 is 1, also of a palette; colours beneath stay."""
    sets.draw("a.png", (10, 20, 30, 255), "RGBA")
    sets.draw("b.png", (10, 20, 30, 51), "RGBA")
    palette = Image.new("P", (4, 3), 1)
    palette.putpalette([1, 2, 3, 10, 20, 30])
    sets.save("c.png", palette, transparency=1)
    assert levels(sets.loaded(index=0).mask) == [[[0] * 4] * 3]
    assert levels(sets.loaded(index=1).mask) == [[[204] * 4] * 3]
    assert levels(sets.loaded(index=1).image)[0][0][0] == [10, 20, 30]
    assert levels(sets.loaded(index=2).mask) == [[[255] * 4] * 3]
    assert levels(sets.loaded(index=2).image)[0][0][0] == [10, 20, 30]


def test_sixteen_bits_are_not_cut_off(sets: Sets) -> None:
    """30000 of 65535 is 0.458."""
    sets.save("a.png", Image.fromarray(np.full((2, 3), 30_000, np.uint16)))
    assert np.allclose(sets.loaded().image, 30_000 / 65_535)


def test_photographs_stand_upright(sets: Sets) -> None:
    """The orientation of EXIF is applied."""
    exif = Image.Exif()
    exif[0x0112] = 6
    sets.save("a.jpg", Image.new("RGB", (4, 3)), exif=exif)
    assert sets.loaded().image.shape == (1, 4, 3, 3)


def test_a_mask_file_wins_over_transparency(sets: Sets) -> None:
    """White is painted; each level is what it is."""
    sets.draw("a.png", (0, 0, 0, 0), "RGBA")
    sets.save("masks/a.png", Image.fromarray(np.array([[0, 51, 102, 255]] * 3, np.uint8)))
    assert levels(sets.loaded().mask) == [[[0, 51, 102, 255]] * 3]
    sets.draw("a-masklabel.png", 255, "L")
    assert levels(sets.loaded().mask) == [[[255] * 4] * 3]


def test_a_mask_of_another_size_becomes_as_large_as_the_picture(sets: Sets) -> None:
    """Resized bilinearly, within 0..1."""
    sets.draw("a.png", size=(40, 30))
    sets.draw("a-masklabel.png", 255, "L", size=(10, 10))
    assert levels(sets.loaded().mask) == [[[255] * 40] * 30]
    sets.save("a-masklabel.png", Image.fromarray(np.array([[0, 255]] * 2, np.uint8)))
    mask = sets.loaded().mask[0, 0]
    assert mask.shape == (40,)
    assert (np.diff(mask) >= 0).all()
    assert (mask[0], mask[-1]) == (0.0, 1.0)


def test_a_coloured_mask_counts_by_its_brightness(sets: Sets) -> None:
    """Half of editors save gray as RGB: that is exact."""
    sets.draw("a.png")
    sets.draw("a-masklabel.png", (77, 77, 77))
    assert levels(sets.loaded().mask) == [[[77] * 4] * 3]
    sets.draw("a-masklabel.png", (0, 255, 0))
    assert levels(sets.loaded().mask) == [[[150] * 4] * 3]


def test_an_animation_is_a_batch(sets: Sets) -> None:
    """Every frame, with its mask; a mask file is for each of them."""
    frames = [Image.new("RGB", (4, 3), (level, 0, 0)) for level in (10, 200)]
    sets.save("a.webp", frames[0], save_all=True, append_images=frames[1:], lossless=True)
    item = sets.loaded()
    assert [one[0][0][0] for one in levels(item.image)] == [10, 200]
    assert item.mask.shape == (2, 3, 4)
    sets.draw("a-masklabel.png", 255, "L")
    assert levels(sets.loaded().mask) == [[[255] * 4] * 3] * 2


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "The only picture of input/cats was used."), (12, "All 12 pictures of input/cats were used.")],
)
def test_behind_the_last_picture_is_the_end(sets: Sets, count: int, said: str) -> None:
    """A walk that has come to its end says so; it is an IndexError for those who walk in Python."""
    sets.touch(*(f"cats/{number}.png" for number in range(count)))
    for index in (count, 2**64 - 1):
        with pytest.raises(EndOfFolder) as caught:
            sets.loaded("cats", index)
        assert (caught.value.message, caught.value.field) == (said, "index")
        assert isinstance(caught.value, IndexError)
    with pytest.raises(EndOfFolder):
        sets.loaded("cats", -1)


def test_an_empty_folder_is_not_found(sets: Sets) -> None:
    """That is no end of a walk."""
    with pytest.raises(NotFound) as caught:
        sets.loaded()
    assert not isinstance(caught.value, EndOfFolder)


def test_what_cannot_be_read_is_said(sets: Sets) -> None:
    """A damaged picture, one that is gone, a damaged mask, an endless caption: answers that name the file."""
    sets.touch("a.png")
    with pytest.raises(BadImage, match=r"^a\.png of input: "):
        sets.loaded()
    sets.draw("a.png")
    listing = sets.listed()
    sets.touch("a-masklabel.png")
    with pytest.raises(BadImage, match=r"^The mask a-masklabel\.png of a\.png of input: "):
        sets.loaded()
    (sets.input / "a-masklabel.png").unlink()
    (sets.input / "a.txt").write_bytes(b"a" * (1 << 20) + b"b")
    with pytest.raises(TooLarge, match=r"a\.txt"):
        sets.loaded()
    (sets.input / "a.png").unlink()
    (sets.input / "a.txt").unlink()
    with pytest.raises(NotFound, match=r"a\.png of input is gone"):
        load_item(sets.folders, sets.pictures, listing, 0)


def test_a_link_that_leads_out_since_it_was_listed_is_refused(sets: Sets, tmp_path: Path) -> None:
    """What is allowed is asked again when the picture is read."""
    sets.draw("a.png")
    listing = sets.listed()
    (sets.input / "a.png").rename(tmp_path / "a.png")
    (sets.input / "a.png").symlink_to(tmp_path / "a.png")
    with pytest.raises(BadName):
        load_item(sets.folders, sets.pictures, listing, 0)
