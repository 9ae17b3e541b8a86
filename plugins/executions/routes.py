"""The routes of executions."""

from typing import TYPE_CHECKING, Final

from ...core.contracts.executions import DeletedImages
from ...core.later import later
from ...core.routes import FileAnswer, RouteSpec

if TYPE_CHECKING:
    from . import routes_executions as executions
    from . import routes_files as files
    from . import routes_shapes as shapes
else:
    executions = later(__package__, "routes_executions")
    files = later(__package__, "routes_files")
    shapes = later(__package__, "routes_shapes")

_EXECUTIONS: Final = "/penstock/executions"
_EXECUTION: Final = "/penstock/executions/{story}/{job}/{exec}"
_TRASH: Final = "/penstock/execution_trash"


def routes() -> tuple[RouteSpec, ...]:
    """Executions, their files, choices and trash; ids and jobs."""
    return (*_reading(), *_files(), *_changing(), *_trash())


def _reading() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="executions.list",
            method="GET",
            path=_EXECUTIONS,
            handler=executions.list_executions,
            summary="The executions of all stories or of one, the newest first.",
            query=shapes.ListQuery,
            answer=shapes.ExecutionList,
        ),
        RouteSpec(
            name="executions.get",
            method="GET",
            path=_EXECUTION,
            handler=executions.get_execution,
            summary="An execution with its pictures in the order of the story, and its videos.",
            answer=shapes.WholeExecution,
        ),
        RouteSpec(
            name="executions.jobs",
            method="GET",
            path="/penstock/story_jobs/{story}",
            handler=executions.jobs,
            summary="The jobs of a story, the newest first.",
            answer=shapes.Jobs,
        ),
        RouteSpec(
            name="executions.new_id",
            method="POST",
            path="/penstock/execution_ids",
            handler=executions.new_id,
            summary="An id for a new execution; nothing is made.",
            answer=shapes.NewId,
        ),
    )


def _files() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="executions.source",
            method="GET",
            path=f"{_EXECUTION}/source",
            handler=files.source,
            summary="The picture that the execution began with, whole or small.",
            query=shapes.PictureQuery,
            answer=FileAnswer,
            work="heavy",
        ),
        RouteSpec(
            name="executions.image",
            method="GET",
            path=f"{_EXECUTION}/images/{{image}}",
            handler=files.image,
            summary="A picture, whole or small.",
            query=shapes.PictureQuery,
            answer=FileAnswer,
            work="heavy",
        ),
        RouteSpec(
            name="executions.video",
            method="GET",
            path=f"{_EXECUTION}/videos/{{video}}",
            handler=files.video,
            summary="A video.",
            query=shapes.Version,
            answer=FileAnswer,
        ),
    )


def _changing() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="executions.pick",
            method="POST",
            path=f"{_EXECUTION}/picks",
            handler=executions.pick,
            summary="Choose the best picture of a scene, or none.",
            body=shapes.Pick,
            answer=shapes.ExecutionShape,
        ),
        RouteSpec(
            name="executions.delete_files",
            method="POST",
            path=f"{_EXECUTION}/deletions",
            handler=executions.delete_files,
            summary="Move pictures, or videos, to the trash, all or none.",
            body=shapes.Deletions,
            answer=DeletedImages,
        ),
        RouteSpec(
            name="executions.delete",
            method="DELETE",
            path=_EXECUTION,
            handler=executions.delete_execution,
            summary="Move a whole execution to the trash.",
            answer=DeletedImages,
        ),
    )


def _trash() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="executions.deleted",
            method="GET",
            path=_TRASH,
            handler=executions.list_deleted,
            summary="What of executions is in the trash, the last deleted first.",
            answer=shapes.DeletedList,
        ),
        RouteSpec(
            name="executions.restore",
            method="POST",
            path=f"{_TRASH}/{{trash}}/restore",
            handler=executions.restore,
            summary="Bring back what was deleted; 409 where a name is in use again.",
            answer=shapes.WholeExecution,
        ),
    )
