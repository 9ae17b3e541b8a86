"""Alone in a network namespace: starts a server, sends a request to each of its routes, and tells whom it called."""

import asyncio
import fcntl
import json
import socket
import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

FLAGS_OF, SET_FLAGS, IS_UP = 0x8913, 0x8914, 0x1


def loopback_up() -> None:
    """A new namespace has a loopback that is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        name = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(asking, FLAGS_OF, name))[1]
        fcntl.ioctl(asking, SET_FLAGS, struct.pack("16sh14x", b"lo", flags | IS_UP))


def main() -> int:
    """Print the addresses called and the statuses met, as JSON."""
    loopback_up()
    called: list[str] = []
    sys.addaudithook(lambda event, given: called.append(_told(event, given)) if event in WATCHED else None)
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.hostile.wire_smoke import smoke  # after the hook: what is called while modules are imported counts

    with tempfile.TemporaryDirectory() as folder:
        statuses, port = asyncio.run(smoke(Path(folder)))
    own = {f"socket.{event} ('127.0.0.1', {port})" for event in ("connect", "getaddrinfo")}
    elsewhere = sorted(set(called) - own)
    json.dump({"called": elsewhere, "statuses": statuses}, sys.stdout)
    return 0


WATCHED = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "subprocess.Popen")


def _told(event: str, given: tuple[Any, ...]) -> str:
    return f"{event} {given[1] if event == 'socket.connect' else given[:2]}"


if __name__ == "__main__":
    sys.exit(main())
