"""Runs as routes and the command line answer them."""

from typing import Final

from attrs import evolve

from ...core.contracts.runs import Run, RunError, RunOutput
from ...core.exact_numbers import exact_values
from .routes_shapes import ErrorShape, FaultShape, OutputShape, RunShape

_PICTURES: Final = ("image",)


def run_shape(run: Run) -> RunShape:
    """A run as an answer."""
    return RunShape(
        id=run.id,
        title=run.title,
        status=run.status.value,
        workflow=run.workflow,
        version=run.version,
        document=run.document,
        batch=run.batch,
        place=run.place,
        priority=run.priority,
        held=run.held,
        values=exact_values(run.values),
        parameters_used=None if run.parameters_used is None else exact_values(run.parameters_used),
        wanted_server=run.wanted_server,
        server=run.server,
        prompt_id=run.prompt_id,
        attempt=run.attempt,
        created=run.created,
        changed=run.changed,
        started=run.started,
        ended=run.ended,
        error=None if run.error is None else _error_shape(run.error),
        outputs=tuple(output_shape(run.id, output) for output in run.outputs),
        seq=run.seq,
    )


def output_shape(run: str, output: RunOutput) -> OutputShape:
    """A result of a run with the addresses of its file and of its small picture."""
    address = f"/penstock/runs/{run}/outputs/{output.number}" if output.sha256 else None
    small = f"{address}/thumbnail?tag={output.sha256[:16]}" if address and output.kind in _PICTURES else None
    return OutputShape(
        number=output.number,
        node=output.node,
        node_title=output.node_title,
        kind=output.kind,
        name=output.name,
        text=output.text,
        content_type=output.content_type,
        bytes=output.bytes,
        sha256=output.sha256,
        width=output.width,
        height=output.height,
        temporary=output.temporary,
        url=address,
        thumbnail=small,
    )


def without_details(run: Run) -> Run:
    """A run for lists: its error without the traceback."""
    return run if run.error is None or not run.error.details else evolve(run, error=evolve(run.error, details=""))


def _error_shape(error: RunError) -> ErrorShape:
    return ErrorShape(
        code=error.code,
        message=error.message,
        hint=error.hint,
        node=error.node,
        node_type=error.node_type,
        node_title=error.node_title,
        details=error.details,
        faults=tuple(FaultShape(field=one.field, code=one.code, message=one.message) for one in error.faults),
    )
