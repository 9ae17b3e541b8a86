"""What this process does outside of itself, seen by an audit hook: files opened and changed, hosts called, programs."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from penstock.adapters.http.web_files import WEB

MOVES = ("os.rename", "os.link", "os.symlink")
CHANGES = (*MOVES, "os.remove", "os.mkdir", "os.rmdir", "os.truncate")
PROGRAMS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork", "os.forkpty")
SYSTEM = (WEB.parent, *map(Path, (sys.prefix, sys.base_prefix, "/proc", "/dev", "/etc/mime.types")))
"""What a server reads of its machine."""


@define
class Opened:
    """The files that were opened, the places that were changed, the addresses called and programs run, while `on`."""

    on: bool = False
    read: set[str] = field(factory=set)
    changed: set[str] = field(factory=set)
    called: set[str] = field(factory=set)
    programs: set[str] = field(factory=set)

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook: cheap, and never raises."""
        if not self.on or not arguments:
            return
        if event == "socket.connect":
            self.called.add(str(arguments[1]))
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            self.called.add(str(arguments[:2]))
        elif event in PROGRAMS:
            self.programs.add(str(arguments[0]))
        elif isinstance(arguments[0], str | bytes | os.PathLike):
            self._file(event, os.fsdecode(arguments[0]), arguments)

    def _file(self, event: str, path: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            flags = arguments[2] or 0
            writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
            followed = path if not flags & getattr(os, "O_NOFOLLOW", 0) else _folder_of(path)
            (self.changed if writes else self.read).add(followed)
        elif event in CHANGES:
            self.changed.add(path if event == "os.truncate" else _folder_of(path))
            if event in MOVES:
                self.changed.add(_folder_of(os.fsdecode(arguments[1])))

    def changed_outside(self, *roots: Path) -> list[str]:
        """What was changed, and lies in none of the folders, links followed."""
        return outside(self.changed, roots)

    def read_outside(self, *roots: Path) -> list[str]:
        """What was read, and neither lies in these folders nor belongs to the system or to Python."""
        return outside(self.read, (*roots, *SYSTEM))


def _folder_of(path: str) -> str:
    """Where `path` itself is a link, it is refused or replaced: what counts is where it stands."""
    return os.path.dirname(path) or "."  # noqa: PTH120 - a hook has to be cheap


def outside(paths: Iterable[str], roots: Iterable[Path]) -> list[str]:
    """The paths that lie in none of the folders, links followed."""
    resolved = [root.resolve() for root in roots]
    return [path for path in paths if not any(Path(path).resolve().is_relative_to(root) for root in resolved)]


@pytest.fixture(scope="module")
def hook() -> Opened:
    """One audit hook: Python cannot take it away again."""
    opened = Opened()
    sys.addaudithook(opened.audit)
    return opened


@pytest.fixture
def opened(hook: Opened, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """What was opened since a test switched it on; Python keeps no bytecode of what it imports meanwhile."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for kept in (hook.read, hook.changed, hook.called, hook.programs):
        kept.clear()
    yield hook
    hook.on = False
