"""Several threads on several stores of one folder: no change is lost, no half file is ever seen."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.core.contracts.libbers import Libber
from penstock.core.errors import Busy, Conflict
from penstock.core.files import Files
from penstock.plugins.libbers.library_files import LibraryFiles

WRITERS = 4
SNIPPETS = 6


def test_no_change_is_lost_between_writers(tmp_path: Path) -> None:
    """Who is told of a conflict adds to the current library: in the end everything of everybody is there."""
    opened(tmp_path).save("Cats", Libber(libs={"first": "x"}), None)
    done = threading.Event()

    def add(writer: int) -> int:
        libraries = opened(tmp_path)
        return sum(_added(libraries, f"w{writer}_{number}") for number in range(SNIPPETS))

    def read() -> int:
        libraries, count = opened(tmp_path), 0
        while not done.is_set():
            found = libraries.get("Cats")
            assert "first" in found.libber.libs and found.problems == ()
            count += 1
        return count

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(read)
        writers = [pool.submit(add, writer) for writer in range(WRITERS)]
        try:
            conflicts = sum(writer.result() for writer in writers)
        finally:
            done.set()
        assert reader.result() > 0 and conflicts >= 0
    assert len(opened(tmp_path).get("Cats").libber.libs) == 1 + WRITERS * SNIPPETS


def test_one_of_many_makes_a_new_library(tmp_path: Path) -> None:
    """Of several who make a library of one name at once, in any case, one does."""

    def make(number: int) -> bool:
        try:
            opened(tmp_path).save("Cats" if number % 2 else "CATS", Libber(libs={"a": str(number)}), None)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(make, range(8))) == 1
    assert len(opened(tmp_path).names()) == 1


def opened(folder: Path) -> LibraryFiles:
    """The libraries as one of several processes has them, on the real disk."""
    return LibraryFiles(folder / "libbers", folder / "private", folder / "trash", Files(), FakeClock(), CountingIds())


def _added(libraries: LibraryFiles, key: str) -> int:
    conflicts = 0
    while True:
        current = libraries.get("Cats")
        try:
            libraries.save("Cats", Libber(libs={**current.libber.libs, key: key}), current.revision)
        except (Busy, Conflict):  # a busy machine may leave a writer waiting for its whole 5 s
            conflicts += 1
        else:
            return conflicts
