"""What the routes of kept workflows do: list, import, change, trash, presets, thumbnails."""

from pathlib import Path
from typing import Any, cast

from ...core.contracts.workflows import Preset, WorkflowEntry, Workflows, WorkflowVersion
from ...core.errors import NotFound, from_os_error
from ...core.exact_numbers import exact_values
from ...core.routes import BytesAnswer, RouteCall
from . import routes_shapes as shapes
from .map_style import MAP_STYLE
from .service import WorkflowService


def workflows_of(call: RouteCall[Any]) -> WorkflowService:
    """The service of workflows."""
    return cast("WorkflowService", call.services.get(Workflows))


def list_workflows(call: RouteCall[Any]) -> shapes.WorkflowList:
    """GET /penstock/workflows."""
    query, service = call.query or shapes.ListQuery(), workflows_of(call)
    found = service.list(search=query.search, tag=query.tag)
    return shapes.WorkflowList(
        workflows=tuple(shapes.WorkflowShape(**entry_fields(entry)) for entry in found),
        tags=tuple(shapes.TagCount(name=name, count=count) for name, count in service.tag_counts()),
    )


def import_workflow(call: RouteCall[shapes.NewFile]) -> shapes.ImportedShape:
    """POST /penstock/workflows."""
    body = call.body
    found = workflows_of(call).import_file(
        _bytes_of(body.file.path), file_name=body.file.file_name, name=body.name, into=body.into, note=body.note
    )
    return shapes.ImportedShape(
        workflow=shapes.WorkflowShape(**entry_fields(found.workflow)),
        version=found.version,
        created=found.created,
        added=found.added,
        problems=found.problems,
    )


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise from_os_error(error, "read the upload") from error


def get_workflow(call: RouteCall[Any]) -> shapes.WholeWorkflow:
    """GET W."""
    service = workflows_of(call)
    return whole(service, service.get(call.path["workflow"]))


def change_workflow(call: RouteCall[shapes.WorkflowChange]) -> shapes.WholeWorkflow:
    """PATCH W."""
    service, body = workflows_of(call), call.body
    changed = service.change(
        call.path["workflow"], body.revision, name=body.name, description=body.description, tags=body.tags
    )
    return whole(service, changed)


def delete_workflow(call: RouteCall[Any]) -> shapes.Deleted:
    """DELETE W."""
    return shapes.Deleted(id=workflows_of(call).delete(call.path["workflow"]), deleted=True)


def list_deleted(call: RouteCall[Any]) -> shapes.WorkflowTrash:
    """GET /penstock/workflow_trash."""
    found = workflows_of(call).deleted()
    return shapes.WorkflowTrash(
        deleted=tuple(shapes.TrashedWorkflow(**entry_fields(one), deleted=one.deleted or 0) for one in found)
    )


def restore_workflow(call: RouteCall[Any]) -> shapes.WholeWorkflow:
    """POST W/restore."""
    service = workflows_of(call)
    return whole(service, service.restore(call.path["workflow"]))


def create_preset(call: RouteCall[shapes.NewPreset]) -> shapes.PresetShape:
    """POST W/presets."""
    return _preset(workflows_of(call).save_preset(call.path["workflow"], call.body.name, call.body.values))


def change_preset(call: RouteCall[shapes.PresetChange]) -> shapes.PresetShape:
    """PATCH W/presets/{preset}."""
    body = call.body
    changed = workflows_of(call).change_preset(
        call.path["workflow"], call.path["preset"], body.revision, name=body.name, values=body.values
    )
    return _preset(changed)


def delete_preset(call: RouteCall[shapes.PresetRevision]) -> shapes.Deleted:
    """DELETE W/presets/{preset}."""
    workflows_of(call).delete_preset(call.path["workflow"], call.path["preset"], call.body.revision)
    return shapes.Deleted(id=call.path["preset"], deleted=True)


def restore_preset(call: RouteCall[Any]) -> shapes.PresetShape:
    """POST W/presets/{preset}/restore."""
    return _preset(workflows_of(call).restore_preset(call.path["workflow"], call.path["preset"]))


