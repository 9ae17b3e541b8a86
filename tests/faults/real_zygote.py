"""Forks whole standalone servers, as `penstock serve` is one, from a process that has imported everything already.

Run as a script; see `real_apps`. A line of JSON on standard input starts a server, lines on standard output tell its
process id, its port and its end. It ends, with all its servers, when standard input does.
"""

import ctypes
import gc
import importlib
import json
import os
import pkgutil
import re
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PACKAGES = ("core", "plugins", "adapters.http", "adapters.standalone", "adapters.bundled")
OTHERS = ("PIL.PngImagePlugin", "PIL.JpegImagePlugin", "alembic.command", "sqlalchemy.dialects.sqlite", "numpy")
END_WITH_PARENT = 1  # PR_SET_PDEATHSIG
CAPABILITIES = 0x20080522  # _LINUX_CAPABILITY_VERSION_3
TAKE_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER


def imported() -> None:
    """Import what servers import at their start and with their first requests."""
    for package in PACKAGES:
        module = importlib.import_module(f"penstock.{package}")
        for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{module.__name__}."):
            if ".migrations." not in found.name and not found.name.endswith((".__main__", ".new_plugin")):
                importlib.import_module(found.name)
    for name in OTHERS:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def say(**what: object) -> None:
    """One line, in one write: several processes share the pipe."""
    os.write(1, json.dumps(what).encode() + b"\n")


def fork(told: Mapping[str, Any]) -> int:
    """A server; with `terminal` below a process that leads a session with a terminal, whose id is the one told."""
    pid = os.fork()
    if pid:
        return pid
    try:
        ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGCHLD, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        log = os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.dup2(log, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        if told.get("terminal"):
            lead_session()
        serve(told)
        os._exit(0)
    except SystemExit as ended:
        os._exit(ended.code if isinstance(ended.code, int) else 1)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def lead_session() -> None:
    """Go on as the child of a process that has a terminal: when that one dies, the child is sent SIGHUP."""
    os.setsid()
    _, terminal = os.openpty()
    importlib.import_module("fcntl").ioctl(terminal, importlib.import_module("termios").TIOCSCTTY, 0)
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 255)


def drop_privileges() -> None:
    """Keep root's name and nothing of its power: what belongs to others is as closed as to any user."""
    library = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAPABILITIES, 0)
    if library.capset(header, (ctypes.c_uint32 * 6)()):
        raise OSError(ctypes.get_errno(), "the privileges cannot be dropped")


def serve(told: Mapping[str, Any]) -> None:
    """Be `penstock serve`."""
    from penstock.adapters.standalone.serving import ServeCommand

    if room := told.get("memory"):
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
    if told.get("powerless"):
        drop_privileges()
    started = time.process_time()

    def heard(line: str) -> None:
        if found := re.search(r"runs at http://127\.0\.0\.1:(\d+)", line):
            spent = time.process_time() - started
            say(id=told["id"], port=int(found[1]), server=os.getpid(), spent=spent)

    ServeCommand(say=heard, data=Path(told["data"]), port=0, browser=False).run()


def lines(waker: int) -> Iterator[Mapping[str, Any] | None]:
    """What is told, and None whenever a child may have ended."""
    rest = b""
    while True:
        ready, _, _ = select.select([0, waker], [], [])
        if waker in ready:
            os.read(waker, 4096)
            yield None
        if 0 in ready:
            if not (data := os.read(0, 65536)):
                return
            *whole, rest = (rest + data).split(b"\n")
            yield from (json.loads(line) for line in whole)


def main() -> None:
    """Fork what is asked for, tell what has ended."""
    imported()
    ctypes.CDLL(None).prctl(TAKE_ORPHANS, 1)
    waker, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal of the tests is not meant for us
    say(ready=True)
    running: set[int] = set()
    for told in lines(waker):
        if told is not None:
            running.add(pid := fork(told))
            say(id=told["id"], pid=pid)
            continue
        for pid, status in ended():
            running.discard(pid)
            say(dead=pid, ended=os.waitstatus_to_exitcode(status))
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def ended() -> Iterator[tuple[int, int]]:
    """The children, and those that they left behind, that have ended, with their statuses."""
    try:
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            yield found
    except ChildProcessError:
        return


if __name__ == "__main__":
    sys.exit(main())
