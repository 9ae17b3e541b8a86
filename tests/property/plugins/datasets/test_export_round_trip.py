"""Exports of any pool: what is loaded again is the pool, whatever it holds and however it is written."""

import tempfile
from pathlib import Path
from typing import Any

import numpy
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from penstock.adapters.testing.export_house import ExportHouse
from penstock.core.contracts.datasets import SlotFilter
from penstock.core.contracts.pools import Slot
from penstock.core.names import MAX_LABEL
from penstock.plugins.datasets.captions import LARGEST
from penstock.plugins.datasets.exporting_filter import matching, words_of
from penstock.plugins.datasets.exporting_names import names_for

LABELS = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=30)
MODES = {"RGB": 3, "L": 1, "RGBA": 4}


@frozen
class Item:
    """A picture of any levels, with a mask of its size where `mask` is given."""

    mode: str
    size: tuple[int, int]
    seed: int
    label: str
    mask: int | None


ITEMS = st.builds(
    Item,
    st.sampled_from(list(MODES)),
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.integers(0, 2**32 - 1),
    LABELS,
    st.none() | st.integers(0, 2**32 - 1),
)


def drawn(mode: str, size: tuple[int, int], seed: int) -> Any:
    """A picture of Pillow."""
    channels = MODES[mode]
    levels = numpy.random.default_rng(seed).integers(0, 256, (size[1], size[0], channels), numpy.uint8)
    return Image.fromarray(levels[:, :, 0] if channels == 1 else levels)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(ITEMS, min_size=1, max_size=4),
    st.sampled_from(["keep", "png"]),
    st.sampled_from(["file", "folder", "alpha"]),
    st.sampled_from(["txt", "caption"]),
    st.booleans(),
    st.sampled_from(["", "a", "v2", "Katze ", "12345678901234567890"]),
)
def test_what_is_loaded_is_what_the_pool_emits(
    items: list[Item], images: Any, masks: Any, captions: Any, empty: bool, prefix: str
) -> None:
    """Pixels, masks and captions, in order; captions without line ends at their end, as all that is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        house = ExportHouse(Path(folder)).start()
        for item in items:
            mask = None if item.mask is None else drawn("L", item.size, item.mask)
            house.add("cats", drawn(item.mode, item.size, item.seed), item.label, mask)
        options = {"images": images, "masks": masks, "captions": captions, "empty_captions": empty, "prefix": prefix}
        plan, made = house.plan(**options), house.export(**options)
        assert (plan.images, plan.masks, plan.captions) == (made.images, made.masks, made.captions)
        for found, (image, mask, label) in zip(house.loaded(made.folder), house.emitted(), strict=True):
            assert numpy.array_equal(found.image, image)
            assert numpy.array_equal(numpy.rint(found.mask * 255), numpy.rint(mask * 255))
            assert found.caption == label.lstrip("\ufeff").rstrip("\n")
        house.close()


WORDS = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=5)


@given(st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=4), LABELS)
def test_quoted_words_mean_themselves(wanted: list[str], unwanted: list[str], label: str) -> None:
    """A label fits exactly where it has every wanted text and no unwanted one, capitals aside."""
    text = " ".join([*(f'"{word}"' for word in wanted), *(f'-"{word}"' for word in unwanted)])
    folded = label.casefold()
    expected = all(word.casefold() in folded for word in wanted)
    expected = expected and not any(word.casefold() in folded for word in unwanted)
    assert words_of(text).fit(label) == expected


@given(st.text(max_size=40), st.text(max_size=200))
def test_any_text_is_a_filter(text: str, label: str) -> None:
    """No text is an error, and what fits is a subset in the same order."""
    slots = tuple(Slot(id=str(place), image="a.png", label=one) for place, one in enumerate((label, text, "")))
    found = matching(slots, SlotFilter(words=text))
    assert list(found) == [slot for slot in slots if slot in found]
    assert words_of(text).fit(label) == (slots[0] in found)


@given(st.integers(1, 30_000), st.data())
def test_names_are_in_the_order_of_their_places(count: int, data: st.DataObject) -> None:
    """Sorted as text, names of pictures are in the pool's order; all have the same length."""
    names = names_for("x", count)
    first, second = (data.draw(st.integers(1, count)) for _ in range(2))
    assert (names.stem(first) < names.stem(second)) == (first < second)
    assert len(names.stem(first)) == len(names.stem(count))


def test_labels_fit_into_a_caption() -> None:
    """The longest label there is can be read as a caption again."""
    assert MAX_LABEL * 4 < LARGEST
