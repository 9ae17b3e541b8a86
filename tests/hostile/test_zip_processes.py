"""Zip files of profiles in processes that are killed, on disks that are full, and in little memory: all or nothing."""

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.corpora.png_bytes import png
from penstock.adapters.testing.corpora.zip_bytes import zip_of
from penstock.adapters.testing.corpora.zip_parts import MADE, SLOT, image, manifest, meta
from penstock.adapters.testing.corpora.zips import harmless_zips, hostile_zips
from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.errors import DiskFull
from penstock.core.files import SystemCalls

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
MEMBERS = 24 if NIGHTLY else 6
CHILD = Path(__file__).with_name("zip_child.py")
BLOCK = 64 << 10
LATER = 7 * 3_600_000
"""Milliseconds: until then another process may be at it."""

MOST_MEMORY = 64 << 20
linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured by /proc")


def several(count: int, data: bytes = b"") -> bytes:
    """A profile of so many pictures."""
    names = [f"p{number}.png" for number in range(count)]
    pieces = [image(name, data or png(8, 6 + number)) for number, name in enumerate(names)]
    return zip_of(MADE[0], manifest(*({**SLOT, "image": name} for name in names)), *pieces)


@contextmanager
def started(folder: Path, archives: list[Path], **spec: Any) -> Iterator["subprocess.Popen[str]"]:
    """The child, which ends with the block."""
    told = json.dumps({"folder": str(folder), "archives": [str(one) for one in archives], "stop_at": -1, **spec})
    with subprocess.Popen([sys.executable, str(CHILD), told], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: "subprocess.Popen[str]") -> str:
    """Its next line."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def staged(house: ProfileHouse) -> list[str]:
    """What lies in the staging folder."""
    folder = house.store.staging()
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@linux
def test_a_killed_import_is_nothing_or_all(tmp_path: Path, figure: Any) -> None:
    """`kill -9` at each member that is unpacked or checked: the next start shows no part of it, and sweeps."""
    archive = tmp_path / "sent.zip"
    archive.write_bytes(several(MEMBERS))
    with started(tmp_path / "data", [archive]) as process:
        tellings = json.loads(said(process))["tellings"]
    assert tellings > 2 * MEMBERS
    places = range(0, tellings, 1 if NIGHTLY else max(1, tellings // 8))

    for place in places:
        with started(tmp_path / "data", [archive], stop_at=place) as process:
            assert said(process) == "now"
            process.send_signal(signal.SIGKILL)
            process.wait(30)
        house = ProfileHouse(tmp_path / "data", clock=FakeClock(time.time_ns() // 1_000_000 + LATER)).start()
        try:
            there = house.profiles.list()
            assert [house.store.pool(one.id).count for one in there] == [MEMBERS] * len(there)
            assert [one.id for one in house.store.pools()] == [one.id for one in there]
            assert not there or place == tellings - 1, "only the last telling comes after it is there"
            assert staged(house) == []
            for one in there:
                house.store.purge(house.profiles.delete(one.id))
            came = house.profiles.import_zip(archive, "again.zip")
            assert came.count == MEMBERS
            house.store.purge(house.profiles.delete(came.profile.id))
        finally:
            house.close()

    figure("G12", "imports killed at a member", len(places), "kills")


class _SmallDisk(SystemCalls):
    """A disk with so many bytes left; what does not fit is written in part, as disks do."""

    def __init__(self) -> None:
        self.left: int | None = None

    def write(self, handle: int, data: memoryview) -> int:
        """At most what is left."""
        if self.left is None:
            return super().write(handle, data)
        if self.left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        part = data[: self.left]
        self.left -= len(part)
        return super().write(handle, part)


def test_a_disk_that_fills_up_at_any_block_leaves_nothing(tmp_path: Path, figure: Any) -> None:
    """Full after each 64 KiB of what an import writes: `disk_full`, no profile, no file; freed, it is imported."""
    disk = _SmallDisk()
    folder = tmp_path / "data"
    house = ProfileHouse(folder)
    house.start()
    house.calls.real = disk
    archive = tmp_path / "sent.zip"
    noise = b"".join(b"\0" + os.urandom(300) for _ in range(340))
    archive.write_bytes(several(20 if NIGHTLY else 8, png(100, 340, data=zlib.compress(noise, 0))))
    try:
        refused = 0
        for level in range(0, archive.stat().st_size + BLOCK, BLOCK):
            disk.left = level
            try:
                house.profiles.import_zip(archive, "sent.zip")
                break
            except DiskFull:
                refused += 1
            finally:
                disk.left = None
            assert house.profiles.list() == () and house.store.pools() == ()
            assert staged(house) == []
    finally:
        house.close()

    assert refused > archive.stat().st_size // BLOCK // 2
    figure("G12", "imports on a disk that is full after each 64 KiB", refused, "imports")


@linux
def test_no_zip_costs_much_memory(tmp_path: Path, figure: Any) -> None:
    """The whole corpus, bombs included, one after the other in one process: less than 64 MiB more than before."""
    cases = [case for case in (*hostile_zips(), *harmless_zips()) if NIGHTLY or "50001" not in case.name]
    archives = []
    for number, case in enumerate(cases):
        archives.append(tmp_path / f"{number}.zip")
        archives[-1].write_bytes(case.make())
    warm = tmp_path / "warm.zip"
    warm.write_bytes(zip_of(meta({"name": "Warm"}), *MADE[1:]))

    with tempfile.TemporaryDirectory() as folder, started(Path(folder), archives, warm=str(warm)) as child:
        found = json.loads(said(child))

    assert sum(found["outcomes"].values()) == len(cases)
    assert set(found["outcomes"]) <= {"taken", "bad_zip", "too_large", "bad_image"}, found["outcomes"]
    assert found["grown"] < MOST_MEMORY, found
    figure(
        "G12",
        "hostile and odd zip files in one process",
        len(cases),
        "files",
        measured={"memory MiB": round(found["grown"] / (1 << 20), 1)},
    )
