"""G23: Windows, which renames and removes nothing that is open elsewhere; disks that fold names."""

import errno
import os
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from penstock.adapters.standalone.comfy_user import ListQuery, WriteQuery
from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.invariants.pictures import png
from penstock.core.contracts.libbers import Libber
from penstock.core.contracts.pools import NewImage
from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.contracts.stories import StoryInfo
from penstock.core.errors import Conflict, PenstockError
from penstock.core.files import Files, SystemCalls
from penstock.core.ids import RandomIds
from penstock.plugins.pools.store import DiskPoolStore

from .file_core_tables import LITTLE
from .file_document_tables import LIBBERS, PROMPTS, SCENES, STORIES
from .file_errors import attempt, refuse
from .file_folding import FoldingDisk, folded
from .file_laboratory import Laboratory, laboratory
from .file_locks import KINDS, Held, LockedCalls, QuickTime
from .file_tables import Table
from .file_tables_of_all import CASES, REFUSED

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"
PATIENCE: Final = 3.0
THREADS: Final = 50
WRITES: Final = 200


@pytest.fixture(scope="module")
def lab() -> Iterator[Laboratory]:
    """One folder for all tries of this module."""
    with laboratory() as folder:
        made = Laboratory(Path(folder))
        yield made
        made.clear()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> QuickTime:
    """Files that wait as on Windows, and a clock on which that takes no time."""
    time = QuickTime()
    calls, _, _, _ = Files.__init__.__defaults__
    monkeypatch.setattr(Files.__init__, "__defaults__", (calls, PATIENCE, time.pause, time.now))
    return time


@pytest.mark.parametrize(("table", "name"), CASES)
def test_what_is_open_for_a_moment_is_waited_for(
    lab: Laboratory, patient: QuickTime, table: Table, name: str, figure
) -> None:
    """Each rename and removal is refused a few times: all is done, within the three seconds that anybody waits."""
    steps = table.operations[name]
    course = lab.course(table, name, steps)
    calls = LockedCalls()
    process = lab.begin(table, calls)
    calls.times = 3
    began = patient.seconds
    assert attempt(process, steps) == (len(steps), None)
    calls.release()
    assert bool(table.seen(process.thing) == course.states[-1])
    assert patient.seconds - began <= PATIENCE * len(course.log)
    figure("G23", "renames and removals of what is open for a moment", calls.refused, "refusals")


