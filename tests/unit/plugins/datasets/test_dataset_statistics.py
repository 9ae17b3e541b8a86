"""What a data set consists of: counts, plots and warnings, from the facts of its pictures."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from penstock.core.contracts.datasets import (
    BucketCount,
    BucketOptions,
    CaptionCounts,
    DatasetSource,
    DatasetStatistics,
    DatasetWarning,
    ImageFacts,
    SizeCount,
    TagCount,
)
from penstock.core.errors import Invalid
from penstock.core.wire import encode
from penstock.plugins.datasets import statistics_tags
from penstock.plugins.datasets.statistics import statistics_of

FOLDER = DatasetSource(folder="input/cats")


def image(name: str, width: int = 1280, height: int = 1280, caption: str | None = "cat", **more: Any) -> ImageFacts:
    kind = "JPEG" if name.endswith("jpg") else "PNG"
    return ImageFacts(name=name, width=width, height=height, **{"caption": caption, "bytes": 10, "kind": kind, **more})


def usual(many: int = 10) -> list[ImageFacts]:
    """Pictures that nothing is wrong with."""
    return [image(f"usual{number}.png") for number in range(many)]


def counted(facts: Iterable[ImageFacts], orphans: tuple[str, ...] = (), **options: Any) -> DatasetStatistics:
    return statistics_of(FOLDER, BucketOptions(**options), tuple(facts), orphans)


def warning(found: DatasetStatistics, code: str) -> DatasetWarning | None:
    return next((one for one in found.warnings if one.code == code), None)


def test_nothing_is_wrong_with_a_good_data_set() -> None:
    """Ten pictures of one bucket with captions have no warnings."""
    assert counted(usual()).warnings == ()


def test_everything_is_counted() -> None:
    """Pictures, bytes, masks, formats and sizes; the most frequent first."""
    facts = [
        image("a.png", 640, 480, mask=True),
        image("b.jpg", 1280, 1280),
        image("c.jpg", 640, 480),
        image("d.jpg", problem="damaged", mask=True),
    ]
    found = counted(facts)
    assert (found.images, found.unreadable, found.bytes, found.masks) == (4, 1, 40, 1)
    assert list(found.kinds.items()) == [("JPEG", 2), ("PNG", 1)]
    assert found.sizes == (SizeCount(width=640, height=480, images=2), SizeCount(width=1280, height=1280, images=1))
    assert found.sizes_in_all == 2
    assert (found.source, found.options) == (FOLDER, BucketOptions())


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ((500, 500), "0.25"),
        ((500, 501), "0.5"),
        ((1000, 1000), "1"),
        ((1024, 1024), "2"),
        ((2000, 2000), "4"),
        ((4000, 2000), "8"),
        ((4001, 2000), "more"),
    ],
)
def test_megapixels_are_counted_up_to_their_bound(size: tuple[int, int], name: str) -> None:
    """Bounds belong to the smaller class; every class is there, from small to large."""
    found = counted([image("a.png", *size)]).megapixels
    assert list(found) == ["0.25", "0.5", "1", "2", "4", "8", "more"]
    assert [key for key, many in found.items() if many] == [name]


def test_buckets_are_counted_with_what_becomes_of_their_pictures() -> None:
    """How many fall into each, how many are enlarged too much, the mean share that is cut off."""
    facts = [
        image("a.png", 1280, 1280),
        image("b.png", 512, 512),
        image("c.png", 1000, 980),
        image("d.png", 2000, 1000),
    ]
    first, second = counted(facts).buckets
    assert (first.width, first.height, first.images, first.enlarged) == (1280, 1280, 3, 1)
    assert first.cropped == pytest.approx(0.02 / 3)
    assert second == BucketCount(width=1792, height=896, images=1, enlarged=0, cropped=0.0)


def test_captions_are_measured() -> None:
    """Those that say something by their length; blanks alone are empty."""
    texts = ["cat", "a black cat", "dog", "a dog in the rain", " \n", "", None]
    found = counted(image(f"{number}.png", caption=text) for number, text in enumerate(texts)).captions
    assert found == CaptionCounts(present=4, empty=2, missing=1, shortest=3, median=3, longest=17)
    assert counted([image("a.png", caption=None)]).captions == CaptionCounts(missing=1)


def test_tags_are_the_parts_between_commas() -> None:
    """Without blanks around them, once for each caption, the most frequent first."""
    texts = ["cat, black cat ,cat", "cat,, dog,\nsofa", None, "", "Cat"]
    found = counted(image(f"{number}.png", caption=text) for number, text in enumerate(texts))
    assert found.tags == (
        TagCount(tag="cat", images=2),
        TagCount(tag="Cat", images=1),
        TagCount(tag="black cat", images=1),
        TagCount(tag="dog", images=1),
        TagCount(tag="sofa", images=1),
    )
    assert found.tags_in_all == 5


def test_long_lists_are_cut_and_counted() -> None:
    """At most 200 tags and sizes come with the number of all; a text without commas is no endless tag."""
    facts = [image(f"{n}.png", 100 + n, 100, caption=f"tag{n}, all") for n in range(300)]
    found = counted([*facts, image("long.png", caption="x" * 5_000)])
    assert (len(found.tags), found.tags_in_all) == (200, 302)
    assert (len(found.sizes), found.sizes_in_all) == (200, 301)
    assert found.tags[0] == TagCount(tag="all", images=300)
    assert counted([image("long.png", caption="x" * 5_000)]).tags == (TagCount(tag="x" * 200, images=1),)


def test_a_shortened_caption_counts_by_its_whole_length() -> None:
    """Its last tag may be cut in the middle, and is left out; a text without commas is kept as far as it goes."""
    facts = [image("a.png", caption="cat, dog, bi", characters=5_000), image("b.png", caption="x", characters=9_000)]
    found = counted(facts)
    assert [one.tag for one in found.tags] == ["cat", "dog", "x"]
    assert (found.captions.shortest, found.captions.longest) == (5_000, 9_000)


def test_a_caption_has_so_many_tags_and_no_more() -> None:
    """What is behind the first 2,000 does not count: a caption of that many says nothing."""
    assert counted([image("a.png", caption=",".join(map(str, range(3_000))))]).tags_in_all == 2_000


def test_so_many_tags_are_told_apart_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are known by then count exactly; new ones are left out."""
    monkeypatch.setattr(statistics_tags, "MOST", 3)
    found = counted([image("a.png", caption="a,b"), image("b.png", caption="b,c,d,e"), image("c.png", caption="b,f,c")])
    assert {one.tag: one.images for one in found.tags} == {"a": 1, "b": 3, "c": 2}
    assert found.tags_in_all == 3


