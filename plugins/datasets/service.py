"""The service of data sets: its parts behind one face. See the contract `Datasets`. Parts wait for their first use."""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from attrs import define, field

from ...core.contracts.datasets import (
    BucketOptions,
    DatasetExport,
    DatasetFolder,
    DatasetSource,
    DatasetStatistics,
    ExportPlan,
    ExportRequest,
    Fit,
    FolderImage,
    FolderListing,
    ImageFacts,
    LoadedItem,
    Progress,
    TrashedDataset,
)
from ...core.contracts.pictures import Pictures
from .folders import Folders

if TYPE_CHECKING:
    from .exporting import Exporting
    from .measuring import Measuring
    from .saving import SavingSidecars
    from .service_parts import Parts


@define
class DatasetService:
    """See the module. `build` makes the parts, once; `saving` is for the node that saves images with texts."""

    places: Folders
    pictures: Pictures
    _build: "Callable[[], Parts]"
    _made: "list[Parts]" = field(factory=list)
    _lock: Lock = field(factory=Lock)

    @property
    def parts(self) -> "Parts":
        """What measures, exports and saves."""
        with self._lock:
            if not self._made:
                self._made.append(self._build())
            return self._made[0]

    @property
    def measuring(self) -> "Measuring":
        """What reads sizes and captions."""
        return self.parts.measuring

    @property
    def exporting(self) -> "Exporting":
        """What writes training folders."""
        return self.parts.exporting

    @property
    def saving(self) -> "SavingSidecars":
        """What saves images with their texts."""
        return self.parts.saving

    def folders(self) -> tuple[DatasetFolder, ...]:
        """See `Datasets.folders`."""
        return self.places.all()

    def listing(self, folder: str, depth: int = 0) -> FolderListing:
        """See `Datasets.listing`."""
        from .listing import list_images

        return list_images(self.places, folder, depth)

    def image(self, listing: FolderListing, index: int) -> FolderImage:
        """See `Datasets.image`."""
        from .loading import folder_image

        return folder_image(self.places, listing, index)

    def load(self, listing: FolderListing, index: int) -> LoadedItem:
        """See `Datasets.load`."""
        from .loading import load_item

        return load_item(self.places, self.pictures, listing, index)

    def fit(self, width: int, height: int, options: BucketOptions) -> Fit:
        """See `Datasets.fit`."""
        from .fitting import fit

        return fit(width, height, options)

    def facts(self, source: DatasetSource, progress: Progress) -> tuple[ImageFacts, ...]:
        """See `Datasets.facts`."""
        return self.measuring.facts(source, progress)

    def statistics(self, source: DatasetSource, options: BucketOptions, progress: Progress) -> DatasetStatistics:
        """See `Datasets.statistics`."""
        from .statistics import statistics_of

        facts = self.facts(source, progress)
        return statistics_of(source, options, facts, self.measuring.orphans(source, facts), progress)

    def plan_export(self, request: ExportRequest) -> ExportPlan:
        """See `Datasets.plan_export`."""
        return self.exporting.plan(request)

    def export(self, request: ExportRequest, progress: Progress) -> DatasetExport:
        """See `Datasets.export`."""
        return self.exporting.export(request, progress)

    def trash(self) -> tuple[TrashedDataset, ...]:
        """See `Datasets.trash`."""
        return self.exporting.trash()

    def restore(self, trash_id: str) -> str:
        """See `Datasets.restore`."""
        return self.exporting.restore(trash_id)
