"""A PostgreSQL server of its own for tests, in a temporary folder and on a socket there; never as root."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

import sqlalchemy

_DEBIAN: Final = Path("/usr/lib/postgresql")
_USERS: Final = ("postgres", "nobody")
_OPTIONS: Final = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "listen_addresses=''",
    "max_connections=60",
)


def program(name: str) -> str | None:
    """The path of one of PostgreSQL's programs, None where it is not installed."""
    debian = sorted(_DEBIAN.glob(f"*/bin/{name}"), reverse=True)
    return str(debian[0]) if debian else shutil.which(name)


def _runner() -> list[str] | None:
    """What to put before a command so that it does not run as root; None where there is no way."""
    if os.getuid() != 0:
        return []
    import pwd  # no such module on Windows

    for name in _USERS:
        with contextlib.suppress(KeyError):
            group = pwd.getpwnam(name).pw_gid
            return ["setpriv", f"--reuid={name}", f"--regid={group}", "--clear-groups"]
    return None


def lacking() -> str:
    """Why there can be no server here; empty where there can."""
    if program("initdb") is None or program("postgres") is None or program("pg_ctl") is None:
        return "PostgreSQL is not installed"
    runner = _runner()
    if runner is None or (runner and shutil.which(runner[0]) is None):
        return "PostgreSQL does not run as root"
    return ""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a server, with `{name}` where the name of a database belongs (`postgres` is there)."""
    runner = _runner() or []
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        home = Path(folder)
        if runner:
            shutil.chown(home, runner[1].partition("=")[2])
        data = home / "data"
        _run(runner, "initdb", "-D", str(data), "-U", "penstock", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = " ".join(["-k", str(home), *(f"-c {option}" for option in _OPTIONS)])
        _run(runner, "pg_ctl", "-D", str(data), "-o", options, "-l", str(home / "log"), "-w", "start")
        try:
            yield f"postgresql+psycopg://penstock@/{{name}}?host={quote(str(home), safe='')}"
        finally:
            _run(runner, "pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def database(server_url: str, name: str) -> str:
    """The URL of a new database on a server."""
    engine = sqlalchemy.create_engine(server_url.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with contextlib.closing(engine.raw_connection()) as connection:
        connection.cursor().execute(f'CREATE DATABASE "{name}"')
    engine.dispose()
    return server_url.format(name=name)


def _run(runner: list[str], name: str, *arguments: str) -> None:
    command = [*runner, program(name) or name, *arguments]
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, cwd="/", timeout=60, stdout=quiet, stderr=quiet)  # noqa: S603 (our own)
