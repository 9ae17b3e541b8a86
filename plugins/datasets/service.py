"""The service of data sets: its parts behind one face. See the contract `Datasets`."""

from attrs import define

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
from .exporting import Exporting
from .fitting import fit
from .folders import Folders
from .listing import list_images
from .loading import folder_image, load_item
from .measuring import Measuring
from .saving import SavingSidecars
from .statistics import statistics_of


@define
class DatasetService:
    """See the module. `saving` is for the node that saves images with texts."""

    places: Folders
    measuring: Measuring
    exporting: Exporting
    saving: SavingSidecars

    def folders(self) -> tuple[DatasetFolder, ...]:
        """See `Datasets.folders`."""
        return self.places.all()

    def listing(self, folder: str, depth: int = 0) -> FolderListing:
        """See `Datasets.listing`."""
        return list_images(self.places, folder, depth)

    def image(self, listing: FolderListing, index: int) -> FolderImage:
        """See `Datasets.image`."""
        return folder_image(self.places, listing, index)

    def load(self, listing: FolderListing, index: int) -> LoadedItem:
        """See `Datasets.load`."""
        return load_item(self.places, self.measuring.pictures, listing, index)

    def fit(self, width: int, height: int, options: BucketOptions) -> Fit:
        """See `Datasets.fit`."""
        return fit(width, height, options)

    def facts(self, source: DatasetSource, progress: Progress) -> tuple[ImageFacts, ...]:
        """See `Datasets.facts`."""
        return self.measuring.facts(source, progress)

    def statistics(self, source: DatasetSource, options: BucketOptions, progress: Progress) -> DatasetStatistics:
        """See `Datasets.statistics`."""
        facts = self.facts(source, progress)
        return statistics_of(source, options, facts, self.measuring.orphans(source, facts))

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
