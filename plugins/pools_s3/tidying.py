"""What is done once a day: old files of the staging folder and old pools of the trash are removed."""

import logging
import time
from pathlib import Path
from typing import Final

from ...core.clock import Clock
from ...core.errors import NotFound
from ...core.files import Files
from .whole_pools import WholePools

TRASH_DAYS: Final = 30
_DAY_SECONDS: Final = 24 * 3600.0
_LOG: Final = logging.getLogger("penstock.pools_s3")


class Tidying:
    """Only the thread that watches the bucket uses it."""

    def __init__(self, files: Files, clock: Clock) -> None:
        self._files = files
        self._clock = clock
        self._done: float | None = None

    def daily(self, store: WholePools) -> None:
        """Tidy, unless that was done within a day. Raises the errors of the store; then it is tried a day later."""
        now = self._clock.monotonic()
        if self._done is not None and now - self._done < _DAY_SECONDS:
            return
        self._done = now
        self._sweep(store.staging())
        store.forget_void()
        ages = store.trash_ages()
        for one in store.trash():
            if ages.get(one.id, 0.0) > TRASH_DAYS * _DAY_SECONDS:
                try:
                    store.purge(one.id)
                except NotFound:
                    continue  # another host was faster

    def _sweep(self, folder: Path) -> None:
        for path in folder.iterdir():
            try:
                if time.time() - path.lstat().st_mtime < _DAY_SECONDS:
                    continue
                if path.is_dir() and not path.is_symlink():
                    self._files.remove_tree(path)
                else:
                    self._files.discard(path)
            except OSError as error:
                _LOG.warning("%s stays in the staging folder: %s", path.name, error)
