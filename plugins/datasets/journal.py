"""What is about to be moved into place is noted first, so that whoever dies in between has done all of it or nothing.

A note is written (durably) when everything that it names lies staged on the disk; from then on it happens: by the one
who wrote it, or by whoever takes the lock next (`recover`). Before that nothing shows. Notes lie in
`<private>/datasets/journal/`; one lock for all processes is held while a note is there.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from attrs import define

from ...core.files import Files

Result = TypeVar("Result")


@define
class Journal:
    """See the module. `folder` is made when it is needed. Raises `PenstockError`."""

    folder: Path
    files: Files

    def place(self, moves: Sequence[tuple[Path, Path]], check: Callable[[], None] = lambda: None) -> None:
        """Rename every (source, target) in this order, all or none; no target may exist.

        `check` is called under the lock before the note is written, and may refuse by raising.
        """
        raise NotImplementedError

    def staging(self, path: Path) -> None:
        """Note that `path` (a file or a folder of ours, not made yet) is rubbish unless `place` moves it."""
        raise NotImplementedError

    def forget(self, path: Path) -> None:
        """`path` is no rubbish of ours any more: it was moved or removed."""
        raise NotImplementedError

    def recover(self) -> None:
        """Finish what crashed processes noted, and remove what they staged and never placed."""
        raise NotImplementedError
