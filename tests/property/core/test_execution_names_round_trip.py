"""Names of every kind go through writer and reader and come out as they were."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.corpora import strategies
from penstock.core.execution_names import (
    IMAGE_EXTENSIONS,
    VIDEO_EXTENSIONS,
    image_name,
    is_slug,
    parse_image,
    parse_video,
    slug,
    video_name,
)
from penstock.core.names import is_file_name

names = st.one_of(
    st.text(max_size=200),
    st.text(alphabet=st.sampled_from("to_- .A0İßΣ\u0301日"), max_size=80),
    st.lists(st.sampled_from(["to", "To", "a", "00", "01", "00001", "_", "-"]), max_size=30).map(" ".join),
    strategies.names(),
    st.characters().map(lambda char: char * 200),
)
numbers = st.integers(min_value=0, max_value=99_999)
profile = settings(max_examples=300, deadline=None)


@profile
@given(name=names)
@example(name="ϓ\u0301 to")
@example(name="a " * 27 + "to " * 40)
def test_a_slug_is_a_slug(name: str) -> None:
    """Made twice it is the same; it is short, and never has `_to_` in it."""
    made = slug(name)
    assert slug(made) == made
    assert is_slug(made)
    assert len(made) <= 64
    assert len(made.encode()) <= 112
    assert "_to_" not in f"_{made}_" or made == "to"


@profile
@given(name=names, order=numbers, variant=numbers, extension=st.sampled_from(IMAGE_EXTENSIONS))
def test_pictures_are_read_as_they_were_written(name: str, order: int, variant: int, extension: str) -> None:
    """Order, scene and variant of a picture come out of its name, with SaveImage's counter or without."""
    written = image_name(order, name, variant)
    assert is_file_name(f"{written}_00001_{extension}")
    for counter, ending in ((None, ""), (1, "_00001_"), (123_456, "_123456_")):
        read = parse_image(f"{written}{ending}{extension}")
        assert read is not None
        assert (read.order, read.scene, read.variant, read.counter) == (order, slug(name), variant, counter)


@profile
@given(name=names, following=st.one_of(st.just(""), names), order=numbers, extension=st.sampled_from(VIDEO_EXTENSIONS))
def test_videos_are_read_as_they_were_written(name: str, following: str, order: int, extension: str) -> None:
    """Order and both scenes of a video come out of its name."""
    written = video_name(order, name, following)
    assert is_file_name(f"{written}_00001_{extension}")
    for counter, ending in ((None, ""), (7, "_00007_")):
        read = parse_video(f"{written}{ending}{extension}")
        assert read is not None
        wanted = slug(following) if following else ""
        assert (read.order, read.scene, read.next_scene, read.counter) == (order, slug(name), wanted, counter)


@profile
@given(name=st.one_of(names, names.map("000_{}_00.png".format), names.map("000_{}.png".format)))
def test_any_name_can_be_read(name: str) -> None:
    """Whatever a file is called: it is read or is none of ours, and a slug that was read is one."""
    for read in (parse_image(name), parse_video(name)):
        assert read is None or is_slug(read.scene)
