"""Whatever happens to a folder: results that a host keeps are still true, and masks fit their pictures."""

import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.core.errors import PenstockError
from penstock.core.files import Files
from penstock.core.host import HostPaths
from penstock.plugins.datasets.nodes_loader_fingerprint import state_of
from penstock.plugins.datasets.service import DatasetService
from penstock.plugins.datasets.service_specs import assembled
from penstock.plugins.pictures.service import PictureService

FILES = (
    "a.png",
    "b.png",
    "a.txt",
    "b.caption",
    "a-masklabel.png",
    "masks/b.png",
    "in/c.png",
    "in/c.txt",
    "in/masks/c.png",
)
LINKED = ((0, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 0), (1, 1, 1))
"""Which of folder, index and depth are linked."""

OTHERS = ("notes.md", "in/other.json")

changes = st.lists(
    st.tuples(st.sampled_from((*FILES, *OTHERS)), st.one_of(st.none(), st.integers(0, 3))), min_size=1, max_size=8
)
places = st.tuples(st.integers(0, 2), st.sampled_from([0, 1, -1]))


def scratch() -> "tempfile.TemporaryDirectory[str]":
    """A folder in memory where that is possible."""
    memory = Path("/dev/shm")
    return tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)


def service(root: Path) -> DatasetService:
    """Data sets on empty folders."""
    named = {name: root / name for name in ("input", "output", "temp", "user")}
    for path in named.values():
        path.mkdir()
    pools: Any = None
    pictures = PictureService(root / "kept", Files())
    told: list[object] = []
    return assembled(HostPaths(**named), Files(), FakeClock(), CountingIds(), pools, pictures, told.append)


def change(path: Path, level: int | None, time: int) -> None:
    """Write a picture or a text, or take it away; no two states of a file have one time."""
    if level is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".png":
        Image.new("L", (2, 2), level).save(path)
    else:
        path.write_text(str(level))
    os.utime(path, ns=(time, time))


def result(datasets: DatasetService, folder: str, index: int, depth: int) -> object:
    """What a run gives, as values that can be compared; None where it fails."""
    try:
        listing = datasets.listing(folder, depth)
        item = datasets.load(listing, index)
    except PenstockError:
        return None
    shown = len(listing.names), listing.names[index]
    return item.image.tobytes(), item.mask.tobytes(), item.caption, item.stem, item.index, shown


@given(steps=changes, place=places)
def test_what_a_host_keeps_is_what_a_run_would_give(
    steps: list[tuple[str, int | None]], place: tuple[int, int]
) -> None:
    """Two times of one fingerprint have one result, whichever inputs are linked; what is not read changes nothing."""
    index, depth = place
    with scratch() as root:
        datasets = service(Path(root).resolve())
        folder = datasets.places.paths.input / "cats"
        folder.mkdir()
        kept: dict[tuple[object, ...], object] = {}
        known = None
        for time, (name, level) in enumerate(steps, 1):
            change(folder / name, level, time * 1_000_000_000)
            found = result(datasets, "cats", index, depth)
            for ways in LINKED:
                given_ones = [None if hidden else one for hidden, one in zip(ways, ("cats", index, depth), strict=True)]
                state = fingerprint(datasets, *given_ones)
                if state is not None:
                    assert kept.setdefault((ways, state), found) == found
            exact = fingerprint(datasets, "cats", index, depth)
            assert name not in OTHERS or time == 1 or exact == known
            known = exact


def fingerprint(datasets: DatasetService, folder: Any, index: Any, depth: Any) -> str | None:
    """As the node makes it, each in a run of its own; None where there is no state."""
    try:
        return state_of(datasets, datasets.listing, folder, index, depth)
    except PenstockError:
        return None


sides = st.integers(1, 12)


@given(picture=st.tuples(sides, sides), mask=st.tuples(sides, sides), levels=st.binary(min_size=144, max_size=144))
def test_a_mask_is_as_large_as_its_picture(picture: tuple[int, int], mask: tuple[int, int], levels: bytes) -> None:
    """Within its own darkest and brightest level; of the picture's own size it stays as it is."""
    with scratch() as root:
        datasets = service(Path(root).resolve())
        folder = datasets.places.paths.input
        Image.new("RGB", picture).save(folder / "a.png")
        drawn = np.frombuffer(levels, np.uint8)[: mask[0] * mask[1]].reshape(mask[1], mask[0])
        Image.fromarray(drawn).save(folder / "a-masklabel.png")
        loaded = datasets.load(datasets.listing(""), 0).mask
        assert loaded.shape == (1, picture[1], picture[0])
        unit = drawn.astype(np.float32) / np.float32(255)
        assert unit.min() - 1e-6 <= loaded.min() <= loaded.max() <= unit.max() + 1e-6
        if mask == picture:
            assert np.array_equal(loaded[0], unit)