@pytest.mark.parametrize(("table", "name"), REFUSED)
def test_what_stays_open_is_busy_and_leaves_all_or_nothing(
    lab: Laboratory, patient: QuickTime, table: Table, name: str, figure
) -> None:
    """After three seconds it is `busy`, and the old files are intact: the next process finds all or nothing done."""
    steps = table.operations[name]
    log = lab.course(table, name, steps).log
    numbers = [number for number, call in enumerate(log, 1) if call.startswith(KINDS)]
    held = numbers if NIGHTLY else numbers[:: max(1, len(numbers) // 3)]
    for number in held:
        refuse(lab, table, name, steps, Held(number), LockedCalls())
    figure("G23", "renames and removals of what stays open", len(held), "calls")


class Moments(SystemCalls):
    """Refuses some of all renames and removals, on any thread, by chance: somebody looks into the file just then."""

    def replace(self, source: Path, target: Path) -> None:
        """See `FileCalls`."""
        self._look_in(target)
        super().replace(source, target)

    def rename_new(self, source: Path, target: Path) -> None:
        """See `FileCalls`."""
        self._look_in(source)
        super().rename_new(source, target)

    def unlink(self, path: Path) -> None:
        """See `FileCalls`."""
        self._look_in(path)
        super().unlink(path)

    def fsync(self, handle: int) -> None:
        """Nothing: no power is cut here."""

    def sync_folder(self, path: Path) -> None:
        """Nothing."""

    def _look_in(self, path: Path) -> None:
        if random.random() < 0.2:
            raise PermissionError(errno.EACCES, "in use", str(path))


SPELLINGS: Final = (("fox", "FOX"), ("Red fox_1", "red Fox_1"))
"""Two spellings of one name, for disks on which they are one. Folders of ours have names in ASCII."""
COMPOSED: Final = (("Caf\u00e9.json", "Cafe\u0301.json"), ("Stra\u00dfe.json", "STRASSE.json"), *SPELLINGS)


@pytest.mark.parametrize("decomposed", [False, True], ids=["as given", "decomposed"])
@pytest.mark.parametrize(("table", "name"), CASES)
def test_a_disk_that_folds_names_changes_nothing(
    lab: Laboratory, monkeypatch: pytest.MonkeyPatch, table: Table, name: str, decomposed: bool, figure
) -> None:
    """Every operation does there what it does elsewhere."""
    steps = table.operations[name]
    course = lab.course(table, name, steps)
    with monkeypatch.context() as patch:
        FoldingDisk(lab.folder, decomposed).install(patch)
        process = lab.begin(table)
        assert attempt(process, steps) == (len(steps), None)
        assert bool(table.seen(process.thing) == course.states[-1])
        lab.close(process)
        assert bool(table.seen(lab.start(table).thing) == course.states[-1])
    figure("G23", "operations on a disk that folds names", 1, "operations")


def on_threads(work: Callable[[int], None]) -> None:
    """Do it on all threads at once; raises what any of them raised."""
    wrong: list[BaseException] = []

    def safely(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=safely, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_fifty_threads_lose_no_write_to_a_file_that_others_open(tmp_path: Path, figure) -> None:
    """Each write is there whole, for whoever reads in between, and the last one stays; nothing else lies there."""
    files = Files(Moments(), patience=PATIENCE, pause=lambda _: None)
    target = tmp_path / "shared"
    texts = [b"%d " % number * 50 for number in range(THREADS)]
    files.write(target, texts[0])

    def work(number: int) -> None:
        own = tmp_path / f"own{number}"
        for turn in range(WRITES):
            files.write(own, b"%d" % turn)
            files.write(target, texts[number])
            assert target.read_bytes() in texts
        assert own.read_bytes() == b"%d" % (WRITES - 1)

    on_threads(work)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["shared", *(f"own{number}" for number in range(THREADS))]
    )
    figure("G23", "writes of 50 threads to files that others open", THREADS * WRITES * 2, "writes")


def test_fifty_threads_lose_no_change_of_a_pool(lab: Laboratory, figure) -> None:
    """Each thread labels a slot of its own: the last label of each is there, and every change was one."""
    lab.clear()
    files = Files(Moments(), patience=PATIENCE, pause=lambda _: None)
    store = DiskPoolStore(lab.place / "pools", lab.place / "trash", files, FakeClock(), RandomIds())
    try:
        store.create("p")
        for number in range(THREADS):
            path = store.staging() / f"{number}.png"
            path.write_bytes(png(number))
            store.add("p", [NewImage(source=path, width=2, height=2, label="", added=1)])
        slots, before = store.order("p").slots, store.pool("p").revision

        def work(number: int) -> None:
            for turn in range(WRITES):
                store.label("p", slots[number], f"{turn}")

        on_threads(work)
        assert store.pool("p").revision == before + THREADS * WRITES
    finally:
        store.close()
    again = DiskPoolStore(lab.place / "pools", lab.place / "trash", Files(), FakeClock(), RandomIds())
    try:
        assert [slot.label for slot in again.page("p", 0, THREADS).slots] == [f"{WRITES - 1}"] * THREADS
    finally:
        again.close()
    figure("G23", "changes of 50 threads in one pool", THREADS * WRITES, "changes")


NAMED: Final[dict[str, tuple[Table, Callable[[Any, str], object], Callable[[Any], Any]]]] = {
    "libbers": (
        LIBBERS,
        lambda house, name: house.libbers.save(name, Libber(libs={"a": name}), None),
        lambda house: house.libbers.names(),
    ),
    "prompts": (
        PROMPTS,
        lambda house, name: house.service.save(name, PromptCollection(prompts={"a": Prompt(value=name)}), None),
        lambda house: house.service.folders(),
    ),
    "scenes": (SCENES, lambda house, name: house.service.create(name), lambda house: house.service.names()),
    "stories": (
        STORIES,
        lambda house, name: house.service.save(StoryInfo(story_name=name), None),
        lambda house: house.service.names(),
    ),
}
"""How a document is made by its name, and what the names are."""


@pytest.mark.parametrize("decomposed", [False, True], ids=["as given", "decomposed"])
@pytest.mark.parametrize("kind", NAMED)
def test_two_spellings_of_a_name_are_one_document(
    lab: Laboratory, monkeypatch: pytest.MonkeyPatch, kind: str, decomposed: bool, figure
) -> None:
    """What is made under the one is never replaced by what is made under the other, and stands in the list once."""
    table, make, names = NAMED[kind]
    lab.begin(table)
    with monkeypatch.context() as patch:
        FoldingDisk(lab.folder, decomposed).install(patch)
        house = lab.start(table).thing
        for one, two in SPELLINGS:
            make(house, one)
            before = table.seen(house)
            with pytest.raises(PenstockError) as refused:
                make(house, two)
            assert 400 <= refused.value.status < 500
            for again in (house, lab.start(table).thing):
                assert table.seen(again) == before
                assert [folded(name) for name in names(again)].count(folded(one)) == 1
    figure("G23", "names in two spellings on a disk that folds names", len(SPELLINGS), "pairs")


@pytest.mark.parametrize("decomposed", [False, True], ids=["as given", "decomposed"])
def test_two_spellings_of_a_file_of_the_user_are_one(
    lab: Laboratory, monkeypatch: pytest.MonkeyPatch, decomposed: bool, figure
) -> None:
    """Names that people give their files may have any letters: each is found by both spellings, and kept once."""
    lab.begin(LITTLE)
    with monkeypatch.context() as patch:
        FoldingDisk(lab.folder, decomposed).install(patch)
        users = lab.start(LITTLE).thing.users
        for one, two in COMPOSED:
            users.write(one, one.encode(), WriteQuery())
            with pytest.raises(Conflict):
                users.write(two, b"other", WriteQuery(overwrite=False))
            assert users.read(two).path.read_bytes() == one.encode()
            users.move(one, two, WriteQuery())
            assert [folded(name) for name in users.listed(ListQuery(dir=""))].count(folded(one)) == 1
            users.delete(one)
    figure("G23", "names in two spellings on a disk that folds names", len(COMPOSED), "pairs")
