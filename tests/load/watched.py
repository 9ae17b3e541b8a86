"""A `penstock serve` in a process of its own that tells what it holds."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import define, frozen

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"
CHILD: Final = Path(__file__).with_name("watched_child.py")
_LEFT_OPEN: Final = re.compile(r"never awaited|never retrieved|was destroyed but|Unclosed|Traceback|ResourceWarning")


@frozen(kw_only=True)
class Holds:
    """What a process holds: numbers, and bytes for `resident`."""

    descriptors: int
    threads: int
    tasks: int
    blocks: int
    resident: int


@define
class Watched:
    """The process and its files: `data` is its data folder, `temporary` its folder for temporary files."""

    data: Path
    temporary: Path
    process: "subprocess.Popen[str]"
    port: int = 0

    def holds(self) -> Holds:
        """What it holds now; its garbage is collected first."""
        return Holds(**self._asked("holds"))

    def buffers(self, size: str) -> None:
        """`small`: who connects from now on and does not read is noticed after kilobytes; `large`."""
        assert self._asked(size) >= 1

    def temporary_files(self) -> list[Path]:
        """Files on their way in or out, and whatever lies in the folder of temporary files."""
        private = self.data / "user" / "__penstock"
        staged = [*private.rglob("staging/*"), *self.data.rglob("*.part"), *self.data.rglob("*.tmp")]
        return [*staged, *self.temporary.rglob("*")]

    def said_wrong(self) -> list[str]:
        """Lines about what was not awaited, not retrieved, or not closed."""
        lines = self.said.read_text(errors="replace").splitlines()
        return [line for line in lines if _LEFT_OPEN.search(line)]

    @property
    def said(self) -> Path:
        """Its error output."""
        return self.temporary.with_name("said.txt")

    def interrupt(self) -> float:
        """Ctrl-C: the seconds until the process has ended, which it does with 0.

        What it waited for a core, beside other programs, is not counted.
        """
        begun, waited = time.monotonic(), self._waited_for_a_core()
        self.process.send_signal(signal.SIGINT)
        os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT)
        seconds = time.monotonic() - begun - (self._waited_for_a_core() - waited)
        assert self.process.wait() == 0
        return seconds

    def busy_at_rest(self, seconds: float = 2.0) -> float:
        """The share of a core that it uses while nobody asks it for anything."""
        before, begun = self._used(), time.monotonic()
        time.sleep(seconds)  # what is measured is a rest
        return (self._used() - before) / (time.monotonic() - begun)

    def _used(self) -> float:
        """CPU seconds of all threads so far."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def _waited_for_a_core(self) -> float:
        """Seconds of the main thread so far; of a process that has ended, too, until it is waited for."""
        told = Path(f"/proc/{self.process.pid}/schedstat").read_text().split()
        return int(told[1]) / 1e9

    def _asked(self, word: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith(("{", "1")):
                return json.loads(line)
        raise AssertionError(f"The server has ended:\n{self.said.read_text(errors='replace')}")


@contextmanager
def served(folder: Path) -> Iterator[Watched]:
    """A server on `folder`/data until the block is left; it is killed where it still runs."""
    temporary = folder / "temporary"
    temporary.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-W", "default", str(CHILD), "serve", "--data", str(folder / "data")]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    pipe = subprocess.PIPE
    with (
        (folder / "said.txt").open("w") as said,
        subprocess.Popen(
            [*words, "--port", "0", "--no-browser"], stdin=pipe, stdout=pipe, stderr=said, text=True, env=environment
        ) as process,
    ):
        try:
            yield Watched(folder / "data", temporary, process, _port(process))
        finally:
            process.kill()


def _port(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
            return int(found[1])
    raise AssertionError("The server ended before it said where it listens.")
