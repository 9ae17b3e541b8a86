"""A process that takes every lock below a data folder, and holds them until it is killed; it says `held` then."""

import sqlite3
import sys
import threading
from pathlib import Path

from filelock import FileLock


def main(data: Path) -> None:
    """Take the locks, those of files and those of databases."""
    files = [FileLock(path, timeout=20) for path in sorted(data.glob("**/.locks/*.lock"))]
    for lock in files:
        lock.acquire()
    databases = [path for path in sorted(data.rglob("*.db")) if path.read_bytes()[:6] == b"SQLite"]
    connections = [sqlite3.connect(path, timeout=20, isolation_level=None) for path in databases]
    for connection in connections:
        connection.execute("BEGIN IMMEDIATE")
    sys.stdout.write(f"held {len(files)} {len(connections)}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
