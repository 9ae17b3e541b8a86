"""The command `penstock` with arguments, told what it holds: each line of its input is answered by a line of JSON.

`holds` answers the number of open descriptors, threads, tasks and blocks of memory, and the resident bytes; `small`
gives those who connect from then on the buffers of a small machine, so that who does not read is noticed after
kilobytes, and `large` those of a large one.
"""

import asyncio
import contextlib
import ctypes
import gc
import json
import os
import re
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from penstock.adapters.standalone.command import main

_SELF = Path("/proc/self")
_BUFFERS = {"small": 8_192, "large": 1 << 20}


def _watch(running: set[asyncio.AbstractEventLoop]) -> None:
    """Keep the loops that run; looking for them among all objects would hold tuples that others just make."""
    run = asyncio.BaseEventLoop.run_forever

    def watched(loop: asyncio.BaseEventLoop) -> None:
        running.add(loop)
        try:
            run(loop)
        finally:
            running.discard(loop)

    asyncio.BaseEventLoop.run_forever = watched  # type: ignore[method-assign]


def resident() -> int:
    """Bytes, once what the allocator keeps for later is given back."""
    ctypes.CDLL(None).malloc_trim(0)
    found = re.search(r"^VmRSS:\s+(\d+) kB", (_SELF / "status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def holds(running: set[asyncio.AbstractEventLoop]) -> dict[str, int]:
    """What the process holds now."""
    gc.collect()
    return {
        "descriptors": len(list((_SELF / "fd").iterdir())),
        "threads": threading.active_count(),
        "tasks": sum(len(asyncio.all_tasks(loop)) for loop in tuple(running)),
        "blocks": sys.getallocatedblocks(),
        "resident": resident(),
    }


def buffered(size: int) -> int:
    """Give accepted connections buffers of a size; the number of listening sockets."""
    listening = 0
    for number in (int(entry.name) for entry in (_SELF / "fd").iterdir()):
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(number)) as one:
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
                listening += 1
    return listening


def _answer(asked: dict[str, Callable[[], Any]]) -> None:
    while line := os.read(sys.stdin.fileno(), 100):  # unbuffered: a lock of sys.stdin would hold up the end
        sys.stdout.write(f"{json.dumps(asked[line.decode().strip()]())}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    loops: set[asyncio.AbstractEventLoop] = set()
    _watch(loops)
    known = {"holds": lambda: holds(loops), **{name: partial(buffered, size) for name, size in _BUFFERS.items()}}
    threading.Thread(target=_answer, args=(known,), name="watched", daemon=True).start()
    main()
