"""Pools of many slots on the disk of a server, and what changing them costs it."""

import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import define, field, frozen

from penstock.adapters.testing.corpora.png_bytes import png
from penstock.core.clock import SystemClock
from penstock.core.contracts.pools import NewImage
from penstock.core.files import Files, SystemCalls
from penstock.core.ids import RandomIds
from penstock.plugins.pools.store import DiskPoolStore

from ..http.conftest import LiveServer
from .mixed_work import until

_AT_ONCE: Final = 1_000
_BURST: Final = 4
_BURSTS: Final = 12
_START_PEAK_ANEW: Final = "5"


class _Unsynced(SystemCalls):
    """For filling: nobody cuts the power off."""

    def fsync(self, handle: int) -> None:
        """Nothing."""

    def sync_folder(self, path: Path) -> None:
        """Nothing."""


def fill(data: Path, pool: str, count: int) -> None:
    """A pool of `count` slots of one pixel, labels included, on the disk of a server that does not run."""
    root, trash = data / "input" / "grid_pool", data / "unused"
    for folder in (root, trash):
        folder.mkdir(parents=True, exist_ok=True)
    files = Files(_Unsynced())
    store = DiskPoolStore(root, trash, files, SystemClock(), RandomIds())
    store.create(pool)
    picture = png(1, 1)
    for start in range(0, count, _AT_ONCE):
        made = []
        for number in range(start, min(count, start + _AT_ONCE)):
            with files.stage(store.staging(), ".png") as staged:
                staged.write(picture)
            made.append(NewImage(source=staged.path, width=1, height=1, label=f"number {number}"))
        store.add(pool, made)
    store.close()


@frozen
class Cost:
    """What one change costs: bytes that the process gave to the disk, and seconds."""

    written: int
    seconds: float


@define
class Slots:
    """The pool of a server that runs as the process `process`."""

    client: LiveServer
    process: int
    pool: str
    ids: list[str] = field(factory=list)
    changed: int = 0
    """How many changes were measured."""

    _turn: int = 0

    def ask(self, method: str, rest: str = "", body: Any = None) -> Any:
        """The JSON of a request about the pool."""
        return asked(self.client, method, f"/penstock/pools/{self.pool}{rest}", body)

    def changes(self) -> Mapping[str, Callable[[], Any]]:
        """One change of each kind."""
        return {
            "label": lambda: self.ask("PATCH", f"/slots/{self.ids[5]}", {"label": f"label {self._next()}"}),
            "select": lambda: self.ask("PUT", "/selected", {"slot": self.ids[self._next() % 2]}),
            "move": lambda: self.ask("POST", "/move", {"slots": [self.ids[self._next() % 2]], "before": self.ids[8]}),
            "remove": lambda: self.ask("POST", "/remove", {"slots": [self.ids.pop()]}),
            "undo": lambda: self.ask("POST", "/undo", {}),
        }

    def _next(self) -> int:
        self._turn += 1
        return self._turn

    def burst(self, kind: str) -> Cost:
        """Of one change, in a burst too short for the pool to come to rest, when it writes its manifest."""
        before, seconds = self._written(), []
        for _ in range(_BURST):
            begun = time.perf_counter()
            self.changes()[kind]()
            self.changed += 1
            seconds.append(time.perf_counter() - begun)
        return Cost((self._written() - before) // _BURST, statistics.median(seconds))

    def _written(self) -> int:
        fields = dict(line.split(": ") for line in Path(f"/proc/{self.process}/io").read_text().splitlines())
        return int(fields["wchar"])


def costs(pools: Sequence[Slots], kind: str) -> list[Cost]:
    """The least cost of a change in each of some pools, in bursts by turns: a machine's speed drifts."""
    bursts = [[pool.burst(kind) for pool in pools] for _ in range(_BURSTS)]
    return [
        Cost(min(one.written for one in each), min(one.seconds for one in each)) for each in zip(*bursts, strict=True)
    ]


def asked(client: LiveServer, method: str, path: str, body: Any = None) -> Any:
    """The JSON of a request that goes well."""
    answer = client.post_json(path, body, method) if body is not None else client.request(method, path)
    assert answer.status < 300, (path, answer.status, answer.body[:300])
    return answer.json


def finished(client: LiveServer, job: Any) -> Any:
    """The result of a job."""
    path = f"/penstock/jobs/{job['id']}"
    until(lambda: asked(client, "GET", path)["status"] not in ("queued", "running"), 1_200)
    ended = asked(client, "GET", path)
    assert ended["status"] == "done", ended
    return ended["result"]


def memory(process: int, name: str = "VmRSS") -> int:
    """Resident bytes of a process: now, or with `VmHWM` at most since `peak_anew`."""
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def open_files(process: int) -> int:
    """Descriptors of a process."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def peak_anew(process: int) -> int:
    """Begin a new peak; the resident bytes now."""
    Path(f"/proc/{process}/clear_refs").write_text(_START_PEAK_ANEW)
    return memory(process)
