"""Saving images with texts, again and again, with crashes, errors and other people's files: whole sets only."""

import contextlib
import errno
import shutil
import tempfile
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.saving_house import SavingHouse, text
from penstock.core.errors import Conflict, PenstockError

PREFIXES: Final = st.sampled_from(["cat", "CAT", "a/cat", "b%batch_num%", "cat_00001"])
TEXTS: Final = st.sampled_from([(), (text("one"),), (text("one"), text("two", "x", ".json"))])
CALLS: Final = st.integers(1, 60)


class SavingMachine(RuleBasedStateMachine):
    """`files` is what must be there, by path below the output folder."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.house = SavingHouse(self.root)
        self.files: dict[str, bytes] = {}
        self.saves = 0

    @initialize()
    def begin(self) -> None:
        """A house without anything in it."""

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def there(self) -> dict[str, bytes]:
        """Every file of the output folder."""
        root = self.house.paths.output
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def save(self, count: int, prefix: str, texts: tuple[dict[str, str], ...]) -> None:
        """Save a batch that nobody saved before; remember what it was said to have saved."""
        self.saves += 1
        sets = self.house.save(count, prefix, sidecars=texts, begin=f"save {self.saves}:")
        for place, one in enumerate(sets):
            below = one.folder.relative_to(self.house.paths.output.resolve())
            contents = [f"save {self.saves}: {place}", *(each["content"] for each in texts)]
            for name, content in zip((one.image, *one.texts), contents, strict=True):
                path = (below / name).as_posix()
                assert path not in self.files
                self.files[path] = content.encode()

    def settle(self, count: int, texts: tuple[dict[str, str], ...]) -> None:
        """A new process looks: what a save that did not end left is all of it, or nothing."""
        self.house.die()
        self.house.begin_again()
        self.house.saving.journal.recover()
        found = self.there()
        new = {name: data for name, data in found.items() if name not in self.files}
        images = sorted(name for name, data in new.items() if data.startswith(f"save {self.saves}:".encode()))
        assert len(images) in (0, count), images
        assert len(new) == len(images) * (1 + len(texts)), new
        self.files |= new

    @rule(count=st.integers(1, 3), prefix=PREFIXES, texts=TEXTS)
    def saves_well(self, count: int, prefix: str, texts: tuple[dict[str, str], ...]) -> None:
        """Nothing goes wrong."""
        self.save(count, prefix, texts)

    @rule(count=st.integers(1, 3), prefix=PREFIXES, texts=TEXTS, call=CALLS, power=st.booleans(), after=st.booleans())
    def dies(
        self, count: int, prefix: str, texts: tuple[dict[str, str], ...], call: int, power: bool, after: bool
    ) -> None:
        """The process dies at some call, or the power goes."""
        if after:
            self.house.calls.crash_after = self.house.calls.count + call
        else:
            self.house.calls.crash_before = self.house.calls.count + call
        with contextlib.suppress(Crash):
            self.save(count, prefix, texts)
        if power:
            self.house.calls.power_loss()
        self.settle(count, texts)

    @rule(count=st.integers(1, 3), prefix=PREFIXES, texts=TEXTS, call=CALLS, for_long=st.booleans())
    def disk_fails(self, count: int, prefix: str, texts: tuple[dict[str, str], ...], call: int, for_long: bool) -> None:
        """One call fails, or all from there on."""
        fault = (self.house.calls.count + call, errno.EIO)
        if for_long:
            self.house.calls.fail_from = fault
        else:
            self.house.calls.fail = fault
        with contextlib.suppress(PenstockError):
            self.save(count, prefix, texts)
        self.settle(count, texts)

    @rule(name=st.sampled_from(["cat_00003_.txt", "CAT_00007_.png", "cat_00002_x.json", "mine.png", "b1_00009_.txt"]))
    def somebody_writes(self, name: str) -> None:
        """A file that is none of ours, where there is none."""
        path = self.house.paths.output / name
        if name not in self.files:
            path.write_bytes(b"mine")
            self.files[name] = b"mine"

    @rule(data=st.data())
    def somebody_deletes(self, data: st.DataObject) -> None:
        """A file goes, ours or not."""
        if self.files:
            name = data.draw(st.sampled_from(sorted(self.files)))
            (self.house.paths.output / name).unlink()
            del self.files[name]

    @rule(prefix=PREFIXES)
    def another_process_saves(self, prefix: str) -> None:
        """A second process on the same folders."""
        mine, self.house.saving = self.house.saving, self.house.process(self.house.saving.files)
        with contextlib.suppress(Conflict):
            self.save(1, prefix, (text("other"),))
        self.house.saving = mine

    @invariant()
    def what_was_saved_is_there(self) -> None:
        """Every file that was acknowledged, and every other one, is as it was; nothing else lies there."""
        assert self.there() == self.files
        assert not list((self.house.paths.private / "datasets" / "journal").glob("*.json"))


SavingMachine.TestCase.settings = settings(
    max_examples=settings().max_examples,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestSaving = SavingMachine.TestCase
