"""Small file systems in memory, filled to the page, and read-only views of folders; for root on Linux."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from attrs import define

PAGE: Final = 4096


def _mount(*words: str) -> None:
    """Mount, or skip the test where that is not possible."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a file system")
    done = subprocess.run(["mount", *words], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.decode()}")


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "-l", str(folder)], check=True)


@define
class SmallDisk:
    """A file system of few megabytes at `folder`."""

    folder: Path

    @property
    def pages(self) -> int:
        """How many pages are free."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize // PAGE

    def fill(self, free: int) -> None:
        """Take all pages but `free`."""
        handle = os.open(self._filler, os.O_WRONLY | os.O_CREAT)
        try:
            while (more := self.pages - free) > 0:
                size = os.fstat(handle).st_size
                try:
                    os.posix_fallocate(handle, size, more * PAGE)
                except OSError:  # something else took a page meanwhile: what was given back is counted anew
                    continue
        finally:
            os.close(handle)

    def empty(self) -> None:
        """Give the pages back."""
        self._filler.unlink(missing_ok=True)

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """A new file system at the empty folder, gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    try:
        yield SmallDisk(folder)
    finally:
        _unmount(folder)


@contextlib.contextmanager
def read_only_view(folder: Path) -> Iterator[None]:
    """The folder cannot be written by anybody until the end."""
    _mount("--bind", str(folder), str(folder))
    try:
        _mount("-o", "remount,bind,ro", str(folder))
        yield
    finally:
        _unmount(folder)