def set_default_parameters(call: RouteCall[shapes.DefaultParameters]) -> shapes.WholeWorkflow:
    """PUT W/default_parameters."""
    service, body = workflows_of(call), call.body
    return whole(service, service.set_default_parameters(call.path["workflow"], body.revision, body.values))


def set_last_parameters(call: RouteCall[shapes.LastParameters]) -> shapes.WholeWorkflow:
    """PUT W/last_parameters."""
    service, body = workflows_of(call), call.body
    return whole(service, service.used(call.path["workflow"], body.values, body.prompt_id))


def thumbnail(call: RouteCall[Any]) -> BytesAnswer:
    """GET W/thumbnail."""
    service, query = workflows_of(call), call.query or shapes.TagQuery()
    entry = service.get(call.path["workflow"])
    if entry.thumbnail is None:
        raise NotFound("This workflow has no picture.", hint="Give it one.", field="workflow")
    small = service.thumbnail(entry.id)
    immutable = query.v == entry.thumbnail
    return BytesAnswer(data=small.data, content_type=small.content_type, etag=small.etag, immutable=immutable)


def graph_map(call: RouteCall[Any]) -> BytesAnswer:
    """GET W/map."""
    service, query = workflows_of(call), call.query or shapes.TagQuery()
    entry = service.get(call.path["workflow"])
    drawn = service.map(entry.id)
    if drawn is None:
        raise NotFound("There is nothing to draw in this workflow.", field="workflow")
    tag = map_tag(entry)
    return BytesAnswer(data=drawn, content_type="image/svg+xml", etag=tag, immutable=query.v == tag)


def set_thumbnail(call: RouteCall[shapes.NewThumbnail]) -> shapes.WholeWorkflow:
    """PUT W/thumbnail."""
    service = workflows_of(call)
    return whole(service, service.set_thumbnail(call.path["workflow"], call.body.file.path))


def clear_thumbnail(call: RouteCall[Any]) -> shapes.WholeWorkflow:
    """DELETE W/thumbnail."""
    service = workflows_of(call)
    return whole(service, service.clear_thumbnail(call.path["workflow"]))


def whole(service: WorkflowService, entry: WorkflowEntry) -> shapes.WholeWorkflow:
    """A workflow with all that belongs to it."""
    last = entry.last_parameters
    return shapes.WholeWorkflow(
        **entry_fields(entry),
        latest=entry.latest.number,
        history=tuple(version_shape(version) for version in service.history(entry.id)),
        presets=tuple(_preset(preset) for preset in service.presets(entry.id)),
        default_parameters=exact_values(entry.default_parameters),
        last_parameters=None if last is None else exact_values(last),
    )


def entry_fields(entry: WorkflowEntry) -> dict[str, Any]:
    """What lists show of a workflow."""
    return {
        "id": entry.id,
        "name": entry.name,
        "revision": entry.revision,
        "created": entry.created,
        "changed": entry.changed,
        "description": entry.description,
        "tags": entry.tags,
        "format": entry.latest.format.value,
        "versions": entry.versions,
        "nodes": entry.latest.nodes,
        "source_id": entry.source_id,
        "thumbnail": entry.thumbnail,
        "map": map_tag(entry),
        "last_used": entry.last_used,
    }


def map_tag(entry: WorkflowEntry) -> str:
    """What changes the address of a map: the document, and how maps are drawn."""
    return f"{entry.latest.sha256[:16]}-{MAP_STYLE}"


def version_shape(version: WorkflowVersion) -> shapes.VersionShape:
    """A version as it is answered."""
    return shapes.VersionShape(
        number=version.number,
        format=version.format.value,
        created=version.created,
        note=version.note,
        nodes=version.nodes,
        bytes=version.bytes,
        sha256=version.sha256,
    )


def _preset(preset: Preset) -> shapes.PresetShape:
    return shapes.PresetShape(
        id=preset.id,
        name=preset.name,
        values=exact_values(preset.values),
        revision=preset.revision,
        created=preset.created,
        changed=preset.changed,
    )
