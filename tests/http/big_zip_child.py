"""A standalone server on `FOLDER` that tells, when its input ends, what it cost: `big_zip_child.py FOLDER`.

Prints its port, then JSON: `peak`, the most resident bytes, and `stall`, the most CPU seconds of one callback.
"""

import asyncio
import json
import re
import sys
import time
from pathlib import Path

from penstock.adapters.standalone.paths import data_paths
from penstock.adapters.standalone.server import Server, ServerOptions

_SELF = Path("/proc/self")
_START_PEAK_ANEW = "5"


def _peak() -> int:
    found = re.search(r"^VmHWM:\s+(\d+) kB", (_SELF / "status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def _watch(spent: list[float]) -> None:
    run = asyncio.Handle._run

    def measured(handle: asyncio.Handle) -> None:
        before = time.thread_time()
        run(handle)
        spent.append(time.thread_time() - before)
        if len(spent) > 1000:
            spent[:] = [max(spent)]

    asyncio.Handle._run = measured  # type: ignore[method-assign]


async def serve(folder: Path) -> None:
    """Until the input ends."""
    server = Server(ServerOptions(paths=data_paths(folder), port=0, discover=False))
    await server.start()
    (_SELF / "clear_refs").write_text(_START_PEAK_ANEW)
    spent = [0.0]
    _watch(spent)
    sys.stdout.write(f"{server.port}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    sys.stdout.write(json.dumps({"peak": _peak(), "stall": max(spent)}) + "\n")
    sys.stdout.flush()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
