"""One damaged file of a full folder: what was done to it, what the next process shows, and what it must not lose."""

import hashlib
import json
import logging
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import frozen

from penstock.adapters.testing.route_client import Answer, RouteClient

from .full_folder import opened

MODES: Final = ("flip", "truncate", "zero", "fill")
HOUR: Final = 3600
Write = Callable[[RouteClient], Answer]
"""Changes what the damaged file holds, or may hold."""


@frozen
class Damage:
    """What happens to a file: at `offset` a byte is another, all that follows is gone, or 16 bytes are zeros or FF."""

    mode: str
    offset: int

    def done_to(self, data: bytes) -> bytes:
        """The bytes that are left."""
        at = self.offset
        if self.mode == "flip":
            return data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :]
        if self.mode == "truncate":
            return data[:at]
        byte = b"\0" if self.mode == "zero" else b"\xff"
        end = min(at + 16, len(data))
        return data[:at] + byte * (end - at) + data[end:]


def damages(size: int, most: int) -> Iterator[Damage]:
    """At most so many, spread over a file of `size` bytes, every mode alike."""
    count = min(most, size * len(MODES))
    for number in range(count):
        yield Damage(MODES[number % len(MODES)], number * size // count)


class Listening(logging.Handler):
    """What Penstock logs while the block runs, and the tracebacks among it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.tracebacks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(f"{record.name}: {record.getMessage()}")
        if record.exc_info:
            self.tracebacks.append(f"{self.lines[-1]} {record.exc_info[1]!r}")

    def __enter__(self) -> "Listening":
        logging.getLogger("penstock").addHandler(self)
        return self

    def __exit__(self, *_exception: object) -> None:
        logging.getLogger("penstock").removeHandler(self)


@frozen(kw_only=True)
class Found:
    """What the next process made of a damage: its answers by path, what it wrote, `/penstock/health`, names aside."""

    shown: Mapping[str, Answer]
    written: Answer
    health: Answer
    log: list[str]
    aside: list[str]
    has_kept: bool


def tried(full: Path, name: str, data: bytes | None, looks: tuple[str, ...], write: Write) -> Found:
    """Put `data` (None: nothing) in the place of the file `name` of a copy of `full`, open it all, look, and write."""
    folder = full.with_name("try")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(full, folder)
    path = folder / name
    path.unlink()
    if data is not None:
        path.write_bytes(data)
        long_ago = path.stat().st_mtime - HOUR
        os.utime(path, (long_ago, long_ago))
    before = pictures(folder)
    with Listening() as heard, opened(folder) as application:
        client = RouteClient(application)
        shown = {look: client.get(look) for look in looks}
        written = write(client)
        health = client.get("/penstock/health")
    assert not heard.tracebacks, heard.tracebacks
    bad = [answer for answer in (*shown.values(), written) if answer.status == 500]
    assert not bad, bad
    assert not before - pictures(folder), "a picture is lost"
    files = [one for one in folder.rglob("*") if one.is_file()]
    return Found(
        shown=shown,
        written=written,
        health=health,
        log=heard.lines,
        aside=[one.name for one in files if ".corrupt-" in one.name or "damaged" in one.parts],
        has_kept=data is None or any(one.stat().st_size == len(data) and one.read_bytes() == data for one in files),
    )


def is_json(data: bytes) -> bool:
    """Whether a file may still be read as what it was: what it says then counts."""
    try:
        return isinstance(json.loads(data), dict)
    except ValueError:
        return False


def pictures(folder: Path) -> Counter[str]:
    """The pictures that people have, wherever they lie, caches not counted."""
    return Counter(
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.png")
        if not {"thumbnails", "picture_thumbnails", "temp", "masks"} & set(path.relative_to(folder).parts)
    )
