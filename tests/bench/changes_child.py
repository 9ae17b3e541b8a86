"""Run under strace: makes a number of changes of one kind between two marks, so that their syncs can be counted."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.changes import changing
from bench.contenders import StorePool
from bench.counting import mark


def main(folder: Path, change: str, times: int) -> None:
    """Make `times` changes in a pool of ten; the marks stand around them."""
    pool = StorePool(folder)
    pool.fill(10)
    turn = changing(pool, change)
    turn()
    mark("start")
    for _ in range(times):
        turn()
    mark("end")
    pool.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
