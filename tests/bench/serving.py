"""Servers in processes of their own, told apart from the client that measures them."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_OURS = "from penstock.adapters.standalone.command import main; main()"


async def announced(app: web.Application) -> None:
    """Serve `app` on a free port of this machine, print where, and go on until the process is ended."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    sys.stdout.write(f"http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def our_words(data: Path) -> list[str]:
    """How the standalone host is started on a data folder."""
    return ["-c", _OURS, "serve", "--data", str(data), "--port", "0", "--no-browser"]


def script_words(name: str, *words: str) -> list[str]:
    """How a server script of the bench is started."""
    return [str(Path(__file__).with_name(name)), *words]


@contextmanager
def served(words: Sequence[str]) -> Iterator[str]:
    """The address of a server that runs until the block is left."""
    with subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield _address(process.stdout)
        finally:
            process.terminate()


def _address(lines: Iterable[str]) -> str:
    for line in lines:
        if found := _ADDRESS.search(line):
            return found[0]
    raise RuntimeError("the server ended before it said where it listens")