def test_whoever_raises_in_progress_ends_the_counting() -> None:
    """Counting the tags of a large folder takes a while, too."""
    asked = []

    def cancel(done: int, total: int) -> None:
        asked.append((done, total))
        if len(asked) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        statistics_of(FOLDER, BucketOptions(), usual(1_000), (), cancel)
    assert asked == [(1_000, 1_000)] * 2


BAD: list[tuple[str, list[ImageFacts], tuple[str, ...]]] = [
    ("unreadable", [image("a.png", problem="damaged")], ("a.png",)),
    ("missing_captions", [image("a.png", caption=None), image("b.png", caption="")], ("a.png",)),
    ("empty_captions", [image("a.png", caption=None), image("b.png", caption=" ")], ("b.png",)),
    ("enlarged", [image("a.png", 512, 512), image("b.png", 900, 900)], ("a.png",)),
    ("cropped", [image("a.png", 30_000, 1_000)] * 2, ("a.png", "a.png")),
    ("lone_buckets", [image("a.png", 2000, 1000)], ("a.png",)),
    ("same_stem", [image("a.png"), image("a.jpg"), image("in/a.jpg")], ("a.png", "a.jpg")),
    ("wrong_endings", [image("a.JPG", kind="PNG"), image("b.png"), image("c.jfif", kind="JPEG")], ("a.JPG",)),
]


@pytest.mark.parametrize(("code", "facts", "names"), BAD, ids=[one[0] for one in BAD])
def test_what_training_suffers_from_is_told(code: str, facts: list[ImageFacts], names: tuple[str, ...]) -> None:
    """Each warning says how many, names them, and says what to do."""
    options = {"resolution": 256, "divisible": 64} if code == "cropped" else {}
    found = warning(counted([*usual(), *facts], **options), code)
    assert found is not None
    assert (found.names, found.images) == (names, len(names))
    assert found.message
    assert found.hint
    assert warning(counted(usual(), **options), code) is None


def test_captions_without_a_picture_are_told() -> None:
    """By the names of the texts."""
    found = warning(counted(usual(), ("lost.txt",)), "orphan_captions")
    assert found is not None
    assert (found.names, found.message) == (("lost.txt",), "1 caption belongs to no picture.")


@pytest.mark.parametrize(
    ("many", "message"),
    [(0, "There is no picture."), (1, "There is only 1 picture."), (9, "There are only 9 pictures.")],
)
def test_few_pictures_are_told(many: int, message: str) -> None:
    """Fewer than ten are hardly a data set; ten are."""
    found = warning(counted(usual(many)), "few_images")
    assert found is not None
    assert (found.message, found.images) == (message, many)
    assert warning(counted(usual(10)), "few_images") is None


def test_a_warning_names_the_first_twenty() -> None:
    """In the order of the pictures, with the number of all."""
    found = warning(counted(image(f"{number}.png", caption=None) for number in range(3_000)), "missing_captions")
    assert found is not None
    assert (found.images, found.names) == (3_000, tuple(f"{number}.png" for number in range(20)))
    assert found.message == "3,000 pictures have no caption."


def test_slots_share_no_names() -> None:
    """A pool's pictures are named by ids: nothing is said of endings and equal names."""
    facts = [*usual(8), image("a.jpg", kind="PNG"), image("a.png")]
    found = statistics_of(DatasetSource(pool="p"), BucketOptions(), facts)
    assert found.warnings == ()


def test_what_is_enlarged_exactly_as_allowed_is_fine() -> None:
    """Only more than `max_upscale` is too much."""
    facts = [image(f"{number}.png", 640, 640) for number in range(10)]
    assert counted(facts, max_upscale=2.0).warnings == ()
    found = warning(counted(facts, max_upscale=1.99), "enlarged")
    assert found is not None
    assert found.message == "10 pictures are enlarged more than 1.99 times."


def test_options_without_a_bucket_are_refused() -> None:
    """Also where there is no picture that could be fitted."""
    for facts in (usual(), []):
        with pytest.raises(Invalid):
            counted(facts, resolution=64, divisible=256)


def test_it_all_becomes_json() -> None:
    """Routes and the node answer with it."""
    facts = [image("ä.png", caption="größer, 猫"), image("b.png", problem="damaged")]
    made = json.loads(json.dumps(encode(counted(facts))))
    assert made["tags"][0] == {"tag": "größer", "images": 1}
    assert made["warnings"][0]["names"] == ["b.png"]
