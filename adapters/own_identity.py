"""Names the host's own server: the same after each start, and another for a second process on the same folder."""

import hashlib
import logging
import uuid
from pathlib import Path
from typing import Final

from attrs import define
from filelock import FileLock, Timeout

from ..core.files import Files

_LOG: Final = logging.getLogger("penstock.runs")
_MOST: Final = 32


@define(eq=False)
class OwnIdentity:
    """The name is kept with a lock, which lives as long as the process: whoever comes next finds it free."""

    kind: str
    folder: Path
    files: Files
    _name: str = ""
    _held: FileLock | None = None

    def name(self) -> str:
        """`here-<kind>-<hash of folder>`, with `-2` and so on for processes that run beside the first one."""
        if not self._name:
            self._name = self._found()
        return self._name

    def release(self) -> None:
        """Let others have the name."""
        if self._held is not None:
            self._held.release()
            self._held, self._name = None, ""

    def _found(self) -> str:
        base = f"here-{self.kind}-{hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]}"
        try:
            self.files.make_folder(self.folder / ".locks")
            for number in range(1, _MOST):
                name = base if number == 1 else f"{base}-{number}"
                if self._is_free(name):
                    return name
        except OSError as error:
            _LOG.warning("The name of this process cannot be kept: %s", error)
        return f"{base}-{uuid.uuid4().hex[:12]}"

    def _is_free(self, name: str) -> bool:
        lock = FileLock(self.folder / ".locks" / f"{name}.lock", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
        self._held = lock
        return True
