"""Several at once: threads, hosts, and programs that know nothing of us. Nobody gets what is somebody else's."""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from attrs import define

from penstock.adapters.testing.execution_house import ExecutionHouse
from penstock.core.contracts.executions import ExecutionScene
from penstock.core.errors import BadName, NotFound
from penstock.core.execution_names import parse_image
from penstock.core.files import SystemCalls

PROCESS = """
import sys
from pathlib import Path
from penstock.adapters.testing.execution_house import ExecutionHouse
house = ExecutionHouse(Path(sys.argv[1]))
for _ in range(5):
    found = house.begin(["A"], job="j")
    house.save(found, 0, b"one", b"two")
    print(found.key.exec_id, flush=True)
"""


@define
class InBetween(SystemCalls):
    """Somebody takes each name a moment before we do, so many times."""

    times: int

    def rename_new(self, source: Path, target: Path) -> None:
        """Rename, after somebody else wrote there."""
        if self.times and target.suffix == ".png":
            self.times -= 1
            target.write_bytes(b"theirs")
        super().rename_new(source, target)


def read_plainly(folder: Path) -> list[tuple[str, int]]:
    """The straightforward way: what every name says, and the state of every file."""
    with os.scandir(folder) as entries:
        found = [(parse_image(one.name), one.name, one.stat().st_mtime_ns) for one in entries]
    kept = [(says.order, says.variant, name, time_ns) for says, name, time_ns in found if says is not None]
    return [(name, time_ns) for _order, _variant, name, time_ns in sorted(kept)]


def test_a_name_that_is_taken_in_between_stays_theirs(house: ExecutionHouse) -> None:
    """What SaveImage writes between our look and our rename is not overwritten: ours gets the next name."""
    found = house.begin(["A"])
    house.calls.real = InBetween(times=2)
    saved = house.save(found, 0, b"ours")
    assert house.files(found) == {
        "000_a_00.png": b"theirs",
        "000_a_01.png": b"theirs",
        saved.images[0].name: b"ours",
    }


def test_a_wanted_variant_that_is_taken_in_between_is_kept(house: ExecutionHouse) -> None:
    """With a number of variants the one that came first counts."""
    found = house.begin(["A"])
    house.calls.real = InBetween(times=1)
    saved = house.save(found, 0, b"ours", b"second", variants=2)
    assert (saved.kept, list(house.files(found).values())) == (1, [b"theirs", b"second"])


def test_two_processes_in_one_second_never_share_a_folder(tmp_path: Path) -> None:
    """The same clock, the same random numbers: each execution has a folder of its own."""
    command = [sys.executable, "-c", PROCESS, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120)[0].split() for process in running]
    assert [process.returncode for process in running] == [0, 0]
    house = ExecutionHouse(tmp_path)
    assert len({*said[0], *said[1]}) == 10
    assert {one.key.exec_id for one in house.executions.list()} == {*said[0], *said[1]}
    assert all(list(house.files(one).values()) == [b"one", b"two"] for one in house.executions.list())


def test_threads_that_begin_the_same_execution_share_it(house: ExecutionHouse) -> None:
    """A given id is begun once; everybody else goes on with it."""
    gate = threading.Barrier(6)

    def begin() -> None:
        gate.wait()
        house.begin(["A"], job="j", exec_id="mine")

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(house.told()) == ["continued"] * 5 + ["started"]


def test_threads_that_save_one_scene_lose_nothing(house: ExecutionHouse) -> None:
    """Each picture gets a name, and the end is told once."""
    found = house.begin(["A"])
    house.executions.want(found.key, 20)
    gate = threading.Barrier(4)

    def save(number: int) -> None:
        gate.wait()
        for index in range(5):
            house.save(found, 0, f"{number} {index}".encode())

    threads = [threading.Thread(target=save, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = {f"{number} {index}".encode() for number in range(4) for index in range(5)}
    assert set(house.files(found).values()) == wanted
    told = house.told()
    assert told.count("finished 20") == 1
    assert "elsewhere" not in told


def test_ten_thousand_pictures_cost_little_more_than_reading_their_names(house: ExecutionHouse) -> None:
    """In the order of the story, whatever order they were written in: a few times of a plain pass over the folder."""
    scenes = [ExecutionScene(order=order, name=f"Scene {order}") for order in range(100)]
    found = house.begin([scene.name for scene in scenes])
    names = [f"{order:03d}_scene_{order}_{variant:02d}.png" for order in range(100) for variant in range(100)]
    for name in reversed(names):
        (found.images_dir / name).touch()
    ours, plain = [], []
    for _ in range(3):
        fresh = ExecutionHouse(house.root.parents[1])
        began = time.thread_time()
        images = fresh.executions.images(found.key)
        ours.append(time.thread_time() - began)
        began = time.thread_time()
        read_plainly(found.images_dir)
        plain.append(time.thread_time() - began)
        assert [one.name for one in images] == names
    assert min(ours) <= 4 * min(plain)
    assert house.executions.missing(found.key, 100) == ()
    assert house.executions.missing(found.key, 101) == tuple(range(100))


@pytest.mark.parametrize(
    "at", ["tale", "tale/jobs", "tale/jobs/j", "tale/jobs/j/executions", "tale/jobs/j/executions/e"]
)
def test_links_lead_nowhere(house: ExecutionHouse, at: str, tmp_path: Path) -> None:
    """A folder of a story that is a link to somewhere else is not written to, not listed, not read."""
    outside = tmp_path / "outside"
    outside.mkdir(exist_ok=True)
    (house.root / at).parent.mkdir(parents=True, exist_ok=True)
    (house.root / at).symlink_to(outside, target_is_directory=True)
    with pytest.raises(Exception, match=r"leads out|no name"):
        house.begin(["A"], job="j", exec_id="e")
    assert house.executions.list() == ()
    assert house.executions.jobs("other") == ()
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["images", "videos", "input"])
def test_a_folder_of_an_execution_that_is_a_link_is_not_used(house: ExecutionHouse, name: str, tmp_path: Path) -> None:
    """It is told; nothing of what it points to is listed, read, written, deleted, or restored into."""
    found = house.begin(["A"], job="j", exec_id="e")
    house.save(found, 0, b"a")
    trash = house.executions.delete_images(found.key, ["000_a_00.png"]).trash
    outside = tmp_path / "outside"
    outside.mkdir()
    theirs = {"000_a_01.png": b"x", "000_a.mp4": b"v", f"source_{found.input_hash}.png": b"s"}
    for file_name, data in theirs.items():
        (outside / file_name).write_bytes(data)
    shutil.rmtree(found.folder / name)
    (found.folder / name).symlink_to(outside, target_is_directory=True)
    changes = {
        "images": [
            lambda: house.save(found, 0, b"b"),
            lambda: house.executions.restore(trash),
            lambda: house.executions.delete_images(found.key, ["000_a_01.png"]),
            lambda: house.executions.pick(found.key, 0, "000_a_01.png"),
        ],
        "videos": [lambda: house.executions.delete_images(found.key, ["000_a.mp4"])],
        "input": [lambda: house.executions.store.source(found.key)],
    }
    for change in changes[name]:
        with pytest.raises((BadName, NotFound)):
            change()
    shown = house.executions.get(found.key)
    assert (shown.images, shown.videos, bool(shown.problems)) == (0, 0, name != "input")
    (found.folder / "metadata.json").unlink()
    with pytest.raises(BadName):
        house.begin(["A"], job="j", exec_id="e")
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == theirs
