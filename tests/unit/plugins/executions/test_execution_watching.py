"""What others do to executions is told, what we do is not."""

import errno
import os
import time
from pathlib import Path

import pytest

from penstock.adapters.testing.execution_house import ExecutionHouse
from penstock.core.contracts.executions import Execution


def looks(house: ExecutionHouse, count: int = 3) -> list[str]:
    """What is told by so many looks."""
    house.told()
    for _ in range(count):
        house.executions.look()
    return house.told()


@pytest.fixture
def found(house: ExecutionHouse) -> Execution:
    """An execution with two pictures, that somebody looks at."""
    made = house.begin(["A", "B"], job="j", exec_id="e")
    house.save(made, 0, b"a", b"b")
    house.executions.watching.watch(made.key)
    assert looks(house) == []
    return made


def test_what_save_image_writes_is_told(house: ExecutionHouse, found: Execution) -> None:
    """A node that is not ours writes a picture: told once it is whole, by the second look, and once."""
    (found.images_dir / "001_b_00_00001_.png").write_bytes(b"theirs")
    assert looks(house, 1) == []
    assert looks(house, 1) == ["elsewhere"]
    assert looks(house) == []
    (found.images_dir / "001_b_00_00001_.png").unlink()
    assert looks(house) == ["elsewhere"]


def test_a_file_that_grows_is_told_again(house: ExecutionHouse, found: Execution) -> None:
    """A long video is told while it is written, and again when it is whole."""
    path = found.videos_dir / "000_a_to_b.mp4"
    told: list[str] = []
    for size in range(4):
        path.write_bytes(b"x" * (size + 1))
        told += looks(house, 1)
    assert told == ["elsewhere"]
    assert looks(house) == ["elsewhere"]
    assert looks(house) == []


def test_files_of_nobody_are_not_told(house: ExecutionHouse, found: Execution) -> None:
    """What is no picture is no news."""
    (found.images_dir / "notes.txt").write_bytes(b"x")
    assert looks(house) == []


def test_what_we_do_is_not_told_as_others(house: ExecutionHouse, found: Execution) -> None:
    """Saving, choosing, wanting, deleting, restoring: never `elsewhere`."""
    house.save(found, 1, b"c")
    house.executions.pick(found.key, 0, "000_a_01.png")
    house.executions.want(found.key, 3)
    deleted = house.executions.delete_images(found.key, ["000_a_00.png"])
    house.executions.restore(deleted.trash)
    house.executions.restore(house.executions.delete(found.key).trash)
    assert looks(house) == []
    house.executions.delete(found.key)
    assert looks(house) == []


def test_others_in_the_middle_of_what_we_do_are_told(house: ExecutionHouse, found: Execution) -> None:
    """A picture of somebody else that came while we saved ours is not taken for ours."""

    def slow() -> bytes:
        (found.images_dir / "001_b_07.png").write_bytes(b"theirs")
        return b"ours"

    house.told()
    house.executions.save_images(found.key, found.scenes[0], [slow], "png")
    assert "elsewhere" in house.told()


def test_another_host_is_seen(house: ExecutionHouse, found: Execution) -> None:
    """What another process saves, chooses and deletes is told here."""
    other = house.another()
    other.save(found, 1, b"c")
    assert looks(house) == ["elsewhere"]
    other.executions.pick(found.key, 1, "001_b_00.png")
    assert looks(house) == ["elsewhere"]
    other.executions.delete(found.key)
    assert looks(house) == ["elsewhere"]
    assert looks(house) == []


def test_the_end_is_told_for_pictures_of_others(house: ExecutionHouse, found: Execution) -> None:
    """Where a number is wanted, pictures of any node count; the end is told once by all processes together."""
    house.executions.want(found.key, 1)
    other = house.another()
    other.executions.watching.watch(found.key)
    (found.images_dir / "001_b_00_00001_.png").write_bytes(b"theirs")
    told = looks(house) + looks(other)
    assert [line for line in told if line.startswith("finished")] == ["finished 3"]


def test_what_others_completed_while_nobody_looked_is_told(house: ExecutionHouse) -> None:
    """Pictures of other nodes complete an execution; whoever looks at it then hears of the end, once."""
    found = house.another().begin(["A"])
    house.executions.want(found.key, 1)
    (found.images_dir / "000_a_00_00001_.png").write_bytes(b"theirs")
    assert looks(house) == []
    house.executions.looked_at(found.key)
    assert looks(house) == ["finished 1"]
    house.executions.looked_at(found.key)
    assert looks(house) == []


def test_an_end_that_cannot_be_stored_is_logged_once(house: ExecutionHouse, caplog: pytest.LogCaptureFixture) -> None:
    """The disk refuses for a while: one line in the log, and the end is told as soon as it can be stored."""
    found = house.another().begin(["A"])
    house.executions.want(found.key, 1)
    (found.images_dir / "000_a_00.png").write_bytes(b"theirs")
    house.calls.fail_from = (house.calls.count + 1, errno.ENOSPC)
    house.executions.looked_at(found.key)
    assert looks(house, 5) == []
    assert len(caplog.records) == 1
    house.calls.fail_from = None
    assert looks(house) == ["finished 1"]


def test_others_are_told_in_the_middle_of_a_change(
    house: ExecutionHouse, found: Execution, caplog: pytest.LogCaptureFixture
) -> None:
    """What others did is found out while the story is held by us: that is told, and nobody waits for himself."""
    (found.images_dir / "001_b_00.png").write_bytes(b"theirs")
    began = time.monotonic()
    house.executions.want(found.key, 1)
    assert time.monotonic() - began < 4
    house.told()
    house.executions.pick(found.key, 1, "001_b_00.png")
    (found.images_dir / "001_b_01.png").write_bytes(b"theirs")
    house.executions.pick(found.key, 1, None)
    assert "elsewhere" in house.told()
    assert not caplog.records


def test_new_executions_are_told_while_somebody_looks_at_the_list(house: ExecutionHouse) -> None:
    """Another host begins one and takes one away; ours are no news; nobody looks: nothing is watched."""
    first = house.begin(["A"], job="j")
    house.executions.newcomers.asked()
    house.begin(["A"], job="k")
    assert looks(house) == []
    other = house.another()
    second = other.begin(["A"], job="l")
    assert looks(house) == ["elsewhere"]
    assert looks(house) == []
    other.executions.delete(first.key)
    other.executions.delete(second.key)
    assert looks(house).count("elsewhere") == 2
    house.clock.advance(601)
    looks(house)
    other.begin(["A"], job="m")
    assert looks(house) == []


def test_nobody_looks_forever(house: ExecutionHouse, found: Execution) -> None:
    """After ten minutes without anybody an execution is not watched any more."""
    house.clock.advance(601)
    (found.images_dir / "001_b_00.png").write_bytes(b"theirs")
    assert looks(house) == []
    assert house.executions.watching.watched() == ()


def test_a_look_at_what_is_quiet_lists_nothing(
    house: ExecutionHouse, found: Execution, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look costs times of files, no listing, once a folder has been left alone for a while."""
    old = time.time() - 3600
    for path in (found.images_dir, found.videos_dir, found.folder / "metadata.json"):
        os.utime(path, (old, old))
    looks(house)

    def never(_path: Path) -> object:
        raise AssertionError

    monkeypatch.setattr("penstock.plugins.executions.listings.os.scandir", never)
    assert looks(house) == []
