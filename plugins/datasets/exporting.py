"""A pool, or a part of it, as a training folder: staged whole beside its place, then moved there in one rename."""

from collections.abc import Callable

from attrs import define

from ...core.contracts.datasets import DatasetExport, ExportPlan, ExportRequest, Progress, TrashedDataset
from ...core.contracts.pictures import Pictures
from ...core.contracts.pools import Pools
from ...core.events.base import Event
from ...core.files import Files
from ...core.trash import Trash
from .folders import Folders
from .journal import Journal


@define
class Exporting:
    """See the module."""

    folders: Folders
    pools: Pools
    pictures: Pictures
    files: Files
    journal: Journal
    trashes: Trash
    notify: Callable[[Event], object]

    def plan(self, request: ExportRequest) -> ExportPlan:
        """See `Datasets.plan_export`."""
        raise NotImplementedError

    def export(self, request: ExportRequest, progress: Progress) -> DatasetExport:
        """See `Datasets.export`."""
        raise NotImplementedError

    def trash(self) -> tuple[TrashedDataset, ...]:
        """See `Datasets.trash`."""
        raise NotImplementedError

    def restore(self, trash_id: str) -> str:
        """See `Datasets.restore`."""
        raise NotImplementedError
