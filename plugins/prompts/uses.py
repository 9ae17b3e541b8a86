"""Which saved prompts take snippets from a library: what a change of the library would change."""

import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from ...core.contracts.libbers import Libbers
from ...core.contracts.prompts import ProcessingType, PromptCollection, PromptUse
from ...core.errors import PenstockError

_LARGEST: Final = 20_000
"""Uses that are told at most."""

_MOST_LIBBERS: Final = 100
"""Libraries whose uses are remembered."""

Key = tuple[str, ...]


class PromptUses:
    """The uses of each library, computed again where one of the files is another. Safe on any thread.

    `signature` tells that of a folder's prompts, `read` its collection.
    """

    def __init__(
        self,
        folders: Callable[[], Iterable[str]],
        signature: Callable[[str], str],
        read: Callable[[str], PromptCollection],
        libbers: Callable[[], Libbers | None],
    ) -> None:
        self._folders = folders
        self._signature = signature
        self._read = read
        self._libbers = libbers
        self._lock = threading.Lock()
        self._known: dict[str, tuple[Key, tuple[PromptUse, ...]]] = {}

    def of(self, libber: str) -> tuple[PromptUse, ...]:
        """By folder and prompt, sorted by folder, in the order of its prompts."""
        folders, libbers = tuple(self._folders()), self._libbers()
        files = (f"{folder} {self._signature(folder)}" for folder in folders)
        key = (libbers.signature(libber) if libbers is not None else "", *files)
        with self._lock:
            known = self._known.get(libber.casefold())
        if known is not None and known[0] == key:
            return known[1]
        found = (use for folder in folders for use in self._in_folder(folder, libber, libbers))
        made = tuple(islice(found, _LARGEST))
        with self._lock:
            self._known[libber.casefold()] = key, made
            if len(self._known) > _MOST_LIBBERS:
                self._known.pop(next(iter(self._known)))
        return made

    def _in_folder(self, folder: str, libber: str, libbers: Libbers | None) -> Iterator[PromptUse]:
        try:
            collection = self._read(folder)
        except PenstockError:
            return  # what cannot be read uses nothing, and is told where it is shown
        for name, prompt in collection.prompts.items():
            named = (prompt.libber_name or "").casefold() == libber.casefold()
            if named and prompt.processing_type is ProcessingType.LIBBER:
                yield PromptUse(folder=folder, prompt=name, keys=_keys(prompt.value, libber, libbers))


def _keys(value: str, libber: str, libbers: Libbers | None) -> tuple[str, ...]:
    if libbers is None:
        return ()
    try:
        return libbers.substitute(value, (libber,)).used
    except PenstockError:
        return ()  # there is no such library, or what it makes is too large
