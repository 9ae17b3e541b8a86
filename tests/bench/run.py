"""`python tests/bench/run.py`: measures Penstock's performance goals beside a baseline and prints one table.

Speed drifts on every machine, so a goal is a ratio within one run; `docs/performance.md` says what each one means.
"""

import argparse
import datetime
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)  # the folder of the namespace `bench`

from bench import (
    collecting,
    crashes,
    gate_previews,
    gates,
    hooks,
    http_load,
    images,
    listing_folders,
    opening,
    profile_zips,
    reconnecting,
    runs,
    sharing,
    startup,
    stores,
    substituting,
    thumbnails,
    workflows,
)
from bench.peer import found as peer_at
from bench.results import Result, as_json
from bench.table import Row, as_text
from bench.workbench import Bench

_GROUPS = (
    stores,
    sharing,
    crashes,
    images,
    thumbnails,
    gates,
    gate_previews,
    hooks,
    opening,
    http_load,
    profile_zips,
    substituting,
    collecting,
    listing_folders,
    workflows,
    runs,
    reconnecting,
    startup,
)


def goals() -> dict[str, Callable[[Bench], Iterable[Row]]]:
    """Every goal and what measures it."""
    return {name: measure for group in _GROUPS for name, measure in group.GOALS.items()}


def measured(bench: Bench, only: frozenset[str]) -> Iterator[Row]:
    """The rows of the goals named in `only`, all where it is empty."""
    for name, measure in goals().items():
        if only and name not in only:
            continue
        start = time.monotonic()
        rows = list(measure(bench))
        bench.say(f"{name} took {time.monotonic() - start:.1f} s\n{as_text(rows)}")
        yield from rows


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, about a minute; goals at 10,000 are left out"
    )
    parser.add_argument("--peer", type=Path, help="a checkout of ComfyUI-Dataset-Gates to measure as well")
    parser.add_argument("--only", default="", help="goals, separated by commas: S1,S2")
    parser.add_argument("--json", type=Path, help="write the table to this file as JSON, too")
    parser.add_argument("--folder", type=Path, help="a folder on the disk to measure (default: the system's temporary)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a goal is missed")
    return parser.parse_args(words)


def result(rows: list[Row], *, quick: bool, load: float) -> Result:
    """What a run found, and on what kind of machine; no names, no paths. `load` is that before the run."""
    return Result(
        taken=f"{datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d %H:%M}",
        version=metadata.version("comfyui-penstock"),
        machine=f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        python=platform.python_version(),
        load=(load, _load()),
        quick=quick,
        rows=tuple(rows),
    )


def _load() -> float:
    """How many processes wanted a core in the last minute; 0 where the system does not say."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0


def main(words: list[str] | None = None) -> int:
    """Measure and print; 1 where `--strict` and a goal was missed."""
    given = arguments(words)
    only = frozenset(name.strip().upper() for name in given.only.split(",") if name.strip())
    if unknown := only - goals().keys():
        raise SystemExit(f"unknown goals: {', '.join(sorted(unknown))}; there are {', '.join(goals())}")
    load, folder = _load(), Path(tempfile.mkdtemp(prefix="penstock-bench-", dir=given.folder))
    bench = Bench(folder=folder, quick=given.quick, peer=peer_at(given.peer.resolve()) if given.peer else None)
    try:
        with bench.closing:
            rows = list(measured(bench, only))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    found = result(rows, quick=given.quick, load=load)
    sys.stdout.write(f"{found.about}\n\n{as_text(rows)}\n\n{found.summary}\n")
    if given.json:
        given.json.write_text(as_json(found), encoding="utf-8")
    return int(given.strict and any(row.met is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
