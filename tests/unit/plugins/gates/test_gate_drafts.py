"""Draft masks: sticky until cleared, resized where the aspect agrees, and never in anybody's way."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.uploads import Upload
from penstock.core.errors import Invalid
from penstock.core.files import Files
from penstock.plugins.gates import masks
from penstock.plugins.gates.masks import MaskDrafts, fits
from penstock.plugins.gates.masks_png import decode_mask, encode_mask

A, B = "a" * 32, "b" * 32


@pytest.fixture
def start(tmp_path: Path) -> Callable[[], MaskDrafts]:
    """`start()`: the drafts, as the next start of the server finds them."""
    return lambda: MaskDrafts(tmp_path / "masks", Files())


@pytest.fixture
def drafts(start: Callable[[], MaskDrafts]) -> MaskDrafts:
    return start()


def painted(width: int = 8, height: int = 4) -> Any:
    mask = np.zeros((height, width), np.uint8)
    mask[:, : width // 2] = 255
    return mask


def upload(tmp_path: Path, data: bytes) -> Upload:
    path = tmp_path / "mask.upload"
    path.write_bytes(data)
    return Upload(path=path, size=len(data))


def test_a_draft_is_there_until_it_is_cleared(start: Callable[[], MaskDrafts]) -> None:
    """For the next run and after a restart, of that place only; its revision grows with each change."""
    drafts = start()
    assert (drafts.draft(A, 8, 4), drafts.png(A, 8, 4), drafts.revision(A)) == (None, None, 0)
    first = drafts.save(A, painted(), 8, 4)
    again = start().draft(A, 8, 4)
    assert again is not None
    assert (again.array == painted()).all()
    assert again.revision == first.revision == drafts.revision(A)
    assert drafts.draft(B, 8, 4) is None
    second = drafts.save(A, 255 - painted(), 8, 4)
    drafts.clear(A)
    assert first.revision < second.revision < drafts.revision(A)
    assert (drafts.draft(A, 8, 4), start().draft(A, 8, 4), drafts.png(A, 8, 4)) == (None, None, None)


def test_an_upload_is_checked_and_kept(drafts: MaskDrafts, tmp_path: Path) -> None:
    """The staged file is not needed afterwards; what does not fit leaves the draft as it was."""
    made = upload(tmp_path, encode_mask(painted()))
    drafts.save(A, made, 8, 4)
    made.path.unlink()
    for bad in (encode_mask(painted(4, 8)), encode_mask(painted(16, 8)), b"garbage", b""):
        with pytest.raises(Invalid):
            drafts.save(A, upload(tmp_path, bad), 8, 4)
    found = drafts.draft(A, 8, 4)
    assert found is not None
    assert (found.array == painted()).all()


def test_masks_of_nodes_are_kept_too(drafts: MaskDrafts) -> None:
    """Floats, also several, of the image's size."""
    drafts.save(A, np.ones((2, 4, 8), np.float32), 8, 4)
    found = drafts.draft(A, 8, 4)
    assert found is not None
    assert (found.array == 255).all()
    with pytest.raises(Invalid):
        drafts.save(A, np.ones((4, 9), np.float32), 8, 4)


def test_a_mask_in_which_nothing_is_painted_clears(drafts: MaskDrafts) -> None:
    """Whoever rubbed everything out has no mask, and the revision says that something changed."""
    before = drafts.save(A, painted(), 8, 4)
    saved = drafts.save(A, np.zeros((4, 8), np.uint8), 8, 4)
    assert (before.painted, saved.painted, drafts.draft(A, 8, 4)) == (True, False, None)
    assert saved.revision == drafts.revision(A) > before.revision


