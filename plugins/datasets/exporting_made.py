"""What this process exported: a node whose folder was taken away runs again, and one whose folder stands does not."""

import threading
from pathlib import Path
from typing import Final

from attrs import define, field

from ...core.contracts.datasets import ExportRequest
from .exporting_manifest import is_export

_KEPT: Final = 200


@define
class MadeExports:
    """See the module. Safe on any thread."""

    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _paths: dict[ExportRequest, Path] = field(factory=dict, init=False)
    _gone: dict[ExportRequest, int] = field(factory=dict, init=False)

    def add(self, request: ExportRequest, path: Path) -> None:
        """An export was made there; of many the oldest are forgotten."""
        with self._lock:
            self._paths.pop(request, None)
            self._paths[request] = path
            for old in list(self._paths)[:-_KEPT]:
                del self._paths[old]

    def times_gone(self, request: ExportRequest) -> int:
        """How often its folder was found to be gone. Looks at the disk."""
        with self._lock:
            path = self._paths.get(request)
            if path is not None and not is_export(path):
                del self._paths[request]
                self._gone[request] = self._gone.get(request, 0) + 1
                for old in list(self._gone)[:-_KEPT]:
                    del self._gone[old]
            return self._gone.get(request, 0)
