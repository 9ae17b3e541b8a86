"""What the routes of exports do: what one would write, writing it as a job, bringing back what it replaced."""

from typing import Any, Final

from ...core.contracts.datasets import ExportPlan, ExportRequest
from ...core.jobs import Job, JobProgress, Jobs
from ...core.names import check_id
from ...core.routes import RouteCall
from ...core.wire import encode
from .routes_checks import check_options, datasets_of
from .routes_shapes import DeletedFolders, FolderAddress

_SHOWN: Final = 80


def plan(call: RouteCall[ExportRequest]) -> ExportPlan:
    """POST /penstock/datasets/export_plans."""
    return datasets_of(call).plan_export(_checked(call.body))


def export(call: RouteCall[ExportRequest]) -> Job:
    """POST /penstock/datasets/exports: what can be known at once is said by the request itself."""
    service, request = datasets_of(call), _checked(call.body)
    planned = service.plan_export(request)

    def work(progress: JobProgress) -> Any:
        return encode(service.export(request, progress.report))

    return call.services.get(Jobs).submit(f"Export to {planned.folder[:_SHOWN]}", work)


def list_deleted(call: RouteCall[Any]) -> DeletedFolders:
    """GET /penstock/datasets/trash."""
    return DeletedFolders(deleted=datasets_of(call).trash())


def restore(call: RouteCall[Any]) -> FolderAddress:
    """POST /penstock/datasets/trash/{trash}/restore."""
    return FolderAddress(folder=datasets_of(call).restore(call.path["trash"]))


def _checked(request: ExportRequest) -> ExportRequest:
    """The service checks the rest, for nodes and commands, too."""
    check_id(request.pool, "pool")
    if request.fit is not None:
        check_options(request.fit, "fit")
    return request
