"""What the routes of forms, prompts, runs and versions do."""

from typing import Any

from ...core.contracts.workflows import Applied, WorkflowEntry
from ...core.errors import NotFound
from ...core.exact_numbers import exact_values
from ...core.routes import BytesAnswer, RouteCall
from . import routes_shapes_forms as shapes
from .comparing import compared
from .form_shapes import form_shape
from .routes_shapes import WholeWorkflow
from .routes_workflows import whole, workflows_of


def get_form(call: RouteCall[Any]) -> shapes.FormShape:
    """GET W/form."""
    service, query = workflows_of(call), call.query or shapes.VersionQuery()
    entry = service.get(call.path["workflow"])
    number = entry.latest.number if query.version is None else query.version
    return form_shape(service.form(entry.id, number), entry, number)


def reshaped_form(call: RouteCall[shapes.Values]) -> shapes.FormShape:
    """POST W/form."""
    service, body = workflows_of(call), call.body
    entry = service.get(call.path["workflow"])
    number = entry.latest.number if body.version is None else body.version
    return form_shape(service.form(entry.id, number, body.values), entry, number)


def apply(call: RouteCall[shapes.Values]) -> shapes.AppliedShape:
    """POST W/apply."""
    body = call.body
    return _applied(workflows_of(call).apply(call.path["workflow"], body.values, body.version))


def run(call: RouteCall[shapes.Run]) -> shapes.Queued:
    """POST W/runs."""
    body = call.body
    prompt_id, applied = workflows_of(call).queue(
        call.path["workflow"], body.values, version=body.version, client_id=body.client_id
    )
    return shapes.Queued(prompt_id=prompt_id, values=exact_values(applied.values))


def open_form(call: RouteCall[shapes.OpenWorkflow]) -> shapes.FormShape:
    """POST /penstock/workflow_forms."""
    return form_shape(workflows_of(call).form_of(call.body.workflow, call.body.values))


def open_prompt(call: RouteCall[shapes.OpenValues]) -> shapes.AppliedShape:
    """POST /penstock/workflow_prompts."""
    return _applied(workflows_of(call).apply_to(call.body.workflow, call.body.values))


def document(call: RouteCall[Any]) -> BytesAnswer:
    """GET W/versions/{number}/document."""
    service, number = workflows_of(call), _number(call)
    entry = service.get(call.path["workflow"])
    version = next((one for one in service.history(entry.id) if one.number == number), None)
    if version is None:
        raise NotFound(f"This workflow has no version {number}.", field="number")
    return BytesAnswer(
        data=service.document(entry.id, number),
        content_type="application/json",
        etag=version.sha256,
        download_name=_file_name(entry, number),
    )


def _file_name(entry: WorkflowEntry, number: int) -> str:
    return f"{entry.name}.json" if number == entry.latest.number else f"{entry.name} (version {number}).json"


def restore_version(call: RouteCall[Any]) -> WholeWorkflow:
    """POST W/versions/{number}/restore."""
    service = workflows_of(call)
    return whole(service, service.restore_version(call.path["workflow"], _number(call)))


def compare(call: RouteCall[Any]) -> shapes.Comparison:
    """GET W/comparison."""
    service, query = workflows_of(call), call.query
    entry = service.get(call.path["workflow"])
    graphs = service.graph(entry.id, query.a), service.graph(entry.id, query.b)
    forms = service.form(entry.id, query.a), service.form(entry.id, query.b)
    return compared(query.a, query.b, graphs, forms)


def _number(call: RouteCall[Any]) -> int:
    """The version that the path names."""
    text = call.path["number"]
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise NotFound(f"There is no version {text[:20]!r}.", hint="Versions count from 1.", field="number")
    return int(text)


def _applied(applied: Applied) -> shapes.AppliedShape:
    return shapes.AppliedShape(
        prompt=applied.prompt, values=exact_values(applied.values), missing_classes=applied.missing_classes
    )
