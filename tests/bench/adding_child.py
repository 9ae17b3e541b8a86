"""One of several processes that add to one pool; prints how many of its adds raised."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.baseline_pool import BaselinePool
from bench.contenders import StorePool
from bench.sharing import adding


def main(folder: Path, name: str, each: int, writer: int) -> None:
    """Add `each` images as writer number `writer`."""
    pool = StorePool(folder) if name == "ours" else BaselinePool(folder)
    failures = adding(pool.add, each, writer)
    if isinstance(pool, StorePool):
        pool.close()
    sys.stdout.write(str(failures))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
