"""Tells a story to a pool until it is killed; one line for each step that is done."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.baseline_pool import BaselinePool
from bench.contenders import ManifestPool, StorePool
from bench.pictures import dot
from bench.story import SLOTS, story, tell


def main(folder: Path, name: str, seed: int) -> None:
    """Set the scene, say so, then go on for ever; a line is written only when its step has returned."""
    pool = StorePool(folder) if name == "ours" else ManifestPool(BaselinePool(folder))
    for number in range(SLOTS):
        pool.add(dot(number))
    os.write(1, b"ready\n")
    for step, _ in story(seed):
        tell(step, pool, dot(step.number))
        os.write(1, b"done\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
