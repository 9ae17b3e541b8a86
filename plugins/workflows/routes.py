"""The routes of workflows."""

from typing import TYPE_CHECKING, Final

from ...core.later import later
from ...core.routes import BytesAnswer, RouteSpec
from .routes_parameters import LARGEST_INTEGER, VALUES_BYTES, parameter_routes
from .settings import file_bytes

if TYPE_CHECKING:
    from . import routes_shapes as shapes
    from . import routes_workflows as workflows
else:
    shapes = later(__package__, "routes_shapes")
    workflows = later(__package__, "routes_workflows")

_WORKFLOWS: Final = "/penstock/workflows"
_WORKFLOW: Final = "/penstock/workflows/{workflow}"
_PRESET: Final = f"{_WORKFLOW}/presets/{{preset}}"
_THUMBNAIL_BYTES: Final = 100 << 20


def routes() -> tuple[RouteSpec, ...]:
    """Workflows, their versions, parameters, presets and trash."""
    return (*_reading(), *_changing(), *_values(), *_presets(), *_thumbnails(), *parameter_routes())


def _reading() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="workflows.list",
            method="GET",
            path=_WORKFLOWS,
            handler=workflows.list_workflows,
            summary="The workflows, the last used or changed first, and the tags of all.",
            query=shapes.ListQuery,
            answer=shapes.WorkflowList,
        ),
        RouteSpec(
            name="workflows.get",
            method="GET",
            path=_WORKFLOW,
            handler=workflows.get_workflow,
            summary="A workflow with its versions, presets and values.",
            answer=shapes.WholeWorkflow,
        ),
        RouteSpec(
            name="workflows.deleted",
            method="GET",
            path="/penstock/workflow_trash",
            handler=workflows.list_deleted,
            summary="The workflows in the trash, the last deleted first.",
            answer=shapes.WorkflowTrash,
        ),
    )


def _changing() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="workflows.import",
            method="POST",
            path=_WORKFLOWS,
            handler=workflows.import_workflow,
            summary="Keep a workflow: JSON in UI or API format, or a PNG, WebP or JPEG that carries one.",
            body=shapes.NewFile,
            answer=shapes.ImportedShape,
            work="heavy",
            max_bytes=file_bytes,
        ),
        RouteSpec(
            name="workflows.change",
            method="PATCH",
            path=_WORKFLOW,
            handler=workflows.change_workflow,
            summary="Change name, description or tags; 409 where the workflow was changed meanwhile.",
            body=shapes.WorkflowChange,
            answer=shapes.WholeWorkflow,
        ),
        RouteSpec(
            name="workflows.delete",
            method="DELETE",
            path=_WORKFLOW,
            handler=workflows.delete_workflow,
            summary="Move a workflow to the trash, where it is kept for 30 days.",
            answer=shapes.Deleted,
        ),
        RouteSpec(
            name="workflows.restore",
            method="POST",
            path=f"{_WORKFLOW}/restore",
            handler=workflows.restore_workflow,
            summary="Bring a workflow back out of the trash, with all its versions and presets.",
            answer=shapes.WholeWorkflow,
        ),
    )


def _values() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="workflows.set_default_parameters",
            method="PUT",
            path=f"{_WORKFLOW}/default_parameters",
            handler=workflows.set_default_parameters,
            summary="The values that the form starts with.",
            body=shapes.DefaultParameters,
            answer=shapes.WholeWorkflow,
            max_bytes=VALUES_BYTES,
            largest_integer=LARGEST_INTEGER,
        ),
        RouteSpec(
            name="workflows.set_last_parameters",
            method="PUT",
            path=f"{_WORKFLOW}/last_parameters",
            handler=workflows.set_last_parameters,
            summary="The values of a run that was queued without Penstock: the last used ones now.",
            body=shapes.LastParameters,
            answer=shapes.WholeWorkflow,
            max_bytes=VALUES_BYTES,
            largest_integer=LARGEST_INTEGER,
        ),
    )


def _presets() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="workflows.create_preset",
            method="POST",
            path=f"{_WORKFLOW}/presets",
            handler=workflows.create_preset,
            summary="Keep values under a name; 409 where the name is in use.",
            body=shapes.NewPreset,
            answer=shapes.PresetShape,
            status=201,
            max_bytes=VALUES_BYTES,
            largest_integer=LARGEST_INTEGER,
        ),
        RouteSpec(
            name="workflows.change_preset",
            method="PATCH",
            path=_PRESET,
            handler=workflows.change_preset,
            summary="Another name or other values; 409 where the preset was changed meanwhile.",
            body=shapes.PresetChange,
            answer=shapes.PresetShape,
            max_bytes=VALUES_BYTES,
            largest_integer=LARGEST_INTEGER,
        ),
        RouteSpec(
            name="workflows.delete_preset",
            method="DELETE",
            path=_PRESET,
            handler=workflows.delete_preset,
            summary="Delete a preset; it can be restored.",
            body=shapes.PresetRevision,
            answer=shapes.Deleted,
        ),
        RouteSpec(
            name="workflows.restore_preset",
            method="POST",
            path=f"{_PRESET}/restore",
            handler=workflows.restore_preset,
            summary="Bring a deleted preset back.",
            answer=shapes.PresetShape,
        ),
    )


def _thumbnails() -> tuple[RouteSpec, ...]:
    path = f"{_WORKFLOW}/thumbnail"
    return (
        RouteSpec(
            name="workflows.thumbnail",
            method="GET",
            path=path,
            handler=workflows.thumbnail,
            summary="The picture of a workflow.",
            query=shapes.TagQuery,
            answer=BytesAnswer,
        ),
        RouteSpec(
            name="workflows.map",
            method="GET",
            path=f"{_WORKFLOW}/map",
            handler=workflows.graph_map,
            summary="A small drawing of the newest version's graph, as SVG.",
            query=shapes.TagQuery,
            answer=BytesAnswer,
        ),
        RouteSpec(
            name="workflows.set_thumbnail",
            method="PUT",
            path=path,
            handler=workflows.set_thumbnail,
            summary="Give a workflow a picture; it is made small.",
            body=shapes.NewThumbnail,
            answer=shapes.WholeWorkflow,
            work="heavy",
            max_bytes=_THUMBNAIL_BYTES,
        ),
        RouteSpec(
            name="workflows.clear_thumbnail",
            method="DELETE",
            path=path,
            handler=workflows.clear_thumbnail,
            summary="Take the picture of a workflow away.",
            answer=shapes.WholeWorkflow,
        ),
    )
