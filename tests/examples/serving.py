"""`penstock serve` as a process of its own, and what its plugin list says."""

import json
import subprocess
import threading
import time
import urllib.request
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

START_SECONDS = 120.0
BEGINNING = "Penstock runs at "


@contextmanager
def served(penstock: Path, data: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The address of a server on a new data folder; it is stopped at the end, and must end well."""
    command = [str(penstock), "serve", "--data", str(data), "--port", "0", "--no-browser"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**environment, "PYTHONUNBUFFERED": "1"},
    )
    lines: Queue[str] = Queue()
    reader = threading.Thread(target=_read, args=(process, lines), daemon=True)
    reader.start()
    try:
        yield _address(lines)
    finally:
        process.terminate()
        process.wait(60)
        reader.join(10)


def _read(process: "subprocess.Popen[str]", lines: "Queue[str]") -> None:
    if process.stdout is not None:
        for line in process.stdout:
            lines.put(line)
    lines.put("")


def _address(lines: "Queue[str]") -> str:
    said, end = [], time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            line = lines.get(timeout=1)
        except Empty:
            continue
        said.append(line)
        if line.startswith(BEGINNING):
            return line.removeprefix(BEGINNING).strip().rstrip("/")
        if not line:
            break
    raise RuntimeError(f"The server did not start:\n{''.join(said)}")


def faults_of(address: str, wanted: Collection[str]) -> list[str]:
    """What is wrong with the plugins of a server; each of `wanted` must be there, and all without faults."""
    plugins = {one["name"]: one for one in _json(f"{address}/penstock/plugins")["plugins"]}
    faults = [f"{name} is not in the plugin list" for name in sorted(set(wanted) - plugins.keys())]
    for name, plugin in plugins.items():
        if plugin["status"] != "active" and name in wanted:
            faults.append(f"{name} is {plugin['status']}: {plugin['reason']}")
        faults += [f"{name}: {fault['where']}: {fault['message']}" for fault in plugin["faults"]]
        if name in wanted and plugin["web"] and "export" not in _text(f"{address}{plugin['web']}"):
            faults.append(f"{name} has no browser module at {plugin['web']}")
    return faults


def _json(url: str) -> Any:
    return json.loads(_text(url))


def _text(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())
