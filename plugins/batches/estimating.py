"""How long a batch will take, from runs that were: nothing where there were none."""

from collections.abc import Callable, Iterable
from statistics import fmean
from typing import Final

from attrs import frozen

from ...core.contracts.runs import Run, RunFilter, Runs, RunStatus
from .rows import Stored

_LOOKED_AT: Final = 50
_CACHED: Final = 0.2
"""Of what is usual: a cell that took less was mostly cached."""


@frozen
class Estimates:
    """See the module. `runs` finds the service of runs. Blocks; safe on any thread."""

    runs: Callable[[], Runs]

    def of_document(self, sha256: str, cells: int) -> float | None:
        """Seconds for so many cells of a document."""
        usual = self.runs().usual_seconds(sha256)
        return None if usual is None else usual * cells / self._at_once(cells)

    def left(self, stored: Stored, open_cells: int) -> float | None:
        """Seconds for what is left of a batch: as its own cells took, but for those that were cached."""
        if not open_cells:
            return None
        which = RunFilter(statuses=(RunStatus.COMPLETED,), batch=stored.id)
        times = _times(self.runs().page(which, limit=_LOOKED_AT).runs)
        least = (self.runs().usual_seconds(stored.document) or 0.0) * _CACHED
        worked = [seconds for seconds in times if seconds > 0 and seconds >= least]
        if not worked:
            return self.of_document(stored.document, open_cells)
        return fmean(worked) * open_cells / self._at_once(open_cells)

    def _at_once(self, cells: int) -> int:
        return max(1, min(cells, sum(server.status == "online" for server in self.runs().servers())))


def _times(runs: Iterable[Run]) -> list[float]:
    return [max(0, run.ended - run.started) / 1000 for run in runs if run.started and run.ended]
