"""Which prompts got another name in a draft: told as such when it is saved."""

import threading
from typing import Final

_MOST_FOLDERS: Final = 200
_MOST_NAMES: Final = 5_000


class Renames:
    """New names and what they were, by folder, since its last save. A help that a restart forgets. Safe on any thread.

    A rename that was taken back, or whose draft is gone, does no harm: what did not happen is not told.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_folder: dict[str, dict[str, str]] = {}

    def add(self, folder: str, old_name: str, new_name: str) -> None:
        """`old_name` is `new_name` now; renamed several times, it counts from its first name."""
        with self._lock:
            known = self._by_folder.pop(folder, {})
            known[new_name] = known.pop(old_name, old_name)
            self._by_folder[folder] = known
            if len(known) > _MOST_NAMES:
                known.pop(next(iter(known)))
            if len(self._by_folder) > _MOST_FOLDERS:
                self._by_folder.pop(next(iter(self._by_folder)))

    def of(self, folder: str) -> dict[str, str]:
        """Old names by new ones."""
        with self._lock:
            return dict(self._by_folder.get(folder, {}))

    def forget(self, folder: str) -> None:
        """They were told."""
        with self._lock:
            self._by_folder.pop(folder, None)
