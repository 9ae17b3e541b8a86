"""Statistics of any pictures: every number is that of a plain recount, in whatever order they come."""

import random
import statistics

from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.datasets import BucketOptions, DatasetSource, ImageFacts
from penstock.plugins.datasets.fitting import fit
from penstock.plugins.datasets.statistics import statistics_of

OPTIONS = BucketOptions(resolution=512, divisible=64, max_upscale=1.25)
FOLDER = DatasetSource(folder="cats")

texts = st.none() | st.text(st.sampled_from("ab ,\n"), max_size=12)
sides = st.sampled_from((1, 60, 64, 200, 512, 640, 1000, 3000))
facts = st.lists(
    st.builds(
        ImageFacts,
        name=st.sampled_from(("a.png", "a.jpg", "b.png", "in/a.png", "in/b.webp")),
        width=sides,
        height=sides,
        bytes=st.integers(0, 10),
        kind=st.sampled_from(("PNG", "JPEG", "")),
        caption=texts,
        mask=st.booleans(),
        problem=st.sampled_from(("", "", "", "damaged")),
    ),
    max_size=40,
)


@given(facts)
def test_every_number_is_that_of_a_recount(found: list[ImageFacts]) -> None:
    """Counts add up, and each is what filtering the pictures again gives."""
    made = statistics_of(FOLDER, OPTIONS, found)
    good = [one for one in found if not one.problem]
    assert (made.images, made.unreadable) == (len(found), len(found) - len(good))
    assert made.bytes == sum(one.bytes for one in found)
    assert sum(made.megapixels.values()) == sum(one.images for one in made.buckets) == len(good)
    for size in made.sizes:
        assert size.images == sum((one.width, one.height) == (size.width, size.height) for one in good)
    for bucket in made.buckets:
        fits = [fit(one.width, one.height, OPTIONS) for one in good]
        inside = [one for one in fits if (one.width, one.height) == (bucket.width, bucket.height)]
        assert bucket.images == len(inside)
        assert bucket.enlarged == sum(one.scale > 1.25 for one in inside)
        assert abs(bucket.cropped - statistics.fmean(one.cropped for one in inside)) < 1e-12
    for tag in made.tags:
        assert tag.images == sum(tag.tag in {part.strip() for part in (one.caption or "").split(",")} for one in good)


@given(facts)
def test_captions_are_divided_without_rest(found: list[ImageFacts]) -> None:
    """Present, empty and missing are all readable pictures; lengths are those of captions that say something."""
    counts = statistics_of(FOLDER, OPTIONS, found).captions
    good = [one for one in found if not one.problem]
    lengths = [len(one.caption) for one in good if one.caption and one.caption.strip()]
    assert counts.present + counts.empty + counts.missing == len(good)
    assert counts.present == len(lengths)
    if lengths:
        expected = (min(lengths), statistics.median_low(lengths), max(lengths))
        assert (counts.shortest, counts.median, counts.longest) == expected


@given(facts, st.integers())
def test_the_order_of_the_pictures_does_not_count(found: list[ImageFacts], seed: int) -> None:
    """Shuffled pictures give the same statistics; only the names in warnings come in their order."""
    shuffled = found.copy()
    random.Random(seed).shuffle(shuffled)
    one, other = (statistics_of(FOLDER, OPTIONS, facts) for facts in (found, shuffled))
    assert one.sizes == other.sizes
    assert one.tags == other.tags
    assert list(one.kinds.items()) == list(other.kinds.items())
    assert one.captions == other.captions
    assert [(each.width, each.height, each.images) for each in one.buckets] == [
        (each.width, each.height, each.images) for each in other.buckets
    ]
    assert [(each.code, each.images) for each in one.warnings] == [(each.code, each.images) for each in other.warnings]


@given(facts)
def test_warnings_name_pictures_that_are_there(found: list[ImageFacts]) -> None:
    """Each has at most 20 names, no more than it concerns, and its code once."""
    warnings = statistics_of(FOLDER, OPTIONS, found).warnings
    assert len({one.code for one in warnings}) == len(warnings)
    for one in warnings:
        assert set(one.names) <= {fact.name for fact in found}
        assert one.code == "few_images" or len(one.names) == min(20, one.images)
