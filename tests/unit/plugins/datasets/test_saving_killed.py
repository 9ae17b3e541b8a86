"""A process that is killed (SIGKILL) while it saves: what is left is whole sets, and the next process goes on."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from penstock.adapters.testing.saving_house import SavingHouse, text

ROUNDS: Final = 4
CHILD: Final = """
import sys
from pathlib import Path
from penstock.adapters.testing.saving_house import SavingHouse, text
from penstock.core.files import Files
house = SavingHouse(Path(sys.argv[1]))
saving = house.process(Files())
for number in range(100_000):
    data = f"{sys.argv[2]} {number}".encode() * 3_000
    saving.save([lambda: data] * 2, "a/cat", "output", [text(data.decode()), text("{}", "x", ".json")], size=(1, 1))
    print(number, flush=True)
"""


def check_sets(folder: Path) -> int:
    """Assert that each image has its texts and they are whole; how many there are."""
    images = sorted(folder.glob("*.png"))
    for path in images:
        data = path.read_bytes()
        assert len(data) % 3_000 == 0
        assert path.with_suffix(".txt").read_bytes() == data
        assert path.with_name(f"{path.stem}x.json").read_bytes() == b"{}"
    assert sum(1 for _ in folder.iterdir()) == 3 * len(images)
    return len(images)


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
def test_killed_processes_leave_whole_sets(tmp_path: Path) -> None:
    """Whenever processes are killed, everything they said is saved is there, whole, and no half of anything else."""
    chance = random.Random(5)
    told = 0
    for number in range(ROUNDS):
        children = [
            subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path), f"{number}{name}"], stdout=subprocess.PIPE)
            for name in "ab"
        ]
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == b"0\n"
        time.sleep(chance.uniform(0, 0.05))  # the moment of death is what is drawn here
        for child in children:
            child.send_signal(signal.SIGKILL)
        for child in children:
            output, _ = child.communicate()
            told += 1 + output.count(b"\n")
        house = SavingHouse(tmp_path)
        house.saving.journal.recover()
        assert not list(house.paths.output.rglob("*.part"))
        assert check_sets(house.paths.output / "a") >= 2 * told
    house.save(1, "a/cat", sidecars=[text("after")])
    highest = max(int(path.name.split("_")[1]) for path in (house.paths.output / "a").glob("*.png"))
    assert (house.paths.output / "a" / f"cat_{highest:05}_.txt").read_text() == "after"
