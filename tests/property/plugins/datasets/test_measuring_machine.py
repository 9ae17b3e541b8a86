"""Measuring a folder that people change: what is remembered is never told where it is not true any more."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from PIL import Image

from penstock.core.contracts.datasets import DatasetSource
from penstock.core.files import Files
from penstock.core.host import HostPaths
from penstock.plugins.datasets.folders import Folders
from penstock.plugins.datasets.measuring import Measuring
from penstock.plugins.pictures.service import PictureService

SOURCE = DatasetSource(folder="cats", depth=-1)
stems = st.sampled_from(("a", "b", "in/a"))
pictures = st.sampled_from((".png", ".jpg", ".webp"))
texts = st.sampled_from((".txt", ".caption"))
sides = st.integers(1, 9)


class Measured(RuleBasedStateMachine):
    """One `Measuring` that goes on, and a new one after each change that remembers nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp()).resolve()
        paths = HostPaths(**{name: self.root / name for name in ("input", "output", "temp", "user")})
        self.cats = paths.input / "cats"
        (self.cats / "in/masks").mkdir(parents=True)
        (self.cats / "masks").mkdir()
        self.folders = Folders(paths, lambda: ("", ""))
        self.going_on = self.new()
        self.times = 0

    def new(self) -> Measuring:
        no_pools: Any = None
        return Measuring(self.folders, no_pools, PictureService(self.root / "kept", Files()))

    def changed(self, path: Path) -> None:
        """Clocks of file systems are coarse: each change gets a time of its own."""
        self.times += 1
        os.utime(path, ns=(self.times, self.times))

    @rule(stem=stems, ending=pictures, width=sides, height=sides)
    def draw(self, stem: str, ending: str, width: int, height: int) -> None:
        """A picture, new or in the place of one."""
        path = self.cats / f"{stem}{ending}"
        Image.new("RGB", (width, height)).save(path)
        self.changed(path)

    @rule(stem=stems, ending=pictures, data=st.binary(max_size=12))
    def damage(self, stem: str, ending: str, data: bytes) -> None:
        """Bytes that are no picture."""
        path = self.cats / f"{stem}{ending}"
        path.write_bytes(data)
        self.changed(path)

    @rule(stem=stems, ending=texts, text=st.sampled_from(("", "cat", "dog", "ä", "one, two\n")))
    def describe(self, stem: str, ending: str, text: str) -> None:
        """A caption, or another one."""
        path = self.cats / f"{stem}{ending}"
        path.write_text(text, "utf-8")
        self.changed(path)

    @rule(stem=stems, beside=st.booleans())
    def paint(self, stem: str, beside: bool) -> None:
        """A mask beside the picture, or in the folder of masks."""
        folder, _, name = f"{self.cats}/{stem}".rpartition("/")
        path = Path(folder, f"{name}-masklabel.png" if beside else f"masks/{name}.png")
        Image.new("L", (2, 2)).save(path)

    @rule(number=st.integers(0, 30))
    def remove(self, number: int) -> None:
        """Any file."""
        found = sorted(path for path in self.cats.rglob("*") if path.is_file())
        if found:
            found[number % len(found)].unlink()

    @rule(number=st.integers(0, 30), other=stems, ending=pictures | texts)
    def replace(self, number: int, other: str, ending: str) -> None:
        """A file takes the place of another, with the time that it has."""
        found = sorted(path for path in self.cats.rglob("*") if path.is_file())
        if found:
            found[number % len(found)].replace(self.cats / f"{other}{ending}")

    @invariant()
    def what_is_told_is_true(self) -> None:
        """Facts are those of one that reads everything now; afterwards nothing is left to measure."""
        found = self.going_on.facts(SOURCE, lambda _done, _total: None)
        fresh = self.new()
        assert found == fresh.facts(SOURCE, lambda _done, _total: None)
        assert self.going_on.orphans(SOURCE, found) == fresh.orphans(SOURCE, found)
        assert self.going_on.unmeasured(SOURCE) == 0

    def teardown(self) -> None:
        shutil.rmtree(self.root)


TestMeasured = Measured.TestCase
TestMeasured.settings = settings(stateful_step_count=12)
