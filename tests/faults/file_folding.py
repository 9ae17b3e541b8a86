"""The disks of Windows and macOS, as far as names go: `FoldingDisk` stands between Python and the system's calls.

Below its root a name that differs only in case, or in how its letters are composed, is the same name. It is kept as it
was given first; with `decomposed` as macOS's old file system keeps it (NFD).
"""

import io
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import define

_ONE: Final = ("open", "stat", "lstat", "scandir", "listdir", "unlink", "remove", "mkdir", "rmdir", "utime", "access")
_TWO: Final = ("rename", "replace", "link")


def folded(name: str) -> str:
    """What is the same for all spellings of a name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


@define
class FoldingDisk:
    """See the module. `install` puts it in place until the test ends."""

    root: Path
    decomposed: bool = False

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Every call of `os` and `io.open` goes through it."""
        for name in _ONE:
            patch.setattr(os, name, self._with_one(getattr(os, name)))
        for name in _TWO:
            patch.setattr(os, name, self._with_two(getattr(os, name)))
        patch.setattr(io, "open", self._with_one(io.open))

    def real(self, path: Any) -> Any:
        """The path as it is on the disk, where it is below the root."""
        if not isinstance(path, str | os.PathLike):
            return path
        given = os.fspath(path)
        if not isinstance(given, str) or not given.startswith(f"{self.root}{os.sep}"):
            return path
        found = str(self.root)
        for part in Path(given).parts[len(self.root.parts) :]:
            found = f"{found}{os.sep}{self._entry(found, part)}"
        return found

    def _entry(self, folder: str, name: str) -> str:
        wanted = folded(name)
        try:
            names = _LISTDIR(folder)
        except (FileNotFoundError, NotADirectoryError):
            names = []
        made = unicodedata.normalize("NFD", name) if self.decomposed else name
        return next((one for one in names if folded(one) == wanted), made)

    def _with_one(self, call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda path=".", *args, **options: call(self.real(path), *args, **options)

    def _with_two(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def both(source: Any, target: Any, **options: Any) -> Any:
            origin, aim = self.real(source), self.real(target)
            if call is _RENAME and origin == aim:  # a name in another case: the entry gets the new spelling
                aim = str(Path(aim).parent / Path(target).name)
            return call(origin, aim, **options)

        return both


_LISTDIR: Final = os.listdir
_RENAME: Final = os.rename
