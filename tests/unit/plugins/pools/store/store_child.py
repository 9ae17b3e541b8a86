"""A process that changes a pool until it is killed, and says after each change that it was acknowledged.

Run as a script: `store_child.py FOLDER SEED COUNT THREADS`; one JSON line per acknowledged change on standard output.
With `store_child.py FOLDER fork` it reads seeds and counts, a pair a line, and forks such a process for each, one
after the other: their imports are done once. It tells the process id of each, and when it has ended.
"""

import json
import os
import random
import secrets
import struct
import sys
import traceback
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from penstock.core.clock import SystemClock
from penstock.core.contracts.pools import NewImage
from penstock.core.errors import PenstockError
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools.store import DiskPoolStore

PLAIN = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
)


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(folder: Path, seed: int, count: int, threads: int) -> None:
    store = DiskPoolStore(folder / "grid_pool", folder / "trash", Files(), SystemClock(), RandomIds())
    say(ready=True)
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(work, store, seed + number, count) for number in range(threads)]:
            done.result()
    store.close()
    say(done=True)


def work(store: DiskPoolStore, seed: int, count: int) -> None:
    chance = random.Random(seed)

    def staged() -> Path:
        path = store.staging() / f"{secrets.token_hex(8)}.png"
        path.write_bytes(PLAIN)
        return path

    mine: list[str] = []
    for number in range(count):
        kind = chance.choice(["add", "label", "label", "mask", "remove", "select", "move", "copy", "settle"])
        text = f"{seed}-{number}"
        try:
            if kind == "add" or not mine:
                change = store.add("p", [NewImage(source=staged(), width=1, height=1, label=text)])
                mine.append(change.slots[0].id)
                say(slot=mine[-1], label=text, mask=False)
                continue
            sid = chance.choice(mine)
            if kind == "label":
                say(begin="label", slot=sid, label=text)
                store.label("p", sid, text)
                say(slot=sid, label=text)
            elif kind == "mask":
                say(begin="mask", slot=sid)
                store.set_mask("p", sid, staged())
                say(slot=sid, mask=True)
            elif kind == "remove":
                say(begin="remove", slot=sid)
                store.remove("p", [sid])
                mine.remove(sid)
                say(slot=sid, removed=True)
            elif kind == "select":
                store.select("p", sid)
            elif kind == "copy":
                change = store.add("p", store.copies("p", [sid]), sid)
                mine.append(change.slots[0].id)
                say(slot=mine[-1], label=change.slots[0].label, mask=change.slots[0].mask is not None)
            elif kind == "move":
                store.move("p", [sid], None)
            else:
                store.settle()
        except PenstockError as error:
            say(refused=type(error).__name__, message=str(error), status=error.status)


def serve(folder: Path) -> None:
    for line in sys.stdin:
        seed, count = line.split()
        process = os.fork()
        if not process:
            try:
                main(folder, int(seed), int(count), 1)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        say(pid=process)
        _, status = os.waitpid(process, 0)
        sys.stdout.write("\n")
        say(status=status)


if __name__ == "__main__":
    if sys.argv[2] == "fork":
        serve(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
