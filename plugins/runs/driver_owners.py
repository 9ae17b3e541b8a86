"""Names of processes in leases: whoever comes next on the same machine sees that one is gone, and need not wait."""

import hashlib
import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_NAMESPACE: Final = Path("/proc/self/ns/pid")


def owner_name(token: str) -> str:
    """The name of this process: its machine, its number there, when that began, and `token`."""
    return f"{_machine()}.{os.getpid()}.{_began(os.getpid())}.{token}"


def dead(owners: Iterable[str]) -> frozenset[str]:
    """Those of this machine that live no more; of all others nothing is said."""
    here = _machine()
    return frozenset(owner for owner in owners if _is_dead(owner, here))


def _is_dead(owner: str, here: str) -> bool:
    parts = owner.split(".", 3)
    if sys.platform == "win32" or len(parts) != 4 or parts[0] != here or not parts[1].isdigit():
        return False
    pid = int(parts[1])
    return not _lives(pid) or _began(pid) != parts[2]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid) != "Z"


def _machine() -> str:
    """This machine since it was switched on, and this container of it: elsewhere the same number means nothing."""
    told = [socket.gethostname()]
    try:
        told += [_BOOT.read_text(), str(_NAMESPACE.readlink())]
    except OSError:  # no Linux: the name of the machine has to do
        told.append("")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _fields(pid: int) -> list[str]:
    """What the kernel says of a process, after its name; nothing where it says nothing."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _began(pid: int) -> str:
    """When it began, so that a number that is used again is another process."""
    fields = _fields(pid)
    return fields[19] if len(fields) > 19 else ""


def _state(pid: int) -> str:
    fields = _fields(pid)
    return fields[0] if fields else ""
