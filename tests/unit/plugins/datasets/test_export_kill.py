"""kill -9 in the middle of an export: the next process finds the old folder or the new one, and no rubbish."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from penstock.adapters.testing.export_house import ExportHouse, tree

CHILD = """
import sys
from pathlib import Path
from penstock.adapters.testing.export_house import ExportHouse

house = ExportHouse(Path(sys.argv[1])).start()
def tell(done, total):
    print(done, flush=True)
    if done == int(sys.argv[2]):
        sys.stdin.read()
house.datasets.export(house.request(existing="replace", captions="caption"), tell)
print("made", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("when", [0, 1, 3, 4, 5])
def test_a_killed_export_leaves_what_was_there(tmp_path: Path, when: int) -> None:
    """Killed before its end it leaves the old folder, and staged files are swept; after its end the new one stands."""
    folder = tmp_path / "house"
    house = ExportHouse(folder).start()
    for level in range(4):
        house.add("cats", Image.new("L", (4, 4), level), f"cat {level}", mask=Image.new("L", (4, 4), 255))
    old = tree(house.export().path)
    house.close()
    command = [sys.executable, "-c", CHILD, str(folder), str(when)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        last = "made" if when > 4 else str(when)
        while child.stdout.readline().strip() != last:
            assert child.poll() is None
        if when < 5:
            assert list(house.output.rglob("*.part")) or when == 0
        child.kill()
        child.stdout.read()
    house = ExportHouse(folder).start()
    house.datasets.exporting.tidy()
    trash = house.datasets.trash()
    found = tree(house.output / "sets" / "cats")
    assert list(house.output.rglob("*.part")) == []
    if when > 4:
        assert "0001.caption" in found
        assert len(trash) == 1
    else:
        assert found == old
        assert trash == ()
    house.close()
