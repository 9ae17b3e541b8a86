"""The files of deleted runs: those that were fetched go to the trash, and come back with their run."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from attrs import frozen

from ...core.contracts.runs import Run
from ...core.errors import NotFound, PenstockError
from ...core.trash import Trash
from .outputs import OutputFiles
from .store_ports import KeptOutput

_LOG: Final = logging.getLogger("penstock.runs")
_KIND: Final = "runs"


@frozen
class OutputTrash:
    """See the module. Blocks; for any thread. A file that cannot be moved stays, its run is deleted all the same."""

    outputs: OutputFiles
    trash: Trash

    def put(self, run: Run, kept: tuple[KeptOutput, ...]) -> None:
        """Move the files of a run away."""
        paths = self._files(kept)
        if paths:
            try:
                self.trash.put_all(paths, _KIND, run.id)
            except PenstockError as error:
                _LOG.warning("The files of the run %s stay where they are: %s", run.id, error)

    def bring_back(self, run: str, kept: tuple[KeptOutput, ...]) -> None:
        """Move them back to where they were; raises where they cannot be."""
        folder = next((self._folder(one.file) for one in kept if self.outputs.is_ours(one.file)), None)
        for found in self.trash.deleted(_KIND):
            if found.note == (run,) and folder is not None:
                self.outputs.files.make_folder(folder)
                self.trash.restore(found, folder)

    def forget(self, kept: Iterable[KeptOutput]) -> None:
        """Remove what is left of runs that nobody can restore any more; what the own server saved is not ours."""
        for path in self._files(tuple(kept)):
            try:
                self.outputs.files.discard(path)
            except OSError as error:
                _LOG.warning("The file %s of a deleted run stays: %s", path.name, error)

    def expire(self) -> None:
        """Delete for good what was deleted 30 days ago."""
        self.trash.expire(_KIND)

    def _folder(self, file: str) -> Path:
        return (self.outputs.paths.output / file.partition("/")[2]).parent

    def _files(self, kept: tuple[KeptOutput, ...]) -> list[Path]:
        found = []
        for one in kept:
            if self.outputs.is_ours(one.file):
                try:
                    found.append(self.outputs.path(one.file))
                except NotFound:  # it went already
                    continue
        return found
