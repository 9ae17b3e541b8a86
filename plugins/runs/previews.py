"""The latest preview of each run that goes on, in memory."""

import threading
from collections import OrderedDict
from typing import Final

from ...core.contracts.pictures import SmallPicture
from ...core.errors import NotFound

MOST_BYTES: Final = 8 << 20
"""A larger preview is none."""
_MOST_KEPT: Final = 64


class Previews:
    """See the module. Safe on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, SmallPicture] = OrderedDict()
        self._count = 0

    def put(self, run: str, data: bytes, content_type: str) -> None:
        """Keep the latest one of a run."""
        if len(data) > MOST_BYTES:
            return
        with self._lock:
            self._count += 1
            self._kept[run] = SmallPicture(data=data, etag=f"{self._count:x}", content_type=content_type)
            self._kept.move_to_end(run)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)

    def drop(self, run: str) -> None:
        """The run has ended."""
        with self._lock:
            self._kept.pop(run, None)

    def tag(self, run: str) -> str | None:
        """The tag of the latest one."""
        with self._lock:
            found = self._kept.get(run)
        return None if found is None else found.etag

    def get(self, run: str) -> SmallPicture:
        """The latest one; `NotFound`."""
        with self._lock:
            found = self._kept.get(run)
        if found is None:
            raise NotFound("There is no preview of this run.", hint="It has none yet, or it has ended.", field="run")
        return found
