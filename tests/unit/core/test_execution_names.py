"""The grammar of file names in executions, by example."""

import pytest

from penstock.core.errors import BadName
from penstock.core.execution_names import (
    ImageName,
    VideoName,
    image_name,
    parse_image,
    parse_video,
    slug,
    video_name,
)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Opening", "opening"),
        ("  The Old--Mill. ", "the_old_mill"),
        ("a to b", "a-to-b"),
        ("Road to", "road-to"),
        ("TO the sea", "to-the_sea"),
        ("to", "to"),
        ("to to", "to-to"),
        ("tomato", "tomato"),
        ("Größe ②", "größe_2"),
        ("\uff46\uff55ll", "full"),
        ("日本 語", "日本_語"),
        ("con", "con"),
        ("../../etc/passwd", "etc_passwd"),
    ],
)
def test_slugs(name: str, wanted: str) -> None:
    """Names become words of lower-case letters and digits."""
    assert slug(name) == wanted


def test_names_without_letters_stay_apart() -> None:
    """What has no letters gets a hash: two such scenes have two names."""
    assert slug("!!!").startswith("scene_")
    assert slug("!!!") != slug("???")
    assert slug("\ud800") != slug("")


def test_long_names_are_cut_and_stay_apart() -> None:
    """Two names that differ only beyond what fits have two slugs."""
    one, other = slug("a" * 200), slug("a" * 199 + "b")
    assert one != other
    assert max(len(one), len(other)) <= 64
    assert len(slug("日" * 200).encode()) <= 112


def test_written_names() -> None:
    """The names are as the specification has them."""
    assert image_name(0, "Opening", 0) == "000_opening_00"
    assert image_name(1234, "a to b", 100) == "1234_a-to-b_100"
    assert video_name(0, "Opening", "Action Scene") == "000_opening_to_action_scene"
    assert video_name(7, "End") == "007_end"


def test_the_same_names_are_read() -> None:
    """What the names say is what they were made of; `to` as a name of a scene included."""
    assert parse_image("000_opening_00.png") == ImageName(0, "opening", 0)
    assert parse_image("012_scene_01_07.webp") == ImageName(12, "scene_01", 7)
    assert parse_video("000_to_to_to.mp4") == VideoName(0, "to", "to")
    assert parse_video("003_finale.mp4") == VideoName(3, "finale", "")


def test_counters_of_save_image_are_read() -> None:
    """ComfyUI's SaveImage and SaveVideo add a counter to what the namers gave."""
    assert parse_image("000_opening_00_00001_.png") == ImageName(0, "opening", 0, 1)
    assert parse_video("000_a_to_b_00012_.mp4") == VideoName(0, "a", "b", 12)


def test_pictures_of_fbtools_are_read() -> None:
    """fbTools wrote no variant: it is the first one."""
    assert parse_image("001_the_mill.png") == ImageName(1, "the_mill", 0)
    assert parse_image("001_a_to_b.png") == ImageName(1, "a-to-b", 0)


@pytest.mark.parametrize(
    "name",
    [
        *("", ".png", "a.png", "00_a_00.png", "0000_a_00.png", "000_a_00.exe", "000_a_00", "000__00.png"),
        *("000_A_00.png", "000_a_.png", "-01_a_00.png", "\u0660\u0660\u0660_a_00.png", "000_a\n_00.png"),
        *("100000_a_00.png", "000_a_00.png.part"),
    ],
)
def test_other_files_are_not_ours(name: str) -> None:
    """What is not exactly of the grammar is nobody's picture."""
    assert parse_image(name) is None


@pytest.mark.parametrize("number", [-1, 100_000, True, 1.0, "1", None])
def test_numbers_are_checked(number: object) -> None:
    """Orders and variants are whole numbers from 0 to 99999."""
    with pytest.raises(BadName):
        image_name(number, "a", 0)  # type: ignore[arg-type]
    with pytest.raises(BadName):
        image_name(0, "a", number)  # type: ignore[arg-type]
