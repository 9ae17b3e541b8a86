"""What a manifest in a zip file may cost: in proportion to the pictures that lie beside it."""

import json
from pathlib import Path

import pytest

from penstock.adapters.testing.corpora.zip_bytes import zip_of
from penstock.adapters.testing.corpora.zip_parts import image, raw_manifest
from penstock.core.errors import BadArchive, TooLarge
from penstock.core.files import Files
from penstock.plugins.profiles.archive_limits import ArchiveLimits
from penstock.plugins.profiles.archive_profile import named_files
from penstock.plugins.profiles.archive_reading import unpack

TAGS = ", ".join(f'tag [{number}] {{x}} \\"quoted\\"' for number in range(120))


def slots(count: int, label: str = "", **more: object) -> bytes:
    """A manifest of so many slots with all fields that ours have."""
    entry = {"mask": None, "label": label, "added": 1, "width": 4, "height": 4, "label_revision": 0, "mask_revision": 0}
    listed = [{"image": f"img_{at:04}.png", "id": f"i{at}", **entry} for at in range(count)]
    return json.dumps({"active": 0, "slots": listed, "next_seq": count, **more}).encode()


@pytest.mark.parametrize("count", [0, 1, 10, 3_000])
def test_every_manifest_of_ours_is_within_its_budget(count: int) -> None:
    """Also with long lists of tags, whose commas and brackets are no values."""
    assert len(named_files(slots(count, TAGS), count)) == count


@pytest.mark.parametrize(
    "junk",
    [
        {f"k{number}": 1 for number in range(60_000)},
        [[]] * 60_000,
        [{"1": 0}] * 60_000,
        [1] * 60_000,
    ],
    ids=["keys", "lists", "objects", "numbers"],
)
def test_a_manifest_with_far_more_values_than_pictures_is_refused_unread(junk: object) -> None:
    """Small values take many times their bytes in memory."""
    with pytest.raises(BadArchive, match="far too many values"):
        named_files(slots(3, junk=junk), 3)


@pytest.mark.parametrize("text", [b'"' * 99_999, b'{"slots": "' + b"\\" * 99_999, b'"\\' * 50_000])
def test_texts_without_an_end_are_no_json(text: bytes) -> None:
    """Whatever they count for, they are refused, and quickly."""
    with pytest.raises(BadArchive):
        named_files(text, 1)


def test_a_manifest_larger_than_its_pictures_need_is_not_unpacked(tmp_path: Path) -> None:
    """One picture with a label of 3 MB is too large; for two thousand pictures so much is not."""
    (tmp_path / "out").mkdir()
    (tmp_path / "a.zip").write_bytes(zip_of(raw_manifest(slots(1, "x" * (3 << 20))), image()))

    with pytest.raises(TooLarge) as caught:
        unpack(tmp_path / "a.zip", tmp_path / "out", Files(), ArchiveLimits())

    assert caught.value.details["member"] == "pool/manifest.json"
    assert ArchiveLimits().manifest_bytes(2_000) == 32 << 20
