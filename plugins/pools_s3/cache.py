"""Pictures of the bucket on this machine: fetched once, checked, dropped when there are too many. Losing it costs time.

`<folder>/<pool>/<name>`. Objects never change under a name. What an earlier run left is read and compared before its
first use, so nothing here needs to be forced to the disk.
"""

import hashlib
import logging
import threading
import time
from pathlib import Path
from stat import S_ISREG
from typing import Final

from ...core.clock import Clock
from ...core.errors import NotFound, StorageFailed, from_os_error
from ...core.files import Files
from ...core.names import check_file_name, check_id, contained
from .bucket import Bucket
from .documents import Facts
from .failures import Missing

_LOG: Final = logging.getLogger("penstock.pools_s3")
_IN_USE_SECONDS: Final = 300.0
"""What was handed out within so many seconds is never dropped: somebody may be reading it."""
_HALF_WRITTEN_SECONDS: Final = 3600.0
"""A file that is half written for so long is of a process that ended: another host may be writing a younger one."""


class PictureCache:
    """See the module. At most `quota` bytes, unless all of it is in use. Safe on any thread."""

    def __init__(self, folder: Path, bucket: Bucket, files: Files, clock: Clock, quota: int) -> None:
        self._folder = folder
        self._bucket = bucket
        self._files = files
        self._clock = clock
        self._quota = quota
        self._lock = threading.Lock()
        self._used: dict[Path, tuple[float, int]] | None = None
        self._sure: set[Path] = set()

    def path(self, pool_id: str, name: str, facts: Facts) -> Path:
        """The file with a picture's bytes, fetched where it is not here. `NotFound`, `StorageFailed`, `DiskFull`."""
        path = self._place(pool_id, name)
        try:
            if not self._is_here(path, facts):
                self._fetch(path, pool_id, name, facts)
        except OSError as error:
            raise from_os_error(error, "keep a picture of the bucket") from error
        self._touch(path, facts.size)
        return path

    def keep(self, source: Path, pool_id: str, name: str, facts: Facts) -> None:
        """Take a file whose bytes are in the bucket by now; where the disk refuses it is fetched when it is needed."""
        path = self._place(pool_id, name)
        try:
            self._files.make_folder(path.parent)
            self._files.calls.replace(source, path)
        except OSError as error:
            _LOG.warning("A picture is not kept on this machine: %s", error)
            self._discard(source)
        else:
            self._touch(path, facts.size)

    def _place(self, pool_id: str, name: str) -> Path:
        """Where a picture lies; `BadName` where that is not inside our folder."""
        contained(self._folder, check_id(pool_id, "pool"))
        return self._folder / pool_id / check_file_name(name)

    def _fetch(self, path: Path, pool_id: str, name: str, facts: Facts) -> None:
        try:
            data = self._bucket.get(self._bucket.address.key("pictures", pool_id, name)).data
        except Missing as error:
            raise NotFound(f"The picture {name} is gone from the bucket.", field="slot") from error
        if facts != facts_of(data):
            raise StorageFailed(
                f"The picture {name} in the bucket is not the one that was stored.",
                hint="Bring back an older version of this object, where the bucket keeps some.",
            )
        self._files.make_folder(path.parent)
        with self._files.stage(path.parent, passing=True) as staged:
            staged.write(data)
        self._files.calls.replace(staged.path, path)

    def _is_here(self, path: Path, facts: Facts) -> bool:
        try:
            state = path.lstat()
            if not S_ISREG(state.st_mode) or state.st_size != facts.size:
                return False
            with self._lock:
                if path in self._sure:
                    return True
            return facts == facts_of(path.read_bytes())
        except FileNotFoundError:  # another host on this machine may drop it at any moment
            return False

    def _touch(self, path: Path, size: int) -> None:
        with self._lock:
            used = self._used = self._found() if self._used is None else self._used
            used[path] = (self._clock.monotonic(), size)
            self._sure.add(path)
            over = sum(kept for _, kept in used.values()) - self._quota
            if over <= 0:
                return
            for old, (when, kept) in sorted(used.items(), key=lambda pair: pair[1][0]):
                if over <= 0 or self._clock.monotonic() - when < _IN_USE_SECONDS:
                    break
                self._discard(old)
                del used[old]
                self._sure.discard(old)
                over -= kept

    def _found(self) -> dict[Path, tuple[float, int]]:
        """What an earlier run left here: the first to go, the oldest file first. Half-written files are dropped."""
        now, aged = self._clock.monotonic() - 10 * _IN_USE_SECONDS, []
        for path in self._folder.glob("*/*"):
            try:
                state = path.lstat()
            except OSError:
                continue  # another host on this machine may drop it at any moment
            if path.suffix != ".part":
                aged.append((state.st_mtime_ns, path, state.st_size))
            elif time.time() - state.st_mtime > _HALF_WRITTEN_SECONDS:
                self._discard(path)
        return {path: (now - place * 1e-6, size) for place, (_, path, size) in enumerate(sorted(aged, reverse=True))}

    def _discard(self, path: Path) -> None:
        try:
            self._files.discard(path)
        except OSError as error:
            _LOG.warning("%s stays: %s", path.name, error)


def facts_of(data: bytes) -> Facts:
    """The facts of a picture."""
    return Facts(len(data), hashlib.blake2b(data, digest_size=16).hexdigest())
