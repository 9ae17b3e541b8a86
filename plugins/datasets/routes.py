"""The routes of data sets. What takes long answers 202 with a job, whose result is what came of it."""

from typing import TYPE_CHECKING, Final

from ...core.contracts.datasets import ExportPlan, ExportRequest
from ...core.jobs import Job
from ...core.later import later
from ...core.routes import RouteSpec

if TYPE_CHECKING:
    from . import routes_exports as exports
    from . import routes_folders as folders
    from . import routes_pictures as pictures
    from . import routes_shapes as shapes
    from . import routes_statistics as statistics
else:
    exports = later(__package__, "routes_exports")
    folders = later(__package__, "routes_folders")
    pictures = later(__package__, "routes_pictures")
    shapes = later(__package__, "routes_shapes")
    statistics = later(__package__, "routes_statistics")

_DATASETS: Final = "/penstock/datasets"


def routes() -> tuple[RouteSpec, ...]:
    """Folders, their pictures, statistics, exports."""
    return (*_folders(), *_counting(), *_exports(), *_trash())


def _folders() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="datasets.folders",
            method="GET",
            path=f"{_DATASETS}/folders",
            handler=folders.list_folders,
            summary="The folders that may be used: the host's own and those of the settings, each with its problem.",
            answer=shapes.FolderList,
        ),
        RouteSpec(
            name="datasets.make_folder",
            method="POST",
            path=f"{_DATASETS}/folders",
            handler=folders.make_folder,
            summary="Make a folder with those above it, where saving is allowed; no error where it is there.",
            body=shapes.NewFolder,
            answer=shapes.FolderAddress,
            status=201,
        ),
        RouteSpec(
            name="datasets.listing",
            method="GET",
            path=f"{_DATASETS}/listing",
            handler=folders.listing,
            summary="The folders in a folder and a page (1 to 500) of its pictures in natural order; ?depth=n also "
            "those n folders below, -1 all.",
            query=shapes.ListingQuery,
            answer=shapes.Listing,
        ),
        RouteSpec(
            name="datasets.picture",
            method="GET",
            path=f"{_DATASETS}/picture",
            handler=pictures.picture,
            summary="A picture of a folder, or with ?mask=true the file of its mask; a small one with ?side=16 to "
            "2048.",
            query=shapes.PictureQuery,
            work="heavy",
        ),
    )


def _counting() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="datasets.statistics",
            method="POST",
            path=f"{_DATASETS}/statistics",
            handler=statistics.statistics,
            summary="What a folder or a pool consists of, as a job whose result is DatasetStatistics.",
            body=shapes.StatisticsRequest,
            answer=Job,
            status=202,
        ),
        RouteSpec(
            name="datasets.fits",
            method="POST",
            path=f"{_DATASETS}/fits",
            handler=statistics.fits,
            summary="A page (1 to 500) of pictures with their buckets, or those of one bucket; 409 while too many "
            "were not measured: ask for statistics first.",
            body=shapes.FitsRequest,
            answer=shapes.Fits,
            work="heavy",
        ),
    )


def _exports() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="datasets.export_plan",
            method="POST",
            path=f"{_DATASETS}/export_plans",
            handler=exports.plan,
            summary="What an export would write, and where; nothing is written.",
            body=ExportRequest,
            answer=ExportPlan,
            work="heavy",
        ),
        RouteSpec(
            name="datasets.export",
            method="POST",
            path=f"{_DATASETS}/exports",
            handler=exports.export,
            summary="Write a pool, or a part of it, as a training folder, as a job whose result is DatasetExport.",
            body=ExportRequest,
            answer=Job,
            status=202,
            work="heavy",
        ),
    )


def _trash() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="datasets.deleted",
            method="GET",
            path=f"{_DATASETS}/trash",
            handler=exports.list_deleted,
            summary="The training folders that exports replaced, the last one first.",
            answer=shapes.DeletedFolders,
        ),
        RouteSpec(
            name="datasets.restore",
            method="POST",
            path=f"{_DATASETS}/trash/{{trash}}/restore",
            handler=exports.restore,
            summary="Bring a replaced folder back; an export in its place goes to the trash, 409 for anything else.",
            answer=shapes.FolderAddress,
        ),
    )