def test_a_draft_follows_an_image_of_another_size(drafts: MaskDrafts) -> None:
    """Resized for a larger image of the same aspect, left out for another aspect, and the stored one stays."""
    drafts.save(A, painted(), 8, 4)
    larger = drafts.draft(A, 80, 40)
    assert larger is not None
    assert larger.array.shape == (40, 80)
    assert (larger.array[:, :30] == 255).all()
    assert (larger.array[:, 50:] == 0).all()
    assert drafts.draft(A, 40, 80) is None
    png = drafts.png(A, 80, 40)
    assert png is not None
    assert (decode_mask(png) == larger.array).all()
    same = drafts.draft(A, 8, 4)
    assert same is not None
    assert (same.array == painted()).all()


def test_a_draft_is_told_without_being_unpacked(
    drafts: MaskDrafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of a hundred gates must not unpack a hundred masks; it says the same as the draft itself."""
    revision = drafts.save(A, painted(), 8, 4).revision
    sizes = ((8, 4), (80, 40), (4, 8))
    wanted = [drafts.draft(A, *size) is not None for size in sizes]

    def unpack(*_arguments: object) -> None:
        raise AssertionError("unpacked")

    monkeypatch.setattr(masks, "decode_mask", unpack)
    assert [drafts.told(A, *size) for size in sizes] == [(known, revision) for known in wanted]
    assert wanted == [True, True, False]
    assert drafts.told(B, 8, 4) == (False, 0)
    drafts.clear(A)
    assert drafts.told(A, 8, 4) == (False, drafts.revision(A))
    drafts.save(A, painted(), 8, 4)
    (path,) = (tmp_path / "masks").glob("*.png")
    path.write_bytes(b"garbage")
    assert drafts.told(A, 8, 4) == (False, drafts.revision(A))


@pytest.mark.parametrize(
    ("size", "wanted", "fitting"),
    [
        ((1000, 1000), (1000, 1000), True),
        ((1000, 1000), (1010, 1000), True),
        ((1000, 1000), (1000, 1010), True),
        ((1000, 1000), (1012, 1000), False),
        ((1000, 1000), (1000, 1012), False),
        ((1024, 512), (512, 256), True),
        ((1024, 512), (512, 1024), False),
        ((1, 1), (4096, 4096), True),
        ((0, 5), (5, 5), False),
    ],
)
def test_one_per_cent_is_the_limit(size: tuple[int, int], wanted: tuple[int, int], fitting: bool) -> None:
    """Of the aspect, whatever the sizes."""
    assert fits(*size, *wanted) is fitting


@given(st.tuples(*[st.integers(1, 5000)] * 4))
def test_fitting_says_the_same_of_both(sizes: tuple[int, int, int, int]) -> None:
    """Turned by a quarter, or a whole factor larger, two sizes fit as they did."""
    width, height, other_width, other_height = sizes
    known = fits(width, height, other_width, other_height)
    assert fits(width * 3, height * 3, other_width, other_height) == known
    assert fits(width, height, width, height)


def test_a_damaged_draft_counts_as_none(drafts: MaskDrafts, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is named in the log, breaks no run, and the next mask takes its place."""
    drafts.save(A, painted(), 8, 4)
    (path,) = (tmp_path / "masks").glob("*.png")
    for damage in (b"", b"garbage", path.read_bytes()[:-9]):
        path.write_bytes(damage)
        with caplog.at_level(logging.ERROR, "penstock.gates"):
            caplog.clear()
            assert drafts.draft(A, 8, 4) is None
        assert path.name in caplog.text
    drafts.save(A, painted(), 8, 4)
    assert drafts.draft(A, 8, 4) is not None


def test_a_draft_that_cannot_be_read_breaks_no_run(drafts: MaskDrafts, tmp_path: Path) -> None:
    """A folder in its place, or a disk that fails: the gate starts without a mask."""
    drafts.save(A, painted(), 8, 4)
    (path,) = (tmp_path / "masks").glob("*.png")
    path.unlink()
    path.mkdir()
    assert drafts.draft(A, 8, 4) is None
    assert drafts.told(A, 8, 4)[0] is False
