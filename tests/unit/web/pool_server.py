"""A server with one pool in memory, for the browser's model of a pool."""

from pathlib import Path

SERVER = (Path(__file__).parent / "pool_server.js").read_text(encoding="utf-8")
