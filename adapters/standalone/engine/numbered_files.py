"""Saved files as ComfyUI numbers them: `<prefix>_00001_.png`, in folders that the prefix may name."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ....core.clock import Clock
from ....core.errors import BadName, from_os_error
from ....core.files import Files
from ....core.names import contained
from ....core.values import frozen


@frozen
class NumberedFiles:
    """Writes into `folder`, which ComfyUI calls `type` (output, temp). Never overwrites; safe on any thread."""

    folder: Path
    type: str
    files: Files
    clock: Clock

    def save(
        self, prefix: str, size: tuple[int, int], encoded: Iterable[bytes], suffix: str = ".png"
    ) -> list[dict[str, str]]:
        """One file for each of `encoded`; answers what a node's `ui.images` says. `size` is that of the pictures.

        `encoded` may be made one by one, while it is written.
        """
        target = self._target(self._filled(prefix, *size))
        items = []
        try:
            self.files.make_folder(target.folder)
            numbers = _free_numbers(target)
            for batch_number, data in enumerate(encoded):
                name = self._write(target, batch_number, numbers, data, suffix)
                items.append({"filename": name, "subfolder": target.subfolder, "type": self.type})
        except OSError as error:
            raise from_os_error(error, "save the image") from error
        return items

    def _filled(self, prefix: str, width: int, height: int) -> str:
        now = time.localtime(self.clock.wall_ms() / 1000)
        values = {
            "width": str(width),
            "height": str(height),
            "year": str(now.tm_year),
            "month": f"{now.tm_mon:02}",
            "day": f"{now.tm_mday:02}",
            "hour": f"{now.tm_hour:02}",
            "minute": f"{now.tm_min:02}",
            "second": f"{now.tm_sec:02}",
        }
        for token, value in values.items():
            prefix = prefix.replace(f"%{token}%", value)
        return prefix

    def _target(self, prefix: str) -> "_Target":
        path = os.path.normpath(prefix)
        subfolder, stem = os.path.split(path)  # text, not yet proven to be a path of ours
        if stem in ("", ".", "..") or any(ord(char) < 32 for char in prefix):
            raise BadName(f"{prefix!r} is no file name to begin with.", field="filename_prefix")
        folder = contained(self.folder, subfolder) if subfolder else self.folder
        return _Target(folder, subfolder, stem)

    def _write(self, target: "_Target", batch_number: int, numbers: Iterator[int], data: bytes, suffix: str) -> str:
        """The name under which `data` was stored; a number that somebody took meanwhile is skipped."""
        stem = target.stem.replace("%batch_num%", str(batch_number))
        with self.files.stage(target.folder) as staged:
            staged.write(data)
        try:
            while True:
                name = f"{stem}_{next(numbers):05}_{suffix}"
                with suppress(FileExistsError):
                    self.files.place(staged.path, target.folder / name)
                    return name
        except OSError:
            self.files.discard(staged.path)
            raise


@frozen
class _Target:
    folder: Path
    subfolder: str
    stem: str


def _free_numbers(target: _Target) -> Iterator[int]:
    """From one above the highest that is in use on."""
    prefix = f"{target.stem}_"
    used = [
        _number(entry.name.removeprefix(prefix)) for entry in target.folder.iterdir() if entry.name.startswith(prefix)
    ]
    number = max(used, default=0)
    while True:
        number += 1
        yield number


def _number(rest: str) -> int:
    digits = rest.split(".")[0].split("_")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
