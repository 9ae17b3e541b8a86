"""What a change costs the disk: bytes handed to it, and syncs, counted where nothing can hide them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import define

from penstock.core.files import SystemCalls

_COUNTERS = Path("/proc/self/io")
_CALLS = re.compile(r"(?:^|\s)(fsync|fdatasync)\(", re.MULTILINE)


def can_count_bytes() -> bool:
    """Whether this system says how much a process wrote."""
    return _COUNTERS.is_file()


def bytes_written(work: Callable[[], object]) -> int:
    """Bytes that this process gave to write calls during `work`, of whatever thread and library."""
    before = _written()
    work()
    return _written() - before


def _written() -> int:
    fields = dict(line.split(": ") for line in _COUNTERS.read_text().splitlines())
    return int(fields["wchar"])


@define
class CountingCalls(SystemCalls):
    """The real calls on the disk, the syncs among them counted."""

    files: int = 0
    folders: int = 0

    def fsync(self, handle: int) -> None:
        """Count, then do it."""
        self.files += 1
        super().fsync(handle)

    def sync_folder(self, path: Path) -> None:
        """Count, then do it."""
        self.folders += 1
        super().sync_folder(path)


def can_trace() -> bool:
    """Whether strace is installed and may trace."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], check=False, capture_output=True).returncode == 0


def syncs_of(script: Path, words: Sequence[str], log: Path) -> int:
    """How many fsync and fdatasync calls the Python `script` makes between its two marks.

    The marks are `access` calls of `/penstock-bench-start` and `-end` (see `mark`): strace shows them in line.
    """
    command = ["strace", "-f", "-e", "trace=fsync,fdatasync,access,faccessat,faccessat2", "-o", str(log)]
    subprocess.run([*command, sys.executable, str(script), *words], check=True)
    text = log.read_text(errors="replace")
    between = text.partition("/penstock-bench-start")[2].partition("/penstock-bench-end")[0]
    return len(_CALLS.findall(between))


def mark(which: str) -> None:
    """Leave a mark in the trace."""
    os.access(f"/penstock-bench-{which}", os.F_OK)
