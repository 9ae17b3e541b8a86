"""Reads one picture and prints by how many bytes the process's resident memory grew at its peak."""

import re
import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.baseline_images import load_image
from bench.images import ours
from bench.pictures import dot

_SELF = Path("/proc/self")
_START_PEAK_ANEW = "5"


def _resident(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", (_SELF / "status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def main(name: str, path: Path) -> None:
    """Warm up with one pixel, so that imports are not counted."""
    load = ours if name == "ours" else load_image
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small.png"
        small.write_bytes(dot(1))
        load(small)
    (_SELF / "clear_refs").write_text(_START_PEAK_ANEW)
    before = _resident("VmRSS")
    load(path)
    sys.stdout.write(str(_resident("VmHWM") - before))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
