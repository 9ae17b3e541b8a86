"""How a server comes to its end: signals, the end of its terminal, memory that it does not get."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

from .real_apps import App

_GROUPS: Final = Path("/sys/fs/cgroup/memory")
_ROOM: Final = 2 << 20


@frozen
class End:
    """`name` of the way; `exits` are the exit codes that it may have, negative for signals."""

    name: str
    exits: frozenset[int]
    terminal: bool = False

    def begin(self, app: App) -> None:
        """Let it end now."""
        if self.name == "terminal":
            os.kill(app.pid, signal.SIGKILL)
        elif self.name == "memory":
            starve(app.server)
        else:
            app.signal(signal.Signals[self.name])


KILL: Final = End("SIGKILL", frozenset({-signal.SIGKILL}))
TERM: Final = End("SIGTERM", frozenset({0}))
INTERRUPT: Final = End("SIGINT", frozenset({0}))
TERMINAL: Final = End("terminal", frozenset({-signal.SIGHUP}), terminal=True)
MEMORY: Final = End("memory", frozenset({-signal.SIGKILL}))


def starve(pid: int) -> None:
    """Put the process into the group of this one, which gets no memory to speak of: the OOM killer ends it."""
    (_group(os.getpid()) / "cgroup.procs").write_text(str(pid))


@contextlib.contextmanager
def memory_group(pid: int) -> Iterator[bool]:
    """A group for `starve`; whether this machine has such groups."""
    group = _group(pid)
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(_ROOM))
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        group.rmdir()


def _group(pid: int) -> Path:
    return _GROUPS / f"penstock-{pid}"
